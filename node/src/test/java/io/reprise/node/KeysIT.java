package io.reprise.node;

import static io.reprise.node.HttpText.chat;
import static io.reprise.node.HttpText.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.binary.HelloPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of the program as it is shipped: made, used, changed and revoked while it runs. */
final class KeysIT {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    @TempDir
    private Path directory;

    @Test
    void shouldServeKeysAndNothingElse() throws Exception {
        Path keys = directory.resolve("keys");
        String echo = key(keys, "echo", "echo");
        String llm = key(keys, "llm", "llm");
        String metrics = key(keys, "metrics", "metrics");
        Path run = directory.resolve("run");
        try (ServerProcess server = ServerProcess.start(run, "--keys", keys.toString());
                RawHttp http = RawHttp.connect(server.http());
                BinaryClient client = BinaryClient.connect(server.binary(), echo)) {
            assertEquals(Status.UNAUTHORIZED, helloRefused(server, ""));
            assertEquals(Status.UNAUTHORIZED, helloRefused(server, echo + "x"));
            client.send(BinaryClient.frame(FrameKind.REQUEST, 2, 1, 9, new byte[0]));
            assertEquals(Status.FORBIDDEN, Status.of(client.readFrame().status()));
            assertEquals(5, client.sum(1, 5));

            assertEquals(200, http.exchange(get("/healthz")).status());
            assertEquals(200, http.exchange(get("/readyz")).status());
            assertEquals(401, http.exchange(get("/metrics")).status());
            RawHttp.Response refusal = http.exchange(chat());
            assertEquals(401, refusal.status());
            assertEquals("Bearer", refusal.header("www-authenticate"));
            assertTrue(refusal.body().contains("\"code\":\"invalid_api_key\""), refusal::body);
            assertEquals(403, http.exchange(chat(bearer(echo))).status());
            assertEquals(200, http.exchange(chat(bearer(llm))).status());
            String page = http.exchange(get("/metrics", bearer(metrics))).body();
            assertTrue(page.contains("reprise_unauthorized_total 4.0"), page);
            assertTrue(page.contains("reprise_forbidden_total 2.0"), page);
            assertEquals(0, server.terminate(), server::stderr);
            for (String secret : List.of(echo, llm, metrics)) {
                assertFalse(server.stderr().contains(secret.substring(secret.indexOf('.') + 1)));
            }
        }
        List<Integer> services = new ArrayList<>();
        Journal.forEach(run, frame -> {
            if (frame.kind() == FrameKind.REQUEST) {
                services.add(frame.service());
            }
        });
        assertEquals(List.of(1, 2), services); // what was refused is not there
    }

    @Test
    void shouldChangeKeysUnderTrafficWithoutLosingAnAnswer() throws Exception {
        Path keys = directory.resolve("keys");
        String first = key(keys, "first", "echo");
        String steady = key(keys, "steady", "*");
        try (ServerProcess server = ServerProcess.start("--keys", keys.toString());
                BinaryClient old = BinaryClient.connect(server.binary(), first);
                BinaryClient other = BinaryClient.connect(server.binary(), steady)) {
            assertEquals(1, old.sum(1, 1));
            String good = Files.readString(keys);
            Files.writeString(keys, good + "nonsense\n");
            awaitLog(server, "keys not reloaded, going on with what was there: " + keys + ", line 3: ");
            assertEquals(2, old.sum(1, 1));
            Files.writeString(keys, good);
            String second = key(keys, "second", "echo");
            awaitLog(server, "keys reloaded: 3 in ");
            try (BinaryClient next = BinaryClient.connect(server.binary(), second)) {
                assertEquals(3, next.sum(1, 1));
            }

            assertEquals(
                    0,
                    Verbs.run(directory, "key", "revoke", "--keys", keys.toString(), "--id", "first")
                            .exitCode());
            long startNs = System.nanoTime();
            FrameFlyweight answer;
            long sum = 3;
            do { // every request until then is answered, and its effect is the one that is expected
                old.send(BinaryClient.add(1, 1, 1));
                answer = old.readFrame();
                if (answer.kind() == FrameKind.RESPONSE) {
                    assertEquals(++sum, answer.buffer().getLong(answer.payloadOffset(), FrameLayout.ORDER));
                }
                assertTrue(System.nanoTime() - startNs < PATIENCE_NS, "the key was not revoked");
            } while (answer.kind() == FrameKind.RESPONSE);

            assertEquals(Status.UNAUTHORIZED, Status.of(answer.status()));
            assertEquals("key first was revoked", BinaryClient.text(answer));
            assertTrue(old.isAtEnd());
            assertEquals(sum + 1, other.sum(1, 1));
        }
    }

