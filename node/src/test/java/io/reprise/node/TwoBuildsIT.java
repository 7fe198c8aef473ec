package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reprise.node.ChildProcess.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of one line of a machine does to a run that was recorded before it. */
final class TwoBuildsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTS = 120;

    /** The request that has the long prompt, which is the only one that the changed lines are about. */
    private static final int LONG = 77;

    @TempDir
    private Path directory;

    private Path run;

    @BeforeEach
    void record() throws Exception {
        run = directory.resolve("run");
        try (ServerProcess server = ServerProcess.start(run, "--hash-every", "50")) {
            for (int i = 1; i <= REQUESTS; i++) {
                String prompt = i == LONG ? "word ".repeat(500) : "Hello " + i;
                try (RawHttp http = RawHttp.connect(server.http())) {
                    assertEquals(
                            200, http.exchange(chat("user-" + i % 7, prompt)).status());
                }
            }
            assertEquals(0, server.terminate(), server::stderr);
        }
    }

    private static String chat(String user, String prompt) {
        String body = "{\"model\":\"gpt-4o\",\"user\":\"" + user + "\",\"max_tokens\":16,\"messages\":"
                + "[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    @Test
    void shouldFindAChangeOfTheState() throws Exception {
        Path other = OtherBuild.ofLlm(
                directory,
                "io/reprise/llm/SessionTable.java",
                "        add(at + TURNS_OFFSET, turns);",
                "        add(at + TURNS_OFFSET, promptTokens > 400 ? turns + 1 : turns);");

        Outcome bisect = verb("bisect", run.toString(), "--with", "llm=" + other, "--json");

        assertEquals(1, bisect.exitCode(), bisect::toString);
        JsonNode found = JSON.readTree(bisect.output());
        assertEquals(LONG, found.get("sequence").asLong());
        assertEquals(found.get("answersOne"), found.get("answersOther"));
        assertEquals("llm/sessions", found.get("state").get("region").asText());
        int one = found.at("/state/one/fields/turns").asInt();
        assertEquals(one + 1, found.at("/state/other/fields/turns").asInt());
        assertTrue(found.get("replays").asInt() < 30, bisect::toString);
    }

    @Test
    void shouldFindAndExplainAChangeOfTheAnswers() throws Exception {
        Path other = OtherBuild.ofLlm(
                directory,
                "io/reprise/llm/LlmMachine.java",
                "        text.stopBefore(chat.stops());",
                "        text.stopBefore(chat.stops()); if (promptTokens > 400) { promptTokens++; }");

        Outcome bisect = verb("bisect", run.toString(), "--with", "llm=" + other);

        assertEquals(1, bisect.exitCode(), bisect::toString);
        assertTrue(Verbs.lastLine(bisect).startsWith("first difference: sequence " + LONG + ";"), bisect::toString);

        Path made = directory.resolve("made");
        Outcome whatIf = verb("what-if", run.toString(), "--machine", "llm=" + other, "--out", made.toString());
        assertEquals(0, whatIf.exitCode(), whatIf::toString);
        assertTrue(
                Verbs.lastLine(whatIf).startsWith("what if: " + REQUESTS + " frames executed, 0 left out; answers"),
                whatIf::toString);
        assertTrue(
                whatIf.output().lines().anyMatch(line -> line.matches("llm.chat +" + REQUESTS + " +1")),
                whatIf::toString);

        Outcome refused = verb("diff", run.toString(), made.toString());
        assertEquals(2, refused.exitCode(), refused::toString);
        assertTrue(refused.error().contains("do not reproduce " + made + " from sequence " + LONG), refused::toString);

        Outcome diff = verb("diff", run.toString(), made.toString(), "--machine-b", "llm=" + other);
        assertEquals(1, diff.exitCode(), diff::toString);
        assertTrue(diff.output().contains("answers   first differ at sequence " + LONG + ": "), diff::toString);
        assertTrue(diff.output().contains(" tokens=508+16 "), diff::toString);
        assertTrue(diff.output().contains(" tokens=509+16 "), diff::toString);
        assertTrue(
                diff.output().lines().anyMatch(line -> line.matches("llm.chat +" + REQUESTS + " +0 +1")),
                diff::toString);
    }

    @Test
    void shouldAgreeWithItself() throws Exception {
        Path same = OtherBuild.ofLlm(
                directory,
                "io/reprise/llm/LlmMachine.java",
                "        text.stopBefore(chat.stops());",
                "        text.stopBefore(chat.stops()); // nothing else");
        Outcome bisect = verb("bisect", run.toString(), "--with", "llm=" + same);
        assertEquals(0, bisect.exitCode(), bisect::toString);
        assertTrue(bisect.output().startsWith("no difference: "), bisect::toString);

        Path made = directory.resolve("made");
        Outcome whatIf = verb("what-if", run.toString(), "--set", "llm.max-sessions=5", "--out", made.toString());
        assertEquals(0, whatIf.exitCode(), whatIf::toString);
        assertTrue(whatIf.output().contains(" times OK → RESOURCE_EXHAUSTED"), whatIf::toString);
        assertEquals(0, Verbs.replay(directory, made).exitCode());

        Outcome dropped = verb(
                "what-if",
                run.toString(),
                "--drop",
                "3,10-19",
                "--edit",
                LONG + ":priority=255",
                "--set",
                "shed.threshold=0.5",
                "--out",
                made + "-2");
        assertEquals(0, dropped.exitCode(), dropped::toString);
        assertTrue(Verbs.lastLine(dropped).contains(", 11 left out, 0 shed;"), dropped::toString);
        assertTrue(
                dropped.output().contains("it was always below the run's --occupancy-floor, 0.2\n"), dropped::toString);
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        Path noJar = Files.writeString(directory.resolve("no.jar"), "nothing");
        assertRefused("there is no machine jar /nowhere.jar", "bisect", run.toString(), "--with", "llm=/nowhere.jar");
        assertRefused("there is no machine chess; there are echo, llm", "bisect", run.toString(), "--with", "chess=x");
        assertRefused("has no machine llm", "bisect", run.toString(), "--with", "llm=" + noJar);
        assertRefused("a run has no setting max-keys", "what-if", run.toString(), "--set", "max-keys=3");
        assertRefused(
                "shed.threshold is a share, 0 to 1, not 2", "what-if", run.toString(), "--set", "shed.threshold=2");
        assertRefused("must be 1 to ", "what-if", run.toString(), "--set", "echo.max-keys=0");
        assertRefused(
                "the run has no frame 500: it ends with sequence 120", "what-if", run.toString(), "--drop", "500");
        assertRefused("a frame has no field colour", "what-if", run.toString(), "--edit", "3:colour=red");
        assertRefused(
                "priority of frame 3 must be a number from 0 to 255",
                "what-if",
                run.toString(),
                "--edit",
                "3:priority=x");
        assertRefused(
                "there is no run at ",
                "diff",
                run.toString(),
                directory.resolve("none").toString());
    }

    private void assertRefused(String sentence, String... verb) {
        Outcome outcome = verb(verb);
        assertEquals(2, outcome.exitCode(), outcome::toString);
        assertTrue(outcome.error().contains(sentence), outcome::toString);
        assertTrue(!outcome.error().contains("\tat "), outcome::toString);
    }

    private Outcome verb(String... verb) {
        return Verbs.run(directory, verb);
    }
}
