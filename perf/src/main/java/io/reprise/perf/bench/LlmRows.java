package io.reprise.perf.bench;

import io.reprise.kernel.state.Xxh64;
import io.reprise.perf.Scratch;
import io.reprise.perf.load.LoadClient;
import io.reprise.perf.load.LoadPlan;
import io.reprise.perf.load.LoadResult;
import io.reprise.perf.load.measure.AnswerTap;
import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.FixedPrompts;
import io.reprise.perf.load.work.Prompts;
import io.reprise.perf.load.work.Work;
import io.reprise.perf.server.ChildServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/** What the LLM simulator takes: chat completions, streams, many of them, and the same answers in any order. */
final class LlmRows {
    private static final String HOST = "127.0.0.1";
    private static final int CONNECTIONS = 64;
    private static final int TOKENS = 24;
    private static final double NS_PER_MS = 1e6;
    private static final long WARM_UP_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long ROUND_NS = TimeUnit.SECONDS.toNanos(5);
    private static final double LATENCY_MS = 20;
    private static final int STREAMS = 2_000;
    private static final int STREAM_TOKENS = 2_000;
    private static final int OPEN_STREAMS = 50_000;
    private static final int ALIKE = 1_000_000;

    private final Scratch scratch;
    private final int serverCore;
    private final PrintStream out;

    LlmRows(Scratch scratch, int serverCore, PrintStream out) {
        this.scratch = scratch;
        this.serverCore = serverCore;
        this.out = out;
    }

    void print() throws Exception {
        chat();
        streams();
        openStreams();
        alike();
    }

    /** As many as there can be; then half as many, with a latency that is known. */
    private void chat() throws IOException {
        try (ChildServer server = serve()) {
            Target target = Target.http(HOST, server.port("http"));
            Work work = new Work.Chat(new FixedPrompts(TOKENS, TOKENS), "gpt-4o");
            run(LoadPlan.of(target, Schedule.window().durationNs(WARM_UP_NS), work)
                    .connections(CONNECTIONS));
            double perSecond = run(LoadPlan.of(target, Schedule.window().durationNs(ROUND_NS), work)
                            .connections(CONNECTIONS))
                    .answersPerSecond();
            line("chat completions over HTTP, journaled", perSecond / 1e3, "k/s", 10, perSecond >= 10_000, "");
            String latency = String.format(Locale.ROOT, "%.0f", LATENCY_MS);
            String profile =
                    "x-sim-latency-profile: " + String.join(":", latency, latency, latency, latency) + ";itl=0";
            LoadResult half = run(LoadPlan.of(
                            target.headers(List.of(profile)),
                            Schedule.uniform(perSecond / 2).durationNs(ROUND_NS),
                            work)
                    .connections(4 * CONNECTIONS));
            double overheadMs = half.serviceTime().getValueAtPercentile(99) / NS_PER_MS - LATENCY_MS;
            line("p99 beyond the latency, at half of that", overheadMs, "ms", 5, overheadMs < 5, "");
        }
    }

    private void streams() throws Exception {
        double full = streams("5:5:5:5;itl=4");
        line("events of streams/s, " + STREAMS + " streams", full / 1e3, "k/s", 300, full >= 300_000, "");
        try (ChildServer server = serve("--max-connections", "10000", "--max-connections-per-address", "10000");
                SseStreams half = new SseStreams(server.port("http"), STREAMS, "5:5:5:5;itl=13", STREAM_TOKENS)) {
            TimeUnit.NANOSECONDS.sleep(WARM_UP_NS);
            double p99Ms = latenessMs(server, 0.99);
            require(half, server);
            line("lateness p99 of events, at half of 300 k/s", p99Ms, "ms", 5, p99Ms <= 5, "upper bound of its bucket");
        }
    }

    private double streams(String profile) throws Exception {
        try (ChildServer server = serve("--max-connections", "10000", "--max-connections-per-address", "10000");
                SseStreams clients = new SseStreams(server.port("http"), STREAMS, profile, STREAM_TOKENS)) {
            TimeUnit.NANOSECONDS.sleep(WARM_UP_NS);
            long before = clients.events();
            long startNs = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(ROUND_NS);
            double perSecond = (clients.events() - before) * 1e9 / (System.nanoTime() - startNs);
            require(clients, server);
            return perSecond;
        }
    }

    private static void require(SseStreams clients, ChildServer server) {
        if (clients.lost() > 0) {
            throw new IllegalStateException(clients.lost() + " streams were cut: " + server.errors());
        }
    }

