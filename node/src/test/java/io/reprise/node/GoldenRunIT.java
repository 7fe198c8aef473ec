package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.binary.HelloPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.node.ChildProcess.Outcome;
import io.reprise.replay.verify.Verification;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Makes golden runs with the shipped server and looks whether they come out of their zips as they went in. With
 * {@code -Dreprise.golden=NAME} they are kept for {@link GoldenRunsTest} under names that begin so; see docs/building.md.
 *
 * <p>Two starts, both stopped in order; requests to both machines over both protocols, refused ones among them; a session
 * that executes once, left in the first start and gone on with in the second; a snapshot by the verb and one by the
 * server; answers kept. One of them is pruned at the end, so that a replay goes on from a snapshot. A third has timers, one of them
 * from before the snapshot, and faults that were quarantined.
 */
final class GoldenRunIT {
    private static final String SMALL = "echo.max-keys=64,llm.max-sessions=64,kernel.max-sessions=64,"
            + "kernel.max-timers=64,kernel.max-answer-bytes=65536";
    private static final List<String> FLAGS =
            List.of("--outputs", "frames", "--limit", SMALL, "--ring", "1048576", "--max-frame", "65536");
    private static final int ADDITIONS = 40;
    private static final int KEYS = 5;
    private static final int UNKNOWN_SERVICE = 99;
    private static final long PENDING_MS = 500;
    private static final byte[] NOTHING = {};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"whole, inline, process", "pruned, pipelined, durable"})
    void shouldMakeARunThatComesOutOfItsZipAsItWentIn(String kind, String threading, String ack) throws Exception {
        Path run = directory.resolve("run");
        long clientId;
        try (ServerProcess server = serve(run, "--threading", threading, "--ack", ack)) {
            clientId = once(server, HelloPayload.FLAG_EXACTLY_ONCE, 0, 1, 10);
            ask(server, 1);
            assertEquals(0, server.terminate(), server::stderr);
        }
        Outcome snapshot = Verbs.run(directory, "snapshot", run.toString());
        assertEquals(0, snapshot.exitCode(), snapshot::toString);
        try (ServerProcess server = serve(run, "--threading", threading, "--ack", ack, "--snapshot-every", "50")) {
            assertTrue(server.stderr().contains("restored the snapshot at sequence "), server::stderr);
            once(server, 0, clientId, 6, 15); // 6 to 10 are answered again
            ask(server, 2);
            assertEquals(0, server.terminate(), server::stderr);
        }

        if (kind.equals("pruned")) {
            Outcome pruned = Verbs.run(directory, "prune", "--retain", "1", run.toString());
            assertEquals(0, pruned.exitCode(), pruned::toString);
            assertFalse(Files.exists(run.resolve("journal/0001")), pruned::toString);
        }

        String certificate = keep(run, kind);
        requireCertified(certificate, Verbs.run(directory, "verify", "--execute", run.toString()));
    }

    /** By a machine of the tests, as none that is shipped sets timers or fails. */
    @Test
    void shouldMakeARunWithTimersAndFaults() throws Exception {
        ProbeProgram program = ProbeProgram.pack(directory);
        Path run = directory.resolve("run");
        try (ServerProcess server = program.launch(run).flags(FLAGS).start()) {
            delayAndFail(server);
            try (BinaryClient client = BinaryClient.connect(server.binary())) { // fires in the second start
                client.send(delay(99, PENDING_MS));
                client.sum(1, 1); // so that it was executed
            }
            assertEquals(0, server.terminate(), server::stderr);
        }
        Outcome snapshot = program.run(directory, "snapshot", run.toString());
        assertEquals(0, snapshot.exitCode(), snapshot::toString);
        try (ServerProcess server = program.launch(run).flags(FLAGS).start()) {
            assertTrue(server.stderr().contains("restored the snapshot at sequence "), server::stderr);
            delayAndFail(server);
            assertEquals(0, server.terminate(), server::stderr);
        }

        requireCertified(keep(run, "timers"), program.run(directory, "verify", "--execute", run.toString()));
        Outcome fired = program.run(directory, "grep", run.toString(), "--kind", "TICK", "--count");
        assertTrue(Integer.parseInt(fired.output().strip()) >= 2, fired::toString);
    }

    /** Three delays that end in another order than they began, and a request that fails between them. */
    private static void delayAndFail(ServerProcess server) throws IOException {
        try (BinaryClient client = BinaryClient.connect(server.binary())) {
            client.send(delay(1, 60));
            client.send(delay(2, 20));
            client.send(BinaryClient.frame(FrameKind.REQUEST, ProbeProvider.SERVICE, ProbeProvider.FAULT, 3, NOTHING));
            client.send(delay(4, 40));
            assertAnswered(client, FrameKind.ERROR, 3);
            assertAnswered(client, FrameKind.RESPONSE, 2);
            assertAnswered(client, FrameKind.RESPONSE, 4);
            assertAnswered(client, FrameKind.RESPONSE, 1);
        }
    }

    private static void assertAnswered(BinaryClient client, int kind, long correlation) throws IOException {
        FrameFlyweight answer = client.readFrame();
        assertEquals(kind, answer.kind(), answer::toString);
        assertEquals(correlation, answer.correlationId(), answer::toString);
    }

    private static byte[] delay(long correlation, long ms) {
        byte[] ns = ByteBuffer.allocate(Long.BYTES)
                .order(FrameLayout.ORDER)
                .putLong(ms * 1_000_000)
                .array();
        return BinaryClient.frame(FrameKind.REQUEST, ProbeProvider.SERVICE, ProbeProvider.DELAY, correlation, ns);
    }

    /** In the repository when it is asked for. Returns the line of the certificate. */
    private String keep(Path run, String kind) throws IOException {
        Verification verification = Verification.of(run, sequence -> {});
        assertTrue(verification.isWhole(), () -> verification.damage().toString());
        String name = System.getProperty("reprise.golden", "");
        GoldenRun golden = name.isEmpty()
                ? GoldenRun.named(directory.resolve("kept"), kind)
                : GoldenRun.named(GoldenRunsTest.GOLDEN, name + "-" + kind);
        golden.keep(run, verification.certificate().line());
        GoldenRunsTest.requireWholeAndIdentical(golden, directory.resolve("unpacked"));
        return verification.certificate().line();
    }

    private static void requireCertified(String certificate, Outcome verify) {
        assertEquals(0, verify.exitCode(), verify::toString);
        assertTrue(Verbs.lastLine(verify).startsWith(certificate + " — verified by reprise "), verify::toString);
    }

    private static ServerProcess serve(Path run, String... more) throws IOException {
        return new ServerProcess.Launch().run(run).flags(FLAGS).flags(more).start();
    }

    /** Additions with these numbers in a session that executes each once. Returns the client's id. */
    private static long once(ServerProcess server, int flags, long clientId, long from, long to) throws IOException {
        try (BinaryClient client = BinaryClient.open(server.binary())) {
            client.send(BinaryClient.hello(flags, clientId));
            FrameFlyweight welcome = client.readFrame();
            assertEquals(FrameKind.WELCOME, welcome.kind(), welcome::toString);
            for (long id = from; id <= to; id++) {
                client.send(BinaryClient.add(id, 1, id));
                FrameFlyweight answer = client.readFrame();
                assertEquals(id * (id + 1) / 2, answer.buffer().getLong(answer.payloadOffset(), FrameLayout.ORDER));
            }
            return welcome.buffer().getLong(welcome.payloadOffset(), FrameLayout.ORDER);
        }
    }

    private static void ask(ServerProcess server, int start) throws IOException {
        try (BinaryClient client = BinaryClient.connect(server.binary())) {
            for (int i = 0; i < ADDITIONS; i++) {
                client.sum(10 + i % KEYS, i - ADDITIONS / 3);
            }
            client.send(BinaryClient.echo(1, new byte[] {1, 2, 3, 4, 5}));
            assertEquals(Status.OK.code(), client.readFrame().status());
            client.send(BinaryClient.frame(FrameKind.REQUEST, 1, 2, 2, new byte[] {1, 2, 3}));
            assertEquals(Status.INVALID_REQUEST.code(), client.readFrame().status());
            client.send(BinaryClient.frame(FrameKind.REQUEST, UNKNOWN_SERVICE, 1, 3, new byte[0]));
            assertEquals(FrameKind.ERROR, client.readFrame().kind());
        }
        try (RawHttp http = RawHttp.connect(server.http())) {
            for (String user : new String[] {"ann", "bob"}) {
                assertEquals(
                        200,
                        http.exchange(chat(user, "What was in start " + start + "?"))
                                .status());
            }
            assertEquals(200, http.exchange(HttpText.chat("x-sim-seed: 7")).status());
            assertEquals(200, http.exchange(HttpText.get("/v1/models")).status());
            assertEquals(
                    400,
                    http.exchange(HttpText.post("/v1/chat/completions", "{\"model\":\"gpt-4o\"}"))
                            .status());
        }
    }

    private static String chat(String user, String question) {
        return HttpText.post(
                "/v1/chat/completions",
                "{\"model\":\"gpt-4o\",\"max_tokens\":40,\"user\":\"" + user
                        + "\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                        + "{\"role\":\"user\",\"content\":\"" + question + "\"}]}");
    }
}
