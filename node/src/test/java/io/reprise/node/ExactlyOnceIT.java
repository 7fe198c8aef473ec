package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.ingress.binary.HelloPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session outlives its connections and its server, killed or stopped, restored from a snapshot or from the journal. */
final class ExactlyOnceIT {
    private static final long KEY = 3;
    private static final int REQUESTS = 50;

    @TempDir
    private Path directory;

    @Test
    void shouldExecuteOnceAcrossKillsAndSnapshots() throws Exception {
        Path run = directory.resolve("run");
        long clientId;
        try (ServerProcess server = ServerProcess.start(run)) {
            clientId = sendAll(server, HelloPayload.FLAG_EXACTLY_ONCE, 0, 0, false);
            server.kill();
        }
        try (ServerProcess server = ServerProcess.start(run)) {
            sendAll(server, 0, clientId, REQUESTS, true);
            assertEquals(0, server.terminate(), server::stderr);
        }
        assertEquals(0, Verbs.run(directory, "snapshot", run.toString()).exitCode());
        try (ServerProcess server = ServerProcess.start(run)) {
            sendAll(server, 0, clientId, REQUESTS, true);
            assertEquals(0, server.terminate(), server::stderr);
        }
        assertEquals(0, Verbs.replay(directory, run).exitCode());
    }

    /** Sends requests 1 to {@link #REQUESTS}, each adding its number, and expects the sums of the first time. */
    private static long sendAll(ServerProcess server, int flags, long clientId, long lastId, boolean again)
            throws IOException {
        try (BinaryClient client = BinaryClient.open(server.binary())) {
            client.send(BinaryClient.hello(flags, clientId));
            FrameFlyweight welcome = client.readFrame();
            assertEquals(FrameKind.WELCOME, welcome.kind(), welcome::toString);
            assertEquals(lastId, number(welcome, 8));
            for (long id = 1; id <= REQUESTS; id++) {
                client.send(BinaryClient.add(id, KEY, id));
            }
            for (long id = 1; id <= REQUESTS; id++) {
                FrameFlyweight answer = client.readFrame();
                assertEquals(id, answer.correlationId());
                assertEquals(id * (id + 1) / 2, number(answer, 0));
                assertEquals(again ? FrameLayout.FLAG_REPEATED : 0, answer.flags());
            }
            return number(welcome, 0);
        }
    }

    private static long number(FrameFlyweight frame, int offset) {
        return frame.buffer().getLong(frame.payloadOffset() + offset, FrameLayout.ORDER);
    }
}
