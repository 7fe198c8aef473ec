package io.reprise.perf.bench;

import io.reprise.kernel.stage.ThreadingMode;
import io.reprise.perf.Scratch;
import io.reprise.perf.jmh.Allocation;
import io.reprise.perf.load.LoadClient;
import io.reprise.perf.load.LoadPlan;
import io.reprise.perf.load.LoadResult;
import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.FixedPrompts;
import io.reprise.perf.load.work.Work;
import io.reprise.perf.server.ChildServer;
import io.reprise.perf.server.RawNetty;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.openhft.affinity.Affinity;

/** The rows of {@code reprise bench}, by name. */
final class BenchRows {
    static final String NAMES =
            "ring, journal, binary, http, replay, durable, exactly-once, allocation, idle, connections, "
                    + "recovery, restore, snapshot, overload, llm";

    private static final String HOST = "127.0.0.1";
    private static final int SERVER_CORE = 0;
    private static final int CLIENT_CORE = 1;
    private static final int CONNECTIONS = 64;
    private static final int PIPELINE = 32;
    private static final int ECHO_SIZE = 16;
    private static final long REPLAY_EVENTS = 8_000_000;
    private static final long BISECT_EVENTS = 10_000_000;
    private static final long DIFF_EVENTS = 1_000_000;
    private static final double RECOVERY_GOAL_M = 1; // events/s
    private static final int CHAT_TOKENS = 24;
    private static final long IDLE_MS = 10_000;
    private static final int IDLE_CONNECTIONS = 10_000;
    private static final int BUSY_CONNECTIONS = 500;
    private static final int BUSY_PIPELINE = 4;
    private static final String ALL_CONNECTIONS = Integer.toString(IDLE_CONNECTIONS + BUSY_CONNECTIONS);

    private final Scratch scratch;
    private final int warmUps;
    private final int rounds;
    private final int connections;

    /** Makes a row's lines. */
    @FunctionalInterface
    private interface Row {
        void print(PrintStream out) throws Exception;
    }

    /** @param connections of the table behind row durable */
    BenchRows(Scratch scratch, int warmUps, int rounds, int connections) {
        this.scratch = scratch;
        this.warmUps = warmUps;
        this.rounds = rounds;
        this.connections = connections;
    }

