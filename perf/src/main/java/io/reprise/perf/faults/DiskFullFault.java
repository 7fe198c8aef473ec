package io.reprise.perf.faults;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.reprise.perf.server.ChildServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A disk of 64 MiB fills up under load, to its last byte: by the journal until the server refuses requests, by another
 * file then. While it is full the server is killed, or is stopped in order, or goes on until there is room again.
 */
final class DiskFullFault implements Fault {
    private static final int MIB = 1 << 20;
    private static final long DISK_LENGTH = 64L * MIB;
    private static final int LEFT_MIB_MIN = 2;
    private static final int LEFT_MIB_MAX = 10;
    private static final int FULL_MS_MIN = 200;
    private static final int FULL_MS_MAX = 1_000;
    private static final long PATIENCE_SECONDS = 120;
    private static final long POLL_MS = 10;
    private static final List<String> ACKS = List.of("process", "durable");
    private static final List<String> THREADINGS = List.of("inline", "shared", "pipelined");
    private static final String[] SMALL = { // the defaults want more than there is
        "--ring", "1048576", "--max-frame", "65536", "--disk-reserve", "4194304", "--outputs", "frames"
    };

    /** What happens while the disk is full. */
    private enum Ending {
        ROOM_AGAIN,
        KILLED,
        STOPPED;

        String text() {
            return switch (this) {
                case ROOM_AGAIN -> "there was room again";
                case KILLED -> "it was killed";
                case STOPPED -> "it was stopped";
            };
        }
    }

    @Override
    public String name() {
        return "disk-full";
    }

    @Override
    public String summary() {
        return "a disk of 64 MiB filled to its last byte under load";
    }

    @Override
    public int rounds(boolean full) {
        return full ? 18 : 3; // 18: every pair of ending and threading, in both ack modes
    }

    @Override
    public String obstacle() {
        return LoopDisk.obstacle();
    }

    @Override
    public void run(Trial trial) throws Exception {
        long refused = 0;
        for (int round = 0; round < trial.rounds(); round++) {
            List<AddLoad> clients = trial.clients(AddLoad::exactlyOnce);
            try (LoopDisk disk = LoopDisk.create(
                    trial.directory().resolve("disk.img"), trial.directory().resolve("disk"), DISK_LENGTH)) {
                oneRound(trial, round, disk.mount(), clients);
            }
            refused += refused(clients);
        }
        trial.tally().note(String.format(Locale.ROOT, "%,d requests were refused meanwhile", refused));
    }

    private static void oneRound(Trial trial, int round, Path disk, List<AddLoad> clients) throws Exception {
        Ending ending = Ending.values()[(round + round / THREADINGS.size()) % Ending.values().length];
        String ack = ACKS.get(round % ACKS.size());
        String threading = THREADINGS.get(round % THREADINGS.size());
        String what = ack + ", " + threading + ", full until " + ending.text();
        Path run = disk.resolve("run");
        Path others = disk.resolve("others");
        Audit audit = new Audit(trial.tally());
        ChildServer.Launch launch = trial.serving(run, SMALL).arguments("--ack", ack, "--threading", threading);
        try (ChildServer server = launch.start()) {
            Trial.load(clients, server);
            fill(others, trial.random().nextInt(LEFT_MIB_MIN, LEFT_MIB_MAX + 1) * (long) MIB);
            await(() -> clients.stream().allMatch(client -> client.refused() > 0), "the disk does not get full");
            fill(others, 0);
            trial.sleepBetween(FULL_MS_MIN, FULL_MS_MAX);
            trial.tally().require(server.isAlive(), what + ": it had ended by itself: " + server.errors());
            end(ending, server, clients, others, audit);
        }
        Files.deleteIfExists(others);
        audit.check(run, false, "round " + (round + 1) + ", " + what);
        trial.finish(launch, run, clients, audit, what);
        trial.endRound(what);
    }

    private static void end(Ending ending, ChildServer server, List<AddLoad> clients, Path others, Audit audit)
            throws Exception {
        switch (ending) {
            case ROOM_AGAIN -> {
                clients.forEach(AddLoad::end);
                Trial.collect(clients, audit);
                Files.delete(others);
                Trial.load(clients, server); // until all of them are answered again
                clients.forEach(AddLoad::end);
                Trial.collect(clients, audit);
                server.stop();
            }
            case KILLED -> {
                server.kill();
                Trial.collect(clients, audit);
            }
            case STOPPED -> {
                clients.forEach(AddLoad::end);
                Trial.collect(clients, audit);
                server.stop();
            }
        }
    }

    /** Writes zeros to the end of a file until no more than {@code left} bytes of the disk are free. */
    private static void fill(Path file, long left) throws IOException {
        FileStore disk = Files.getFileStore(file.getParent());
        try (OutputStream out = Files.newOutputStream(file, CREATE, APPEND)) {
            for (long free = disk.getUsableSpace(); free > left; free = disk.getUsableSpace()) {
                out.write(new byte[(int) Math.min(MIB, free - left)]);
            }
        } catch (IOException e) {
            // full already: the journal takes room as well
        }
    }

    private static long refused(List<AddLoad> clients) {
        return clients.stream().mapToLong(AddLoad::refused).sum();
    }

    private static void await(BooleanSupplier condition, String otherwise) throws InterruptedException {
        for (long waitedMs = 0; !condition.getAsBoolean(); waitedMs += POLL_MS) {
            if (waitedMs > TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)) {
                throw new IllegalStateException(otherwise);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }
}
