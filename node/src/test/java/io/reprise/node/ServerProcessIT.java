package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server from start to end, as everybody starts it. */
@DisabledOnOs(OS.WINDOWS)
final class ServerProcessIT {
    @TempDir
    private Path directory;

    @Test
    void shouldServeBothProtocolsAndStopInOrderOnSigterm() throws Exception {
        try (ServerProcess server = ServerProcess.start()) {
            try (BinaryClient client = BinaryClient.connect(server.binary());
                    RawHttp http = RawHttp.connect(server.http())) {
                assertEquals(5, client.sum(1, 5));
                assertEquals(
                        "RUNNING\n",
                        http.exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .body());
                assertEquals(1, server.metric("reprise_requests_binary_total"));
            }

            int exitCode = server.terminate();

            assertAll(
                    () -> assertEquals(0, exitCode, server::stderr),
                    () -> assertTrue(lastLine(server).startsWith("stopped: 1 events, "), lastLine(server)));
        }
    }

    @Test
    void shouldGoOnAfterSigkill() throws Exception {
        Path run = directory.resolve("run");
        try (ServerProcess server = ServerProcess.start(run);
                BinaryClient client = BinaryClient.connect(server.binary())) {
            assertEquals(5, client.sum(1, 5));
            server.kill();
            assertFalse(server.isAlive());
        }

        try (ServerProcess server = ServerProcess.start(run);
                BinaryClient client = BinaryClient.connect(server.binary())) {
            assertEquals(7, client.sum(1, 2));
        }
    }

    private static String lastLine(ServerProcess server) {
        return server.stdout().get(server.stdout().size() - 1);
    }
}
