package io.reprise.perf.bench;

import io.reprise.perf.load.LoadClient;
import io.reprise.perf.load.LoadCounts;
import io.reprise.perf.load.LoadPlan;
import io.reprise.perf.load.LoadResult;
import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.FixedPrompts;
import io.reprise.perf.load.work.Work;
import io.reprise.perf.server.ChildServer;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One server, chat completions over the binary protocol: as many as it can answer, and then five times as many sent on
 * time, whatever comes back. Where the processor bounds the server the prompts have to be long, so that the client can send five
 * times as many as the server can read; of short ones it could not, and would measure itself. Raw is the rate of right answers of the first, ours that of the second. Every request must
 * be answered once, with its completion or with OVERLOADED.
 */
final class OverloadComparison implements Comparison {
    private static final int TIMES = 5;
    private static final int CONNECTIONS = 16;
    private static final int WINDOW = 32; // of the closed loop: with all connections less than the queue
    private static final int OPEN_WINDOW = 2048;
    private static final long WARM_UP_NS = TimeUnit.SECONDS.toNanos(15);
    private static final long ROUND_NS = TimeUnit.SECONDS.toNanos(3);
    private static final double NS_PER_MS = 1e6;

    private final ChildServer server;
    private final Target target;
    private final String name;
    private final Work work;
    private final Histogram refusals = new Histogram(3);
    private double peakPerSecond;
    private long sent;
    private long refused;

    /**
     * @param name what bounds the server
     * @param inputTokens of a prompt
     * @param answerTokens at most
     */
    OverloadComparison(String name, ChildServer server, Target target, int inputTokens, int answerTokens) {
        this.name = name;
        this.server = server;
        this.target = target;
        this.work = new Work.Chat(new FixedPrompts(inputTokens, answerTokens), "gpt-4o");
    }

    @Override
    public String name() {
        return "chat completions/s at " + TIMES + " times the load, " + name;
    }

    @Override
    public String rawName() {
        return "the most it answers";
    }

    @Override
    public double goal() {
        return 0.9;
    }

    @Override
    public String unit() {
        return "k/s";
    }

    @Override
    public double raw() throws IOException {
        if (peakPerSecond == 0) {
            run(Schedule.window().durationNs(WARM_UP_NS), WINDOW);
        }
        peakPerSecond = rightPerSecond(run(Schedule.window().durationNs(ROUND_NS), WINDOW));
        return peakPerSecond / 1e3;
    }

    @Override
    public double ours() throws IOException {
        LoadResult result = run(Schedule.uniform(TIMES * peakPerSecond).durationNs(ROUND_NS), OPEN_WINDOW);
        refusals.add(result.failureTime());
        sent += result.counts().sent();
        refused += result.counts().failed();
        return rightPerSecond(result) / 1e3;
    }

    @Override
    public String remark() {
        return String.format(
                Locale.ROOT,
                "%d of %d refused, each within p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms",
                refused,
                sent,
                refusals.getValueAtPercentile(50) / NS_PER_MS,
                refusals.getValueAtPercentile(99) / NS_PER_MS,
                refusals.getValueAtPercentile(99.9) / NS_PER_MS);
    }

    @Override
    public void close() {
        server.close();
    }

    private LoadResult run(Schedule schedule, int window) throws IOException {
        LoadPlan plan =
                LoadPlan.of(target, schedule, work).connections(CONNECTIONS).pipeline(window);
        LoadResult result = new LoadClient().run(plan);
        LoadCounts counts = result.counts();
        Map<String, Long> onlyRefusals = counts.failed() == 0 ? Map.of() : Map.of("OVERLOADED", counts.failed());
        if (counts.right() + counts.failed() != counts.sent()
                || counts.unexpected() != 0
                || !result.errors().equals(onlyRefusals)) {
            throw new IllegalStateException(
                    "not every request was answered once: " + counts + " " + result.errors() + " " + result.detail());
        }
        return result;
    }

    private static double rightPerSecond(LoadResult result) {
        return result.counts().right() * 1e9 / result.elapsedNs();
    }
}
