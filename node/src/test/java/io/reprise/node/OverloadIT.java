package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.ShedPayload;
import io.reprise.kernel.frame.Status;
import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** More than the shipped program may take: who hears what, what the journal says of it, and that it replays. */
@DisabledOnOs(OS.WINDOWS)
final class OverloadIT {
    private static final int REQUESTS = 60;
    private static final int ADMITTED = 4;
    private static final long DELAY_NS = TimeUnit.MILLISECONDS.toNanos(1_000);

    @TempDir
    private Path directory;

    @Test
    void shouldJournalWhatItRefusesAndWhatExpired() throws Exception {
        Path run = directory.resolve("run");
        ProbeProgram program = ProbeProgram.pack(directory);
        try (ServerProcess server = program.launch(run)
                .flags("--max-concurrent", "1", "--queue", "3", "--overload-threshold", "1")
                .start()) {
            flood(server);
            assertEquals(0, server.terminate(), server::stderr);
        }
        try (ServerProcess server =
                program.launch(run).flags("--max-in-flight", "1").start()) {
            expire(server);
            assertEquals(0, server.terminate(), server::stderr);
        }

        Map<Integer, Integer> kinds = new TreeMap<>();
        Journal.forEach(run, frame -> kinds.merge(frame.kind(), weight(frame), Integer::sum));
        assertEquals(ADMITTED + 1 + 2, kinds.get(FrameKind.REQUEST));
        assertEquals(REQUESTS - ADMITTED, kinds.get(FrameKind.SHED));
        Outcome dump = program.run(directory, "journal", "dump", run.toString());
        assertTrue(
                dump.output().contains(" SHED probe.delay session=4294967297 correlation=5 OVERLOADED queue 3 of 3\n"),
                dump::toString);
        assertTrue(
                dump.output()
                        .matches("(?s).* REQUEST echo.add session=[0-9]+ correlation=2 TIMEOUT waited [0-9]+ ms, longer"
                                + " than its timeout of 50 ms; not executed\n.*"),
                dump::toString);
        Outcome replay = program.run(directory, "replay", run.toString());
        assertEquals(0, replay.exitCode(), replay::toString);
    }

    /** As many frames as a refusal stands for. */
    private static int weight(FrameFlyweight frame) {
        if (frame.kind() != FrameKind.SHED) {
            return 1;
        }
        int counts = ShedPayload.counts(frame);
        int requests = counts == 0 && !ShedPayload.isSample(frame) ? 1 : 0;
        for (int i = 0; i < counts; i++) {
            requests += ShedPayload.requests(frame, i);
        }
        return requests;
    }

    private static void flood(ServerProcess server) throws IOException {
        try (BinaryClient client = BinaryClient.connect(server.binary())) {
            byte[][] requests = new byte[REQUESTS][];
            for (int i = 0; i < REQUESTS; i++) {
                requests[i] = delay(i + 1);
            }
            client.send(requests);
            int[] answers = new int[REQUESTS + 1];
            for (int i = 0; i < REQUESTS; i++) {
                FrameFlyweight answer = client.readFrame();
                int id = (int) answer.correlationId();
                answers[id]++;
                assertEquals(id <= ADMITTED ? Status.OK.code() : Status.OVERLOADED.code(), answer.status());
            }
            for (int id = 1; id <= REQUESTS; id++) {
                assertEquals(1, answers[id], "answers to " + id);
            }
            client.send(delay(REQUESTS + 1));
            assertEquals(Status.OK.code(), client.readFrame().status());
        }
    }

    private static void expire(ServerProcess server) throws IOException {
        byte[] late = BinaryClient.add(2, 7, 1);
        BinaryClient.view(late).timeoutMs(50);
        try (BinaryClient client = BinaryClient.connect(server.binary())) {
            client.send(delay(1), late);
            assertEquals(Status.OK.code(), client.readFrame().status());
            FrameFlyweight expired = client.readFrame();

            assertEquals(2, expired.correlationId());
            assertEquals(Status.TIMEOUT.code(), expired.status());
            assertTrue(ErrorPayload.text(expired).endsWith("its timeout of 50 ms; not executed"));
        }
    }

    private static byte[] delay(long correlationId) {
        byte[] ns = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(DELAY_NS)
                .array();
        return BinaryClient.frame(FrameKind.REQUEST, ProbeProvider.SERVICE, ProbeProvider.DELAY, correlationId, ns);
    }
}
