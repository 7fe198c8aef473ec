package io.reprise.replay.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.Subcommand;
import io.reprise.replay.RecordedRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands over a run of eight frames, and what they print. */
final class StepCommandTest {
    @TempDir
    private Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path path;

    @BeforeEach
    void record() {
        path = temporary.resolve("run");
        try (RecordedRun run = new RecordedRun(path)) {
            run.add(42, 5)
                    .add(7, 1)
                    .add(42, 10)
                    .addNothing()
                    .openSession()
                    .add(42, -3)
                    .echo(0)
                    .add(7, 1);
        }
    }

    @Test
    void shouldBeFoundAsAVerb() {
        List<Class<?>> verbs = ServiceLoader.load(Subcommand.class).stream()
                .<Class<?>>map(ServiceLoader.Provider::type)
                .toList();

        assertTrue(verbs.contains(StepCommand.class), verbs::toString);
    }

    @Test
    void shouldGoForwardAndBack() throws IOException {
        assertPlays("""
                next 2
                back
                goto 2026-11-20T12:00:00.008Z
                next
                goto start
                """, """
                > next 2
                2 2026-11-20T12:00:00.002Z REQUEST echo.add session=3 correlation=2 key=7 delta=1
                  2 2026-11-20T12:00:00.002Z RESPONSE echo.add session=3 correlation=2 sum=1
                > back
                1 2026-11-20T12:00:00.001Z REQUEST echo.add session=2 correlation=1 key=42 delta=5
                  1 2026-11-20T12:00:00.001Z RESPONSE echo.add session=2 correlation=1 sum=5
                > goto 2026-11-20T12:00:00.008Z
                8 2026-11-20T12:00:00.008Z REQUEST echo.add session=3 correlation=8 key=7 delta=1
                  8 2026-11-20T12:00:00.008Z RESPONSE echo.add session=3 correlation=8 sum=2
                  the end: there is no frame behind it
                > next
                8 2026-11-20T12:00:00.008Z REQUEST echo.add session=3 correlation=8 key=7 delta=1
                  8 2026-11-20T12:00:00.008Z RESPONSE echo.add session=3 correlation=8 sum=2
                  the end: there is no frame behind it
                > goto start
                at the beginning, sequence 0: no frame was executed yet
                """);
    }

    @Test
    void shouldStopAtBreaksForwardAndBack() throws IOException {
        assertStops("break status=INVALID_REQUEST", List.of(4));
        assertStops("break method=echo.add", List.of(1, 2, 3, 4, 6, 8));
        assertStops("break method=echo.add session=1", List.of(3, 6));
        assertStops("break session=3", List.of(2, 5, 8));
        assertStops("break where payload.delta > 4", List.of(1, 3));
        assertStops("break method=echo.add where payload.sum == 12", List.of(6));
        assertStops("watch echo/counters key 42", List.of(1, 3, 6));
        assertStops("watch echo/counters key 7 sum", List.of(2, 8));
        assertStops("watch kernel/sessions key 3", List.of(5));
    }

    /** Every stop from the beginning to the end, and again on the way back. */
    private void assertStops(String stop, List<Integer> sequences) throws IOException {
        try (RunDirectory run = RunDirectory.openToRead(path);
                TimeTravel travel = new TimeTravel(run, RecordedRun.ECHO, sequence -> {}, line -> {}, 2)) {
            StepSession session = new StepSession(travel, RecordedRun.ECHO);
            session.follow(InstructionParser.parse(stop));
            for (int sequence : sequences) {
                assertAt(session, "continue", sequence, stop);
            }
            if (!sequences.contains(8)) { // then to the end
                session.follow(InstructionParser.parse("continue"));
            }
            assertEquals(8, travel.sequence(), stop);
            for (int i = sequences.size() - 1; i >= 0; i--) {
                if (sequences.get(i) != 8) {
                    assertAt(session, "continue back", sequences.get(i), stop);
                }
            }
            session.follow(InstructionParser.parse("continue back"));
            assertEquals(0, travel.sequence(), stop);
        }
    }

    private static void assertAt(StepSession session, String instruction, long sequence, String stop) {
        Shown shown = session.follow(InstructionParser.parse(instruction));
        assertEquals(sequence, session.sequence(), stop);
        assertEquals(1, shown.json().get("stops").size(), () -> stop + ": " + shown);
    }

    @Test
    void shouldTellWhatAWatchSaw() throws IOException {
        assertPlays("""
                # the counter of key 42
                watch echo/counters key 42 sum
                break status=INVALID_REQUEST

                continue
                next 100
                breaks
                delete 1
                continue
                """, """
                # the counter of key 42
                > watch echo/counters key 42 sum
                1: watch echo/counters key 42 sum, now nothing
                > break status=INVALID_REQUEST
                2: break status=INVALID_REQUEST

                > continue
                1 2026-11-20T12:00:00.001Z REQUEST echo.add session=2 correlation=1 key=42 delta=5
                  1 2026-11-20T12:00:00.001Z RESPONSE echo.add session=2 correlation=1 sum=5
                  stop 1: watch echo/counters key 42 sum: nothing -> 5
                > next 100
                3 2026-11-20T12:00:00.003Z REQUEST echo.add session=1 correlation=3 key=42 delta=10
                  3 2026-11-20T12:00:00.003Z RESPONSE echo.add session=1 correlation=3 sum=15
                  stop 1: watch echo/counters key 42 sum: 5 -> 15
                > breaks
                1: watch echo/counters key 42 sum, now 15
                2: break status=INVALID_REQUEST
                > delete 1
                1: deleted
                > continue
                4 2026-11-20T12:00:00.004Z REQUEST echo.add session=2 correlation=4 hex:000000
                  4 2026-11-20T12:00:00.004Z ERROR echo.add session=2 correlation=4 INVALID_REQUEST add takes 16 bytes, i64 key and i64 delta; got 3 bytes
                  stop 2: break status=INVALID_REQUEST
                """);
    }

