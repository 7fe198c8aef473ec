package io.reprise.node;

import static io.reprise.node.HttpText.CHAT;
import static io.reprise.node.HttpText.JSON;
import static io.reprise.node.HttpText.get;
import static io.reprise.node.HttpText.head;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.Status;
import io.reprise.node.ChildProcess.Outcome;
import io.reprise.node.RawHttp.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Limits that are reached, and nobody there. */
@EnabledOnOs(OS.LINUX)
final class EdgeLimitsIT {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final int TICKS_PER_SECOND = 100;

    @Test
    void shouldEndSlowClientsAndNoOther() throws IOException {
        try (EdgeServer server = new EdgeServer(
                        "inline", "--header-timeout", "300", "--idle-timeout", "1500", "--min-body-rate", "100000");
                RawHttp slowHeader = server.http();
                RawHttp slowBody = server.http();
                RawHttp idle = server.http();
                BinaryClient noHello = BinaryClient.open(server.process().binary());
                BinaryClient slowFrame = server.binary()) {
            slowHeader.send("GET /healthz HTTP/1.1\r\nHost: te");
            slowBody.send(head("POST", "/v1/chat/completions", JSON, "Content-Length: 5000") + "\r\n" + CHAT);
            slowFrame.send(java.util.Arrays.copyOf(EdgeServer.poison(9), 70));

            Response header = slowHeader.read();
            Response body = slowBody.read();
            FrameFlyweight hello = noHello.readFrame();
            FrameFlyweight frame = slowFrame.readFrame();

            assertEquals(408, header.status());
            assertTrue(header.body().contains("the header took longer than 300 ms"), header::body);
            assertEquals(408, body.status());
            assertTrue(body.body().contains("the body came slower than 100000 bytes/s"), body::body);
            assertEquals(Status.TIMEOUT, Status.of(hello.status()));
            assertEquals(Status.TIMEOUT, Status.of(frame.status()));
            assertEquals(9, frame.correlationId());
            assertTrue(slowHeader.isAtEnd() && slowBody.isAtEnd() && noHello.isAtEnd() && slowFrame.isAtEnd());
            assertTrue(idle.isAtEnd());
        }
    }

    @Test
    void shouldCloseConnectionsBeyondTheLimitAtOnce() throws IOException {
        try (ServerProcess server = ServerProcess.start("--max-connections", "3");
                RawHttp first = RawHttp.connect(server.http());
                BinaryClient second = BinaryClient.connect(server.binary())) {
            assertEquals(200, first.exchange(get("/healthz")).status());
            try (RawHttp third = RawHttp.connect(server.http());
                    RawHttp fourth = RawHttp.connect(server.http());
                    BinaryClient fifth = BinaryClient.open(server.binary())) {
                assertEquals(200, third.exchange(get("/healthz")).status());
                assertTrue(fourth.isAtEnd());
                assertTrue(fifth.isAtEnd());
                assertEquals(5, second.sum(1, 5));
            }

            String metrics = first.exchange(get("/metrics")).body();
            assertTrue(metrics.contains("reprise_connections_refused_total 2.0"), metrics);
            awaitRoom(server);
        }
    }

    @Test
    void shouldLeaveDescriptorsToTheJournal() throws Exception {
        try (ServerProcess server = new ServerProcess.Launch().openFilesMax(256).start();
                BinaryClient client = BinaryClient.connect(server.binary())) {
            List<RawHttp> crowd = crowd(server, 400);
            awaitRefusals(crowd);

            assertEquals(5, client.sum(1, 5)); // the first event: only now the journal opens a file
            assertTrue(server.stderr().contains("this process may not open more files: it takes "), server::stderr);
            close(crowd);
            awaitRoom(server);
            assertEquals(0, server.metric("reprise_accept_errors_total"));
        }
    }