    /** @param only names of rows, or empty for all */
    void print(List<String> only, PrintStream out) throws Exception {
        List<String> known = List.of(NAMES.split(", "));
        for (String name : only) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("there is no row " + name + "; rows are " + NAMES);
            }
        }
        for (String name : only.isEmpty() ? known : only) {
            row(name).print(out);
        }
    }

    private Row row(String name) {
        return switch (name) {
            case "ring" ->
                out -> {
                    compare(new RingComparison(16), out);
                    compare(new RingComparison(1), out);
                };
            case "journal" ->
                out -> {
                    compare(new JournalComparison(scratch, 64, 16), out);
                    compare(new JournalComparison(scratch, 256, 16), out);
                    compare(new JournalComparison(scratch, 64, 64), out);
                };
            case "binary" ->
                out -> {
                    compare(binary("hand", 0.45), out);
                    compare(binary("decoder", 0.8), out);
                };
            case "http" -> out -> compare(http(), out);
            case "replay" -> this::replay;
            case "exactly-once" -> out -> compare(exactlyOnce(), out);
            case "durable" ->
                out -> {
                    compare(durable(), out);
                    new AckCosts(connections).print(this::serve, out);
                };
            case "allocation" -> this::allocation;
            case "connections" -> this::connections;
            case "recovery" -> this::recovery;
            case "restore" -> new SnapshotRows(scratch, warmUps, rounds)::restore;
            case "snapshot" ->
                out -> {
                    pinClient();
                    new SnapshotRows(scratch, warmUps, rounds).pressure(core(SERVER_CORE), out);
                };
            case "overload" ->
                out -> {
                    compare(overload(), out);
                    compare(overloadOfPlaces(), out);
                };
            case "llm" ->
                out -> {
                    pinClient();
                    new LlmRows(scratch, core(SERVER_CORE), out).print();
                };
            default -> this::idle;
        };
    }

    private void compare(Comparison comparison, PrintStream out) throws Exception {
        try (comparison) {
            out.println(Comparison.Result.of(comparison, warmUps, rounds).line());
        }
    }

    /** The client has the last core to itself, if there is more than one. */
    private static int core(int wanted) {
        return Runtime.getRuntime().availableProcessors() > 1 ? wanted : -1;
    }

    private static void pinClient() {
        if (core(CLIENT_CORE) >= 0) {
            Affinity.setAffinity(CLIENT_CORE);
        }
    }

    private ChildServer serve(String... flags) throws IOException {
        return ChildServer.serve(scratch.fresh(), core(SERVER_CORE), flags);
    }

    private ChildServer raw(String kind) throws IOException {
        return ChildServer.start(RawNetty.class, core(SERVER_CORE), scratch.fresh(), kind);
    }

    private Comparison binary(String kind, double goal) throws IOException {
        NetworkComparison.Side raw = echo(raw(kind), "raw");
        NetworkComparison.Side ours = echo(serve(), "binary");
        pinClient();
        String rawName = kind.equals("hand") ? "Netty, frames parsed by hand" : "Netty, LengthFieldBasedFrameDecoder";
        return new NetworkComparison("binary echo, 64 connections, journaled", rawName, goal, raw, ours);
    }

    private static NetworkComparison.Side echo(ChildServer server, String port) {
        Target target = Target.binary(HOST, server.port(port));
        return NetworkComparison.Side.of(server, target, new Work.Echo(ECHO_SIZE), CONNECTIONS, PIPELINE);
    }

    private Comparison http() throws IOException {
        Work chat = new Work.Chat(new FixedPrompts(CHAT_TOKENS, CHAT_TOKENS), "gpt-4o");
        ChildServer rawServer = raw("http");
        ChildServer server = serve();
        pinClient();
        return new NetworkComparison(
                "HTTP chat, 64 connections, journaled",
                "Netty, fixed hello",
                0.5,
                NetworkComparison.Side.of(rawServer, Target.http(HOST, rawServer.port("raw")), chat, CONNECTIONS, 1),
                NetworkComparison.Side.of(server, Target.http(HOST, server.port("http")), chat, CONNECTIONS, 1));
    }

    private Comparison durable() throws IOException {
        NetworkComparison.Side process = echo(serve("--ack", "process"), "binary");
        NetworkComparison.Side durable = echo(serve("--ack", "durable"), "binary");
        pinClient();
        return new NetworkComparison("binary echo, ack durable", "ack process, same load", 0.3, process, durable);
    }

    private Comparison exactlyOnce() throws IOException {
        NetworkComparison.Side plain = echo(serve(), "binary");
        NetworkComparison.Side sessions = echo(serve(), "binary").exactlyOnce();
        pinClient();
        return new NetworkComparison("binary echo, exactly once", "no sessions, same load", 0.9, plain, sessions);
    }

    private void replay(PrintStream out) throws Exception {
        Path run = scratch.fresh();
        double livePerSecond = recordEchoes(run, REPLAY_EVENTS);
        compare(new ReplayComparison(run, REPLAY_EVENTS, livePerSecond), out);
        ReplayRows rows = new ReplayRows(scratch, rounds, out);
        rows.verify(run);
        Scratch.delete(run);
        Path longer = scratch.fresh();
        recordEchoes(longer, BISECT_EVENTS, "--hash-every", "1000000");
        rows.bisect(longer, BISECT_EVENTS);
        Scratch.delete(longer);
        Path shorter = scratch.fresh();
        recordEchoes(shorter, DIFF_EVENTS);
        rows.diff(shorter, DIFF_EVENTS);
        rows.seek();
    }

    /**
     * A run of echoes that is executed from its beginning when it is opened.
     *
     * @return answers per second while it was recorded
     */
    private double recordEchoes(Path run, long events, String... flags) throws IOException {
        String[] all = Stream.concat(Stream.of("--snapshot-every", "0"), Stream.of(flags))
                .toArray(String[]::new);
        try (ChildServer server = ChildServer.serve(run, core(SERVER_CORE), all)) {
            LoadPlan plan = LoadPlan.of(
                            Target.binary(HOST, server.port("binary")),
                            Schedule.window().count(events),
                            new Work.Echo(ECHO_SIZE))
                    .connections(CONNECTIONS)
                    .pipeline(PIPELINE);
            LoadResult result = new LoadClient().run(plan);
            if (!result.isRight()) {
                throw new IllegalStateException("recording the run failed: " + result.detail());
            }
            server.stop();
            return result.answersPerSecond();
        }
    }

    /** From the start of the process to the first request it takes; nothing before is warm but the page cache. */
    private void recovery(PrintStream out) throws IOException {
        Path run = scratch.fresh();
        recordEchoes(run, REPLAY_EVENTS);
        double[] perSecond = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long startNs = System.nanoTime();
            try (ChildServer server = ChildServer.serve(run, core(SERVER_CORE), "--snapshot-every", "0")) {
                perSecond[i] = REPLAY_EVENTS * 1e3 / (System.nanoTime() - startNs);
                if (!server.errors().contains("recovered " + REPLAY_EVENTS + " events in ")) {
                    throw new IllegalStateException("it did not execute the whole journal: " + server.errors());
                }
            }
        }
        double median = Comparison.Result.median(perSecond);
        out.printf(
                Locale.ROOT,
                "%-42s %9.3f M/s [%.2f..%.2f]  goal %.0f %s  %,d events, a new JVM included%n",
                "recovery of an echo run",
                median,
                Arrays.stream(perSecond).min().orElse(0),
                Arrays.stream(perSecond).max().orElse(0),
                RECOVERY_GOAL_M,
                median >= RECOVERY_GOAL_M ? "met" : "MISS",
                REPLAY_EVENTS);
    }

    private void allocation(PrintStream out) throws Exception {
        double bytes = Allocation.bytesPerEvent();
        out.printf(
                Locale.ROOT,
                "%-42s %9.4f B/event  goal < 0.01 %s  JMH gc profiler, ring to journal to engine to reply%n",
                "allocation",
                bytes,
                bytes < 0.01 ? "met" : "MISS");
    }

    private Comparison overload() throws IOException {
        ChildServer server = serve();
        pinClient();
        return new OverloadComparison("bound by the processor", server, binaryOf(server), 512, 256);
    }

    /** A model's places bound it, as they do in the simulated world: 64 for gpt-4o, a hundred times as fast. */
    private Comparison overloadOfPlaces() throws IOException {
        ChildServer server = serve("--limit", "llm.time-scale=100");
        pinClient();
        return new OverloadComparison("bound by places", server, binaryOf(server), CHAT_TOKENS, 128);
    }

    private static Target binaryOf(ChildServer server) {
        return Target.binary(HOST, server.port("binary"));
    }

    private void connections(PrintStream out) throws Exception {
        try (ChildServer server =
                        serve("--max-connections", ALL_CONNECTIONS, "--max-connections-per-address", ALL_CONNECTIONS);
                IdleConnections idle =
                        new IdleConnections(new InetSocketAddress(HOST, server.port("binary")), IDLE_CONNECTIONS)) {
            NetworkComparison.Side busy = NetworkComparison.Side.of(
                    server,
                    Target.binary(HOST, server.port("binary")),
                    new Work.Echo(ECHO_SIZE),
                    BUSY_CONNECTIONS,
                    BUSY_PIPELINE);
            busy.run();
            double mib = server.peakResidentBytes() / 1024.0 / 1024.0;
            out.printf(
                    Locale.ROOT,
                    "%-42s %9.0f MiB resident at most  goal <= 512 %s%n",
                    idle.count() + " idle and " + BUSY_CONNECTIONS + " busy connections",
                    mib,
                    mib <= 512 ? "met" : "MISS");
        }
    }

    private void idle(PrintStream out) throws Exception {
        for (ThreadingMode mode : ThreadingMode.values()) {
            try (ChildServer server = serve("--threading", mode.label())) {
                TimeUnit.MILLISECONDS.sleep(3_000); // class loading and compilation settle
                long before = server.cpu().toMillis();
                TimeUnit.MILLISECONDS.sleep(IDLE_MS);
                double percent = 100.0 * (server.cpu().toMillis() - before) / IDLE_MS;
                out.printf(
                        Locale.ROOT,
                        "%-42s %9.2f %% of one core  goal < 2 %s%n",
                        "idle server, " + mode.label(),
                        percent,
                        percent < 2 ? "met" : "MISS");
            }
        }
    }
}
