package io.reprise.replay.latency;

import io.reprise.replay.latency.log.TimeWindow;
import io.reprise.replay.latency.plot.HeatMap;
import io.reprise.replay.latency.plot.StageLatency;
import io.reprise.replay.latency.plot.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The latencies of a run, or of a client's log, ready to be shown.
 *
 * @param source what was read
 * @param stages in pipeline order; one at least, and one of them has latencies unless the kernel was idle
 * @param heatMaps one per stage, in the same order
 * @param notes sentences on what was left out
 */
record LatencyReport(
        LatencySource source,
        List<Fact> facts,
        List<StageLatency> stages,
        Timeline timeline,
        List<HeatMap> heatMaps,
        List<String> notes) {
    /** @param run directory of a run, or an {@code .hlog} file */
    static LatencyReport read(Path run, TimeWindow window) throws IOException {
        return new LatencyReader(LatencySource.of(run), window, "the log").read();
    }

    /** As {@link #read}, but a refusal always says which run it is about. */
    static LatencyReport readOneOfSeveral(Path run, TimeWindow window) throws IOException {
        return new LatencyReader(LatencySource.of(run), window, run.toString()).read();
    }

    /** @return null when no log names the stage */
    StageLatency stage(String name) {
        return stages.stream()
                .filter(latency -> latency.stage().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** @return null when no log names the stage */
    HeatMap heatMap(String stage) {
        return heatMaps.stream()
                .filter(map -> map.stage().equals(stage))
                .findFirst()
                .orElse(null);
    }

    PercentileTable table() {
        return new PercentileTable(stages);
    }
}
