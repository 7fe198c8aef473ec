package io.reprise.perf.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reprise.ingress.client.Delivery;
import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.trace.Trace;
import io.reprise.perf.load.trace.TraceFile;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.FixedPrompts;
import io.reprise.perf.load.work.TracePrompts;
import io.reprise.perf.load.work.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From options to plans: the defaults, and every option once. */
class LoadOptionsTest {
    @Test
    void shouldDefaultToAPacedEcho() throws IOException {
        LoadPlan plan = plan("--binary", "localhost:9000");

        assertEquals(
                new LoadPlan(
                        Target.binary("localhost", 9000),
                        Schedule.uniform(1_000).durationNs(TimeUnit.SECONDS.toNanos(10)),
                        new Work.Echo(64),
                        1,
                        256,
                        1,
                        TimeUnit.SECONDS.toNanos(30),
                        Delivery.AT_MOST_ONCE,
                        false,
                        LoadLogs.none()),
                plan);
    }

    @Test
    void shouldDefaultToChatOverHttpWithoutPipelining() throws IOException {
        LoadPlan plan = plan("--http", "[::1]:9001");

        assertEquals(
                new Target(Target.Protocol.HTTP, "::1", 9001, "", "/v1/chat/completions", List.of()), plan.target());
        assertEquals("http://[::1]:9001/v1/chat/completions", plan.target().toString());
        assertEquals(new Work.Chat(new FixedPrompts(64, 16), "reprise-1"), plan.work());
        assertEquals(1, plan.pipeline());
    }

    @Test
    void shouldMapEveryOption() throws IOException {
        LoadPlan plan = plan(
                "--binary=h:1",
                "--api-key=k",
                "--connections=3",
                "--pipeline=4",
                "--rate=1.5k/s",
                "--arrivals=poisson",
                "--count=5",
                "--duration=2m",
                "--timeout=250us",
                "--seed=-6",
                "--exactly-once",
                "--reconnect",
                "--service=add",
                "--keys=7",
                "--answers=a",
                "--ack-log=b");

        assertEquals(
                new LoadPlan(
                        Target.binary("h", 1).apiKey("k"),
                        Schedule.poisson(1_500).count(5).durationNs(TimeUnit.MINUTES.toNanos(2)),
                        new Work.Add(7),
                        3,
                        4,
                        -6,
                        250_000,
                        Delivery.EXACTLY_ONCE,
                        true,
                        new LoadLogs(Optional.of(Path.of("a")), Optional.of(Path.of("b")))),
                plan);
    }

    @Test
    void shouldMapWorkOptions() throws IOException {
        assertEquals(new Work.Echo(9), plan("--binary=h:1", "--size=9").work());
        assertEquals(
                new Work.Chat(new FixedPrompts(8, 7), 5, 6, "m"),
                plan(
                                "--binary=h:1",
                                "--service=chat",
                                "--prompt-tokens=8",
                                "--max-tokens=7",
                                "--chat-service=5",
                                "--chat-method=6",
                                "--model=m")
                        .work());
        assertEquals("/x", plan("--http=h:1", "--path=/x").target().path());
    }

    @Test
    void shouldMapTraceOptions(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("trace"), """
                {"timestamp":0,"input_length":1,"output_length":1}
                {"timestamp":1,"input_length":1,"output_length":1}
                {"timestamp":2,"input_length":1,"output_length":1}
                """);

        Schedule schedule =
                plan("--http=h:1", "--trace=" + file, "--speed=0", "--limit=2").schedule();
        LoadPlan counted = plan("--http=h:1", "--trace=" + file, "--count=99", "--duration=1s");

        assertEquals(Schedule.window().count(2), schedule);
        assertEquals(3, counted.schedule().count());
        assertEquals(TimeUnit.SECONDS.toNanos(1), counted.schedule().durationNs());
    }

    @Test
    void shouldRefuseMoreRequestsThanPrompts(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("trace"), "{\"timestamp\":0,\"input_length\":1,\"output_length\":1}");
        Trace trace = TraceFile.read(file, Long.MAX_VALUE);
        Target target = Target.http("h", 1);
        Work chat = new Work.Chat(new TracePrompts(trace), "m");

        assertThrows(
                IllegalArgumentException.class,
                () -> LoadPlan.of(target, Schedule.window().count(2), chat));
        assertThrows(IllegalArgumentException.class, () -> LoadPlan.of(target, Schedule.window(), new Work.Echo(1)));
    }

    @Test
    void shouldReconnectBinaryConnectionsOnly() {
        for (String option : new String[] {"--reconnect", "--exactly-once"}) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> plan("--http=h:1", option));
            assertEquals("connecting again and exactly once are of the binary protocol", refusal.getMessage());
        }
    }

    private static LoadPlan plan(String... arguments) throws IOException {
        LoadCommand command = new LoadCommand();
        new CommandLine(command).parseArgs(arguments);
        return command.plan();
    }
}