    @Test
    void shouldNotSpinWithoutDescriptorsAndRecover() throws Exception {
        try (ServerProcess server = ServerProcess.start();
                BinaryClient client = BinaryClient.connect(server.binary())) {
            assertEquals(5, client.sum(1, 5));
            limitOpenFiles(server, openFiles(server) + 10);
            List<RawHttp> crowd = crowd(server, 50); // the kernel accepts what the process cannot
            long before = cpuTicks(server);
            letPass(server, 3);
            double percent = percentOfACore(cpuTicks(server) - before, 3);
            assertEquals(10, client.sum(1, 5));
            close(crowd);
            awaitRoom(server);

            assertTrue(percent < 20, "without descriptors: " + percent + " % of a core");
            assertTrue(server.metric("reprise_accept_errors_total") > 0);
            assertEquals(List.of(), unexpected(server));
        }
    }

    @Test
    void shouldTakeNextToNoProcessorTimeWithoutTraffic() throws Exception {
        Map<String, ServerProcess> servers = new LinkedHashMap<>();
        Map<String, Double> percent = new LinkedHashMap<>();
        try {
            for (String threading : List.of("inline", "shared", "pipelined")) {
                servers.put(threading, ServerProcess.start("--threading", threading));
            }
            letPass(servers.get("inline"), 2); // what the start has left to do
            Map<String, Long> before = new LinkedHashMap<>();
            for (String threading : servers.keySet()) {
                before.put(threading, cpuTicks(servers.get(threading)));
            }
            letPass(servers.get("inline"), 10);
            for (String threading : servers.keySet()) {
                long ticks = cpuTicks(servers.get(threading)) - before.get(threading);
                percent.put(threading, percentOfACore(ticks, 10));
            }
        } finally {
            servers.values().forEach(ServerProcess::close);
        }

        // a thread that spins takes 100, one that parks for a microsecond 20; `reprise bench --only idle` has the
        // figure
        assertTrue(percent.values().stream().allMatch(one -> one < 10), "percent of a core: " + percent);
    }

    /** Time is what is measured here, so time passes; not at all when the server ends meanwhile. */
    private static void letPass(ServerProcess server, int seconds) throws InterruptedException {
        assertTrue(server.isAliveAfter(seconds), server::stderr);
    }

    /** Of all threads, in the kernel and outside, in hundredths of a second. */
    private static long cpuTicks(ServerProcess server) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(server.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // the name may hold blanks
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static double percentOfACore(long ticks, int seconds) {
        return 100.0 * ticks / (TICKS_PER_SECOND * (double) seconds);
    }

    private static List<RawHttp> crowd(ServerProcess server, int count) throws IOException {
        List<RawHttp> crowd = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            crowd.add(RawHttp.connect(server.http()));
        }
        return crowd;
    }

    /** The last one has been dealt with, so all before have. */
    private static void awaitRefusals(List<RawHttp> crowd) throws IOException {
        assertTrue(crowd.get(crowd.size() - 1).isAtEnd());
    }

    private static void close(List<RawHttp> crowd) throws IOException {
        for (RawHttp one : crowd) {
            one.close();
        }
    }

    private static int openFiles(ServerProcess server) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(server.pid()), "fd"))) {
            return (int) files.count();
        }
    }

    private static void limitOpenFiles(ServerProcess server, int count) throws IOException, InterruptedException {
        Outcome outcome = ChildProcess.run(
                server.run().getParent(), Map.of(), "prlimit", "--pid", "" + server.pid(), "--nofile=" + count);
        assertEquals(0, outcome.exitCode(), outcome::toString);
    }

    /** Waits until a new client is served. */
    private static void awaitRoom(ServerProcess server) throws IOException {
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < PATIENCE_NS) {
            try (RawHttp http = RawHttp.connect(server.http())) {
                if (http.exchange(get("/healthz", "Connection: close")).status() == 200) {
                    return;
                }
            } catch (java.io.EOFException | java.net.SocketException e) {
                assertTrue(server.isAlive(), server::stderr); // refused: not yet
            }
        }
        throw new AssertionError("nobody new is served");
    }

    private static List<String> unexpected(ServerProcess server) {
        return server.stderr().lines().filter(line -> !line.contains("Z INFO ")).toList();
    }
}
