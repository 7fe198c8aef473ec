package io.reprise.replay.latency;

import io.reprise.replay.latency.log.TimeWindow;
import io.reprise.replay.latency.log.UnusableLatencyException;
import io.reprise.replay.latency.plot.StageLatency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Several runs side by side.
 *
 * @param runs as they were given; the first is what the others are measured against
 */
record LatencyComparison(List<ComparedRun> runs) {
    /** As many as {@code latency.css} has colours that can be told apart. */
    static final int MAX_RUNS = 8;

    /**
     * One of the runs.
     *
     * @param name differs from those of the others
     * @param style class in {@code latency.css}
     */
    record ComparedRun(String name, String style, LatencyReport report) {}

    /** @param window counted from the start of each run's own log */
    static LatencyComparison read(List<Path> inputs, TimeWindow window) throws IOException {
        if (inputs.size() > MAX_RUNS) {
            throw new UnusableLatencyException(
                    "at most " + MAX_RUNS + " runs can be compared, but " + inputs.size() + " were given");
        }
        List<String> names = names(inputs);
        List<ComparedRun> runs = new ArrayList<>();
        for (Path input : inputs) {
            int place = runs.size();
            runs.add(new ComparedRun(names.get(place), "run" + place, LatencyReport.readOneOfSeveral(input, window)));
        }
        return new LatencyComparison(List.copyOf(runs));
    }

    ComparedRun first() {
        return runs.get(0);
    }

    /** Of all runs, in pipeline order. */
    SortedSet<String> stages() {
        SortedSet<String> stages = new TreeSet<>(StageLatency.PIPELINE_ORDER);
        runs.forEach(run -> run.report().stages().forEach(latency -> stages.add(latency.stage())));
        return stages;
    }

    /** The runs that have a stage, each a curve. */
    List<StageLatency> curves(String stage) {
        List<StageLatency> curves = new ArrayList<>();
        for (ComparedRun run : runs) {
            StageLatency latency = run.report().stage(stage);
            if (latency != null) {
                curves.add(latency.ofRun(run.name(), run.style()));
            }
        }
        return curves;
    }

    /**
     * A column for each run, and behind each but the first one with the ratio to the first.
     *
     * @param absent what a run without the stage has in all rows
     */
    StatisticTable table(String stage, String absent) {
        StageLatency reference = first().report().stage(stage);
        StatisticTable table = new StatisticTable();
        for (int i = 0; i < runs.size(); i++) {
            ComparedRun run = runs.get(i);
            StageLatency latency = run.report().stage(stage);
            table.add(
                    run.name(),
                    run.style(),
                    statistic -> latency == null ? absent : statistic.cell(latency.histogram()));
            if (i > 0) {
                boolean known = latency != null && reference != null;
                table.addRatio(
                        statistic -> known ? statistic.ratio(latency.histogram(), reference.histogram()) : absent);
            }
        }
        return table;
    }

    /** A table for each stage, for a terminal. */
    String text() {
        return stages().stream()
                .map(stage -> table(stage, "-").text(stage + ", us"))
                .collect(Collectors.joining("\n"));
    }

    /** Sentences on what was left out, each with the run it is about. */
    List<String> notes() {
        return runs.stream()
                .flatMap(run -> run.report().notes().stream().map(note -> run.name() + ": " + note))
                .toList();
    }

    /** What people call them: the last part of the path, or all of it when two end alike. */
    private static List<String> names(List<Path> inputs) {
        List<String> names = new ArrayList<>();
        List<String> last = inputs.stream()
                .map(input -> input.toAbsolutePath().normalize().getFileName() + "")
                .toList();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < inputs.size(); i++) {
            boolean unique = Collections.frequency(last, last.get(i)) == 1;
            String base = unique ? last.get(i) : inputs.get(i).toString();
            String name = base;
            for (int copy = 2; !taken.add(name); copy++) {
                name = base + " (" + copy + ")";
            }
            names.add(name);
        }
        return names;
    }
}
