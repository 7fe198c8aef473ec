package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.node.RawHttp.Response;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a server says of itself from its first moment to its last. */
@DisabledOnOs(OS.WINDOWS)
final class StartAndStopIT {
    private static final long AN_HOUR_NS = 3_600_000_000_000L;

    @TempDir
    private Path directory;

    @Test
    void shouldListenAndRefuseWhileItRecovers() throws Exception {
        Path run = runThatWaits();
        try (ServerProcess server = recovering(run);
                RawHttp http = RawHttp.connect(server.http())) {
            Response ready = http.exchange(HttpText.get("/readyz"));
            Response health = http.exchange(HttpText.get("/healthz"));
            Response refused = http.exchange(HttpText.chat());
            assertAll(
                    () -> assertEquals(503, ready.status()),
                    () -> assertTrue(ready.body().matches("RECOVERING: [0-9]+ events executed\n"), ready::body),
                    () -> assertEquals(200, health.status()),
                    () -> assertEquals("RECOVERING\n", health.body()),
                    () -> assertEquals(1, server.metric("reprise_state{state=\"RECOVERING\"}")),
                    () -> assertEquals(0, server.metric("reprise_state{state=\"RUNNING\"}")),
                    () -> assertEquals(503, refused.status()),
                    () -> assertEquals("1", refused.header("retry-after")),
                    () -> assertTrue(refused.body().contains("still recovering its run"), refused::body));
            assertRefusesHello(server.binary(), Status.NOT_INITIALIZED);

            Files.delete(waitFile());
            server.awaitReady();

            assertEquals("RUNNING\n", http.exchange(HttpText.get("/readyz")).body());
            assertEquals(1, server.metric("reprise_state{state=\"RUNNING\"}"));
            assertEquals(200, http.exchange(HttpText.chat()).status());
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                assertEquals(2, client.sum(1, 1));
            }
            assertEquals(0, server.terminate(), server::stderr);
        }
    }

    @Test
    void shouldStopInOrderWhileItRecovers() throws Exception {
        Path run = runThatWaits();
        try (ServerProcess server = recovering(run)) {
            assertEquals(0, server.terminate(), server::stderr);

            List<String> lines = server.stdout();
            assertEquals("stopped: before the run was recovered; nothing was taken", lines.get(lines.size() - 1));
            assertTrue(server.stderr().contains(" node STOPPED: stopped in order"), server::stderr);
        }
    }

    @Test
    void shouldSayThatItDrainsUntilEverythingIsAnswered() throws Exception {
        Files.createFile(waitFile());
        try (ServerProcess server = waiting()
                        .launch(directory.resolve("run"))
                        .flags("--threading", "shared") // the machine waits on the kernel's thread
                        .start();
                BinaryClient client = BinaryClient.connect(server.binary())) {
            client.send(waitRequest());
            while (server.metric("reprise_requests_binary_total") < 1) {
                Thread.onSpinWait();
            }

            server.signal();
            awaitDraining(server);
            assertRefusesHello(server.binary(), Status.SHUTTING_DOWN);
            client.send(BinaryClient.add(3, 1, 1));
            assertEquals(Status.SHUTTING_DOWN.code(), client.readFrame().status());
            server.signal(); // changes nothing
            assertTrue(server.isAliveAfter(1), server::stderr);

            Files.delete(waitFile());
            assertEquals(FrameKind.RESPONSE, client.readFrame().kind());
            assertThrows(EOFException.class, client::readFrame);
            assertEquals(0, server.awaitExit(), server::stderr);
        }
    }

    @Test
    void shouldSayHowManyRequestsItLeftUnanswered() throws Exception {
        ProbeProgram program = ProbeProgram.pack(directory);
        try (ServerProcess server = program.launch(directory.resolve("run"))
                        .flags("--drain-timeout", "500")
                        .start();
                BinaryClient client = BinaryClient.connect(server.binary())) {
            client.send(delay(1), delay(2), delay(3));
            assertEquals(1, client.sum(1, 1));

            assertEquals(4, server.terminate());

            assertTrue(
                    Verbs.said(server.stderr())
                            .contains("stopping failed: 3 requests were not answered within --drain-timeout 500 ms;"
                                    + " the journal holds them; the last sequence that was safe to acknowledge is "),
                    server::stderr);
        }
    }

    @Test
    void shouldLogObjectsWithAConfigurationFromFileAndEnvironment() throws Exception {
        Path file = Files.writeString(directory.resolve("reprise.yaml"), "max-in-flight: 7\nlog-format: text\n");
        try (ServerProcess server = new ServerProcess.Launch()
                .flags("--config", file.toString())
                .environment("REPRISE_LOG_FORMAT", "json")
                .environment("REPRISE_MAX_FRAM", "1")
                .start()) {
            try (BinaryClient client = BinaryClient.open(server.binary())) {
                FrameFlyweight welcome = client.send(BinaryClient.hello(0)).readFrame();
                assertEquals(7, welcome.buffer().getInt(welcome.payloadOffset() + 20, FrameLayout.ORDER));
            }
            assertEquals(0, server.terminate(), server::stderr);

            List<String> states = new ArrayList<>();
            for (String line : server.stderr().lines().toList()) {
                JsonNode entry = new ObjectMapper().readTree(line);
                Instant.parse(entry.get("time").asText());
                assertTrue(entry.get("level").asText().matches("INFO|WARN"), line);
                assertEquals("node", entry.get("module").asText(), line);
                assertTrue(entry.has("message"), line);
                String state = entry.get("state").asText();
                if (states.isEmpty() || !states.get(states.size() - 1).equals(state)) {
                    states.add(state);
                }
            }
            assertEquals(List.of("NEW", "RECOVERING", "RUNNING", "DRAINING", "STOPPED"), states);
            assertTrue(server.stderr().contains("did you mean REPRISE_MAX_FRAME?"), server::stderr);
        }
    }

    /** A run whose recovery lasts as long as {@link #waitFile()} is there. */
    private Path runThatWaits() throws Exception {
        Path run = directory.resolve("run");
        try (ServerProcess server = ProbeProgram.pack(directory).launch(run).start();
                BinaryClient client = BinaryClient.connect(server.binary())) {
            assertEquals(1, client.sum(1, 1));
            client.send(
                    BinaryClient.frame(FrameKind.REQUEST, ProbeProvider.SERVICE, ProbeProvider.WAIT, 9, new byte[0]));
            assertEquals(FrameKind.RESPONSE, client.readFrame().kind());
            server.kill();
        }
        return run;
    }

    private ServerProcess recovering(Path run) throws IOException {
        Files.createFile(waitFile());
        return waiting().launch(run).launch().awaitListening();
    }

    private ProbeProgram waiting() throws IOException {
        return ProbeProgram.pack(directory).withFlags("-D" + ProbeProvider.WAIT_FILE + "=" + waitFile());
    }

    private static byte[] waitRequest() {
        return BinaryClient.frame(FrameKind.REQUEST, ProbeProvider.SERVICE, ProbeProvider.WAIT, 9, new byte[0]);
    }

    private Path waitFile() {
        return directory.resolve("wait");
    }

    private static void awaitDraining(ServerProcess server) throws IOException {
        String state;
        do {
            try (RawHttp http = RawHttp.connect(server.http())) {
                state = http.exchange(HttpText.get("/readyz")).body();
            }
        } while (state.equals("RUNNING\n"));
        assertEquals("DRAINING\n", state);
    }

    private static void assertRefusesHello(InetSocketAddress binary, Status status) throws IOException {
        try (BinaryClient client = BinaryClient.open(binary)) {
            FrameFlyweight refusal = client.send(BinaryClient.hello(0)).readFrame();
            assertEquals(FrameKind.ERROR, refusal.kind(), refusal::toString);
            assertEquals(status.code(), refusal.status(), refusal::toString);
            assertThrows(EOFException.class, client::readFrame);
        }
    }

    private static byte[] delay(long correlationId) {
        byte[] payload = new byte[Long.BYTES];
        new UnsafeBuffer(payload).putLong(0, AN_HOUR_NS, java.nio.ByteOrder.LITTLE_ENDIAN);
        return BinaryClient.frame(
                FrameKind.REQUEST, ProbeProvider.SERVICE, ProbeProvider.DELAY, correlationId, payload);
    }
}
