package io.reprise.perf.load;

import io.reprise.kernel.ExitCode;
import io.reprise.perf.load.wire.LinkCounts;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/**
 * What a run found.
 *
 * @param window most requests outstanding on one connection: the plan's pipeline or what the server allowed; 0 when no
 *     connection was made
 * @param links what the connections have been through
 * @param errors failed answers by name of their status
 * @param detail the first complaint in words; empty when there is none
 * @param elapsedNs from the schedule's start to the last answer
 * @param responseTime ns from when a request was meant to be sent to its answer: what an independent client waits
 * @param serviceTime ns from when a request was sent to its answer: hides the wait behind a server that stalls
 * @param failureTime ns from when a request was meant to be sent to its failed answer; those are in none of the others
 */
public record LoadResult(
        LoadPlan plan,
        Ending ending,
        int window,
        LoadCounts counts,
        LinkCounts links,
        SortedMap<String, Long> errors,
        String detail,
        long elapsedNs,
        Histogram responseTime,
        Histogram serviceTime,
        Histogram failureTime) {
    /** Answers per second, of any kind, from the start to the last answer. */
    public double answersPerSecond() {
        return elapsedNs == 0 ? 0 : counts.answered() * 1e9 / elapsedNs;
    }

    /** Whether every request was answered and every answer was right. */
    public boolean isRight() {
        return exitCode() == ExitCode.OK;
    }

    /** {@link ExitCode#OK}, {@link ExitCode#DIVERGED} for wrong or missing answers, {@link ExitCode#DISCONNECTED}. */
    public int exitCode() {
        return switch (ending) {
            case DONE -> counts.isAllRight() ? ExitCode.OK : ExitCode.DIVERGED;
            case TIMED_OUT -> ExitCode.DIVERGED;
            case REFUSED, LOST -> ExitCode.DISCONNECTED;
        };
    }
}
