package io.reprise.replay.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reprise.journal.StorageFullException;
import io.reprise.kernel.Subcommand;
import io.reprise.replay.TestFrames;
import io.reprise.replay.TestJournal;
import io.reprise.replay.journal.JournalCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class FrameCommandsTest {
    private static final int STORAGE_FULL = 6;

    @TempDir
    Path directory;

    private final StringWriter err = new StringWriter();
    private Path run;

    @BeforeEach
    void write() {
        run = TestJournal.write(directory.resolve("run"), 100, sequence -> TestFrames.add(sequence, sequence, 1));
    }

    @Test
    void shouldBeFoundAsVerbs() {
        List<Class<?>> verbs = ServiceLoader.load(Subcommand.class).stream()
                .<Class<?>>map(ServiceLoader.Provider::type)
                .toList();

        assertTrue(
                verbs.containsAll(List.of(DumpCommand.class, ExportCommand.class, GrepCommand.class)), verbs::toString);
        assertTrue(new CommandLine(new JournalCommand()).getSubcommands().containsKey("dump"));
    }

    @Test
    void shouldExportToAFileAndReplaceIt() throws IOException {
        Path file = directory.resolve("frames.csv");

        assertEquals(0, execute(new ExportCommand(), run, "--format", "csv", "--out", file.toString()));
        assertEquals(101, Files.readAllLines(file).size());
        assertEquals(
                0,
                execute(new ExportCommand(), run, "--format", "JSONL", "--out", file.toString(), "--from", "+0.09s"));
        assertEquals(10, Files.readAllLines(file).size());
        assertFalse(Files.exists(directory.resolve("frames.csv.part")));
    }

    @Test
    void shouldSayThatThereIsNoRoom() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));

        assertEquals(STORAGE_FULL, execute(new ExportCommand(), run, "--format", "csv", "--out", full.toString()));
        assertEquals("cannot write /dev/full: No space left on device", err.toString());
        assertFalse(Files.isRegularFile(full), "the device was replaced");
        assertFalse(Files.exists(Path.of("/dev/full.part")));
    }

    @Test
    void shouldLeaveTheOlderFileWhenItFails() throws IOException {
        Path file = Files.writeString(directory.resolve("frames.csv"), "older");

        IOException full = new IOException("No space left on device");
        StorageFullException failure = assertThrows(
                StorageFullException.class,
                () -> Output.toFile(file, out -> {
                    out.write("half");
                    throw full;
                }));
        assertEquals("cannot write " + file + ": No space left on device", failure.getMessage());
        assertEquals("older", Files.readString(file));
        assertFalse(Files.exists(directory.resolve("frames.csv.part")));
    }

    @Test
    void shouldSayInOneSentenceWhatIsWrong() {
        assertRefused("`noon` is no moment: ", new DumpCommand(), "--from", "noon");
        assertRefused("Missing required option: '--format", new ExportCommand());
        assertRefused("'xml'", new ExportCommand(), "--format", "xml");
        assertRefused(
                "cannot write " + directory.resolve("nowhere/x"),
                new ExportCommand(),
                "--format",
                "csv",
                "--out",
                directory.resolve("nowhere/x").toString());
        assertRefused(
                "column 9 of \"kind == REQUEST\": there is no `REQUEST`",
                new GrepCommand(),
                "--where",
                "kind == REQUEST");
        assertRefused("there is no method echo.ad", new GrepCommand(), "--method", "echo.ad");
        assertRefused("there is no kind X", new GrepCommand(), "--kind", "X");
        assertRefused("'LATE'", new GrepCommand(), "--status", "LATE");
    }

    private void assertRefused(String sentence, Subcommand verb, String... options) {
        err.getBuffer().setLength(0);

        assertEquals(2, execute(verb, run, options));
        assertTrue(err.toString().contains(sentence), err::toString);
    }

    /** As the program does it: what is thrown becomes a sentence, and exit code 6 when there is no room or else 2. */
    private int execute(Subcommand verb, Path path, String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = path.toString();
        System.arraycopy(options, 0, arguments, 1, options.length);
        return new CommandLine(verb)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    err.append(failure.getMessage());
                    return failure instanceof StorageFullException ? STORAGE_FULL : 2;
                })
                .execute(arguments);
    }
}
