package io.reprise.replay.latency.log;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Writes an interval log as a server does: an hour's range, three digits, unit ratio 1, absolute times. */
public final class TestLog implements AutoCloseable {
    /** 2026-11-20 18:56:40 UTC. */
    public static final long START_MS = 1_795_201_000_000L;

    private static final long MAX_NS = 3_600_000_000_000L;

    private final PrintStream stream;
    private final HistogramLogWriter writer;
    private final long startMs;

    public TestLog(Path file) {
        this(file, START_MS);
    }

    public TestLog(Path file, long startMs) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            this.stream = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.writer = new HistogramLogWriter(stream);
        this.startMs = startMs;
        writer.outputComment("[a comment]");
        writer.outputLogFormatVersion();
        writer.outputStartTime(startMs);
        writer.outputLegend();
    }

    /** An interval of one second. */
    public TestLog second(int second, String stage, long... valuesNs) {
        return interval(second * 1000L, second * 1000L + 1000, stage, valuesNs);
    }

    /** Times in ms since the start of this log. */
    public TestLog interval(long fromMs, long toMs, String stage, long... valuesNs) {
        Histogram histogram = histogram(valuesNs);
        histogram.setTag(stage);
        writer.outputIntervalHistogram((startMs + fromMs) / 1000.0, (startMs + toMs) / 1000.0, histogram, 1.0);
        return this;
    }

    public TestLog text(String text) {
        stream.print(text);
        return this;
    }

    @Override
    public void close() {
        writer.close();
    }

    /** {@code value(1)} to {@code value(count)}. */
    public static long[] values(int count, LongUnaryOperator value) {
        return LongStream.rangeClosed(1, count).map(value).toArray();
    }

    public static Histogram histogram(long... valuesNs) {
        Histogram histogram = new Histogram(MAX_NS, 3);
        for (long valueNs : valuesNs) {
            histogram.recordValue(valueNs);
        }
        return histogram;
    }
}
