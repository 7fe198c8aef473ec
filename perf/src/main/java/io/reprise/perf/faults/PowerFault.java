package io.reprise.perf.faults;

import io.reprise.journal.AckMode;
import io.reprise.perf.server.ChildServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The power goes under load: the run lies on a disk of its own, and what that disk holds at a random moment is all that
 * the next start gets. Pages that were not written back are not in it.
 *
 * <p>The server stands still while the disk is copied. A copy takes longer than a cut, and would else mix blocks of
 * different moments into a disk that no loss of power can leave.
 */
final class PowerFault implements Fault {
    private static final int CUT_MS_MIN = 10;
    private static final int CUT_MS_MAX = 2_000;
    private static final long DISK_LENGTH = 2L << 30; // sparse

    private final AckMode ackMode;

    PowerFault(AckMode ackMode) {
        this.ackMode = ackMode;
    }

    @Override
    public String name() {
        return ackMode == AckMode.DURABLE ? "power" : "power-process";
    }

    @Override
    public String summary() {
        return ackMode == AckMode.DURABLE
                ? "loss of power under load in mode durable: a disk's image is copied"
                : "the same in mode process, which may lose what it acknowledged, but says so";
    }

    @Override
    public int rounds(boolean full) {
        return full ? 100 : 5;
    }

    @Override
    public String obstacle() {
        return LoopDisk.obstacle();
    }

    @Override
    public void run(Trial trial) throws Exception {
        Path cut = trial.directory().resolve("cut.img");
        Audit audit = new Audit(trial.tally());
        // who loses what was acknowledged loses sessions too
        List<AddLoad> clients = trial.clients(ackMode == AckMode.DURABLE ? AddLoad::exactlyOnce : AddLoad::atMostOnce);
        LoopDisk disk = LoopDisk.create(
                trial.directory().resolve("disk.img"), trial.directory().resolve("disk"), DISK_LENGTH);
        try {
            Path run = disk.mount().resolve("run");
            long lost = 0;
            int lossy = 0;
            for (int round = 0; round < trial.rounds(); round++) {
                String what;
                try (ChildServer server =
                        trial.serving(run, "--ack", ackMode.label()).start()) {
                    requireSaid(lost, server, trial.tally());
                    what = loadAndCut(server, clients, trial, disk, cut, audit);
                }
                disk = disk.replaceWith(cut);
                Reboot.of(run);
                lost = audit.check(run, ackMode == AckMode.PROCESS, "round " + (round + 1) + ", " + what);
                lossy += lost > 0 ? 1 : 0;
                trial.endRound(what);
            }
            if (ackMode == AckMode.DURABLE) {
                trial.finish(trial.serving(run, "--ack", "durable"), run, clients, audit, "at the end");
            } else {
                try (ChildServer server = trial.serving(run).start()) {
                    requireSaid(lost, server, trial.tally());
                    server.stop();
                }
                audit.check(run, false, "at the end");
            }
            if (ackMode == AckMode.PROCESS) {
                trial.tally()
                        .note(String.format(
                                Locale.ROOT,
                                "%,d of %,d acknowledged requests went with the power, in %d of %d rounds; every start"
                                        + " after it said so",
                                trial.tally().lost(),
                                trial.tally().acknowledged(),
                                lossy,
                                trial.rounds()));
            }
        } finally {
            disk.close();
        }
    }

    private String loadAndCut(
            ChildServer server, List<AddLoad> clients, Trial trial, LoopDisk disk, Path cut, Audit audit)
            throws Exception {
        Trial.load(clients, server);
        int afterMs = trial.sleepBetween(CUT_MS_MIN, CUT_MS_MAX);
        boolean writtenBack = ackMode == AckMode.PROCESS && trial.random().nextBoolean();
        if (writtenBack) { // as the system does every so often
            disk.sync();
            afterMs += trial.sleepBetween(CUT_MS_MIN, CUT_MS_MAX / 4);
        }
        trial.tally().require(server.isAlive(), "the server had ended by itself: " + server.errors());
        server.signal("STOP");
        disk.copyTo(cut);
        server.kill();
        trial.tally().require(Trial.collect(clients, audit) > 0, "nothing was acknowledged");
        return "power lost after " + afterMs + " ms" + (writtenBack ? ", written back before" : "");
    }

    private static void requireSaid(long lost, ChildServer server, Tally tally) {
        String said = server.errors();
        tally.require(
                lost == 0 || Reboot.isSaid(said),
                lost + " acknowledged requests were lost, and the next start said only: " + said);
    }
}
