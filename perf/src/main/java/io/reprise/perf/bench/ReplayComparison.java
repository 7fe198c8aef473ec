package io.reprise.perf.bench;

import io.reprise.kernel.machine.Machines;
import io.reprise.replay.Replay;
import java.nio.file.Path;
import java.util.Locale;

/** Replay of a recorded echo run beside reading the same queue without executing anything. */
final class ReplayComparison implements Comparison {
    private final Path run;
    private final long events;
    private final double livePerSecond;
    private double slowest = Double.MAX_VALUE;

    /** @param livePerSecond events a second while it was recorded */
    ReplayComparison(Path run, long events, double livePerSecond) {
        this.run = run;
        this.events = events;
        this.livePerSecond = livePerSecond;
    }

    @Override
    public String name() {
        return "replay of an echo run";
    }

    @Override
    public String rawName() {
        return "Chronicle tailer reading every long of the same queue";
    }

    @Override
    public double goal() {
        return 0.3;
    }

    @Override
    public double raw() {
        long startNs = System.nanoTime();
        if (RawQueue.read(run.resolve("journal").resolve("0001")) == 0) {
            throw new IllegalStateException("the queue is empty");
        }
        return events * 1e3 / (System.nanoTime() - startNs);
    }

    @Override
    public double ours() {
        Replay replay = Replay.of(run, Machines.discover(), done -> {});
        if (!replay.identical() || replay.events() != events) {
            throw new IllegalStateException("the replay is not identical: " + replay);
        }
        double figure = events * 1e3 / replay.elapsedNs();
        slowest = Math.min(slowest, figure);
        return figure;
    }

    @Override
    public String remark() {
        return String.format(
                Locale.ROOT,
                "slowest replay %.2f M/s, goal 2 M/s, %.1f times as fast as it was recorded, goal 10",
                slowest,
                slowest * 1e6 / livePerSecond);
    }
}
