package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server that is attacked, and a client of it that behaves and must notice nothing. At its end the server has lost no
 * buffer, said nothing but where it runs, and stops in order.
 */
final class EdgeServer implements AutoCloseable {
    private static final long CANARY_KEY = 1;
    private static final String JAVA_OPTIONS = "-XX:+UseSerialGC -Xmx256m -Dio.netty.leakDetection.level=paranoid"
            + " -Dagrona.disable.bounds.checks=false -Dagrona.strict.alignment.checks=true";

    private final ServerProcess server;
    private final BinaryClient canary;
    private long sum;

    EdgeServer(String threading, String... flags) throws IOException {
        server = new ServerProcess.Launch()
                .javaOptions(JAVA_OPTIONS)
                .flags("--threading", threading)
                .flags(flags)
                .start();
        canary = BinaryClient.connect(server.binary());
    }

    ServerProcess process() {
        return server;
    }

    RawHttp http() throws IOException {
        return RawHttp.connect(server.http());
    }

    /** After HELLO. */
    BinaryClient binary() throws IOException {
        return BinaryClient.connect(server.binary());
    }

    /** A frame that would change what {@link #assertUnharmed} sees, were it executed. */
    static byte[] poison(long correlationId) {
        return BinaryClient.add(correlationId, CANARY_KEY, 1_000_000);
    }

    /** The client that behaves is served, nothing was executed that should not have been, and the server says it is well. */
    void assertUnharmed() throws IOException {
        assertEquals(++sum, canary.sum(CANARY_KEY, 1));
        try (RawHttp http = http()) {
            assertEquals(200, http.exchange(HttpText.get("/healthz")).status());
        }
    }

    @Override
    public void close() throws IOException {
        try (server;
                canary) {
            collectGarbage();
            assertUnharmed(); // leaks are reported when further buffers are made
            collectGarbage();
            assertUnharmed();
            int exitCode = server.terminate();

            assertAll(
                    () -> assertEquals(0, exitCode),
                    () -> assertFalse(server.stderr().contains("LEAK"), server::stderr),
                    () -> assertEquals(
                            List.of(),
                            server.stderr()
                                    .lines()
                                    .filter(line -> !line.contains("Z INFO "))
                                    .toList()));
        }
    }

    private void collectGarbage() throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Outcome outcome = ChildProcess.run(
                    server.run().getParent(), Map.of(), jcmd.toString(), Long.toString(server.pid()), "GC.run");
            assertEquals(0, outcome.exitCode(), outcome::toString);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
