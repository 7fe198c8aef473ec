package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What mode durable asks of the operating system, seen by strace. Skipped where there is none, or it may not trace. */
@DisabledOnOs(OS.WINDOWS)
final class DurableIT {
    private static final int REQUESTS = 20;
    private static final int ANSWERED_BEFORE_FAILURE = 5;
    private static final String[] DURABLE = {"--ack", "durable", "--threading", "inline"};

    @TempDir
    private Path directory;

    private Path run;
    private Path trace;

    @BeforeEach
    void requireStrace() throws Exception {
        run = directory.resolve("run");
        trace = directory.resolve("trace.txt");
        try {
            Outcome outcome = ChildProcess.run(directory, Map.of(), "strace", "-f", "-qq", "-o", "/dev/null", "true");
            assumeTrue(outcome.exitCode() == 0, () -> "strace may not trace here: " + outcome.error());
        } catch (IOException e) {
            assumeTrue(false, "there is no strace here");
        }
    }

    @Test
    void shouldSyncEveryRequestBeforeItsAnswerLeaves() throws Exception {
        try (ServerProcess server = traced(List.of())) {
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                for (int i = 1; i <= REQUESTS; i++) {
                    assertEquals(i, client.sum(1, 1));
                }
            }
            child(server).destroy();
            assertEquals(0, server.awaitExit(), server::stderr);
        }
        List<String> calls = Files.readAllLines(trace);
        String eventLoop = calls.stream()
                .filter(DurableIT::isAnswer)
                .map(DurableIT::thread)
                .findFirst()
                .orElseThrow();

        boolean synced = true; // WELCOME needs none
        int answers = 0;
        for (String call : calls) {
            if (isJournalSync(call) && thread(call).equals(eventLoop)) {
                synced = true;
            } else if (isAnswer(call)) {
                assertTrue(synced, () -> "answered before a sync: " + call);
                synced = false;
                answers++;
            }
        }
        assertEquals(1 + REQUESTS, answers);
        for (Path names :
                List.of(run, run.resolve("journal"), run.resolve("journal").resolve("0001"))) {
            int sync = indexOf(calls, " fsync(", "<" + names + ">");
            assertTrue(
                    calls.subList(sync, calls.size()).stream()
                                    .filter(DurableIT::isAnswer)
                                    .count()
                            >= REQUESTS,
                    () -> "answered before the names in " + names + " were synced");
        }
    }

    @Test
    void shouldStopAtTheFirstFailedSync() throws Exception {
        int answered = 0;
        try (ServerProcess server =
                        traced(List.of("-e", "inject=fdatasync:error=EIO:when=" + (ANSWERED_BEFORE_FAILURE + 1)));
                BinaryClient client = BinaryClient.connect(server.binary())) {
            for (int i = 1; i <= ANSWERED_BEFORE_FAILURE; i++) {
                assertEquals(i, client.sum(1, 1));
                answered++;
            }
            assertThrows(IOException.class, () -> client.sum(1, 1));

            long failedNs = System.nanoTime();
            assertEquals(5, server.awaitExit(), server::stderr);
            System.out.println("ended " + (System.nanoTime() - failedNs) / 1_000_000 + " ms after its last connection");
            assertTrue(server.stderr().contains("kernel failed: cannot sync " + run), server::stderr);
            assertTrue(
                    server.stderr()
                            .contains(" (Input/output error); the last sequence that was safe to acknowledge is "
                                    + ANSWERED_BEFORE_FAILURE),
                    server::stderr);
            assertFalse(Files.readString(run.resolve("outputs").resolve("states.jsonl"))
                    .contains("sequence"));
        }
        List<String> calls = Files.readAllLines(trace);
        int failure = indexOf(calls, "fdatasync(", "EIO");
        assertTrue(
                calls.subList(failure + 1, calls.size()).stream().noneMatch(DurableIT::isJournalSync),
                "the sync was tried again");
        assertEquals(ANSWERED_BEFORE_FAILURE, answered);
        Outcome replay = Verbs.replay(directory, run);
        assertEquals(0, replay.exitCode(), replay::toString);
        try (ServerProcess server = ServerProcess.start(run, DURABLE);
                BinaryClient client = BinaryClient.connect(server.binary())) {
            assertTrue(client.sum(1, 0) >= ANSWERED_BEFORE_FAILURE);
        }
    }

    /** The calls are counted thread by thread: the first two are the starting thread's. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void shouldEndAtAnyFailedSync(int call) throws Exception {
        long acknowledged = 0;
        int exitCode;
        try (ServerProcess server = new ServerProcess.Launch()
                .run(run)
                .flags(DURABLE)
                .prefix(
                        "strace",
                        "-f",
                        "-qq",
                        "--seccomp-bpf",
                        "-o",
                        trace.toString(),
                        "-e",
                        "trace=fsync,fdatasync,msync",
                        "-e",
                        "inject=fsync,fdatasync,msync:error=EIO:when=" + call)
                .startOrEnd()) {
            if (server.isAlive()) {
                try (BinaryClient client = BinaryClient.connect(server.binary())) {
                    while (acknowledged < 2L * call) {
                        acknowledged = client.sum(1, 1);
                    }
                } catch (IOException e) {
                    // as it must be
                }
            }
            exitCode = server.awaitExit();
            assertTrue(server.stderr().contains("(Input/output error)"), server::stderr);
        }
        assertEquals(5, exitCode);
        assertTrue(acknowledged < call, "acknowledged " + acknowledged);
        try (ServerProcess server = ServerProcess.start(run, DURABLE);
                BinaryClient client = BinaryClient.connect(server.binary())) {
            assertTrue(client.sum(1, 0) >= acknowledged);
        }
    }

    private ServerProcess traced(List<String> more) throws IOException {
        List<String> strace = new java.util.ArrayList<>(
                List.of("strace", "-f", "-qq", "-y", "--seccomp-bpf", "-s", "0", "-o", trace.toString(), "-e"));
        strace.add("trace=fsync,fdatasync,write,writev,sendto,sendmsg");
        strace.addAll(more);
        return new ServerProcess.Launch()
                .run(run)
                .flags(DURABLE)
                .prefix(strace.toArray(String[]::new))
                .start();
    }

    /** The JVM under strace, which gets the signals. */
    private static ProcessHandle child(ServerProcess server) {
        return ProcessHandle.of(server.pid())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow();
    }

    private static boolean isJournalSync(String call) {
        return call.contains(" fdatasync(") && call.contains(".cq4>");
    }

    private static boolean isAnswer(String call) {
        return call.contains("<socket:[") && !call.contains("sync(");
    }

    private static String thread(String call) {
        return call.substring(0, call.indexOf(' '));
    }

    private static int indexOf(List<String> calls, String call, String argument) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).contains(call) && calls.get(i).contains(argument)) {
                return i;
            }
        }
        throw new AssertionError("no " + call + " of " + argument + " in the trace");
    }
}
