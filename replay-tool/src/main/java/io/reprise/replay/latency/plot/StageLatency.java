package io.reprise.replay.latency.plot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/**
 * All selected latencies of one stage.
 *
 * @param style class in {@code latency.css}; a stage of the pipeline always has the same
 * @param histogram in ns; not to be changed
 */
public record StageLatency(String stage, String style, Histogram histogram) {
    /** The stage that holds the whole way of a frame through the kernel. */
    public static final String END_TO_END = "end-to-end";

    /** Stages of the pipeline as a frame meets them, then all others by name. */
    public static final Comparator<String> PIPELINE_ORDER =
            Comparator.comparingInt(StageLatency::rank).thenComparing(Comparator.naturalOrder());

    private static final List<String> PIPELINE = List.of("journal", "engine", END_TO_END);
    private static final int OTHER_STYLES = 5; // with more stages beside the pipeline they come round again

    /** @param histograms by stage, in {@link #PIPELINE_ORDER} */
    public static List<StageLatency> listOf(SortedMap<String, Histogram> histograms) {
        int pipelined =
                (int) histograms.keySet().stream().filter(PIPELINE::contains).count();
        List<StageLatency> stages = new ArrayList<>();
        histograms.forEach((stage, histogram) -> {
            int other = stages.size() - pipelined;
            int style = other < 0 ? rank(stage) : PIPELINE.size() + other % OTHER_STYLES;
            stages.add(new StageLatency(stage, "stage" + style, histogram));
        });
        return List.copyOf(stages);
    }

    /** The same latencies as a curve among those of other runs: named after the run, in its style. */
    public StageLatency ofRun(String run, String runStyle) {
        return new StageLatency(run, runStyle, histogram);
    }

    private static int rank(String stage) {
        int place = PIPELINE.indexOf(stage);
        return place < 0 ? PIPELINE.size() : place;
    }
}
