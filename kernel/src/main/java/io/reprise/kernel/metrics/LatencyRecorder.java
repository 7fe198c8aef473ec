package io.reprise.kernel.metrics;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Time from a frame's timestamp to the moment a stage was done with its batch, in ns. Frames of one batch that share a
 * timestamp are counted as a run and recorded at once, so the cost is per batch, not per frame.
 *
 * <p>{@link #note}, {@link #record} and {@link #recordValue} on the stage's thread; {@link #interval} on one other thread.
 */
public final class LatencyRecorder {
    /** Longer latencies are recorded as this one: an hour. */
    public static final long MAX_NS = 3_600_000_000_000L;

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final int MAX_RUNS = 256;

    private final String name;
    private final SingleWriterRecorder recorder = new SingleWriterRecorder(MAX_NS, SIGNIFICANT_DIGITS);
    private final long[] timestamps = new long[MAX_RUNS];
    private final long[] counts = new long[MAX_RUNS];
    private int runs;
    private long lastTimestampNs;
    private long lastCount;
    private Histogram recycled;

    /** @param name of the stage, as reports print it */
    public LatencyRecorder(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** A frame of the current batch is done. */
    public void note(long timestampNs) {
        if (timestampNs == lastTimestampNs && lastCount > 0) {
            lastCount++;
        } else {
            startRun(timestampNs);
        }
    }

    private void startRun(long timestampNs) {
        if (runs == MAX_RUNS - 1) {
            lastCount++; // with too many runs the newest stand for the rest: they err by one batch at most
            return;
        }
        endRun();
        lastTimestampNs = timestampNs;
        lastCount = 1;
    }

    private void endRun() {
        if (lastCount > 0) {
            timestamps[runs] = lastTimestampNs;
            counts[runs++] = lastCount;
            lastCount = 0;
        }
    }

    /** The current batch ends now. */
    public void record(long nowNs) {
        endRun();
        for (int i = 0; i < runs; i++) {
            long latencyNs = Math.min(Math.max(nowNs - timestamps[i], 0), MAX_NS);
            recorder.recordValueWithCount(latencyNs, counts[i]);
        }
        runs = 0;
    }

    /** A latency that is no frame's. */
    public void recordValue(long latencyNs) {
        recorder.recordValue(Math.min(Math.max(latencyNs, 0), MAX_NS));
    }

    /** What was recorded since the last call; valid until the next. */
    public Histogram interval() {
        recycled = recorder.getIntervalHistogram(recycled);
        return recycled;
    }
}
