package io.reprise.ingress;

import static io.reprise.ingress.binary.HelloPayload.FLAG_EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.client.Answer;
import io.reprise.ingress.client.ClientConfig;
import io.reprise.ingress.client.ClientTimeouts;
import io.reprise.ingress.client.Delivery;
import io.reprise.ingress.client.ReconnectPolicy;
import io.reprise.ingress.client.RepriseClient;
import io.reprise.ingress.client.Request;
import io.reprise.ingress.client.RequestException;
import io.reprise.ingress.client.RequestException.NotSent;
import io.reprise.ingress.client.RequestException.OutcomeUnknown;
import io.reprise.ingress.client.RequestException.Refused;
import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.stage.ThreadingMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The client against the real edge, and against servers that do what real ones should not. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class RepriseClientTest {
    private static final int ECHO = 1;
    private static final int ADD = 2;
    private static final byte[] PAYLOAD = "payload".getBytes(StandardCharsets.UTF_8);
    private static final ReconnectPolicy QUICK = new ReconnectPolicy(1, 20, Integer.MAX_VALUE);

    private static ClientConfig config(int port) {
        return ClientConfig.of("127.0.0.1", port).reconnect(QUICK);
    }

    private static RepriseClient connect(ScriptedServer server, Delivery delivery) throws IOException {
        return RepriseClient.connect(config(server.port()).delivery(delivery));
    }

    private static CompletableFuture<Answer> ask(RepriseClient client) {
        return client.request(ECHO, ECHO, PAYLOAD);
    }

    private static String text(CompletableFuture<Answer> answer) throws Exception {
        return new String(answer.get(10, TimeUnit.SECONDS).payload(), StandardCharsets.UTF_8);
    }

    private static <T extends RequestException> T failure(Class<T> kind, CompletableFuture<Answer> answer) {
        Throwable cause = assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS))
                .getCause();
        return assertInstanceOf(kind, cause);
    }

    @Test
    void shouldGiveManyThreadsTheirOwnAnswers() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE);
                RepriseClient client =
                        RepriseClient.connect(config(edge.binary().getPort()))) {
            for (int i = 0; i < 4; i++) {
                SplittableRandom random = new SplittableRandom(i);
                Thread thread = new Thread(() -> {
                    try {
                        askAndCheck(client, random);
                    } catch (Exception | AssertionError e) {
                        wrong.add(e);
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static void askAndCheck(RepriseClient client, SplittableRandom random) throws Exception {
        for (int round = 0; round < 20; round++) {
            List<byte[]> payloads = new ArrayList<>();
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                byte[] payload = new byte[random.nextInt(i == 7 ? 60_000 : 300)];
                random.nextBytes(payload);
                payloads.add(payload);
                answers.add(client.request(ECHO, ECHO, payload));
            }
            for (int i = 0; i < payloads.size(); i++) {
                assertArrayEquals(
                        payloads.get(i),
                        answers.get(i).get(10, TimeUnit.SECONDS).payload());
            }
        }
    }

    @Test
    void shouldSayWhyARequestHasNoAnswer() throws Exception {
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE);
                RepriseClient client =
                        RepriseClient.connect(config(edge.binary().getPort()))) {
            byte[] tooLong = new byte[TestEdge.MAX_FRAME_LENGTH - FrameLayout.HEADER_LENGTH + 1];

            assertEquals(
                    Status.UNKNOWN_SERVICE,
                    failure(Refused.class, client.request(9, 1, PAYLOAD)).status());
            Refused refused =
                    failure(Refused.class, client.request(TestProvider.SERVICE, TestProvider.REFUSE, PAYLOAD));
            assertEquals("INVALID_REQUEST: payload", refused.getMessage());
            NotSent notSent = failure(NotSent.class, client.request(ECHO, ECHO, tooLong));
            assertEquals("the payload has 65473 bytes; it may have up to 65472", notSent.getMessage());
        }
    }

    @Test
    void shouldJoinTheParts() throws Exception {
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE);
                RepriseClient client =
                        RepriseClient.connect(config(edge.binary().getPort()))) {
            Answer answer = client.request(TestProvider.SERVICE, TestProvider.PARTS, PAYLOAD)
                    .get(10, TimeUnit.SECONDS);

            assertEquals(3, answer.parts().size());
            assertEquals("one two payload", new String(answer.payload(), StandardCharsets.UTF_8));
            assertTrue(answer.sequence() > 0 && answer.timestampNs() > 0, answer::toString);
        }
    }

    /** Connections are lost in the middle of everything; sums tell whether each addition happened once. */
    @Test
    void shouldAddOnceHoweverOftenConnectionsAreLost() throws Exception {
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE);
                CuttingProxy proxy = new CuttingProxy(edge.binary().getPort());
                RepriseClient client =
                        RepriseClient.connect(config(proxy.port()).delivery(Delivery.EXACTLY_ONCE))) {
            long expected = 0;
            for (int round = 0; round < 50; round++) {
                List<CompletableFuture<Answer>> answers = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    answers.add(client.request(ECHO, ADD, addition(3, 1)));
                }
                proxy.cut();
                for (CompletableFuture<Answer> answer : answers) {
                    expected++;
                    assertEquals(expected, sum(answer));
                }
            }
            assertTrue(client.counters().resent > 0, "something was sent again");
            assertEquals(0, client.counters().unknownOutcomes);
        }
    }

    private static byte[] addition(long key, long delta) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(key)
                .putLong(delta)
                .array();
    }

    private static long sum(CompletableFuture<Answer> answer) throws Exception {
        return ByteBuffer.wrap(answer.get(10, TimeUnit.SECONDS).payload())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    @Test
    void shouldTakeNoMoreThanItsWindow() throws Exception {
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE);
                RepriseClient client =
                        RepriseClient.connect(config(edge.binary().getPort()).maxInFlight(3))) {
            edge.holdAnswers();
            List<CompletableFuture<Answer>> answers = List.of(ask(client), ask(client), ask(client));

            assertTrue(client.offer(Request.of(ECHO, ECHO, PAYLOAD)).isEmpty());
            NotSent notSent = failure(
                    NotSent.class,
                    client.request(Request.of(ECHO, ECHO, PAYLOAD).timeoutMs(20)));
            assertEquals("3 requests wait for their answers, and there is no room for more", notSent.getMessage());

            edge.releaseAnswers();
            for (CompletableFuture<Answer> answer : answers) {
                assertEquals("payload", text(answer));
            }
            assertEquals(
                    "payload",
                    text(client.offer(Request.of(ECHO, ECHO, PAYLOAD)).orElseThrow()));
        }
    }

    @Test
    void shouldWaitForAnswersWhenItIsClosed() throws Exception {
        CompletableFuture<Answer> late;
        CompletableFuture<Answer> refused;
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE)) {
            RepriseClient client = RepriseClient.connect(config(edge.binary().getPort()));
            late = client.request(TestProvider.SERVICE, TestProvider.LATER, "50".getBytes(StandardCharsets.UTF_8));

            client.close();
            client.close();

            refused = ask(client);
            assertTrue(client.offer(Request.of(ECHO, ECHO, PAYLOAD)).isEmpty());
        }
        assertEquals("50", text(late));
        assertEquals("the client is closed", failure(NotSent.class, refused).getMessage());
    }

    @Test
    void shouldNotWaitForEverWhenItIsClosed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.of(peer -> {
            peer.welcome(7).request(1);
            closed.await();
        })) {
            RepriseClient client =
                    RepriseClient.connect(config(server.port()).timeouts(ClientTimeouts.DEFAULT.closeMs(20)));
            CompletableFuture<Answer> answer = ask(client);

            client.close();
            closed.countDown();

            assertEquals(
                    "outcome unknown: the client closed the connection",
                    failure(OutcomeUnknown.class, answer).getMessage());
        }
    }

    @Test
    void shouldNotSendAgainWhatMayHaveBeenExecuted() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(
                        peer -> peer.welcome(7).request(1),
                        peer -> peer.welcome(8)
                                .answer(peer.request(2).correlationId(), "second")
                                .awaitEnd());
                RepriseClient client = connect(server, Delivery.AT_MOST_ONCE)) {
            assertEquals(
                    "outcome unknown: the server closed the connection",
                    failure(OutcomeUnknown.class, ask(client)).getMessage());
            assertEquals("second", text(ask(client)));
            assertEquals(1, client.counters().reconnects);
            assertEquals(0, client.counters().resent);
            assertEquals(1, client.counters().unknownOutcomes);
        }
    }

    @Test
    void shouldSendAgainWhatIsUnansweredInOrder() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(
                        peer -> {
                            peer.welcome(7);
                            peer.request(1);
                            peer.request(2);
                            peer.request(3);
                            peer.answer(2, "two").part(3, "thr", false);
                        },
                        peer -> peer.hello(0, 0), // is gone before it says WELCOME
                        peer -> {
                            peer.welcome(9);
                            assertEquals(9, peer.request(1).sessionId());
                            FrameFlyweight third = peer.request(3);
                            byte[] payload = new byte[third.payloadLength()];
                            third.buffer().getBytes(third.payloadOffset(), payload);
                            assertArrayEquals(PAYLOAD, payload);
                            peer.part(3, "th", false).part(3, "ree", true);
                            peer.answer(1, "one").awaitEnd();
                        });
                RepriseClient client = connect(server, Delivery.AT_LEAST_ONCE)) {
            List<CompletableFuture<Answer>> answers = List.of(ask(client), ask(client), ask(client));

            assertEquals("one", text(answers.get(0)));
            assertEquals("two", text(answers.get(1)));
            assertEquals("three", text(answers.get(2)));
            assertEquals(1, client.counters().reconnects);
            assertEquals(2, client.counters().resent);
            assertEquals(0, client.counters().unknownOutcomes);
        }
    }

    @Test
    void shouldComeBackToItsSession() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(
                        peer -> {
                            peer.hello(FLAG_EXACTLY_ONCE, 0);
                            peer.sendWelcome(70, 2);
                            assertEquals(70, peer.request(1).sessionId());
                            peer.request(2);
                            peer.answer(2, "two"); // 3 must wait for 1: the window is 2
                        },
                        peer -> {
                            peer.hello(FLAG_EXACTLY_ONCE, 70);
                            peer.sendWelcome(70, 2);
                            peer.request(1);
                            peer.answer(1, "one").answer(1, "one").answer(2, "two");
                            peer.request(3);
                            peer.answer(3, "three").awaitSessionEnd();
                        });
                RepriseClient client = connect(server, Delivery.EXACTLY_ONCE)) {
            List<CompletableFuture<Answer>> answers = List.of(ask(client), ask(client), ask(client));

            assertEquals("one", text(answers.get(0)));
            assertEquals("two", text(answers.get(1)));
            assertEquals("three", text(answers.get(2)));
            assertEquals(1, client.counters().resent);
            assertEquals(2, client.counters().ignoredAnswers);
        }
    }

    @Test
    void shouldCloseItsSessionWithItself() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(peer -> {
            peer.hello(FLAG_EXACTLY_ONCE, 0);
            peer.sendWelcome(70, 64);
            peer.awaitSessionEnd();
        })) {
            connect(server, Delivery.EXACTLY_ONCE).close();
        }
    }

    @Test
    void shouldSayWhenItsSessionHasExpired() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(
                        peer -> {
                            peer.hello(FLAG_EXACTLY_ONCE, 0);
                            peer.sendWelcome(70, 64).request(1);
                        },
                        peer -> {
                            peer.hello(FLAG_EXACTLY_ONCE, 70);
                            peer.error(0, Status.SESSION_NOT_FOUND, "no session 70")
                                    .awaitEnd();
                        },
                        peer -> {
                            peer.hello(FLAG_EXACTLY_ONCE, 0);
                            peer.sendWelcome(71, 64).request(1);
                            peer.answer(1, "new").awaitSessionEnd();
                        });
                RepriseClient client = connect(server, Delivery.EXACTLY_ONCE)) {
            assertEquals(
                    "outcome unknown: session 70 has expired: the server answered HELLO with SESSION_NOT_FOUND: no"
                            + " session 70",
                    failure(OutcomeUnknown.class, ask(client)).getMessage());
            assertEquals("new", text(ask(client)));
        }
    }

    @Test
    void shouldStartANewSessionWhenARequestFindsItExpired() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(
                        peer -> {
                            peer.hello(FLAG_EXACTLY_ONCE, 0);
                            peer.sendWelcome(70, 64).request(1);
                            peer.error(1, Status.SESSION_NOT_FOUND, "no session 70")
                                    .awaitEnd();
                        },
                        peer -> {
                            peer.hello(FLAG_EXACTLY_ONCE, 0);
                            peer.sendWelcome(71, 64).request(1);
                            peer.answer(1, "new").awaitSessionEnd();
                        });
                RepriseClient client = connect(server, Delivery.EXACTLY_ONCE)) {
            assertEquals(
                    Status.SESSION_NOT_FOUND,
                    failure(Refused.class, ask(client)).status());
            assertEquals("new", text(ask(client)));
        }
    }

    @Test
    void shouldNotBelieveAServerThatKeepsNoSessions() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(
                        peer -> {
                            peer.hello(FLAG_EXACTLY_ONCE, 0);
                            peer.sendWelcome(70, 64).request(1);
                        },
                        peer -> {
                            peer.hello(FLAG_EXACTLY_ONCE, 70);
                            peer.sendWelcome(71, 64).awaitEnd();
                        });
                RepriseClient client = connect(server, Delivery.EXACTLY_ONCE)) {
            String reason = "the server did not take up session 70 but 71: it does not keep sessions";

            assertEquals(
                    "outcome unknown: " + reason,
                    failure(OutcomeUnknown.class, ask(client)).getMessage());
            assertEquals(reason, failure(NotSent.class, ask(client)).getMessage());
        }
    }

    @Test
    void shouldGiveUpWaitingAndIgnoreTheAnswerThatComesThen() throws Exception {
        CountDownLatch givenUp = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.of(peer -> {
                    peer.welcome(7);
                    assertEquals(20, peer.request(1).timeoutMs());
                    givenUp.await();
                    peer.answer(1, "late");
                    peer.request(2);
                    peer.answer(2, "two").awaitEnd();
                });
                RepriseClient client = connect(server, Delivery.AT_MOST_ONCE)) {
            OutcomeUnknown unknown = failure(
                    OutcomeUnknown.class,
                    client.request(Request.of(ECHO, ECHO, PAYLOAD).timeoutMs(20)));
            assertEquals("outcome unknown: no answer within 20 ms", unknown.getMessage());
            givenUp.countDown();

            assertEquals("two", text(ask(client)));
            assertEquals(1, client.counters().ignoredAnswers);
        }
    }

    @Test
    void shouldSayThatARequestNeverLeftForWantOfAConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(peer -> peer.welcome(7).request(1));
                RepriseClient client = connect(server, Delivery.AT_MOST_ONCE)) {
            failure(OutcomeUnknown.class, ask(client));
            NotSent notSent = failure(
                    NotSent.class,
                    client.request(Request.of(ECHO, ECHO, PAYLOAD).timeoutMs(20)));

            assertTrue(
                    notSent.getMessage().startsWith("it could not be sent within 20 ms: there is no connection; "),
                    notSent.getMessage());
        }
    }

    @Test
    void shouldGiveUpConnectingAfterItsLastAttempt() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(peer -> peer.welcome(7).request(1));
                RepriseClient client =
                        RepriseClient.connect(config(server.port()).reconnect(new ReconnectPolicy(1, 1, 3)))) {
            failure(OutcomeUnknown.class, ask(client));

            assertTrue(failure(NotSent.class, ask(client)).getMessage().startsWith("cannot connect to 127.0.0.1:"));
        }
    }

    @Test
    void shouldNotComeBackToAServerThatDoesNotWantIt() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(peer -> {
            FrameFlyweight hello = peer.hello(0, 0);
            assertEquals(
                    "k€y",
                    hello.buffer().getStringWithoutLengthUtf8(hello.payloadOffset() + 16, hello.payloadLength() - 16));
            peer.error(0, Status.UNAUTHORIZED, "no such key").awaitEnd();
        })) {
            IOException refusal = assertThrows(
                    IOException.class,
                    () -> RepriseClient.connect(config(server.port()).apiKey("k€y")));

            assertEquals("the server answered HELLO with UNAUTHORIZED: no such key", refusal.getMessage());
        }
    }

    @Test
    void shouldComeBackToAServerThatIsNotReadyYet() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(
                        peer -> {
                            peer.hello(0, 0);
                            peer.error(0, Status.NOT_INITIALIZED, "recovering").awaitEnd();
                        },
                        peer -> peer.welcome(7)
                                .answer(peer.request(1).correlationId(), "one")
                                .awaitEnd());
                RepriseClient client = connect(server, Delivery.AT_MOST_ONCE)) {
            assertEquals("one", text(ask(client)));
            assertEquals(0, client.counters().reconnects);
        }
    }

    @Test
    void shouldFindAServerThatStartsLater() throws Exception {
        int port;
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = reserved.getLocalPort();
        }
        CompletableFuture<RepriseClient> connecting = CompletableFuture.supplyAsync(() -> {
            try {
                return RepriseClient.connect(config(port));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        ServerSocket listener = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        try (ScriptedServer server = ScriptedServer.on(
                listener,
                peer -> peer.welcome(7)
                        .answer(peer.request(1).correlationId(), "one")
                        .awaitEnd())) {
            assertEquals(port, server.port());
            try (RepriseClient client = connecting.get(10, TimeUnit.SECONDS)) {
                assertEquals("one", text(ask(client)));
            }
        }
    }

    @Test
    void shouldSayWhyItCouldNotConnectInTime() throws Exception {
        int port;
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = reserved.getLocalPort();
        }
        IOException refusal = assertThrows(
                IOException.class,
                () -> RepriseClient.connect(config(port).timeouts(ClientTimeouts.DEFAULT.connectMs(50))));

        assertTrue(
                refusal.getMessage().startsWith("no WELCOME within 50 ms; cannot connect to 127.0.0.1:" + port),
                refusal.getMessage());
    }

    @Test
    void shouldUnderstandAnswersCutAnywhere() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(peer -> {
                    peer.welcome(7);
                    peer.request(1);
                    peer.request(2);
                    for (byte next :
                            Wire.join(ScriptedServer.Peer.response(1, "one"), ScriptedServer.Peer.response(2, "two"))) {
                        peer.send(new byte[] {next});
                    }
                    peer.awaitEnd();
                });
                RepriseClient client = connect(server, Delivery.AT_MOST_ONCE)) {
            CompletableFuture<Answer> first = ask(client);
            CompletableFuture<Answer> second = ask(client);

            assertEquals("one", text(first));
            assertEquals("two", text(second));
        }
    }

    @Test
    void shouldNotBelieveDamagedBytes() throws Exception {
        byte[] right = ScriptedServer.Peer.response(1, "right");
        Wire.view(right).crc32c(new FrameChecksum().compute(ByteBuffer.wrap(right), 0, right.length));
        byte[] wrong = right.clone();
        wrong[FrameLayout.HEADER_LENGTH]++;
        byte[] tooLong = new byte[FrameLayout.HEADER_LENGTH];
        Wire.view(tooLong).init(FrameKind.RESPONSE, 5000);
        byte[] tooShort = new byte[FrameLayout.HEADER_LENGTH];
        Wire.view(tooShort).init(FrameKind.RESPONSE, -1);
        byte[] otherVersion = new byte[FrameLayout.HEADER_LENGTH];
        Wire.view(otherVersion).init(FrameKind.RESPONSE, 0);
        otherVersion[FrameLayout.VERSION_OFFSET] = 9;
        List<ScriptedServer.Script> scripts = new ArrayList<>();
        for (byte[] bytes : List.of(wrong, tooLong, tooShort, otherVersion)) {
            scripts.add(peer -> {
                peer.welcome(7).request(1);
                peer.send(bytes).awaitEnd();
            });
        }
        scripts.add(peer -> {
            peer.welcome(7).request(1);
            peer.send(right).awaitEnd();
        });
        try (ScriptedServer server = ScriptedServer.of(scripts.toArray(ScriptedServer.Script[]::new));
                RepriseClient client = connect(server, Delivery.AT_LEAST_ONCE)) {
            assertEquals("right", text(ask(client)));
            assertEquals(4, client.counters().reconnects);
        }
    }

    @Test
    void shouldNoticeAServerThatHasGoneSilent() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(
                        peer -> {
                            peer.welcome(7).request(1);
                            assertEquals(FrameKind.PING, peer.read().kind());
                            assertThrows(IOException.class, () -> {
                                while (peer.read().kind() == FrameKind.PING) {}
                            });
                        },
                        peer -> peer.welcome(8).answer(peer.request(1).correlationId(), "one"));
                RepriseClient client = RepriseClient.connect(config(server.port())
                        .delivery(Delivery.AT_LEAST_ONCE)
                        .timeouts(ClientTimeouts.DEFAULT.pingMs(20)))) {
            assertEquals("one", text(ask(client)));
        }
    }

    @Test
    void shouldKeepAConnectionThatAnswersPings() throws Exception {
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE);
                RepriseClient client = RepriseClient.connect(
                        config(edge.binary().getPort()).timeouts(ClientTimeouts.DEFAULT.pingMs(100)))) {
            byte[] delayMs = "500".getBytes(StandardCharsets.UTF_8);

            assertEquals("500", text(client.request(TestProvider.SERVICE, TestProvider.LATER, delayMs)));
            assertEquals(0, client.counters().reconnects);
        }
    }
}
