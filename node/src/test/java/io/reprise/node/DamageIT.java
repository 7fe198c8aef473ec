package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs that cannot be used, or are not what was recorded: which exit code, and what is said. */
@DisabledOnOs(OS.WINDOWS)
final class DamageIT {
    private static final int EVENTS = 300;
    private static final int DAMAGED = 150;
    private static final int ADD_DELTA = 1_000;

    @TempDir
    private static Path directory;

    private static Path run;
    private static byte[] manifest;
    private static byte[] digests;
    private static byte[] states;
    private static byte[] journal;

    @BeforeAll
    static void recordARun() throws Exception {
        run = directory.resolve("run");
        try (ServerProcess server = ServerProcess.start(run, "--outputs", "frames")) {
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                for (int i = 1; i <= EVENTS; i++) {
                    assertEquals(ADD_DELTA + i, client.sum(i, ADD_DELTA + i));
                }
            }
            assertEquals(0, server.terminate(), server::stderr);
        }
        manifest = Files.readAllBytes(run.resolve("run.json"));
        digests = Files.readAllBytes(digestFile());
        states = Files.readAllBytes(stateFile());
        journal = Files.readAllBytes(journalFile());
        Outcome replay = Verbs.replay(directory, run);
        assertEquals(0, replay.exitCode(), replay::toString);
    }

    @AfterEach
    void putItRightAgain() throws IOException {
        Files.write(run.resolve("run.json"), manifest);
        Files.write(digestFile(), digests);
        Files.write(stateFile(), states);
        Files.write(journalFile(), journal);
    }

    @Test
    void shouldStopAtAFlippedBitOfTheJournal() throws Exception {
        long offset = offsetOfKey(DAMAGED);
        flip(journalFile(), offset);
        Pattern sentence = Pattern.compile("journal damaged at sequence " + DAMAGED
                + ": a record does not match its checksum, yet a batch follows at offset [0-9]+ \\("
                + Pattern.quote(journalFile().toString()) + " offset ([0-9]+)\\)\n");

        for (Outcome outcome : List.of(
                Verbs.replay(directory, run), Verbs.run(directory, "journal", "verify", run.toString()), serve())) {
            Matcher matcher = sentence.matcher(outcome.error());
            assertEquals(2, outcome.exitCode(), outcome::toString);
            assertTrue(matcher.find(), outcome::toString);
            long named = Long.parseLong(matcher.group(1));
            assertTrue(named <= offset && offset < named + 80, () -> offset + " is not in the record at " + named);
        }
        assertArrayEquals(manifest, Files.readAllBytes(run.resolve("run.json")), "no start of it is noted");
    }

    @Test
    void shouldShowBothSidesWhereAnOutputDiffers() throws Exception {
        flip(digestFile(), (DAMAGED - 1L) * Long.BYTES);

        Outcome replay = Verbs.replay(directory, run);

        List<String> lines = replay.output().lines().toList();
        assertAll(
                () -> assertEquals(1, replay.exitCode(), replay::toString),
                () -> assertEquals("diverged: at sequence " + DAMAGED, Verbs.lastLine(replay)),
                () -> assertTrue(
                        lines.stream()
                                .anyMatch(line -> line.matches("request: +" + DAMAGED + " .* REQUEST echo.add .* key="
                                        + DAMAGED + " delta=" + (ADD_DELTA + DAMAGED))),
                        replay::toString),
                () -> assertTrue(
                        lines.stream()
                                .anyMatch(line -> line.matches("recorded: +outputs [0-9a-f]{16}: " + DAMAGED
                                        + " .* RESPONSE echo.add .* sum=" + (ADD_DELTA + DAMAGED))),
                        replay::toString),
                () -> assertTrue(
                        lines.stream()
                                .anyMatch(line -> line.matches("replayed: +outputs [0-9a-f]{16}: " + DAMAGED
                                        + " .* RESPONSE echo.add .* sum=" + (ADD_DELTA + DAMAGED))),
                        replay::toString));
        assertRefusesToServe("this build does not reproduce the run: it diverges at sequence " + DAMAGED);
    }

    @Test
    void shouldSayThatAnAnswerWasNotKept() throws Exception {
        flip(digestFile(), (DAMAGED - 1L) * Long.BYTES);
        Path answers = run.resolve("outputs").resolve("answers");
        Path elsewhere = Files.move(answers, directory.resolve("answers"));

        Outcome replay = Verbs.replay(directory, run);
        Files.move(elsewhere, answers);

        assertEquals(1, replay.exitCode(), replay::toString);
        assertTrue(
                replay.output()
                        .lines()
                        .anyMatch(line -> line.matches("recorded: +outputs [0-9a-f]{16}: the answer was not kept.*")),
                replay::toString);
    }

    @Test
    void shouldShowBothSidesWhereTheStateDiffers() throws Exception {
        String state = field("state");
        edit(stateFile(), text -> text.replace(state, "0123456789abcdef"));

        Outcome replay = Verbs.replay(directory, run);

        assertAll(
                () -> assertEquals(1, replay.exitCode(), replay::toString),
                () -> assertEquals("diverged: at sequence " + EVENTS, Verbs.lastLine(replay)),
                () -> assertTrue(replay.output().contains("state 0123456789abcdef after it\n"), replay::toString),
                () -> assertTrue(replay.output().contains("state " + state + " after it\n"), replay::toString));
        assertRefusesToServe("this build does not reproduce the run: it diverges at sequence " + EVENTS);
    }

    @Test
    void shouldShowBothSidesWhereTheHashOfAllOutputsDiffers() throws Exception {
        String outputs = field("outputs");
        edit(stateFile(), text -> text.replace(outputs, "0123456789abcdef"));

        Outcome replay = Verbs.replay(directory, run);

        assertEquals(1, replay.exitCode(), replay::toString);
        assertTrue(replay.output().contains("outputs 0123456789abcdef, state "), replay::toString);
        assertTrue(replay.output().contains("outputs " + outputs + ", state "), replay::toString);
    }

    @Test
    void shouldNoticeThatTheEndOfAStoppedRunIsMissing() throws Exception {
        long offset = offsetOfKey(EVENTS) - 64 - 32 - 4; // of the document that holds only this request
        byte[] cut = java.util.Arrays.copyOf(journal, (int) offset);
        Files.write(journalFile(), cut);

        for (Outcome outcome :
                List.of(Verbs.replay(directory, run), Verbs.run(directory, "journal", "verify", run.toString()))) {
            assertEquals(2, outcome.exitCode(), outcome::toString);
            assertTrue(
                    outcome.error()
                            .contains("journal damaged at sequence " + EVENTS + ": the run was stopped in order at"
                                    + " sequence " + EVENTS + ", but its journal ends before: no more documents"),
                    outcome::toString);
        }
    }

    @Test
    void shouldSayThatThereIsNoRun() {
        Path nowhere = directory.resolve("nowhere");
        for (String[] verb : List.of(
                new String[] {"replay"},
                new String[] {"journal", "verify"},
                new String[] {"journal", "dump"},
                new String[] {"journal", "info"})) {
            String[] words = Stream.concat(Stream.of(verb), Stream.of(nowhere.toString()))
                    .toArray(String[]::new);
            Outcome outcome = Verbs.run(directory, words);

            assertEquals(2, outcome.exitCode(), outcome::toString);
            assertEquals(
                    "reprise: there is no run at " + nowhere + ": no such directory\n",
                    outcome.error(),
                    outcome::toString);
        }
        assertFalse(Files.exists(nowhere));
    }

    @Test
    void shouldKeepASecondUserOutWhoWouldWrite() throws Exception {
        String sentence = "run " + run + " is in use by another process (" + run.resolve("run.lock")
                + " is locked); stop that one first\n";
        try (ServerProcess server = ServerProcess.start(run)) {
            for (Outcome outcome : List.of(serve(), Verbs.run(directory, "snapshot", run.toString()))) {
                assertEquals(2, outcome.exitCode(), outcome::toString);
                assertEquals(sentence, Verbs.said(outcome.error()));
            }
            Outcome replay = Verbs.replay(directory, run); // which reads only
            assertEquals(0, replay.exitCode(), replay::toString);
            assertEquals(0, server.terminate(), server::stderr);
        }
    }

    @Test
    void shouldRefuseARunOfOtherMachines() throws Exception {
        edit(run.resolve("run.json"), text -> text.replaceFirst("(\"name\" : \"echo\",\\s*\"version\" : )1", "$17"));

        for (Outcome outcome : List.of(serve(), Verbs.replay(directory, run))) {
            assertEquals(2, outcome.exitCode(), outcome::toString);
            assertTrue(outcome.error().contains("the run was made by echo version 7"), outcome::toString);
            assertTrue(outcome.error().contains("; this build has echo version 1"), outcome::toString);
        }
    }

    @Test
    void shouldRefuseAManifestThatIsNone() throws Exception {
        Files.writeString(run.resolve("run.json"), "{");

        for (Outcome outcome : List.of(serve(), Verbs.replay(directory, run))) {
            assertEquals(2, outcome.exitCode(), outcome::toString);
            assertTrue(
                    Verbs.said(outcome.error()).startsWith(run.resolve("run.json") + " cannot be used: "),
                    outcome::toString);
            assertEquals(1, outcome.error().lines().count(), outcome::toString);
        }
    }

    private static void assertRefusesToServe(String sentence) {
        Outcome serve = serve();
        assertEquals(2, serve.exitCode(), serve::toString);
        assertTrue(Verbs.said(serve.error()).contains(sentence), serve::toString);
    }

    private static Outcome serve() {
        return Verbs.run(directory, "serve", "--run", run.toString(), "--http", "0", "--binary", "0");
    }

    /** Where the journal holds the key of the addition with that sequence. */
    private static long offsetOfKey(long sequence) {
        ByteBuffer wanted = ByteBuffer.allocate(16).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        wanted.putLong(sequence).putLong(ADD_DELTA + sequence).flip();
        for (int offset = 0; offset < journal.length - wanted.capacity(); offset += 4) {
            if (ByteBuffer.wrap(journal, offset, wanted.capacity()).equals(wanted)) {
                return offset;
            }
        }
        throw new AssertionError("the journal does not hold request " + sequence);
    }

    private static void flip(Path file, long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer value = ByteBuffer.allocate(1);
            channel.read(value, offset);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (value.get(0) ^ 1)}), offset);
        }
    }

    private static void edit(Path file, UnaryOperator<String> edit) throws IOException {
        String before = Files.readString(file);
        String after = edit.apply(before);
        assertFalse(after.equals(before), () -> "nothing to edit in " + before);
        Files.writeString(file, after);
    }

    private static String field(String name) throws IOException {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([0-9a-f]{16})\"").matcher(Files.readString(stateFile()));
        assertTrue(matcher.find());
        return matcher.group(1);
    }

    private static Path digestFile() {
        return run.resolve("outputs").resolve("digests.bin");
    }

    private static Path stateFile() {
        return run.resolve("outputs").resolve("states.jsonl");
    }

    private static Path journalFile() throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("journal").resolve("0001"))) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
