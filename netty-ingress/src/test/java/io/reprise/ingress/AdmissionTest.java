package io.reprise.ingress;

import static io.reprise.ingress.Requests.bodies;
import static io.reprise.ingress.Requests.get;
import static io.reprise.ingress.Requests.post;
import static io.reprise.ingress.Requests.statuses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.connection.Refusal;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.stage.ThreadingMode;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients hear while the edge takes no requests, over sockets. */
@ExtendWith(LeakCheck.class)
final class AdmissionTest {
    private static final Refusal FULL = new Refusal(Status.STORAGE_FULL, "the disk is full", 7, 6, 2_001);
    private static final Refusal EARLY = new Refusal(Status.NOT_INITIALIZED, "still recovering", 500);

    @ParameterizedTest
    @EnumSource
    void shouldRefuseBinaryRequestsWhileClosedAndTakeThemAgain(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading);
                Socket client = Wire.connect(edge.binary())) {
            client.getOutputStream().write(Wire.hello());
            Wire.readFrame(client.getInputStream());
            edge.admission().close(FULL);
            edge.admission().close(EARLY);
            client.getOutputStream().write(Wire.echo(1, 0));
            FrameFlyweight first = Wire.readFrame(client.getInputStream());
            edge.admission().open(Status.NOT_INITIALIZED);
            client.getOutputStream()
                    .write(Wire.join(
                            Wire.frame(FrameKind.NOTIFICATION, 1, 1, 2, new byte[0]), // dropped without a word
                            Wire.echo(3, 0)));
            FrameFlyweight second = Wire.readFrame(client.getInputStream());
            edge.admission().open(Status.STORAGE_FULL);
            client.getOutputStream().write(Wire.echo(4, 0));
            FrameFlyweight third = Wire.readFrame(client.getInputStream());

            assertRefused(first, 1, Status.NOT_INITIALIZED, "still recovering");
            assertEquals(500, ErrorPayload.retryAfterMs(first));
            assertRefused(second, 3, Status.STORAGE_FULL, "the disk is full");
            assertEquals(7, ErrorPayload.capacity(second));
            assertEquals(6, ErrorPayload.current(second));
            assertEquals(2_001, ErrorPayload.retryAfterMs(second));
            assertEquals(FrameKind.RESPONSE, third.kind());
            assertEquals(1, third.sequence());
            assertEquals(1, edge.counters().refusedNotInitialized);
            assertEquals(2, edge.counters().refusedStorageFull);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseHttpRequestsWhileClosedInTheShapeOfTheirApi(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading);
                Socket client = Wire.connect(edge.http())) {
            edge.admission().close(FULL);
            Wire.send(client, post("/echo", "\"a\"") + get("/page"));
            String refused = Wire.readUntil(client, "a page\n");
            edge.admission().open(Status.STORAGE_FULL);
            Wire.send(client, post("/echo", "\"b\"", "Connection: close"));
            String taken = Wire.text(client.getInputStream().readAllBytes());

            assertEquals(List.of(503, 200), statuses(refused));
            assertTrue(refused.contains("\r\nretry-after: 3\r\n"), refused);
            assertTrue(refused.contains("{\"refused\":\"STORAGE_FULL\",\"why\":\"the disk is full\"}"), refused);
            assertEquals(List.of("\"b\""), bodies(taken));
            assertEquals(1, edge.kernel().appliedSequence());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayThatItShutsDownWhileItStillAnswers(ThreadingMode threading) throws Exception {
        try (TestEdge edge = new TestEdge(threading);
                Socket binary = Wire.connect(edge.binary());
                Socket http = Wire.connect(edge.http())) {
            edge.holdAnswers();
            binary.getOutputStream().write(Wire.join(Wire.hello(), Wire.echo(1, 0)));
            Wire.readFrame(binary.getInputStream());
            Wire.send(http, post("/echo", "\"a\""));
            Await.until(() -> edge.kernel().appliedSequence() == 2);

            CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> drain(edge));
            Await.until(() -> edge.admission().closedBy() != null);
            binary.getOutputStream().write(Wire.echo(2, 0));
            FrameFlyweight refused = Wire.readFrame(binary.getInputStream());
            Wire.send(http, post("/echo", "\"b\""));
            Await.until(() -> edge.counters().refusedShuttingDown == 2);
            assertFalse(drained.isDone());
            edge.releaseAnswers();

            assertRefused(refused, 2, Status.SHUTTING_DOWN, "the server is shutting down; try again later");
            assertEquals(1_000, ErrorPayload.retryAfterMs(refused));
            assertEquals(1, Wire.readFrame(binary.getInputStream()).correlationId());
            assertEquals(-1, binary.getInputStream().read());
            String answers = Wire.text(http.getInputStream().readAllBytes());
            assertEquals(List.of(200, 503), statuses(answers));
            assertTrue(answers.contains("\r\nretry-after: 1\r\n"), answers);
            assertTrue(answers.contains("\r\nconnection: close\r\n"), answers);
            assertTrue(drained.join());
            assertEquals(2, edge.kernel().appliedSequence());
        }
    }

    @Test
    void shouldCloseWhenDrainedWhateverClientsDo() throws Exception {
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE);
                Socket binary = Wire.connect(edge.binary());
                Socket http = Wire.connect(edge.http())) {
            binary.getOutputStream().write(Wire.hello());
            Wire.readFrame(binary.getInputStream());
            Wire.send(http, get("/page"));
            Wire.readUntil(http, "a page\n");

            CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> drain(edge));

            assertEquals(-1, binary.getInputStream().read());
            assertEquals(-1, http.getInputStream().read());
            assertTrue(drained.join());
        }
    }

    private static boolean drain(TestEdge edge) {
        try {
            return edge.ingress().drain(10_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(FrameFlyweight answer, long correlationId, Status status, String text) {
        assertEquals(FrameKind.ERROR, answer.kind());
        assertEquals(correlationId, answer.correlationId());
        assertEquals(status.code(), answer.status());
        assertEquals(text, ErrorPayload.text(answer));
    }
}
