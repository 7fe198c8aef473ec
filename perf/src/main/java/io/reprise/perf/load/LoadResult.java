package io.reprise.perf.load;

import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/**
 * What a run found.
 *
 * @param window most requests outstanding on one connection: the plan's pipeline or what the server allowed; 0 when no
 *     connection was made
 * @param errors failed answers by name of their status
 * @param detail the first complaint in words; empty when there is none
 * @param elapsedNs from the schedule's start to the last answer
 * @param responseTime ns from when a request was meant to be sent to its answer: what an independent client waits
 * @param serviceTime ns from when a request was sent to its answer: hides the wait behind a server that stalls
 * @param failureTime ns from when a request was meant to be sent to its failed answer; those are in neither of the others
 */
public record LoadResult(
        LoadPlan plan,
        Ending ending,
        int window,
        LoadCounts counts,
        SortedMap<String, Long> errors,
        String detail,
        long elapsedNs,
        Histogram responseTime,
        Histogram serviceTime,
        Histogram failureTime) {
    /** All requests answered, all answers right. */
    public static final int EXIT_RIGHT = 0;

    /** Wrong, failed or missing answers. */
    public static final int EXIT_WRONG = 1;

    /** No connection, or one lost. */
    public static final int EXIT_LOST = 3;

    /** Answers per second, of any kind, from the start to the last answer. */
    public double answersPerSecond() {
        return elapsedNs == 0 ? 0 : counts.answered() * 1e9 / elapsedNs;
    }

    public boolean isRight() {
        return exitCode() == EXIT_RIGHT;
    }

    public int exitCode() {
        return switch (ending) {
            case DONE -> counts.isAllRight() ? EXIT_RIGHT : EXIT_WRONG;
            case TIMED_OUT -> EXIT_WRONG;
            case REFUSED, LOST -> EXIT_LOST;
        };
    }
}
