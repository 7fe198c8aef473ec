package io.reprise.ingress;

import static io.reprise.ingress.Requests.get;
import static io.reprise.ingress.Requests.head;
import static io.reprise.ingress.Requests.post;
import static io.reprise.ingress.Requests.statuses;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.connection.IngressTimeouts;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.stage.ThreadingMode;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/** Clients that take their time. Real time passes here: a slow client is slow. */
@ExtendWith(LeakCheck.class)
final class SlowClientsTest {
    private static final long NEVER = 60_000;
    private static final long SOON = 200;
    private static final long FAST = 100_000;

    @Test
    void shouldEndAHeaderThatDoesNotEnd() throws IOException {
        try (TestEdge edge = edge(new IngressTimeouts(SOON, 1, NEVER, NEVER));
                Socket client = Wire.connect(edge.http())) {
            Wire.send(client, get("/page") + "GET /page HTTP/1.1\r\nHost:");

            String answers = Wire.text(client.getInputStream().readAllBytes());

            assertEquals(List.of(200, 408), statuses(answers));
            assertTrue(answers.contains("the header took longer than 200 ms"), answers);
            assertEquals(1, edge.counters().slowRequestsClosed);
        }
    }

    @Test
    void shouldEndAHeaderThatDripsInTime() throws IOException {
        try (TestEdge edge = edge(new IngressTimeouts(SOON, 1, NEVER, NEVER));
                Socket client = Wire.connect(edge.http())) {
            Wire.send(client, "GET /page HTTP/1.1\r\n");
            CompletableFuture<Void> drip = untilItFails(() -> {
                Wire.send(client, "X-A: 1\r\n");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            });

            assertEquals(
                    List.of(408), statuses(Wire.text(client.getInputStream().readAllBytes())));
            client.shutdownOutput();
            drip.join();
        }
    }

    @Test
    void shouldEndABodyThatIsTooSlowInTheCodecsShape() throws IOException {
        try (TestEdge edge = edge(new IngressTimeouts(SOON, FAST, NEVER, NEVER));
                Socket client = Wire.connect(edge.http())) {
            Wire.send(client, post("/echo", "x".repeat(9)).replace("Length: 9", "Length: 9000"));

            String answers = Wire.text(client.getInputStream().readAllBytes());

            assertEquals(List.of(408), statuses(answers));
            assertTrue(
                    answers.endsWith("{\"refused\":\"TIMEOUT\",\"why\":\"the body came slower than 100000 bytes/s\"}"),
                    answers);
            assertEquals(0, edge.kernel().appliedSequence());
        }
    }

    @Test
    void shouldEndAConnectionWithoutRequestsWithoutAWord() throws IOException {
        try (TestEdge edge = edge(new IngressTimeouts(NEVER, 1, SOON, NEVER));
                Socket silent = Wire.connect(edge.http());
                Socket used = Wire.connect(edge.http())) {
            Wire.send(used, get("/page"));

            assertEquals("", Wire.text(silent.getInputStream().readAllBytes()));
            assertEquals(List.of(200), statuses(Wire.text(used.getInputStream().readAllBytes())));
        }
    }

    @Test
    void shouldNotCallAClientIdleThatWaitsForItsAnswer() throws IOException {
        try (TestEdge edge = edge(new IngressTimeouts(NEVER, 1, SOON, NEVER));
                Socket client = Wire.connect(edge.http())) {
            Wire.send(client, post("/later", "600"));

            assertEquals(
                    List.of(200), statuses(Wire.text(client.getInputStream().readAllBytes())));
        }
    }

    @Test
    void shouldNotCallABodySlowThatTheEdgeDoesNotRead() throws IOException {
        try (TestEdge edge = edge(new IngressTimeouts(SOON, FAST, NEVER, NEVER));
                Socket client = Wire.connect(edge.http())) {
            int limit = TestEdge.LIMITS.maxPipelined();
            String last = head("POST", "/echo", "Content-Type: application/json", "Content-Length: 3") + "\r\n";
            Wire.send(client, post("/later", "1500").repeat(limit) + last.substring(0, 20));
            Await.until(() -> edge.kernel().appliedSequence() >= limit);
            Wire.send(client, last.substring(20) + "abc");
            client.shutdownOutput();

            List<Integer> statuses = statuses(Wire.text(client.getInputStream().readAllBytes()));

            assertEquals(limit + 1, statuses.size());
            assertEquals(200, statuses.get(limit));
        }
    }

