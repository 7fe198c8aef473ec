package io.reprise.replay.latency.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a first reading of a log tells. The second reading stops at the same line: the log may be growing.
 *
 * @param startMs of the log, ms since the Unix epoch
 * @param endMs of its last interval
 * @param lastLine number of the last interval's line, 0 in a log without intervals
 * @param unfinished whether text behind the last line break was left out
 * @param lengthsMs of its intervals
 */
public record LogExtent(
        Path file,
        long startMs,
        long endMs,
        long lastLine,
        boolean unfinished,
        SortedSet<String> stages,
        List<Long> lengthsMs) {
    public static LogExtent of(Path file) throws IOException {
        SortedSet<String> stages = new TreeSet<>();
        List<Long> lengthsMs = new ArrayList<>();
        long startMs = Long.MAX_VALUE;
        long endMs = Long.MIN_VALUE;
        long lastLine = 0;
        try (LatencyLog log = new LatencyLog(file)) {
            while (log.next()) {
                stages.add(log.stage());
                lengthsMs.add(log.endMs() - log.startMs());
                startMs = Math.min(startMs, Math.min(log.logStartMs(), log.startMs()));
                endMs = Math.max(endMs, log.endMs());
                lastLine = log.lineNumber();
            }
            return new LogExtent(file, startMs, endMs, lastLine, log.unfinished(), stages, lengthsMs);
        }
    }

    public boolean isEmpty() {
        return lastLine == 0;
    }
}
