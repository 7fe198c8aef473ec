package io.reprise.node;

import io.reprise.kernel.metrics.LatencyRecorder;
import io.reprise.kernel.metrics.LatencyTotals;
import java.io.FileNotFoundException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the recorders hold to the run's interval log, once a second, tagged by stage; values in ns.
 */
final class LatencyLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LatencyLog.class);
    private static final double NO_UNIT_CHANGE = 1.0;

    private final Map<LatencyRecorder, LatencyTotals> totals = new LinkedHashMap<>();
    private final PrintStream out;
    private final HistogramLogWriter writer;
    private final Future<?> everySecond;
    private final Path file;
    private boolean broken;
    private long intervalStartMs = System.currentTimeMillis();

    /** @param monitor gets the totals of every recorder, and has the thread */
    LatencyLog(Path file, List<LatencyRecorder> recorders, Monitor monitor) {
        this.file = file;
        try {
            this.out = new PrintStream(file.toFile(), StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
        this.writer = new HistogramLogWriter(out);
        writer.outputLogFormatVersion();
        writer.outputComment("[Time from a frame's timestamp to the end of its batch in a stage; "
                + "sync: what a sync took; in nanoseconds]");
        writer.outputStartTime(intervalStartMs);
        writer.outputLegend();
        for (LatencyRecorder recorder : recorders) {
            totals.put(recorder, new LatencyTotals(recorder.name()));
            monitor.readings().latency(totals.get(recorder));
        }
        this.everySecond = monitor.everySecond(this::writeInterval);
    }

    private synchronized void writeInterval() {
        long nowMs = System.currentTimeMillis();
        for (Map.Entry<LatencyRecorder, LatencyTotals> stage : totals.entrySet()) {
            Histogram interval = stage.getKey().interval();
            if (interval.getTotalCount() > 0) {
                stage.getValue().add(interval);
                if (!broken) {
                    interval.setTag(stage.getKey().name());
                    writer.outputIntervalHistogram(intervalStartMs / 1000.0, nowMs / 1000.0, interval, NO_UNIT_CHANGE);
                }
            }
        }
        if (!broken && out.checkError()) {
            broken = true; // a line that was cut off is the last one: readers leave it out
            LOG.warn("cannot write {}: later intervals are missing from it", file);
        }
        intervalStartMs = nowMs;
    }

    @Override
    public void close() {
        everySecond.cancel(false);
        writeInterval();
        out.close();
    }
}
