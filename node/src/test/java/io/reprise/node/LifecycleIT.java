package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import io.reprise.node.ChildProcess.Outcome;
import io.reprise.perf.faults.AddLoad;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a server ends, in order or not, and goes on. */
@DisabledOnOs(OS.WINDOWS)
final class LifecycleIT {
    private static final Pattern STOPPED =
            Pattern.compile("stopped: ([0-9]+) events, outputs ([0-9a-f]{16}), state ([0-9a-f]{16})");
    private static final int CLIENTS = 3;
    private static final long DUE_AFTER_RESTART_NS = 2_000_000_000L;

    @TempDir
    private Path directory;

    private record Request(long sequence, long sessionId, long correlationId) {}

    @ParameterizedTest
    @ValueSource(strings = {"inline", "shared", "pipelined"})
    void shouldAnswerEverythingItAdmittedBeforeItStops(String threading) throws Exception {
        Path run = directory.resolve("run");
        List<Request> answered = new ArrayList<>();
        Matcher stopped;
        try (ServerProcess server = ServerProcess.start(run, "--threading", threading)) {
            List<AddLoad> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(AddLoad.atMostOnce(i).start(server.binary()).awaitFlow());
            }

            assertEquals(0, server.terminate(), server::stderr);

            for (AddLoad client : clients) {
                client.join()
                        .takeAcknowledged()
                        .forEach(
                                one -> answered.add(new Request(one.sequence(), one.sessionId(), one.correlationId())));
            }
            stopped = stopped(server);
        }
        Set<Request> journaled = new HashSet<>();
        long last = Journal.forEach(
                run, frame -> journaled.add(new Request(frame.sequence(), frame.sessionId(), frame.correlationId())));
        assertEquals(last, Long.parseLong(stopped.group(1)));
        assertEquals(journaled.size(), answered.size());
        assertEquals(journaled, new HashSet<>(answered));
        assertEquals(
                "{\"sequence\":" + last + ",\"outputs\":\"" + stopped.group(2) + "\",\"state\":\"" + stopped.group(3)
                        + "\"}\n",
                Files.readString(run.resolve("outputs").resolve("states.jsonl")));
        assertIdentical(Verbs.replay(directory, run), stopped);
    }

    @Test
    void shouldContinueTheSequencesOfARun() throws Exception {
        Path run = directory.resolve("run");
        long last = 0;
        for (int start = 1; start <= 2; start++) {
            try (ServerProcess server = ServerProcess.start(run)) {
                try (BinaryClient client = BinaryClient.connect(server.binary())) {
                    for (int i = 0; i < 10; i++) {
                        client.send(BinaryClient.add(i, i, start));
                        assertEquals(++last, client.readFrame().sequence());
                    }
                }
                assertEquals(0, server.terminate(), server::stderr);
                Matcher stopped = stopped(server);
                assertEquals(last, Long.parseLong(stopped.group(1)));
                assertIdentical(Verbs.replay(directory, run), stopped);
            }
        }
        try (ServerProcess server = ServerProcess.start(run);
                BinaryClient client = BinaryClient.connect(server.binary())) {
            assertEquals(1 + 2, client.sum(5, 0));
        }
    }

    @Test
    void shouldQuarantineAFaultAndReplayItTheSameWay() throws Exception {
        Path run = directory.resolve("run");
        ProbeProgram program = ProbeProgram.pack(directory);
        Matcher stopped;
        try (ServerProcess server =
                program.launch(run).flags("--fault-policy", "quarantine").start()) {
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                assertEquals(1, client.sum(1, 1));
                client.send(fault(77));
                FrameFlyweight error = client.readFrame();
                assertAll(
                        () -> assertEquals(FrameKind.ERROR, error.kind(), error::toString),
                        () -> assertEquals(Status.INTERNAL.code(), error.status()),
                        () -> assertEquals(77, error.correlationId()),
                        () -> assertTrue(
                                BinaryClient.text(error).contains("service 9 method 1 failed at sequence 2"),
                                BinaryClient.text(error)));
                assertEquals(2, client.sum(1, 1));
            }
            assertEquals(0, server.terminate(), server::stderr);
            stopped = stopped(server);
        }
        assertIdentical(program.run(directory, "replay", run.toString()), stopped);

        Outcome without = Verbs.replay(directory, run);
        assertEquals(2, without.exitCode(), without::toString);
        assertTrue(without.error().contains("probe version 1; this build has "), without::toString);
    }

    @Test
    void shouldHaltAtAFaultAndStopThereInEveryReplay() throws Exception {
        Path run = directory.resolve("run");
        ProbeProgram program = ProbeProgram.pack(directory);
        String sentence = "service 9 method 1 failed at sequence 2; policy halt (a planted fault)";
        try (ServerProcess server = program.launch(run)
                        .flags("--fault-policy", "halt", "--threading", "inline")
                        .start();
                BinaryClient client = BinaryClient.connect(server.binary())) {
            assertEquals(1, client.sum(1, 1));
            client.send(fault(77), BinaryClient.add(78, 1, 1));

            assertThrows(IOException.class, client::readFrame);

            assertEquals(4, server.awaitExit(), server::stderr);
            String last = "kernel failed: " + sentence + "; the last sequence that was safe to acknowledge is ";
            assertTrue(server.stderr().contains(last), server::stderr);
        }
        for (String[] verb : List.of(
                new String[] {"replay", run.toString()},
                new String[] {"serve", "--run", run.toString(), "--http", "0", "--binary", "0"})) {
            Outcome outcome = program.run(directory, verb);

            assertEquals(2, outcome.exitCode(), outcome::toString);
            assertTrue(outcome.error().contains(sentence), outcome::toString);
        }
    }

    @Test
    void shouldForgetWhatTheEngineHadDoneAheadOfTheJournal() throws Exception {
        Path run = directory.resolve("run");
        try (ServerProcess server = ServerProcess.start(run);
                BinaryClient client = BinaryClient.connect(server.binary())) {
            assertEquals(1, client.sum(1, 1));
            server.kill();
        }
        try (RandomAccessFile digests = new RandomAccessFile(
                run.resolve("outputs").resolve("digests.bin").toFile(), "rw")) {
            digests.seek(Long.BYTES); // of sequence 2, as if a request had been executed and not journaled yet
            digests.writeLong(0x1234);
        }
        Matcher stopped;
        try (ServerProcess server = ServerProcess.start(run)) {
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                assertEquals(6, client.sum(1, 5));
            }
            assertEquals(0, server.terminate(), server::stderr);
            stopped = stopped(server);
        }
        Outcome replay = Verbs.replay(directory, run);
        assertIdentical(replay, stopped);
        assertTrue(replay.output().contains("; 2 output digests compared"), replay::toString);
    }

    @Test
    void shouldFireATimerThatWasSetBeforeTheProcessWasKilled() throws Exception {
        Path run = directory.resolve("run");
        ProbeProgram program = ProbeProgram.pack(directory);
        try (ServerProcess server = program.launch(run).start();
                BinaryClient client = BinaryClient.connect(server.binary())) {
            client.send(delay(5, 1_000_000));
            FrameFlyweight answer = client.readFrame();
            assertEquals(5, answer.correlationId());
            assertEquals(FrameKind.RESPONSE, answer.kind());
            client.send(delay(6, DUE_AFTER_RESTART_NS));
            assertEquals(1, client.sum(1, 1));
            server.kill();
        }
        Matcher stopped;
        try (ServerProcess server = program.launch(run).start()) {
            awaitTick(run);
            assertEquals(0, server.terminate(), server::stderr);
            stopped = stopped(server);
        }
        assertIdentical(program.run(directory, "replay", run.toString()), stopped);
    }

    /** Waits until the second start has journaled something. It is not asked: a question would wake it up. */
    private static void awaitTick(Path run) throws IOException {
        long deadlineNs = System.nanoTime() + 10 * DUE_AFTER_RESTART_NS;
        String batch = "RPJ1"; // docs/formats/journal.md
        while (!beginning(run.resolve("journal").resolve("0002")).contains(batch)) {
            assertTrue(System.nanoTime() < deadlineNs, "the timer of the start before does not fire");
        }
    }

    /** The first bytes of all files of a queue. */
    private static String beginning(Path queue) throws IOException {
        StringBuilder text = new StringBuilder();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(queue, "*.cq4")) {
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    text.append(new String(in.readNBytes(1024 * 1024), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return text.toString();
    }

    private static byte[] fault(long correlationId) {
        return BinaryClient.frame(
                FrameKind.REQUEST, ProbeProvider.SERVICE, ProbeProvider.FAULT, correlationId, new byte[0]);
    }

    private static byte[] delay(long correlationId, long delayNs) {
        byte[] payload = new byte[Long.BYTES];
        new org.agrona.concurrent.UnsafeBuffer(payload).putLong(0, delayNs, java.nio.ByteOrder.LITTLE_ENDIAN);
        return BinaryClient.frame(
                FrameKind.REQUEST, ProbeProvider.SERVICE, ProbeProvider.DELAY, correlationId, payload);
    }

    private static Matcher stopped(ServerProcess server) {
        List<String> lines = server.stdout();
        Matcher stopped = STOPPED.matcher(lines.get(lines.size() - 1));
        assertTrue(stopped.matches(), lines::toString);
        return stopped;
    }

    private static void assertIdentical(Outcome replay, Matcher stopped) {
        assertEquals(0, replay.exitCode(), replay::toString);
        assertEquals(
                "identical: " + stopped.group(1) + " events, outputs " + stopped.group(2) + ", state "
                        + stopped.group(3),
                Verbs.lastLine(replay));
    }
}
