package io.reprise.perf.demo;

import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.perf.load.LoadClient;
import io.reprise.perf.load.LoadPlan;
import io.reprise.perf.load.LoadResult;
import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.trace.Trace;
import io.reprise.perf.load.trace.TraceFile;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.TracePrompts;
import io.reprise.perf.load.work.Work;
import io.reprise.perf.server.ChildServer;
import io.reprise.replay.ReplayCommand;
import io.reprise.replay.latency.LatencyCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves a fresh run, loads it over both protocols, stops it, replays it and reports its latencies. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "The main job: serve a fresh run, load it over HTTP and binary, stop it, replay it, report.",
        footer = {"", "Exit codes: 0 the replay is identical, 1 it is not or an answer was wrong."})
public final class DemoCommand implements Subcommand {
    private static final String HOST = "127.0.0.1";
    private static final String TRACE = "mooncake-conversation-200.jsonl";
    private static final int CHAT_CONNECTIONS = 16;
    private static final double TRACE_SPEED = 10;
    private static final int ECHO_CONNECTIONS = 16;
    private static final int ECHO_SIZE = 64;

    @Option(names = "--run", paramLabel = "DIR", description = "Run directory (default: runs/demo-TIME).")
    private Path run;

    @Option(
            names = "--echoes",
            defaultValue = "1000000",
            description = "Echo requests over binary (default ${DEFAULT-VALUE}).")
    private long echoes;

    @Option(
            names = "--chats",
            defaultValue = "200",
            description = "Chat requests over HTTP, from a recorded trace (default ${DEFAULT-VALUE}, the most).")
    private int chats;

    @Override
    public Integer call() throws IOException {
        if (run == null) {
            run = Path.of(
                    "runs",
                    "demo-"
                            + LocalDateTime.now(ZoneOffset.UTC)
                                    .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)));
        }
        say("serving a fresh run in %s", run);
        try (ChildServer server = ChildServer.serve(run, -1)) {
            boolean right = load("chat over HTTP, a recorded trace at %.0f times its speed", chatPlan(server))
                    & load("echo over the binary protocol, as fast as its window allows", echoPlan(server));
            server.stop().forEach(line -> say("server %s", line));
            say("replaying");
            int replay = new CommandLine(new ReplayCommand()).execute(run.toString());
            say("latencies, on the server");
            new CommandLine(new LatencyCommand()).execute(run.toString());
            return right && replay == ExitCode.OK ? ExitCode.OK : ExitCode.DIVERGED;
        }
    }

    private LoadPlan chatPlan(ChildServer server) throws IOException {
        Trace trace = trace();
        return LoadPlan.of(
                        Target.http(HOST, server.port("http")),
                        Schedule.recorded(trace, TRACE_SPEED),
                        new Work.Chat(new TracePrompts(trace), "gpt-4o"))
                .connections(CHAT_CONNECTIONS);
    }

    private LoadPlan echoPlan(ChildServer server) {
        return LoadPlan.of(
                        Target.binary(HOST, server.port("binary")),
                        Schedule.window().count(echoes),
                        new Work.Echo(ECHO_SIZE))
                .connections(ECHO_CONNECTIONS)
                .pipeline(64);
    }

    private static boolean load(String what, LoadPlan plan) throws IOException {
        say(what, TRACE_SPEED);
        LoadResult result = new LoadClient().run(plan);
        say(
                "  %,d answers in %.1f s, %,.0f/s, response time p50 %.0f us, p99 %.0f us%s",
                result.counts().answered(),
                result.elapsedNs() / 1e9,
                result.answersPerSecond(),
                result.responseTime().getValueAtPercentile(50) / 1e3,
                result.responseTime().getValueAtPercentile(99) / 1e3,
                result.isRight() ? "" : "; WRONG: " + result.counts() + " " + result.errors() + " " + result.detail());
        return result.isRight();
    }

    /** The first requests of the Mooncake conversation trace, which the jar carries. */
    private Trace trace() throws IOException {
        Path file = Files.createTempFile("reprise-trace", ".jsonl");
        try (InputStream in = DemoCommand.class.getResourceAsStream(TRACE)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return TraceFile.read(file, chats);
        } finally {
            Files.delete(file);
        }
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
