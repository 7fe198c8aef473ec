package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code reprise stat} and {@code reprise errors}: looks at a server from another process, alive and dead. */
@DisabledOnOs(OS.WINDOWS)
final class StatIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SUMS = 500;

    @TempDir
    private Path directory;

    @Test
    void shouldShowALiveServerAndTellAStoppedOneFromAKilledOne() throws Exception {
        Path run = directory.resolve("run");
        try (ServerProcess server = ServerProcess.start(run)) {
            add(server);
            JsonNode counters = statOnceAnswered(run);
            assertEquals(SUMS, counters.get("requests_binary").asLong());
            assertTrue(counters.get("events").asLong() >= SUMS, counters::toString);
            assertTrue(counters.get("journal").asLong() > SUMS * 80L, counters::toString);
            assertEquals(counters.get("sequencer_sequence"), counters.get("released_sequence"));
            Set<String> undocumented = names(counters);
            undocumented.removeAll(documented());
            assertEquals(Set.of(), undocumented, "docs/observability.md does not describe these readings");

            Outcome text = stat(run, "--once");
            assertEquals(0, text.exitCode(), text::toString);
            assertTrue(text.output().startsWith("RUNNING, pid " + server.pid()), text::toString);
            Outcome all = stat(run, "--once", "--all");
            assertTrue(all.output().contains(SUMS + "        requests_binary"), all::toString);

            assertEquals(0, server.terminate());
        }
        Outcome stopped = stat(run);
        assertEquals(0, stopped.exitCode(), stopped::toString);
        assertTrue(stopped.output().startsWith("STOPPED in order"), stopped::toString);

        try (ServerProcess server = ServerProcess.start(run)) {
            server.kill();
        }
        Outcome killed = stat(run);
        assertEquals(3, killed.exitCode(), killed::toString);
        assertTrue(killed.output().startsWith("GONE: pid "), killed::toString);
    }

    @Test
    void shouldSayThatThereIsNothingToSee() throws IOException {
        for (String verb : new String[] {"stat", "errors"}) {
            Outcome nowhere =
                    Verbs.run(directory, verb, directory.resolve("nowhere").toString());
            assertEquals(2, nowhere.exitCode(), nowhere::toString);
            assertTrue(nowhere.error().contains("there is no run at"), nowhere::toString);
        }
        Files.write(directory.resolve("counters.dat"), new byte[200]);
        Outcome damaged = stat(directory, "--once");
        assertEquals(2, damaged.exitCode(), damaged::toString);
        assertTrue(damaged.error().contains("counters.dat is damaged or of another kind"), damaged::toString);
    }

    @Test
    void shouldKeepAFaultOfAMachineOnceWithItsStackTrace() throws Exception {
        Path run = directory.resolve("run");
        ProbeProgram program = ProbeProgram.pack(directory);
        try (ServerProcess server = program.launch(run).start()) {
            assertTrue(errors(run).output().endsWith("no errors\n"));
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                for (int i = 0; i < 3; i++) {
                    client.send(BinaryClient.frame(
                            FrameKind.REQUEST, ProbeProvider.SERVICE, ProbeProvider.FAULT, i, new byte[0]));
                    BinaryClient.text(client.readFrame());
                }
            }
            assertFault(errors(run).output());
            assertEquals(3, server.metric("reprise_machine_faults_total"));
            server.kill();
        }
        assertFault(errors(run).output());

        try (ServerProcess server = program.launch(run).start()) { // the log of the start before is kept
            assertEquals(0, server.metric("reprise_machine_faults_total"));
            JsonNode starts = JSON.readTree(Verbs.run(directory, "errors", run.toString(), "--json")
                            .output())
                    .get("starts");
            assertEquals(2, starts.size(), starts::toString);
            assertEquals(3, starts.get(0).get("errors").get(0).get("count").asInt());
        }
    }

    private static void assertFault(String errors) {
        assertTrue(errors.contains(": 1 distinct\n"), errors);
        assertTrue(errors.contains("\nseen 3 times, first at "), errors);
        assertTrue(errors.contains("\nservice 9 method 1 failed, first at sequence 1\n"), errors);
        assertTrue(errors.contains("Caused by: java.lang.IllegalStateException: a planted fault\n"), errors);
        assertTrue(errors.contains("\tat io.reprise.node.ProbeProvider$Probe.onRequest("), errors);
    }

    private Outcome errors(Path run) {
        Outcome errors = Verbs.run(directory, "errors", run.toString());
        assertEquals(0, errors.exitCode(), errors::toString);
        return errors;
    }

    private Outcome stat(Path run, String... flags) {
        String[] verb = new String[flags.length + 2];
        verb[0] = "stat";
        verb[1] = run.toString();
        System.arraycopy(flags, 0, verb, 2, flags.length);
        return Verbs.run(directory, verb);
    }

    /** The counters as they are copied next, or after that: when a client has its answers the copy may be to come. */
    private JsonNode statOnceAnswered(Path run) throws IOException {
        for (int look = 0; look < 20; look++) {
            Outcome outcome = stat(run, "--once", "--json");
            assertEquals(0, outcome.exitCode(), outcome::toString);
            JsonNode stat = JSON.readTree(outcome.output());
            assertEquals("ALIVE", stat.get("life").asText());
            assertEquals("RUNNING", stat.get("state").asText());
            if (stat.get("counters").get("answers").asLong() >= SUMS) {
                return stat.get("counters");
            }
        }
        throw new AssertionError("the counters do not show what was answered");
    }

    private static void add(ServerProcess server) throws IOException {
        try (BinaryClient client = BinaryClient.connect(server.binary())) {
            for (int i = 1; i <= SUMS; i++) {
                assertEquals(i, client.sum(1, 1));
            }
        }
    }

    /** Latencies are described by stage and quantile, all others by name. */
    private static Set<String> names(JsonNode counters) {
        Set<String> names = new TreeSet<>();
        counters.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> name.startsWith("latency_"));
        return names;
    }

    private static Set<String> documented() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "observability.md")).stream()
                .filter(line -> line.matches("\\| `[a-z0-9_]+` \\|.*"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
