package io.reprise.perf.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.HistogramLogWriter;

/** An HdrHistogram interval log; lines are tagged {@code response} and {@code service}. */
final class IntervalLog implements LoadInterval.Listener, Closeable {
    private static final double NS_PER_S = 1e9;
    private static final double NS_PER_MS = 1e6;

    private final PrintStream stream;
    private final HistogramLogWriter writer;

    private IntervalLog(PrintStream stream, long startMs) {
        this.stream = stream;
        writer = new HistogramLogWriter(stream);
        writer.outputComment("reprise load; values in ns, maxima in ms");
        writer.outputLogFormatVersion();
        writer.outputStartTime(startMs);
        writer.outputLegend();
    }

    /** @param startMs ms since the Unix epoch */
    static IntervalLog create(Path path, long startMs) throws IOException {
        return new IntervalLog(new PrintStream(Files.newOutputStream(path), false, StandardCharsets.UTF_8), startMs);
    }

    @Override
    public void onInterval(LoadInterval interval) {
        double startS = interval.startNs() / NS_PER_S;
        double endS = interval.endNs() / NS_PER_S;
        writer.outputIntervalHistogram(startS, endS, interval.responseTime(), NS_PER_MS);
        writer.outputIntervalHistogram(startS, endS, interval.serviceTime(), NS_PER_MS);
    }

    @Override
    public void close() throws IOException {
        stream.close();
        if (stream.checkError()) {
            throw new IOException("the interval log could not be written");
        }
    }
}
