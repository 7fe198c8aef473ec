package io.reprise.replay.latency;

import io.reprise.replay.Durations;
import io.reprise.replay.latency.log.LatencyLog;
import io.reprise.replay.latency.log.LogExtent;
import io.reprise.replay.latency.log.RunTime;
import io.reprise.replay.latency.log.TimeWindow;
import io.reprise.replay.latency.log.UnusableLatencyException;
import io.reprise.replay.latency.plot.HeatMap;
import io.reprise.replay.latency.plot.IntervalSeries;
import io.reprise.replay.latency.plot.StageLatency;
import io.reprise.replay.latency.plot.TimeGrid;
import io.reprise.replay.latency.plot.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * Reads the logs twice: first when their intervals are and which stages they name, which fixes the grid over time, then
 * what the intervals hold. Memory is that of a histogram per grid cell of one stage and a {@link HeatColumn} per cell of
 * all of them, however long the logs are.
 */
final class LatencyReader {
    private static final int SIGNIFICANT_DIGITS = 3; // of stages without a selected interval

    private final LatencySource source;
    private final TimeWindow window;
    private final String subject;
    private final List<LogExtent> extents = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final SortedMap<String, Histogram> totals = new TreeMap<>(StageLatency.PIPELINE_ORDER);
    private final SortedMap<String, HeatMap> heatMaps = new TreeMap<>(StageLatency.PIPELINE_ORDER);
    private long selected;

    /** @param subject what a refusal of the window calls the source */
    LatencyReader(LatencySource source, TimeWindow window, String subject) {
        this.source = source;
        this.window = window;
        this.subject = subject;
    }

    LatencyReport read() throws IOException {
        scan();
        RunTime time = RunTime.of(extents);
        List<Long> lengthsMs = lengthsMs();
        long spanMs = Math.max(0, toMs(time) - window.fromMs());
        IntervalSeries series =
                new IntervalSeries(timedStage(), IntervalSeries.cellMs(lengthsMs, spanMs), time.restartsMs());
        TimeGrid grid = new TimeGrid(HeatMap.cellMs(lengthsMs, spanMs), time.restartsMs());
        names().forEach(name -> heatMaps.put(name, new HeatMap(name, grid)));
        for (RunTime.PlacedLog log : time.logs()) {
            addIntervals(log, series);
        }
        if (selected == 0) {
            throw new UnusableLatencyException("no interval starts in the time window: " + subject + " covers 0 to "
                    + Durations.seconds(time.endMs()) + " s");
        }
        return new LatencyReport(
                source, facts(), stages(), timeline(time, series), List.copyOf(heatMaps.values()), List.copyOf(notes));
    }

    private void scan() throws IOException {
        for (Path file : source.logs()) {
            LogExtent extent = LogExtent.of(file);
            if (extent.unfinished()) {
                notes.add("The last line of " + file.getFileName() + " has no end and was left out.");
            }
            if (!extent.isEmpty()) {
                extents.add(extent);
            }
        }
        if (extents.isEmpty()) {
            throw new UnusableLatencyException("there are no intervals in "
                    + source.logs().get(0) + (source.logs().size() > 1 ? " and the logs beside it" : ""));
        }
        if (!source.manifest().problem().isEmpty()) {
            notes.add(source.manifest().problem() + ".");
        }
    }

    private void addIntervals(RunTime.PlacedLog placed, IntervalSeries series) throws IOException {
        long lastLine = placed.extent().lastLine();
        try (LatencyLog log = new LatencyLog(placed.extent().file())) {
            while (log.next() && log.lineNumber() <= lastLine) {
                Histogram interval = log.histogram(); // outside the window too: damage is never passed over
                long startMs = log.startMs() - placed.offsetMs();
                long endMs = log.endMs() - placed.offsetMs();
                if (window.contains(startMs)) {
                    add(log.stage(), interval);
                    heatMaps.get(log.stage()).add(startMs, endMs, interval);
                    if (log.stage().equals(series.stage())) {
                        series.add(startMs, endMs, interval);
                    }
                }
            }
        }
    }

    private void add(String stage, Histogram interval) {
        totals.computeIfAbsent(stage, key -> new Histogram(interval.getNumberOfSignificantValueDigits()))
                .add(interval);
        selected++;
    }

    /** The whole way through the kernel, or else what comes closest to it. */
    private String timedStage() {
        SortedSet<String> names = names();
        return names.contains(StageLatency.END_TO_END) ? StageLatency.END_TO_END : names.last();
    }

    private SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>(StageLatency.PIPELINE_ORDER);
        extents.forEach(extent -> names.addAll(extent.stages()));
        return names;
    }

    private List<StageLatency> stages() {
        names().forEach(name -> totals.computeIfAbsent(name, key -> new Histogram(SIGNIFICANT_DIGITS)));
        return StageLatency.listOf(totals);
    }

    private List<Long> lengthsMs() {
        List<Long> lengthsMs = new ArrayList<>();
        extents.forEach(extent -> lengthsMs.addAll(extent.lengthsMs()));
        return lengthsMs;
    }

    private Timeline timeline(RunTime time, IntervalSeries series) {
        return new Timeline(
                window.fromMs(),
                toMs(time),
                time.endMs(),
                series.stage(),
                series.cellMs(),
                series.points(),
                time.restartsMs().stream().filter(window::contains).toList());
    }

    private long toMs(RunTime time) {
        return Math.min(window.toMs(), time.endMs());
    }

    private List<Fact> facts() {
        long startMs = extents.stream().mapToLong(LogExtent::startMs).min().orElseThrow();
        Instant start = Instant.ofEpochMilli(startMs).truncatedTo(ChronoUnit.SECONDS);
        List<Fact> facts = new ArrayList<>();
        if (startMs > 0) {
            facts.add(new Fact("started", start.toString().replace('T', ' ').replace("Z", " UTC")));
        }
        facts.add(new Fact(source.logs().size() == 1 ? "log" : "logs", logNames()));
        facts.addAll(source.manifest().facts());
        return List.copyOf(facts);
    }

    private String logNames() {
        List<Path> logs = source.logs();
        String first = logs.get(0).getFileName().toString();
        return logs.size() == 1 ? first : first + " and " + (logs.size() - 1) + " more";
    }
}