    @Test
    void shouldWantAHelloInTime() throws IOException {
        try (TestEdge edge = edge(new IngressTimeouts(SOON, 1, NEVER, NEVER));
                Socket client = Wire.connect(edge.binary())) {
            FrameFlyweight error = Wire.readFrame(client.getInputStream());

            assertEquals(Status.TIMEOUT, Status.of(error.status()));
            assertEquals("HELLO must come within 200 ms", ErrorPayload.text(error));
            assertEquals(-1, client.getInputStream().read());
        }
    }

    @Test
    void shouldEndAFrameThatIsTooSlowAndNoConnectionBetweenFrames() throws IOException {
        try (TestEdge edge = edge(new IngressTimeouts(SOON, FAST, NEVER, NEVER));
                Socket between = Wire.connect(edge.binary());
                Socket inside = Wire.connect(edge.binary())) {
            between.getOutputStream().write(Wire.hello());
            Wire.readFrame(between.getInputStream());
            inside.getOutputStream().write(Wire.join(Wire.hello(), java.util.Arrays.copyOf(Wire.echo(7, 100), 150)));
            Wire.readFrame(inside.getInputStream());

            FrameFlyweight error = Wire.readFrame(inside.getInputStream());
            between.getOutputStream().write(Wire.echo(8, 0));

            assertEquals(Status.TIMEOUT, Status.of(error.status()));
            assertEquals(7, error.correlationId());
            assertEquals(8, Wire.readFrame(between.getInputStream()).correlationId());
        }
    }

    @Test
    void shouldEndAClientThatDoesNotReadAndNoOther() throws IOException {
        try (TestEdge edge = edge(new IngressTimeouts(NEVER, 1, NEVER, SOON));
                Socket deaf = Wire.connect(edge.binary());
                Socket other = Wire.connect(edge.binary())) {
            deaf.getOutputStream().write(Wire.hello());
            other.getOutputStream().write(Wire.hello());
            byte[] request = Wire.echo(1, 60_000);
            CompletableFuture<Void> flood =
                    untilItFails(() -> deaf.getOutputStream().write(request));

            Wire.readFrame(other.getInputStream());
            for (int id = 1; edge.counters().slowReadersClosed == 0; id++) {
                other.getOutputStream().write(Wire.echo(id, 100));
                assertEquals(id, Wire.readFrame(other.getInputStream()).correlationId());
            }
            flood.join();
        }
    }

    @Test
    void shouldKeepAClientThatReadsSlowlyButReads() throws IOException {
        int count = 400;
        try (TestEdge edge = edge(new IngressTimeouts(NEVER, 1, NEVER, SOON));
                Socket client = new Socket()) {
            client.setReceiveBufferSize(64 * 1024);
            client.connect(edge.binary());
            client.getOutputStream().write(Wire.hello());
            byte[] request = Wire.echo(1, 60_000);
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> assertDoesNotThrow(() -> {
                for (int i = 0; i < count; i++) {
                    client.getOutputStream().write(request);
                }
                client.shutdownOutput();
            }));

            long bytes = readSlowly(client.getInputStream());

            assertEquals(0, edge.counters().slowReadersClosed);
            assertEquals(64 + 24 + (long) count * request.length, bytes);
            flood.join();
        }
    }

    /** About 16 MB/s: many times slower than the edge answers. */
    private static long readSlowly(InputStream in) throws IOException {
        byte[] part = new byte[32 * 1024];
        long bytes = 0;
        for (int read = in.read(part); read >= 0; read = in.read(part)) {
            bytes += read;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        return bytes;
    }

    private static CompletableFuture<Void> untilItFails(Executable action) {
        return CompletableFuture.runAsync(() -> assertThrows(IOException.class, () -> {
            while (true) {
                action.execute();
            }
        }));
    }

    private static TestEdge edge(IngressTimeouts timeouts) throws IOException {
        return new TestEdge(ThreadingMode.INLINE, TestEdge.LIMITS, timeouts);
    }
}
