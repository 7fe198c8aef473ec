package io.reprise.journal;

import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.metrics.LatencyRecorder;
import io.reprise.kernel.stage.SnapshotMarks;
import io.reprise.kernel.state.FrozenState;
import io.reprise.kernel.time.Clock;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Takes snapshots of a run that is being served. The engine freezes its state at the mark and goes on; a thread of this
 * class copies it to the file, which becomes visible when the journal has the mark's record.
 *
 * <pre>
 *   event loop  writes the mark, when finishedSequence() has reached the last one
 *   engine      onMark(): freeze      … pages put aside before they are written …      onTurn(): thaw
 *   own thread                        copy all pages                                             wait for the journal, finish
 * </pre>
 *
 * <p>A snapshot that fails is left out, in a sentence: the run does not need it.
 */
public final class SnapshotTaker implements SnapshotMarks, AutoCloseable {
    /** Of the recorder of what the engine thread loses to snapshots. */
    public static final String RECORDER = "snapshot-pause";

    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long CLOSE_POLL_MS = 1;
    private static final double NS_PER_US = 1e3;

    private final RunDirectory run;
    private final int retain;
    private final Machines machines;
    private final RunDigests digests;
    private final JournalStage journal;
    private final Clock clock;
    private final Runnable wakeEngine;
    private final Consumer<String> log;
    private final Consumer<String> notice;
    private final LatencyRecorder pauses = new LatencyRecorder(RECORDER);
    private final Histogram pausesOfOne = new Histogram(LatencyRecorder.MAX_NS, 3);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread own = new Thread(task, "snapshot");
        own.setDaemon(true);
        return own;
    });
    private volatile FrozenState frozen; // the engine's, and at last of who closes
    private volatile boolean copied;
    private volatile long finishedSequence;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile long lastSequence;
    private volatile long lastTimeNs;

    /**
     * @param retain snapshots to keep when a further one is written, and the journal behind them; 0 = all
     * @param lastSequence of the snapshot the run went on from; 0 without one
     * @param machines of the engine that is served
     * @param digests of the same engine
     * @param wakeEngine makes the engine take a turn; any thread
     * @param log gets one line per snapshot
     * @param notice gets what went wrong
     */
    public SnapshotTaker(
            RunDirectory run,
            int retain,
            long lastSequence,
            Machines machines,
            RunDigests digests,
            JournalStage journal,
            Clock clock,
            Runnable wakeEngine,
            Consumer<String> log,
            Consumer<String> notice) {
        this.run = run;
        this.retain = retain;
        this.finishedSequence = lastSequence;
        this.lastSequence = lastSequence;
        this.machines = machines;
        this.digests = digests;
        this.journal = journal;
        this.clock = clock;
        this.wakeEngine = wakeEngine;
        this.log = log;
        this.notice = notice;
    }

    /** Of the last mark that needs nothing more, whether its snapshot was written or failed; any thread. */
    public long finishedSequence() {
        return finishedSequence;
    }

    @Override
    public void onMark() {
        long startNs = clock.timeNs();
        copied = false;
        frozen = machines.freeze(clock::timeNs, this::recordPause);
        Job job = new Job(frozen, digests.hash(), startNs);
        thread.execute(job);
        recordPause(clock.timeNs() - startNs);
    }

    @Override
    public void onTurn() {
        FrozenState state = frozen;
        if (state != null && copied) {
            state.thaw();
            frozen = null;
            copied = false; // tells the copying thread
        }
    }

    private void recordPause(long ns) {
        pauses.recordValue(ns);
        pausesOfOne.recordValue(Math.min(ns, LatencyRecorder.MAX_NS));
    }

    /** What the engine thread loses: each mark, and each page put aside. */
    public LatencyRecorder pauses() {
        return pauses;
    }

    /** Snapshots written; any thread. */
    public long taken() {
        return taken.get();
    }

    /** Snapshots that could not be written; any thread. */
    public long failed() {
        return failed.get();
    }

    /** Of the newest snapshot, 0 without one; any thread. */
    public long lastSequence() {
        return lastSequence;
    }

    /** When the newest snapshot was finished, kernel time; 0 before the first since the start; any thread. */
    public long lastTimeNs() {
        return lastTimeNs;
    }

    /** Waits until the snapshot under way is written. Only when the engine's thread has ended: this takes its part. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            do {
                onTurn();
            } while (!thread.awaitTermination(CLOSE_POLL_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One snapshot; the own thread. */
    private final class Job implements Runnable {
        private final FrozenState state;
        private final long outputsHash;
        private final long startNs;
        private boolean released;

        Job(FrozenState state, long outputsHash, long startNs) {
            this.state = state;
            this.outputsHash = outputsHash;
            this.startNs = startNs;
        }

        @Override
        public void run() {
            try {
                write();
                prune();
            } catch (RuntimeException e) {
                failed.incrementAndGet();
                notice.accept(
                        "the snapshot at sequence " + state.sequence() + " failed: " + reason(e) + "; the run goes on");
            } finally {
                release();
                pausesOfOne.reset();
                finishedSequence = state.sequence();
            }
        }

        private void write() {
            try (SnapshotWriter writer = new SnapshotWriter(run, state.sequence())) {
                writer.copy(state, new Breath());
                release();
                while (journal.safeSequence() < state.sequence()) {
                    LockSupport.parkNanos(POLL_NS);
                }
                Path file = writer.finish(journal.markLink(), outputsHash);
                taken.incrementAndGet();
                lastSequence = state.sequence();
                lastTimeNs = clock.timeNs();
                log.accept(line(file, writer.length()));
            }
        }

        private void prune() {
            if (retain > 0) {
                Pruning pruning = Pruning.plan(run, retain, log);
                pruning.apply(run);
                if (!pruning.doomed().isEmpty()) {
                    log.accept("pruned " + pruning.doomed().size() + " files; " + pruning.sentence());
                }
            }
        }

        /** The engine has to let go before the memory it puts pages aside to can be given back. */
        private void release() {
            if (released) {
                return;
            }
            released = true;
            copied = true;
            wakeEngine.run();
            while (copied) {
                LockSupport.parkNanos(POLL_NS);
            }
            state.free();
        }

        private String line(Path file, long bytes) {
            return String.format(
                    Locale.ROOT,
                    "snapshot at sequence %d: %s, %d bytes in %.3f s; the engine paused %d times, us: p50 %.1f, p99 %.1f,"
                            + " p99.9 %.1f, max %.1f, in all %.0f",
                    state.sequence(),
                    file.getFileName(),
                    bytes,
                    (clock.timeNs() - startNs) / 1e9,
                    pausesOfOne.getTotalCount(),
                    pausesOfOne.getValueAtPercentile(50) / NS_PER_US,
                    pausesOfOne.getValueAtPercentile(99) / NS_PER_US,
                    pausesOfOne.getValueAtPercentile(99.9) / NS_PER_US,
                    pausesOfOne.getMaxValue() / NS_PER_US,
                    pausesOfOne.getMean() * pausesOfOne.getTotalCount() / NS_PER_US);
        }

        private static String reason(RuntimeException e) {
            return e instanceof UncheckedIOException io ? io.getMessage() + ": " + io.getCause() : e.toString();
        }
    }

    /** Rests as long as it worked: on few cores the engine and its clients want the one this thread is on. */
    private static final class Breath implements Runnable {
        private long since = System.nanoTime();

        @Override
        public void run() {
            LockSupport.parkNanos(System.nanoTime() - since);
            since = System.nanoTime();
        }
    }
}
