package io.reprise.replay.latency;

import io.reprise.replay.latency.plot.StageLatency;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** Writes a report into a directory: {@code latency.html} and a percentile distribution per stage, of each run. */
record ReportFiles(Path directory) {
    private static final String PAGE = "latency.html";
    private static final int TICKS_PER_HALF_DISTANCE = 5; // as HdrHistogram's own tools
    private static final double US_NS = 1000.0;

    /** @return the page */
    Path write(LatencyReport report) throws IOException {
        Files.createDirectories(directory);
        Set<String> taken = new HashSet<>();
        for (StageLatency stage : report.stages()) {
            Files.write(directory.resolve(fileName(stage.stage(), taken)), distribution(stage.histogram()));
        }
        return Files.writeString(directory.resolve(PAGE), new LatencyPage(report).html());
    }

    /** @return the page */
    Path write(LatencyComparison comparison) throws IOException {
        Files.createDirectories(directory);
        Set<String> taken = new HashSet<>();
        for (LatencyComparison.ComparedRun run : comparison.runs()) {
            for (StageLatency stage : run.report().stages()) {
                String name = fileName(run.name() + "-" + stage.stage(), taken);
                Files.write(directory.resolve(name), distribution(stage.histogram()));
            }
        }
        return Files.writeString(directory.resolve(PAGE), new ComparisonPage(comparison).html());
    }

    private static byte[] distribution(Histogram histogram) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream lines = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            histogram.outputPercentileDistribution(lines, TICKS_PER_HALF_DISTANCE, US_NS);
        }
        return bytes.toByteArray();
    }

    /** A stage may be called anything, "../x" too; two stages may become alike, on some disks by case alone. */
    private static String fileName(String stage, Set<String> taken) {
        String safe = stage.replaceAll("[^A-Za-z0-9_.-]", "_").replaceAll("^\\.", "_");
        String base = safe.substring(0, Math.min(safe.length(), 100));
        String name = base;
        for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
            name = base + "-" + i;
        }
        return name + ".hgrm";
    }
}