    @Test
    void shouldKeepASessionToItsKey() throws Exception {
        Path keys = directory.resolve("keys");
        String mine = key(keys, "mine", "*");
        String yours = key(keys, "yours", "*");
        try (ServerProcess server = ServerProcess.start("--keys", keys.toString())) {
            long clientId;
            try (BinaryClient client = BinaryClient.open(server.binary())) {
                client.send(BinaryClient.hello(HelloPayload.FLAG_EXACTLY_ONCE, 0, mine));
                FrameFlyweight welcome = client.readFrame();
                assertEquals(FrameKind.WELCOME, welcome.kind(), welcome::toString);
                clientId = welcome.buffer().getLong(welcome.payloadOffset(), FrameLayout.ORDER);
                assertNotEquals(0, clientId);
                assertEquals(7, client.sum(1, 7));
                try (BinaryClient thief = BinaryClient.open(server.binary())) {
                    thief.send(BinaryClient.hello(0, clientId, yours));
                    assertEquals(
                            Status.SESSION_NOT_FOUND,
                            Status.of(thief.readFrame().status()));
                }
                assertEquals(9, client.sum(2, 9)); // and is not displaced
            }
            try (BinaryClient client = BinaryClient.open(server.binary())) {
                client.send(BinaryClient.hello(0, clientId, mine));
                assertEquals(FrameKind.WELCOME, client.readFrame().kind());
            }
        }
    }

    @Test
    void shouldNotServeOtherMachinesWithoutKeys() throws Exception {
        try (ServerProcess server =
                new ServerProcess.Launch().flags("--host", "0.0.0.0").launch()) {
            assertEquals(2, server.awaitExit());
            assertTrue(server.stderr().contains("--host 0.0.0.0 can be reached from other machines"), server::stderr);
            assertTrue(server.stderr().contains("--keys FILE"), server::stderr);
            assertFalse(Files.exists(server.run()));
        }
        try (ServerProcess server = ServerProcess.start("--host", "0.0.0.0", "--insecure-no-keys");
                BinaryClient client = BinaryClient.connect(server.binary())) {
            assertEquals(5, client.sum(1, 5));
        }
    }

    @Test
    void shouldRefuseForeignWebPagesOnLoopback() throws Exception {
        try (ServerProcess server = ServerProcess.start("--allowed-origin", "https://our.example");
                RawHttp http = RawHttp.connect(server.http())) {
            assertEquals(
                    403, http.exchange(chat("Origin: https://evil.example")).status());
            assertEquals(
                    403,
                    http.exchange(get("/metrics").replace("localhost", "evil.example"))
                            .status());
            assertEquals(200, http.exchange(chat("Origin: https://our.example")).status());
            assertEquals(2, server.metric("reprise_foreign_origins_total"));
        }
    }

    @Test
    void shouldMakeListAndRefuseKeys() throws Exception {
        Path keys = directory.resolve("keys");
        String made = key(keys, "ci", "echo,llm");
        String file = keys.toString();

        Outcome again = Verbs.run(directory, "key", "new", "--keys", file, "--id", "ci", "--scopes", "echo");
        Outcome wrong = Verbs.run(directory, "key", "new", "--keys", file, "--id", "b", "--scopes", "lmm");
        Outcome replaced = Verbs.run(
                directory,
                "key",
                "new",
                "--keys",
                file,
                "--id",
                "ci",
                "--scopes",
                "echo",
                "--replace",
                "--expires",
                "2000-01-01T00:00:00Z");
        Outcome list = Verbs.run(directory, "key", "list", "--keys", file);

        assertEquals(2, again.exitCode());
        assertTrue(again.error().contains("has a key \"ci\" already"), again::error);
        assertEquals(2, wrong.exitCode());
        assertTrue(wrong.error().contains("there is no scope \"lmm\"; there are *, echo, llm, metrics"), wrong::error);
        assertNotEquals(made, replaced.output().strip());
        assertTrue(list.output().matches("(?s)id .*\nci +expired +2000-01-01T00:00:00Z +echo\n"), list::output);
        assertFalse(Files.readString(keys).contains(made.substring(3)));
    }

    private String key(Path file, String id, String scopes) {
        Outcome made = Verbs.run(directory, "key", "new", "--keys", file.toString(), "--id", id, "--scopes", scopes);
        assertEquals(0, made.exitCode(), made::toString);
        return made.output().strip();
    }

    private static String bearer(String key) {
        return "Authorization: Bearer " + key;
    }

    private static Status helloRefused(ServerProcess server, String key) throws IOException {
        try (BinaryClient client = BinaryClient.open(server.binary())) {
            client.send(BinaryClient.hello(0, 0, key));
            Status status = Status.of(client.readFrame().status());
            assertTrue(client.isAtEnd());
            return status;
        }
    }

    private static void awaitLog(ServerProcess server, String text) {
        long startNs = System.nanoTime();
        while (!server.stderr().contains(text)) {
            assertTrue(
                    System.nanoTime() - startNs < PATIENCE_NS, () -> "\"" + text + "\" is not in " + server.stderr());
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
