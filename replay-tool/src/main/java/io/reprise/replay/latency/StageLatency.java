package io.reprise.replay.latency;

import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * All selected latencies of one stage.
 *
 * @param histogram in ns; not to be changed
 */
record StageLatency(String stage, Histogram histogram) {
    /** The stage that holds the whole way of a frame through the kernel. */
    static final String END_TO_END = "end-to-end";

    /** Stages of the pipeline as a frame meets them, then all others by name. */
    static final Comparator<String> PIPELINE_ORDER =
            Comparator.comparingInt(StageLatency::rank).thenComparing(Comparator.naturalOrder());

    private static final List<String> PIPELINE = List.of("journal", "engine", END_TO_END);

    private static int rank(String stage) {
        int place = PIPELINE.indexOf(stage);
        return place < 0 ? PIPELINE.size() : place;
    }
}
