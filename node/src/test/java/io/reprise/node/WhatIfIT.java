package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.ShedDraw;
import io.reprise.kernel.frame.ShedPayload;
import io.reprise.kernel.frame.Status;
import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whom another overload threshold would have shed, of a run that the shipped program recorded while it had too much. */
@DisabledOnOs(OS.WINDOWS)
final class WhatIfIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTS = 27; // so few that each one refused has a frame of its own
    private static final int QUEUE = 20;
    private static final long SEED = 1;

    @TempDir
    private Path directory;

    private ProbeProgram program;
    private Path run;

    /** Requests as the journal has them: the ids of those let in, and how many waited before each of those refused. */
    private final List<Long> admitted = new ArrayList<>();

    private final TreeMap<Long, Integer> refused = new TreeMap<>();

    @BeforeEach
    void record() throws Exception {
        program = ProbeProgram.pack(directory);
        run = directory.resolve("run");
        try (ServerProcess server = program.launch(run)
                .flags("--max-concurrent", "1", "--queue", Integer.toString(QUEUE), "--overload-threshold", "0.5")
                .start()) {
            flood(server);
            assertEquals(0, server.terminate(), server::stderr);
        }
        readJournal(run);
    }

    /** Nothing is answered while the requests come, so the n-th one let in finds n - 2 waiting. */
    private static void flood(ServerProcess server) throws IOException {
        byte[] delay = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(TimeUnit.MILLISECONDS.toNanos(1_500))
                .array();
        try (BinaryClient client = BinaryClient.connect(server.binary())) {
            byte[][] requests = new byte[REQUESTS][];
            for (int i = 0; i < REQUESTS; i++) {
                requests[i] =
                        BinaryClient.frame(FrameKind.REQUEST, ProbeProvider.SERVICE, ProbeProvider.DELAY, i + 1, delay);
            }
            client.send(requests);
            for (int i = 0; i < REQUESTS; i++) {
                client.readFrame();
            }
        }
    }

    @Test
    void shouldShedByALowerThreshold() throws Exception {
        List<Long> shed = wouldBeShed(0.25);
        assertFalse(shed.isEmpty(), "another flood is needed");
        Path made = directory.resolve("made");

        Outcome whatIf = whatIf("--set", "shed.threshold=0.25", "--out", made.toString());

        assertEquals(0, whatIf.exitCode(), whatIf::toString);
        assertTrue(whatIf.output().contains("shed.threshold 0.25; the run was recorded with 0.5\n"), whatIf::toString);
        assertTrue(Verbs.lastLine(whatIf).contains(" left out, " + shed.size() + " shed; "), whatIf::toString);
        assertTrue(
                whatIf.output()
                        .lines()
                        .anyMatch(line -> line.matches("0 +" + refused.size() + " +" + (refused.size() + shed.size()))),
                whatIf::toString);
        assertTrue(
                whatIf.output()
                        .lines()
                        .anyMatch(line -> line.matches("  after:  [0-9]+ .* SHED probe.delay session=[0-9]+"
                                + " correlation=" + shed.get(0) + " OVERLOADED queue [0-9]+ of 20")),
                whatIf::toString);
        TreeSet<Long> expected = new TreeSet<>(refused.keySet());
        expected.addAll(shed);
        readJournal(made);
        assertEquals(expected, refused.keySet());
        assertEquals(0, program.run(directory, "replay", made.toString()).exitCode());
    }

    /** By hand: who was let in although the draw was against it, and found so much in use. */
    private List<Long> wouldBeShed(double threshold) {
        List<Long> shed = new ArrayList<>();
        for (int waiting = 0; waiting + 1 < admitted.size(); waiting++) {
            long correlationId = admitted.get(waiting + 1);
            FrameFlyweight request = BinaryClient.view(new byte[64])
                    .init(FrameKind.REQUEST, 0)
                    .sessionId(4294967297L)
                    .correlationId(correlationId);
            if (waiting >= threshold * QUEUE && waiting < 0.5 * QUEUE && ShedDraw.isAgainst(request, SEED)) {
                shed.add(correlationId);
            }
        }
        return shed;
    }

    @Test
    void shouldSayWhatAHigherThresholdCannotDoAndWhatIsUnknown() throws Exception {
        long letIn = refused.values().stream()
                .filter(waiting -> waiting < 0.75 * QUEUE)
                .count();
        assertTrue(letIn > 0, "another flood is needed");

        Outcome higher = whatIf("--set", "shed.threshold=0.75", "--json");

        JsonNode json = JSON.readTree(higher.output());
        assertEquals(letIn, json.at("/edge/wouldBeAdmitted").asLong());
        assertEquals(0.5, json.at("/edge/threshold/recorded").asDouble());
        assertTrue(json.at("/edge/samples").asLong() > 0, json::toString);
        assertEquals(0, json.get("shed").asLong());
        assertTrue(json.get("same").asBoolean());
        assertEquals(refused.size(), json.at("/refusedBefore/0").asLong());
        assertEquals(json.get("refusedBefore"), json.get("refusedAfter"));

        Outcome lower = whatIf("--set", "shed.threshold=0.1");
        assertEquals(2, lower.exitCode(), lower::toString);
        assertEquals(
                "reprise: shed.threshold cannot be 0.1: the run was recorded with --occupancy-floor 0.2, and how full it was"
                        + " below that is unknown\n",
                lower.error());
    }

    private Outcome whatIf(String... arguments) throws Exception {
        List<String> verb = new ArrayList<>(List.of("what-if", run.toString()));
        verb.addAll(List.of(arguments));
        return program.run(directory, verb.toArray(new String[0]));
    }

    private void readJournal(Path of) throws Exception {
        admitted.clear();
        refused.clear();
        Journal.forEach(of, frame -> {
            if (frame.kind() == FrameKind.REQUEST) {
                admitted.add(frame.correlationId());
            } else if (frame.kind() == FrameKind.SHED && frame.status() == Status.OVERLOADED.code()) {
                refused.put(frame.correlationId(), ShedPayload.current(frame));
            }
        });
    }
}
