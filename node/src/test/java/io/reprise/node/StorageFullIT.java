package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that fills up under load, and what becomes of requests, answers and the process. */
final class StorageFullIT {
    private static final String[] SMALL = {
        "--ring", "1048576", "--max-frame", "65536", "--disk-reserve", "4194304", "--outputs", "frames"
    };
    private static final int ECHO_LENGTH = 32 * 1024;
    private static final int WINDOW = 8;
    private static final int REFUSALS = 100;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final String CHAT =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"max_tokens\":4}";

    @TempDir
    private Path scratch;

    private SmallDisk disk;
    private Path run;
    private long acknowledged;
    private long refused;

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.mount(scratch);
        run = disk.path().resolve("run");
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.unmount();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inline", "pipelined"})
    void shouldRefuseWhileTheDiskIsFullAndLoseNothing(String threading) throws Exception {
        try (ServerProcess server = start(threading)) {
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                loadUntilRefused(client);

                assertEquals(1, server.metric("reprise_storage_full"));
                assertTrue(server.metric("reprise_disk_reserved_bytes") >= 1024 * 1024);
                RawHttp.Response refusal = chat(server);
                assertEquals(503, refusal.status(), refusal::toString);
                assertTrue(Integer.parseInt(refusal.header("retry-after")) >= 1);
                disk.fill("rest", 64); // the last byte there is
                load(client);

                disk.grow();
                await(() -> server.metric("reprise_storage_full") == 0);
                load(client);
                assertEquals(acknowledged, client.sum(1, 0));
                assertEquals(200, chat(server).status());
            }
            assertEquals(0, server.terminate(), server::stderr);
            assertTrue(server.stderr().contains("storage full, refusing requests"), server::stderr);
            assertTrue(server.stderr().contains("storage has room again"), server::stderr);
        }
        Outcome replay = Verbs.replay(scratch, run);
        assertEquals(0, replay.exitCode(), replay::toString);
    }

    @Test
    void shouldNotStartOnAFullDiskAndDamageNothing() throws Exception {
        try (ServerProcess server = start("inline")) {
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                loadUntilRefused(client);
                disk.fill("rest", 64);
                load(client);
            }
            server.kill();
        }

        try (ServerProcess server = launch("inline")) {
            assertEquals(6, server.awaitExit(), server::stderr);
            assertTrue(server.stderr().contains("the disk under " + run + " has 0 bytes free"), server::stderr);
        }

        disk.grow();
        try (ServerProcess server = start("inline");
                BinaryClient client = BinaryClient.connect(server.binary())) {
            assertEquals(acknowledged, client.sum(1, 0));
        }
    }

    @Test
    void shouldStopInOrderOnAFullDisk() throws Exception {
        try (ServerProcess server = start("inline")) {
            disk.fill("rest", 64);
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                loadUntilRefused(client);
            }
            assertEquals(0, server.terminate(), server::stderr);
        }
        assertTrue(
                Files.readString(run.resolve("outputs").resolve("states.jsonl")).endsWith("\n"));
    }

    private void loadUntilRefused(BinaryClient client) throws IOException {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (refused < REFUSALS) {
            load(client);
            assertTrue(System.nanoTime() - deadlineNs < 0, "the disk does not get full");
        }
    }

    /** A window of long echoes, and an addition of 1 after each. */
    private void load(BinaryClient client) throws IOException {
        byte[][] frames = new byte[2 * WINDOW][];
        for (int i = 0; i < WINDOW; i++) {
            frames[2 * i] = BinaryClient.echo(0, new byte[ECHO_LENGTH]);
            frames[2 * i + 1] = BinaryClient.add(1, 1, 1);
        }
        client.send(frames);
        for (int i = 0; i < frames.length; i++) {
            FrameFlyweight answer = client.readFrame();
            if (answer.kind() == FrameKind.ERROR) {
                assertEquals(Status.STORAGE_FULL.code(), answer.status(), () -> BinaryClient.text(answer));
                refused++;
            } else if (answer.correlationId() == 1) {
                acknowledged++;
                assertEquals(acknowledged, answer.buffer().getLong(answer.payloadOffset(), FrameLayout.ORDER));
            }
        }
    }

    private ServerProcess start(String threading) throws IOException {
        return launcher(threading).start();
    }

    private ServerProcess launch(String threading) throws IOException {
        return launcher(threading).launch();
    }

    private ServerProcess.Launch launcher(String threading) {
        return new ServerProcess.Launch().run(run).flags(SMALL).flags("--threading", threading);
    }

    private static RawHttp.Response chat(ServerProcess server) throws IOException {
        try (RawHttp http = RawHttp.connect(server.http())) {
            return http.exchange("POST /v1/chat/completions HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + CHAT.length() + "\r\n\r\n" + CHAT);
        }
    }

    /** A question to a server. */
    @FunctionalInterface
    private interface Condition {
        boolean isMet() throws IOException;
    }

    private static void await(Condition condition) throws IOException {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.isMet()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "waited in vain");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
