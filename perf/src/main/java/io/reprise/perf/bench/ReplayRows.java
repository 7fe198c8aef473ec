package io.reprise.perf.bench;

import io.reprise.journal.AckMode;
import io.reprise.journal.BootId;
import io.reprise.journal.JournalAppender;
import io.reprise.journal.JournalIndex;
import io.reprise.journal.JournalReader;
import io.reprise.journal.Playback;
import io.reprise.journal.RecordLayout;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import io.reprise.perf.Scratch;
import io.reprise.replay.bisect.Bisection;
import io.reprise.replay.diff.RunDiff;
import io.reprise.replay.verify.Verification;
import io.reprise.replay.whatif.Changes;
import io.reprise.replay.whatif.WhatIf;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/** What the verbs over a run take, besides the replay itself. */
final class ReplayRows {
    private static final long SEEK_EVENTS = 100_000_000;
    private static final int SEEKS = 200;
    private static final int BATCH = 64;
    private static final long NS_PER_EVENT = 1_000;
    private static final long FIRST_NS = 1_800_000_000_000_000_000L;
    private static final int BLOCK_LENGTH = 1 << 20;

    private final Scratch scratch;
    private final int rounds;
    private final PrintStream out;

    ReplayRows(Scratch scratch, int rounds, PrintStream out) {
        this.scratch = scratch;
        this.rounds = rounds;
        this.out = out;
    }

    /** Finds sequences and times in a run that nothing of is in memory but what the system keeps of its files. */
    void seek() throws IOException {
        Path path = scratch.fresh();
        writeEchoes(path);
        try (RunDirectory run = RunDirectory.open(path)) {
            long startNs = System.nanoTime();
            JournalIndex.of(run, sequence -> {});
            double indexS = secondsSince(startNs);
            SplittableRandom random = new SplittableRandom(1);
            double[] ms = new double[SEEKS];
            for (int i = 0; i < SEEKS; i++) {
                long wanted = 1 + random.nextLong(SEEK_EVENTS);
                startNs = System.nanoTime();
                JournalIndex index = JournalIndex.of(run, sequence -> {});
                try (JournalReader reader =
                        i % 2 == 0 ? index.readerAt(wanted) : index.readerAtTime(FIRST_NS + wanted * NS_PER_EVENT)) {
                    if (!reader.next() || reader.sequence() != wanted) {
                        throw new IllegalStateException("sought " + wanted + ", found " + reader.sequence());
                    }
                }
                ms[i] = secondsSince(startNs) * 1e3;
            }
            Arrays.sort(ms);
            line(
                    String.format(Locale.ROOT, "seek in %,d events", SEEK_EVENTS),
                    String.format(Locale.ROOT, "%.1f ms at most, median %.1f", ms[SEEKS - 1], ms[SEEKS / 2]),
                    "< 100 ms",
                    ms[SEEKS - 1] < 100,
                    String.format(Locale.ROOT, "by sequence and by time; the index was made in %.1f s", indexS));
        }
        Scratch.delete(path);
    }

    private static void writeEchoes(Path path) {
        Machines machines = new Machines(Machines.discover(), new java.util.TreeMap<>());
        RunManifest manifest = new RunManifest(
                RunManifest.FORMAT,
                "bench",
                1,
                FrameLayout.DEFAULT_MAX_FRAME_LENGTH,
                "halt",
                machines.limits(),
                Playback.machinesOf(machines.providers()),
                List.of(),
                RunManifest.Begin.WHOLE);
        ByteBuffer bytes = ByteBuffer.allocateDirect(FrameLayout.DEFAULT_MAX_FRAME_LENGTH);
        FrameFlyweight frame = new FrameFlyweight().wrap(new UnsafeBuffer(bytes), 0);
        frame.init(FrameKind.REQUEST, 2 * Long.BYTES)
                .service(EchoProvider.SERVICE)
                .method(EchoProvider.ECHO);
        try (RunDirectory run = RunDirectory.create(path, manifest)) {
            RunManifest.Start start = new RunManifest.Start(
                    run.nextQueueName(),
                    "",
                    BootId.current(),
                    AckMode.PROCESS.label(),
                    "inline",
                    "",
                    "",
                    "",
                    RunManifest.Overload.UNKNOWN);
            run.addStart(start);
            try (JournalAppender appender = new JournalAppender(
                    run.queue(start), AckMode.PROCESS, RecordLayout.genesis(manifest.id()), bytes)) {
                for (long sequence = 1; sequence <= SEEK_EVENTS; ) {
                    appender.begin();
                    for (int i = 0; i < BATCH && sequence <= SEEK_EVENTS; i++, sequence++) {
                        appender.append(frame.sequence(sequence).timestampNs(FIRST_NS + sequence * NS_PER_EVENT));
                    }
                    appender.end();
                }
            }
        }
    }

