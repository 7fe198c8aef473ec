package io.reprise.node;

import io.reprise.kernel.metrics.LatencyRecorder;
import java.io.FileNotFoundException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Writes what the recorders hold to the run's interval log, once a second, tagged by stage; values in ns. Has a thread
 * of its own.
 */
final class LatencyLog implements AutoCloseable {
    private static final double NO_UNIT_CHANGE = 1.0;

    private final List<LatencyRecorder> recorders;
    private final Map<String, Histogram> totals = new TreeMap<>();
    private final PrintStream out;
    private final HistogramLogWriter writer;
    private final ScheduledExecutorService thread;
    private final Path file;
    private final Consumer<String> log;
    private boolean broken;
    private long intervalStartMs = System.currentTimeMillis();

    /** @param log is told, once, when the file cannot be written; the quantiles go on */
    LatencyLog(Path file, List<LatencyRecorder> recorders, Consumer<String> log) {
        this.file = file;
        this.log = log;
        this.recorders = recorders;
        try {
            this.out = new PrintStream(file.toFile(), StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
        this.writer = new HistogramLogWriter(out);
        writer.outputLogFormatVersion();
        writer.outputComment("[Time from a frame's timestamp to the end of its batch in a stage, in nanoseconds]");
        writer.outputStartTime(intervalStartMs);
        writer.outputLegend();
        recorders.forEach(recorder -> totals.put(recorder.name(), new Histogram(LatencyRecorder.MAX_NS, 3)));
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread logThread = new Thread(task, "latency-log");
            logThread.setDaemon(true);
            return logThread;
        });
        thread.scheduleAtFixedRate(this::writeInterval, 1, 1, TimeUnit.SECONDS);
    }

    /** A quantile of everything since the start, in ns; any thread. */
    synchronized long valueNs(String stage, double percentile) {
        return totals.get(stage).getValueAtPercentile(percentile);
    }

    /** How many frames a stage has handled since the start; any thread. */
    synchronized long count(String stage) {
        return totals.get(stage).getTotalCount();
    }

    private synchronized void writeInterval() {
        long nowMs = System.currentTimeMillis();
        for (LatencyRecorder recorder : recorders) {
            Histogram interval = recorder.interval();
            if (interval.getTotalCount() > 0) {
                totals.get(recorder.name()).add(interval);
                if (!broken) {
                    interval.setTag(recorder.name());
                    writer.outputIntervalHistogram(intervalStartMs / 1000.0, nowMs / 1000.0, interval, NO_UNIT_CHANGE);
                }
            }
        }
        if (!broken && out.checkError()) {
            broken = true; // a line that was cut off is the last one: readers leave it out
            log.accept("cannot write " + file + ": later intervals are missing from it");
        }
        intervalStartMs = nowMs;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        writeInterval();
        out.close();
    }
}
