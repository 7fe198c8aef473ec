package io.reprise.ingress;

import static io.reprise.ingress.Requests.get;
import static io.reprise.ingress.Requests.head;
import static io.reprise.ingress.Requests.post;
import static io.reprise.ingress.Requests.statuses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.connection.IngressLimits;
import io.reprise.kernel.stage.ThreadingMode;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How connections end, over sockets: no answer is lost, and nothing stays. */
@ExtendWith(LeakCheck.class)
final class EndOfConnectionTest {
    private static final long LONGER_THAN_A_LINGER_NS = 1_500_000_000L;

    @Test
    void shouldLetARefusalReachAClientThatStillSends() throws IOException {
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE);
                Socket client = Wire.connect(edge.http())) {
            Wire.send(client, head("POST", "/echo", "Content-Type: application/json", "Content-Length: 99999999999"));
            Wire.send(client, "\r\n");
            byte[] more = new byte[1024];
            for (long startNs = System.nanoTime(); System.nanoTime() - startNs < LONGER_THAN_A_LINGER_NS; ) {
                client.getOutputStream().write(more);
            }

            assertEquals(
                    List.of(413), statuses(Wire.text(client.getInputStream().readAllBytes())));
        }
    }

    @Test
    void shouldCloseWhenTheClientOfARefusalDoesNot() throws IOException {
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE);
                Socket client = Wire.connect(edge.http())) {
            Wire.send(client, "nonsense\r\n\r\n");
            assertEquals(
                    List.of(400), statuses(Wire.text(client.getInputStream().readAllBytes())));

            Await.until(() -> edge.ingress().connectionCount() == 0);
        }
    }

    @Test
    void shouldHoldNothingOfWhatComesAfterTheEnd() throws IOException {
        IngressLimits limits = new IngressLimits(
                TestEdge.MAX_FRAME_LENGTH, 16, 8, 100, 100, 4096, 8192, 100, 1000, TestEdge.MAX_FRAME_LENGTH);
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE, limits, TestEdge.TIMEOUTS);
                Socket client = Wire.connect(edge.http());
                Socket other = Wire.connect(edge.binary())) {
            Wire.send(client, get("/page", "Connection: close"));
            client.getOutputStream().write(new byte[10 * TestEdge.MAX_FRAME_LENGTH]);
            other.getOutputStream()
                    .write(Wire.join(
                            Wire.hello(),
                            java.util.Arrays.copyOf(Wire.echo(1, TestEdge.MAX_FRAME_LENGTH - 64), 60_000)));
            Wire.readFrame(other.getInputStream());
            other.getOutputStream().write(new byte[TestEdge.MAX_FRAME_LENGTH - 60_000]);

            assertEquals(1, Wire.readFrame(other.getInputStream()).correlationId());
        }
    }

    @Test
    void shouldNotSpinWhenAClientIsResetThatHadSaidAll() throws IOException {
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE)) {
            try (Socket client = Wire.connect(edge.http())) {
                Wire.send(client, post("/later", "500"));
                client.shutdownOutput();
                Await.until(() -> edge.kernel().appliedSequence() == 1);
                client.setSoLinger(true, 0); // a reset
            }
            long busyNs = edge.busyNs();
            Await.until(() -> edge.ingress().connectionCount() == 0);

            assertTrue(edge.busyNs() - busyNs < 250_000_000, "busy for ns: " + (edge.busyNs() - busyNs));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerWhatWasTakenBeforeItStops(ThreadingMode threading) throws Exception {
        try (TestEdge edge = new TestEdge(threading);
                Socket http = Wire.connect(edge.http());
                Socket binary = Wire.connect(edge.binary());
                Socket idle = Wire.connect(edge.http())) {
            Wire.send(http, post("/later", "100") + post("/echo", "2"));
            binary.getOutputStream()
                    .write(Wire.join(Wire.hello(), Wire.frame(1, 2, TestProvider.LATER, 1, Wire.bytes("100"))));
            Await.until(() -> edge.kernel().appliedSequence() >= 3);

            boolean drained = edge.ingress().drain(5_000);

            assertEquals(true, drained);
            assertEquals(
                    List.of(200, 200), statuses(Wire.text(http.getInputStream().readAllBytes())));
            assertEquals(2, Wire.frames(binary.getInputStream().readAllBytes()).size());
            assertEquals(-1, idle.getInputStream().read());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeUpToTheLimitOfConnectionsAndAgainWhenOneEnds(ThreadingMode threading) throws IOException {
        IngressLimits two = IngressLimits.of(TestEdge.MAX_FRAME_LENGTH, 16, 8, 2);
        try (TestEdge edge = new TestEdge(threading, two, TestEdge.TIMEOUTS);
                Socket first = Wire.connect(edge.http())) {
            Wire.send(first, get("/page"));
            Wire.readUntil(first, "a page\n");
            try (Socket second = Wire.connect(edge.binary());
                    Socket third = Wire.connect(edge.http())) {
                second.getOutputStream().write(Wire.hello());
                Wire.readFrame(second.getInputStream());

                assertEquals(-1, third.getInputStream().read());
            }
            Await.until(() -> edge.ingress().connectionCount() == 1);

            assertEquals(List.of(200), statuses(Wire.talk(edge.http(), get("/page"))));
            assertEquals(1, edge.counters().connectionsRefused);
        }
    }
}