    @Test
    void shouldPrintState() throws IOException {
        assertPlays("""
                goto 6
                print frame
                print answers
                print region echo/counters key 42
                print region echo/counters key 41
                print region echo/counters at 0
                print session 3
                """, """
                > goto 6
                6 2026-11-20T12:00:00.006Z REQUEST echo.add session=1 correlation=6 key=42 delta=-3
                  6 2026-11-20T12:00:00.006Z RESPONSE echo.add session=1 correlation=6 sum=12
                > print frame
                6 2026-11-20T12:00:00.006Z REQUEST echo.add session=1 correlation=6 key=42 delta=-3
                > print answers
                  6 2026-11-20T12:00:00.006Z RESPONSE echo.add session=1 correlation=6 sum=12
                > print region echo/counters key 42
                @OFFSET {"key":42,"sum":12}
                > print region echo/counters key 41
                nothing
                > print region echo/counters at 0
                @0 header {"count":2,"zeroUsed":0}
                > print session 3
                @64 {"sessionId":3,"owner":5,"lastUsedNs":"2026-11-20T12:00:00.005Z","highestId":0,"slots":[]}
                """);
    }

    @Test
    void shouldSayWhereItIs() throws IOException {
        assertEquals(0, play("goto 3\ninfo\nregions\n", "--json"), err::toString);

        List<String> lines = out.toString().lines().toList();
        JsonNode info = new ObjectMapper().readTree(lines.get(1));
        assertEquals("info", info.get("command").asText());
        assertEquals(3, info.get("sequence").asLong());
        assertEquals(8, info.get("last").asLong());
        assertEquals("2026-11-20T12:00:00.003Z", info.get("time").asText());
        assertEquals(16, info.get("state").asText().length());
        assertEquals("", info.get("obstacle").asText());
        assertTrue(lines.get(2).contains("\"region\":\"echo/counters\""), lines.get(2));
        assertEquals(
                "sum=15",
                new ObjectMapper()
                        .readTree(lines.get(0))
                        .at("/answers/0/payload")
                        .asText());
    }

    @Test
    void shouldEndWithOneWhenItCameByADivergence() throws IOException {
        Path file = path.resolve("outputs/digests.bin");
        byte[] digests = Files.readAllBytes(file);
        digests[(6 - 1) * Long.BYTES] ^= 1;
        Files.write(file, digests);

        assertEquals(0, play("next 5\n"), err::toString);
        assertEquals(1, play("goto end\n"), err::toString);
        assertEquals(1, play("continue\ngoto start\n", "--json"), err::toString);
        assertEquals(2, play("goto end\nnonsense\n"), err::toString);
    }

    @Test
    void shouldEndAtAWrongCommandOfAFile() throws IOException {
        assertEquals(2, play("# first\nnext\nnxt\nnext\n"));

        assertEquals(
                "reprise: " + temporary.resolve("commands") + ":3: there is no command \"nxt\"; there are next, back, "
                        + "goto, break, breaks, delete, continue, print, regions, watch, info, help, quit\n",
                err.toString());
    }

    @Test
    void shouldGoOnAfterAWrongCommandOfAPerson() throws IOException {
        String said = talk("""
                goto 9
                print region echo/count
                watch echo/counters key 1 total
                break where payload.delta >
                break method=echo.sub
                delete 4
                print session 1
                nonsense
                next
                quit
                next
                """);

        List<String> lines = said.lines().toList();
        assertEquals("there is no frame 9; the run has 0 to 8", lines.get(0));
        assertTrue(lines.get(1).startsWith("there is no region \"echo/count\"; there are kernel/clock, "), said);
        assertEquals("a record of echo/counters has no field \"total\"; it has key, sum", lines.get(2));
        assertTrue(lines.get(3).startsWith("column "), said);
        assertEquals("there is no method \"echo.sub\"; there are kernel, echo.echo, echo.add", lines.get(4));
        assertEquals("there is no break or watch 4; breaks lists them", lines.get(5));
        assertTrue(lines.get(6).startsWith("at sequence 0 there is no exactly-once session 1; "), said);
        assertTrue(lines.get(7).startsWith("there is no command \"nonsense\"; there are next, "), said);
        assertTrue(lines.get(8).startsWith("1 2026"), said);
        assertEquals(10, lines.size(), said);
    }

    private String talk(String text) throws IOException {
        PrintStream unseen = new PrintStream(java.io.OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        try (RunDirectory run = RunDirectory.openToRead(path);
                TimeTravel travel = TimeTravel.of(run, RecordedRun.ECHO, sequence -> {}, line -> {})) {
            new StepConversation(
                            new StepSession(travel, RecordedRun.ECHO),
                            new StepProgress("executing", unseen),
                            new PrintWriter(out),
                            false)
                    .talk(new BufferedReader(new StringReader(text)), false);
        }
        return out.toString();
    }

    private void assertPlays(String commands, String expected) throws IOException {
        assertEquals(0, play(commands), err::toString);
        assertEquals(expected, out.toString().replaceAll("@[0-9]+ \\{\"key\"", "@OFFSET {\"key\""));
    }

    private int play(String commands, String... options) throws IOException {
        Path file = temporary.resolve("commands");
        Files.writeString(file, commands);
        String[] arguments = new String[options.length + 3];
        arguments[0] = path.toString();
        arguments[1] = "--commands";
        arguments[2] = file.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return new CommandLine(new StepCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