    private void openStreams() throws Exception {
        String all = Integer.toString(OPEN_STREAMS + 100);
        String limits = "llm.max-running=" + all + ",kernel.max-timers=" + all;
        try (ChildServer server = serve(
                        "--max-connections", all,
                        "--max-connections-per-address", all,
                        "--queue", all,
                        "--limit", limits);
                SseStreams clients =
                        new SseStreams(server.port("http"), OPEN_STREAMS, "1:1:1:1;itl=60000", STREAM_TOKENS / 10)) {
            clients.awaitBegun(OPEN_STREAMS, 120_000);
            double mib = server.peakResidentBytes() / 1024.0 / 1024.0;
            line(OPEN_STREAMS + " open streams", mib, "MiB", 1536, mib <= 1536, clients.lost() + " lost");
        }
    }

    /** A million different requests, in order on one connection and shuffled on many: the same answers. */
    private void alike() throws IOException {
        Prompts inOrder = new FixedPrompts(TOKENS, TOKENS);
        long one = answers(inOrder, 1);
        long many = answers(new Shuffled(inOrder), CONNECTIONS);
        if (one != many) {
            throw new IllegalStateException("the same requests were answered differently");
        }
        line(ALIKE + " requests on 1 and shuffled on " + CONNECTIONS + " connections", 0, "differ", 0, true, "");
    }

    private long answers(Prompts prompts, int connections) throws IOException {
        try (ChildServer server = serve("--seed", "7")) {
            Sum sum = new Sum();
            LoadPlan plan = LoadPlan.of(
                            Target.binary(HOST, server.port("binary")),
                            Schedule.window().count(ALIKE),
                            new Work.Chat(prompts, "gpt-4o"))
                    .connections(connections);
            LoadResult result = new LoadClient().watch(sum).run(plan);
            if (!result.isRight()) {
                throw new IllegalStateException(result.detail());
            }
            return sum.hash;
        }
    }

    /** Hash of all answers, in whatever order they come. */
    private static final class Sum implements AnswerTap {
        private long hash;

        @Override
        public void onAnswer(long index, long correlationId, int status, DirectBuffer buffer, int offset, int length) {
            hash += Xxh64.hash(buffer, offset, length, 0);
        }

        @Override
        public void flush() {}
    }

    /** The same prompts in another order: each index once, since the factor is odd and the number a power of two. */
    private record Shuffled(Prompts prompts) implements Prompts {
        private static final long SPAN = 1 << 20;

        @Override
        public String label() {
            return prompts.label() + ", shuffled";
        }

        @Override
        public long count() {
            return ALIKE;
        }

        @Override
        public int inputTokens(long index) {
            return prompts.inputTokens(index);
        }

        @Override
        public int maxTokens(long index) {
            return prompts.maxTokens(index);
        }

        @Override
        public long blockId(long index, int block, long seed) {
            long other = index;
            do {
                other = other * 0x9E3779B1L + 12_345 & SPAN - 1;
            } while (other >= ALIKE);
            return prompts.blockId(other, block, seed);
        }
    }

    private double latenessMs(ChildServer server, double quantile) throws IOException, InterruptedException {
        URI page = URI.create("http://" + HOST + ":" + server.port("http") + "/metrics");
        String text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        String name = "llm_simulator_emit_lateness_seconds_";
        double count = text.lines()
                .filter(line -> line.startsWith(name + "count"))
                .mapToDouble(LlmRows::value)
                .sum();
        return text.lines()
                        .filter(line -> line.startsWith(name + "bucket") && value(line) >= quantile * count)
                        .mapToDouble(line -> Double.parseDouble(
                                line.replaceAll(".*le=\"([^\"]*)\".*", "$1").replace("+Inf", "Infinity")))
                        .min()
                        .orElse(Double.NaN)
                * 1e3;
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    private LoadResult run(LoadPlan plan) throws IOException {
        LoadResult result = new LoadClient().run(plan);
        if (!result.isRight()) {
            throw new IllegalStateException(result.counts() + " " + result.detail());
        }
        return result;
    }

    private ChildServer serve(String... flags) throws IOException {
        return ChildServer.serve(scratch.fresh(), serverCore, flags);
    }

    private void line(String what, double value, String unit, double goal, boolean met, String remark) {
        out.printf(
                Locale.ROOT,
                "%-48s %9.2f %-6s goal %.0f %s  %s%n",
                what,
                value,
                unit,
                goal,
                met ? "met" : "MISS",
                remark);
    }
}
