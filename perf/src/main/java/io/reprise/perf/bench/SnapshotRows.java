package io.reprise.perf.bench;

import io.reprise.journal.Playback;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.journal.Snapshot;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import io.reprise.perf.Scratch;
import io.reprise.perf.load.LoadClient;
import io.reprise.perf.load.LoadPlan;
import io.reprise.perf.load.LoadResult;
import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.Work;
import io.reprise.perf.server.ChildServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;

/** What snapshots cost: a start that restores one, and clients while one is taken. */
final class SnapshotRows {
    private static final int GIB = 1 << 30;
    private static final double RESTORE_GOAL_S = 3;
    private static final double PRESSURE_GOAL = 3;
    private static final int COUNTERS = 1 << 22;
    private static final double RATE = 100_000;
    private static final int CONNECTIONS = 8;
    private static final double P999 = 99.9;
    private static final long ROUND_NS = TimeUnit.SECONDS.toNanos(8);

    private final Scratch scratch;
    private final int warmUps;
    private final int rounds;

    SnapshotRows(Scratch scratch, int warmUps, int rounds) {
        this.scratch = scratch;
        this.warmUps = warmUps;
        this.rounds = rounds;
    }

    /** Writes 1 GiB of state and restores it, round by round; the file is in the page cache. */
    void restore(PrintStream out) {
        BulkProvider bulk = new BulkProvider(GIB);
        List<MachineProvider> providers = List.of(bulk);
        Machines machines = new Machines(providers, new TreeMap<>());
        try (RunDirectory run = newRun(scratch.fresh(), machines, providers)) {
            long startNs = System.nanoTime();
            Path file = Snapshot.write(run, machines, 0, 0);
            double writeS = secondsSince(startNs);
            long hash = machines.stateHash();
            BufferUtil.free(bulk.region().bytes().byteBuffer());
            double[] seconds = new double[rounds];
            for (int i = -warmUps; i < rounds; i++) {
                startNs = System.nanoTime();
                Machines restored = new Machines(providers, machines.limits(), Snapshot.read(run, file));
                long restoredHash = restored.stateHash();
                double elapsed = secondsSince(startNs);
                BufferUtil.free(bulk.region().bytes().byteBuffer());
                if (restoredHash != hash) {
                    throw new IllegalStateException("the restored state is another one");
                }
                if (i >= 0) {
                    seconds[i] = elapsed;
                }
            }
            double median = Comparison.Result.median(seconds);
            out.printf(
                    Locale.ROOT,
                    "%-42s %9.3f s [%.2f..%.2f]  goal < %.0f %s  checksums and state hash checked; written in %.2f s%n",
                    "restore of 1 GiB of state",
                    median,
                    Arrays.stream(seconds).min().orElse(0),
                    Arrays.stream(seconds).max().orElse(0),
                    RESTORE_GOAL_S,
                    median < RESTORE_GOAL_S ? "met" : "MISS",
                    writeS);
        }
    }

    private static RunDirectory newRun(Path path, Machines machines, List<MachineProvider> providers) {
        return RunDirectory.create(
                path,
                new RunManifest(
                        RunManifest.FORMAT,
                        "bench",
                        1,
                        FrameLayout.DEFAULT_MAX_FRAME_LENGTH,
                        FaultPolicy.HALT.label(),
                        machines.limits(),
                        Playback.machinesOf(providers),
                        List.of(),
                        RunManifest.Begin.WHOLE));
    }

    private static double secondsSince(long startNs) {
        return (System.nanoTime() - startNs) / 1e9;
    }

    /**
     * The same load on two servers with {@link #COUNTERS} counters each: one takes no snapshots, the other one after the
     * other. Waiting times are those of an independent client.
     */
    void pressure(int serverCore, PrintStream out) throws IOException {
        String counters = "echo.max-keys=" + COUNTERS;
        try (ChildServer quiet =
                        ChildServer.serve(scratch.fresh(), serverCore, "--limit", counters, "--snapshot-every", "0");
                ChildServer busy = ChildServer.serve(
                        scratch.fresh(), serverCore, "--limit", counters, "--snapshot-every", "1", "--retain", "1")) {
            fill(quiet);
            fill(busy);
            double[] quietUs = new double[rounds];
            double[] busyUs = new double[rounds];
            double[] ratios = new double[rounds];
            for (int i = -warmUps; i < rounds; i++) {
                double one = p999Us(quiet);
                double other = p999Us(busy);
                if (i >= 0) {
                    quietUs[i] = one;
                    busyUs[i] = other;
                    ratios[i] = other / one;
                }
            }
            double ratio = Comparison.Result.median(ratios);
            out.printf(
                    Locale.ROOT,
                    "%-42s %9.0f %9.0f %-6s %6.2f [%.2f..%.2f]  goal <= %.0f %s  snapshots one after the other vs none%n",
                    "p99.9 at 100k/s, 4 M counters",
                    Comparison.Result.median(busyUs),
                    Comparison.Result.median(quietUs),
                    "us",
                    ratio,
                    Arrays.stream(ratios).min().orElse(0),
                    Arrays.stream(ratios).max().orElse(0),
                    PRESSURE_GOAL,
                    ratio <= PRESSURE_GOAL ? "met" : "MISS");
        }
    }

    private static void fill(ChildServer server) throws IOException {
        load(server, Schedule.window().count(COUNTERS));
    }

    private static double p999Us(ChildServer server) throws IOException {
        return load(server, Schedule.poisson(RATE).durationNs(ROUND_NS))
                        .responseTime()
                        .getValueAtPercentile(P999)
                / 1e3;
    }

    private static LoadResult load(ChildServer server, Schedule schedule) throws IOException {
        Target target = Target.binary("127.0.0.1", server.port("binary"));
        LoadPlan plan = LoadPlan.of(target, schedule, new Work.Add(COUNTERS)).connections(CONNECTIONS);
        LoadResult result = new LoadClient().run(plan);
        if (!result.isRight()) {
            throw new IllegalStateException("wrong answers: " + result.detail());
        }
        return result;
    }
}
