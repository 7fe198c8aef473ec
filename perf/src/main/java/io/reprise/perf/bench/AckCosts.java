package io.reprise.perf.bench;

import io.reprise.perf.load.LoadClient;
import io.reprise.perf.load.LoadPlan;
import io.reprise.perf.load.LoadResult;
import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.Work;
import io.reprise.perf.server.ChildServer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What each ack mode costs: echoes from some connections, each with one request outstanding and then with many, as fast
 * as answers come. Every server is asked alone.
 */
final class AckCosts {
    private static final String HOST = "127.0.0.1";
    private static final int ECHO_SIZE = 16;
    private static final int PIPELINE = 32;
    private static final long WARM_UP_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long MEASURE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final double US = 1e3;

    private static final List<List<String>> MODES = List.of(
            List.of("--ack", "process"),
            List.of("--ack", "durable"),
            List.of("--ack", "durable", "--sync-delay", "1000"),
            List.of("--ack", "durable", "--sync-delay", "5000"));

    private final int connections;

    /** Starts a server with further flags. */
    @FunctionalInterface
    interface Servers {
        ChildServer start(String... flags) throws IOException;
    }

    AckCosts(int connections) {
        this.connections = connections;
    }

    void print(Servers servers, PrintStream out) throws IOException {
        out.printf(
                Locale.ROOT,
                "%n%-36s %12s %12s %12s %12s%n",
                "what an answer costs, " + connections + " connections",
                "outstanding",
                "answers/s",
                "p50 us",
                "p99 us");
        for (List<String> flags : MODES) {
            try (ChildServer server = servers.start(flags.toArray(String[]::new))) {
                load(server, PIPELINE, WARM_UP_NS);
                line(flags, 1, load(server, 1, MEASURE_NS), out);
                line(flags, PIPELINE, load(server, PIPELINE, MEASURE_NS), out);
            }
        }
    }

    private LoadResult load(ChildServer server, int pipeline, long durationNs) throws IOException {
        Target target = Target.binary(HOST, server.port("binary"));
        LoadPlan plan = LoadPlan.of(target, Schedule.window().durationNs(durationNs), new Work.Echo(ECHO_SIZE))
                .connections(connections)
                .pipeline(pipeline);
        LoadResult result = new LoadClient().run(plan);
        if (!result.isRight()) {
            throw new IllegalStateException("wrong answers from " + target + ": " + result.detail());
        }
        return result;
    }

    private static void line(List<String> flags, int pipeline, LoadResult result, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%-36s %12d %12.0f %12.0f %12.0f%n",
                String.join(" ", flags),
                pipeline,
                result.answersPerSecond(),
                result.serviceTime().getValueAtPercentile(50) / US,
                result.serviceTime().getValueAtPercentile(99) / US);
    }
}
