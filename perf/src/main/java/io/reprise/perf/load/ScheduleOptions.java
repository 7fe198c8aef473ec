package io.reprise.perf.load;

import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.trace.Trace;
import io.reprise.perf.load.trace.TraceFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** When requests are due. */
final class ScheduleOptions {
    private static final double DEFAULT_RATE = 1_000;
    private static final long DEFAULT_DURATION_NS = TimeUnit.SECONDS.toNanos(10);

    /** Names of {@code --arrivals}. */
    enum Distances {
        uniform,
        poisson
    }

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            converter = Quantity.Rate.class,
            description = "Requests per second, such as 1000/s, 50k or 1.5M; 0 = closed loop, as fast as the window"
                    + " allows (default: 1000/s).")
    private Double rate;

    @Option(
            names = "--arrivals",
            paramLabel = "KIND",
            description = "Distances between requests: ${COMPLETION-CANDIDATES} (default: uniform).")
    private Distances arrivals;

    @Option(names = "--count", paramLabel = "N", description = "Send so many requests.")
    private Long count;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = Quantity.Duration.class,
            description = "Send what is due within this time (default: 10s, when there is no --count and no --trace).")
    private Long durationNs;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Take arrivals and lengths of prompts and answers from a Mooncake (JSON lines) or Azure"
                    + " (CSV) trace; implies chat.")
    private Path traceFile;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "Divide the trace's times by X; 0 = closed loop (default: 1).")
    private Double speed;

    @Option(names = "--limit", paramLabel = "N", description = "Use only the first N requests of the trace.")
    private Long limit;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = Quantity.Duration.class,
            description = "Give up when nothing is answered for so long (default: ${DEFAULT-VALUE}).")
    private long timeoutNs;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Of arrivals and payloads (default: ${DEFAULT-VALUE}).")
    private long seed;

    boolean hasTrace() {
        return traceFile != null;
    }

    /** @throws IllegalArgumentException also when there is no such file */
    Trace readTrace() throws IOException {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("--limit is 1 or more; got " + limit);
        }
        try {
            return TraceFile.read(traceFile, limit == null ? Long.MAX_VALUE : limit);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no trace " + traceFile, e);
        }
    }

    Schedule schedule(Trace trace) {
        if (rate != null || arrivals != null) {
            throw new IllegalArgumentException(
                    "--trace sets the arrivals; leave out --rate and --arrivals, and use --speed");
        }
        double factor = speed == null ? 1 : speed;
        Schedule schedule = factor == 0 ? Schedule.window() : Schedule.recorded(trace, factor);
        long requests = count == null ? trace.size() : Math.min(count, trace.size());
        return limited(schedule.count(requests));
    }

    Schedule schedule() {
        if (speed != null || limit != null) {
            throw new IllegalArgumentException("--speed and --limit are for a --trace; use --rate and --count");
        }
        double perSecond = rate == null ? DEFAULT_RATE : rate;
        if (perSecond == 0) {
            if (arrivals != null) {
                throw new IllegalArgumentException("--arrivals needs a --rate above 0; with 0 the answers decide");
            }
            return limited(Schedule.window());
        }
        return limited(arrivals == Distances.poisson ? Schedule.poisson(perSecond) : Schedule.uniform(perSecond));
    }

    LoadPlan apply(LoadPlan plan) {
        return plan.seed(seed).timeoutNs(timeoutNs);
    }

    private Schedule limited(Schedule schedule) {
        Schedule counted = count == null || hasTrace() ? schedule : schedule.count(count);
        Schedule timed = durationNs == null ? counted : counted.durationNs(durationNs);
        return timed.isLimited() ? timed : timed.durationNs(DEFAULT_DURATION_NS);
    }
}
