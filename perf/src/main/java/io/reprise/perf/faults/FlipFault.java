package io.reprise.perf.faults;

import io.reprise.journal.JournalDamagedException;
import io.reprise.journal.Playback;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.machine.Machines;
import io.reprise.perf.Scratch;
import io.reprise.perf.faults.Flip.Effect;
import io.reprise.perf.server.ChildServer;
import io.reprise.replay.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Single bits flipped in every file of a run: journal, manifest, snapshot, digests, hashes, latency log and whatever
 * else is there. Each is noticed, or makes no difference to events, answers and state. A process with little memory does
 * many of them (see {@link FlipTrials}); every fiftieth is given to {@code reprise serve}, with as little.
 */
final class FlipFault implements Fault {
    private static final String MEMORY = "-Xmx256m";
    private static final long CPU_MS_MAX = 5_000;
    private static final long LOAD_MS = 100;
    private static final int SERVE_EVERY = 50;

    /** The state is made anew for every flip. */
    private static final String SMALL = "echo.max-keys=1024,llm.max-sessions=1024,kernel.max-sessions=64,"
            + "kernel.max-timers=1024,kernel.max-answer-bytes=1048576";

    @Override
    public String name() {
        return "flips";
    }

    @Override
    public String summary() {
        return "single bits flipped in every file of a run: noticed, or without effect; in 256 MB, without a hang";
    }

    @Override
    public int rounds(boolean full) {
        return full ? 1_000 : 150;
    }

    @Override
    public String obstacle() {
        return Shell.missing(List.of("cp"));
    }

    @Override
    public void run(Trial trial) throws Exception {
        Path run = trial.directory().resolve("run");
        record(run, trial);
        long seed = trial.random().nextLong();
        List<Flip> flips = Flip.choose(run, seed, trial.rounds());
        Map<String, int[]> effects = new TreeMap<>();
        int next = 0;
        while (next < flips.size()) {
            Path copy = trial.directory().resolve("flipped");
            Shell.copy(run, copy);
            next = tryFlips(copy, seed, flips, next, trial, effects);
            Scratch.delete(copy);
        }
        for (int number = 0; number < flips.size(); number += SERVE_EVERY) {
            serve(run, flips.get(number), trial);
        }
        effects.forEach((file, counts) -> trial.tally()
                .note(file + ": " + counts[Effect.DETECTED.ordinal()] + " flips noticed, "
                        + counts[Effect.NONE.ordinal()] + " without effect"));
    }

    /** Two starts, both stopped in order, and a snapshot in between. */
    private static void record(Path run, Trial trial) throws Exception {
        Audit audit = new Audit(trial.tally());
        List<AddLoad> clients = trial.clients(AddLoad::exactlyOnce);
        for (int start = 0; start < 2; start++) {
            try (ChildServer server =
                    trial.serving(run, "--outputs", "frames", "--limit", SMALL).start()) {
                Trial.load(clients, server);
                TimeUnit.MILLISECONDS.sleep(LOAD_MS);
                clients.forEach(AddLoad::end);
                Trial.collect(clients, audit);
                server.stop();
            }
            audit.check(run, false, "before anything was flipped");
            if (start == 0) {
                writeSnapshot(run);
            }
        }
    }

    private static void writeSnapshot(Path path) {
        try (RunDirectory run = RunDirectory.open(path);
                RunDigests digests = new RunDigests(run, false);
                Playback playback = new Playback(run, Machines.discover(), digests)) {
            while (playback.step(Integer.MAX_VALUE) > 0) {
                // to the end
            }
            playback.writeSnapshot();
        }
    }

    /** Lets a process try flips until it is done or ends. Returns the first one that is left. */
    private static int tryFlips(
            Path run, long seed, List<Flip> flips, int first, Trial trial, Map<String, int[]> effects)
            throws IOException {
        ChildServer.Launch launch = ChildServer.running(
                        FlipTrials.class, trial.directory().resolve("flips.err"))
                .javaOptions(MEMORY)
                .arguments(
                        run.toString(), Long.toString(seed), Integer.toString(flips.size()), Integer.toString(first));
        int next = first;
        try (ChildServer process = launch.start()) {
            for (String line = process.readLine(); line != null; line = process.readLine()) {
                String[] words = line.split(" ", 4);
                Flip flip = flips.get(next++);
                Effect effect = Effect.valueOf(words[1]);
                effects.computeIfAbsent(flip.file().toString(), file -> new int[Effect.values().length])[
                        effect.ordinal()]++;
                trial.tally().require(effect != Effect.WRONG, flip + ": " + words[3]);
                trial.tally()
                        .require(Long.parseLong(words[2]) < CPU_MS_MAX, flip + ": took " + words[2] + " ms of CPU");
                trial.endRound(flip.file() + " offset " + flip.offset());
            }
            if (next < flips.size()) {
                trial.tally()
                        .fail(flips.get(next) + ": the process ended with exit code " + process.awaitExit()
                                + " or hung: " + process.errors());
                next++;
            }
        }
        return next;
    }

    private static void serve(Path run, Flip flip, Trial trial) throws IOException {
        Path copy = trial.directory().resolve("served");
        Shell.copy(run, copy);
        flip.toggle(copy);
        try (ChildServer server = trial.serving(copy).javaOptions(MEMORY).launch()) {
            if (server.awaitReady()) {
                server.stop();
                requireIdenticalOrNoticed(copy, flip, trial);
            } else {
                int exitCode = server.awaitExit();
                trial.tally()
                        .require(
                                exitCode == ExitCode.UNUSABLE && server.errors().contains(" ERROR "),
                                flip + ": exit code " + exitCode + ", " + server.errors());
            }
        }
        Scratch.delete(copy);
    }

    /**
     * A start from a snapshot does not look into what is before it; a replay does, and where a kept digest was flipped it says that
     * the answer is another one.
     */
    private static void requireIdenticalOrNoticed(Path run, Flip flip, Trial trial) {
        try {
            Replay replay = Replay.of(run, Machines.discover(), events -> {});
            boolean noticed = !replay.identical() && flip.file().endsWith("digests.bin");
            trial.tally().replay(replay.identical() || noticed);
            trial.tally().require(replay.identical() || noticed, flip + ": " + replay.divergence());
        } catch (RunUnusableException | JournalDamagedException e) {
            // noticed
        }
    }
}
