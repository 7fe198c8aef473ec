package io.reprise.replay.latency.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Reads one interval log forwards: {@link #next()} moves to an interval, the other methods tell of it. Histograms are
 * decoded only when asked for, so a first reading for times and stages is cheap.
 */
public final class LatencyLog implements Closeable {
    private static final Pattern START_TIME = Pattern.compile("#\\[StartTime: ([0-9.]+)[ \\]].*");
    private static final Pattern BASE_TIME = Pattern.compile("#\\[BaseTime: ([0-9.]+)[ \\]].*");
    private static final String LEGEND = "\"StartTimestamp\"";
    private static final double YEAR_SEC = 365 * 24 * 3600.0;
    private static final double TIME_OF_DAY_SEC = 10 * YEAR_SEC; // no server runs so long; 1980 on the Unix clock

    private final CompleteLines lines;
    private double startTimeSec = Double.NaN;
    private double baseTimeSec = Double.NaN;
    private LogLine interval;
    private long startMs;

    public LatencyLog(Path file) throws IOException {
        this.lines = new CompleteLines(file);
    }

    /** @return false at the end of the log */
    public boolean next() throws IOException {
        String line = lines.next();
        while (line != null) {
            if (line.startsWith("#")) {
                onComment(line);
            } else if (!line.isEmpty() && !line.startsWith(LEGEND)) {
                onInterval(line);
                return true;
            }
            line = lines.next();
        }
        return false;
    }

    public String stage() {
        return interval.stage();
    }

    /** Start of the interval, in ms since the Unix epoch if the log says when it was started. */
    public long startMs() {
        return startMs;
    }

    /** End of the interval, exclusive. */
    public long endMs() {
        return startMs + Math.round(interval.lengthSec() * 1000);
    }

    public Histogram histogram() throws UnusableLatencyException {
        try {
            return interval.histogram();
        } catch (DataFormatException e) {
            throw lines.damaged(e.getMessage());
        }
    }

    /** When the log was started, as it says or else as its first interval does; same clock as {@link #startMs()}. */
    long logStartMs() {
        return Math.round(startTimeSec * 1000);
    }

    /** Line of the interval, from 1. */
    public long lineNumber() {
        return lines.number();
    }

    /** At the end of the log: whether its last line was left out because it has no end. */
    boolean unfinished() {
        return lines.unfinished();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private void onComment(String line) throws UnusableLatencyException {
        Matcher start = START_TIME.matcher(line);
        if (start.matches()) {
            startTimeSec = seconds(start.group(1));
        }
        Matcher base = BASE_TIME.matcher(line);
        if (base.matches()) {
            baseTimeSec = seconds(base.group(1));
        }
    }

    private void onInterval(String line) throws UnusableLatencyException {
        try {
            interval = LogLine.parse(line);
        } catch (DataFormatException e) {
            throw lines.damaged(e.getMessage());
        }
        if (Double.isNaN(startTimeSec)) {
            startTimeSec = interval.startSec();
        }
        startMs = Math.round((baseSec() + interval.startSec()) * 1000);
    }

    /** What to add to the interval's start to get a time of day. */
    private double baseSec() {
        if (interval.startSec() > TIME_OF_DAY_SEC) {
            return 0; // is one already: some writers note a base time and then log absolute times all the same
        }
        if (Double.isNaN(baseTimeSec)) {
            // HdrHistogram's rule for logs without base time: a year before the start cannot be a time of day.
            return interval.startSec() < startTimeSec - YEAR_SEC ? startTimeSec : 0;
        }
        return baseTimeSec;
    }

    private double seconds(String text) throws UnusableLatencyException {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw lines.damaged("its time is not a number of seconds");
        }
    }
}
