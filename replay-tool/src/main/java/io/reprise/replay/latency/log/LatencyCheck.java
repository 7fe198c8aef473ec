package io.reprise.replay.latency.log;

import java.io.IOException;
import java.nio.file.Path;

/** Whether an interval log can be read from end to end, for those who do not want to know what it says. */
public final class LatencyCheck {
    private LatencyCheck() {}

    /** A sentence, or an empty one when there is nothing to say. */
    public static String problem(Path file) {
        try (LatencyLog log = new LatencyLog(file)) {
            while (log.next()) {
                log.histogram();
            }
            return log.unfinished() ? "the last line of " + file.getFileName() + " has no end" : "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            return file.getFileName() + " cannot be read: " + e; // of the library that decodes histograms
        }
    }
}
