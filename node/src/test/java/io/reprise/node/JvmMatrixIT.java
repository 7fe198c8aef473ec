package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One recorded run, replayed by every kind of JVM: one hash of the state, one of the outputs. */
@DisabledOnOs(OS.WINDOWS)
final class JvmMatrixIT {
    private static final Path INSTALLATIONS = Path.of("/usr/lib/jvm");
    private static final int LLM_SERVICE = 2;
    private static final int LLM_CHAT = 1;
    private static final int ROUNDS = 60;

    @TempDir
    private static Path directory;

    private static Path run;
    private static ProbeProgram program;
    private static String verdict;

    @BeforeAll
    static void recordARun() throws Exception {
        run = directory.resolve("run");
        program = ProbeProgram.pack(directory);
        try (ServerProcess server = program.launch(run).flags("--seed", "4711").start()) {
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                for (int round = 0; round < ROUNDS; round++) {
                    converse(client, round);
                }
            }
            assertEquals(0, server.terminate(), server::stderr);
            verdict = server.stdout().get(server.stdout().size() - 1).replace("stopped: ", "identical: ");
        }
        Set<String> kinds = new TreeSet<>();
        Journal.forEach(run, frame -> kinds.add(FrameKind.name(frame.kind())));
        assertEquals(Set.of("NOTIFICATION", "REQUEST", "TICK"), kinds);
    }

    /** Echo, additions, chat, a timer with a random answer, and every kind of error. */
    private static void converse(BinaryClient client, int round) throws IOException {
        byte[] notification = BinaryClient.add(9, round % 7, 1);
        BinaryClient.view(notification).kind(FrameKind.NOTIFICATION);
        client.send(
                BinaryClient.echo(1, new byte[round * 13]),
                BinaryClient.add(2, round % 7, round),
                notification,
                BinaryClient.frame(FrameKind.REQUEST, 1, 2, 3, new byte[5]),
                BinaryClient.frame(FrameKind.REQUEST, 1, 99, 4, new byte[0]),
                BinaryClient.frame(FrameKind.REQUEST, 777, 1, 5, new byte[0]),
                BinaryClient.frame(FrameKind.REQUEST, ProbeProvider.SERVICE, ProbeProvider.FAULT, 6, new byte[8]),
                BinaryClient.frame(FrameKind.REQUEST, LLM_SERVICE, LLM_CHAT, 7, chat(round)),
                delay(1_000_000L + round, 1_000L * round));
        for (int answers = 0; answers < 8; answers++) {
            FrameFlyweight answer = client.readFrame();
            boolean refused = answer.correlationId() >= 3 && answer.correlationId() <= 6;
            assertEquals(refused ? FrameKind.ERROR : FrameKind.RESPONSE, answer.kind(), answer::toString);
        }
    }

    private static byte[] chat(int round) {
        return ("{\"model\":\"gpt-4o\",\"max_tokens\":40,\"messages\":[{\"role\":\"user\",\"content\":\"Say " + round
                        + " things about Istanbul, \\u0130stanbul and \\ud83d\\ude80.\"}]}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] delay(long correlationId, long delayNs) {
        byte[] payload = new byte[Long.BYTES];
        new UnsafeBuffer(payload).putLong(0, delayNs, java.nio.ByteOrder.LITTLE_ENDIAN);
        return BinaryClient.frame(
                FrameKind.REQUEST, ProbeProvider.SERVICE, ProbeProvider.DELAY, correlationId, payload);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xint",
                "-XX:TieredStopAtLevel=1",
                "-XX:-TieredCompilation",
                "-XX:+UseSerialGC",
                "-XX:+UseG1GC",
                "-XX:+UseParallelGC -XX:-UseCompressedOops",
                "-Duser.language=tr -Duser.country=TR -Duser.timezone=Asia/Kolkata -Dfile.encoding=ISO-8859-1",
                "-Dagrona.disable.bounds.checks=true",
            })
    void shouldReplayTheSameWith(String flags) throws Exception {
        assertIdentical(program.withFlags(flags.split(" ")));
    }

    @Test
    void shouldReplayTheSameOnEveryInstalledJvm() throws Exception {
        Set<Path> others = new TreeSet<>();
        try (DirectoryStream<Path> installations = Files.newDirectoryStream(INSTALLATIONS)) {
            for (Path installation : installations) {
                Path real = installation.toRealPath();
                if (Files.isExecutable(real.resolve("bin").resolve("java")) && version(real) >= 17) {
                    others.add(real);
                }
            }
        }
        others.remove(Path.of(System.getProperty("java.home")).toRealPath());
        assumeTrue(!others.isEmpty(), "no other JVM is installed here");
        for (Path other : others) {
            assertIdentical(program.withJava(other));
        }
    }

    private static int version(Path installation) throws IOException {
        return Files.readAllLines(installation.resolve("release")).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
    }

    private static void assertIdentical(ProbeProgram other) throws Exception {
        Outcome replay = other.run(directory, "replay", run.toString());

        assertEquals(0, replay.exitCode(), replay::toString);
        assertEquals(verdict, Verbs.lastLine(replay));
        assertTrue(replay.output().contains("output digests compared"), replay::toString);
    }
}