    /** Every file of a run, beside reading the same bytes; the system forgets them before each, where it can be told to. */
    void verify(Path run) throws IOException {
        double[] ratios = new double[rounds];
        double[] ours = new double[rounds];
        boolean cold = true;
        for (int i = 0; i < rounds; i++) {
            cold &= forget(run);
            long startNs = System.nanoTime();
            long bytes = readAll(run);
            double rawS = secondsSince(startNs);
            cold &= forget(run);
            startNs = System.nanoTime();
            if (!Verification.of(run, sequence -> {}).isWhole()) {
                throw new IllegalStateException("the run is damaged");
            }
            double ourS = secondsSince(startNs);
            ratios[i] = rawS / ourS;
            ours[i] = bytes / ourS / 1e6;
        }
        double ratio = Comparison.Result.median(ratios);
        line(
                "verify",
                String.format(
                        Locale.ROOT,
                        "%.0f MB/s, %.2f [%.2f..%.2f] of reading",
                        Comparison.Result.median(ours),
                        ratio,
                        Arrays.stream(ratios).min().orElse(0),
                        Arrays.stream(ratios).max().orElse(0)),
                ">= 0.7",
                ratio >= 0.7,
                cold ? "from the disk" : "from memory: the system's cache could not be emptied");
    }

    private static List<Path> files(Path run) throws IOException {
        try (Stream<Path> tree = Files.walk(run)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }

    /** Holes included, as who verifies maps them too. */
    private static long readAll(Path run) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_LENGTH);
        long bytes = 0;
        for (Path file : files(run)) {
            try (FileChannel channel = FileChannel.open(file)) {
                for (int count = channel.read(block.clear()); count > 0; count = channel.read(block.clear())) {
                    bytes += count;
                }
            }
        }
        return bytes;
    }

    /** Whether the system's cache has forgotten the files, which needs GNU dd. */
    private static boolean forget(Path run) throws IOException {
        try {
            boolean all = true;
            for (Path file : files(run)) {
                Process dd = new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
                        .redirectErrorStream(true)
                        .start();
                all &= dd.waitFor() == 0;
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Another build that differs at three quarters of the run, in its state only. */
    void bisect(Path run, long events) {
        long planted = events / 4 * 3;
        List<MachineProvider> other = new ArrayList<>();
        for (MachineProvider provider : Machines.discover()) {
            other.add(provider instanceof EchoProvider echo ? new LateEcho(echo, planted) : provider);
        }
        long startNs = System.nanoTime();
        Bisection found = Bisection.of(run, Machines.discover(), other, executed -> {});
        double seconds = secondsSince(startNs);
        if (found.sequence() != planted) {
            throw new IllegalStateException("planted at " + planted + ", found " + found.sequence());
        }
        line(
                String.format(Locale.ROOT, "bisect of %,d events", events),
                String.format(Locale.ROOT, "%.1f s", seconds),
                "< 60 s",
                seconds < 60,
                String.format(
                        Locale.ROOT, "%d partial replays, %,d frames executed", found.replays(), found.executed()));
    }

    /** A run and what was made of it by changing nothing. */
    void diff(Path run, long events) {
        Path made = scratch.fresh();
        List<MachineProvider> machines = Machines.discover();
        Changes nothing = Changes.parse(Map.of(), machines, List.of(), List.of());
        if (!WhatIf.of(run, machines, made, nothing, sequence -> {}).outcome().isSame()) {
            throw new IllegalStateException("nothing was changed, and something became different");
        }
        long startNs = System.nanoTime();
        RunDiff diff = RunDiff.of(run, machines, made, machines, sequence -> {});
        double seconds = secondsSince(startNs);
        if (!diff.isSame() || diff.events() != events) {
            throw new IllegalStateException("two runs that are the same differ: " + diff);
        }
        line(
                String.format(Locale.ROOT, "diff of two runs of %,d events", events),
                String.format(Locale.ROOT, "%.1f s", seconds),
                "< 5 s",
                seconds < 5,
                "");
    }

    private void line(String what, String figure, String goal, boolean met, String remark) {
        out.printf(Locale.ROOT, "%-42s %s  goal %s %s  %s%n", what, figure, goal, met ? "met" : "MISS", remark);
    }

    private static double secondsSince(long startNs) {
        return (System.nanoTime() - startNs) / 1e9;
    }
}
