package io.reprise.replay.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reprise.kernel.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code reprise verify} prints, and its exit code. */
final class VerifyCommandTest {
    @TempDir
    private Path directory;

    private Path path;
    private String printed;

    @BeforeEach
    void makeARun() {
        path = directory.resolve("run");
        try (SmallRun run = new SmallRun(path)) {
            run.serve(20).noteState().snapshot();
        }
    }

    @Test
    void shouldEndWithTheCertificate() {
        String line = Verification.of(path, sequence -> {}).certificate().line();

        assertEquals(ExitCode.OK, execute(path.toString()));
        assertTrue(
                printed.lines().reduce("", (all, last) -> last).startsWith(line + " — verified by reprise "), printed);
        assertTrue(printed.lines().anyMatch(row -> row.startsWith("journal         1 ")), printed);
    }

    @Test
    void shouldExecuteWhenAsked() throws IOException {
        Files.delete(path.resolve("outputs/states.jsonl"));

        assertEquals(ExitCode.OK, execute("--execute", path.toString()));
        assertTrue(printed.contains(" at 20, machines echo 1"), printed);
    }

    @Test
    void shouldSayWhatIsDamaged() throws IOException {
        Files.delete(path.resolve("outputs/digests.bin"));

        assertEquals(ExitCode.UNUSABLE, execute(path.toString()));
        assertTrue(printed.contains("digests damaged at sequence 1: "), printed);
        assertTrue(printed.endsWith("no certificate: the run is damaged\n"), printed);
    }

    @Test
    void shouldPrintOneObject() throws IOException {
        assertEquals(ExitCode.OK, execute("--json", path.toString()));
        JsonNode whole = new ObjectMapper().readTree(printed);
        assertTrue(whole.path("whole").asBoolean());
        assertEquals(
                Verification.of(path, sequence -> {}).certificate().sha256(),
                whole.path("certificate").path("sha256").asText());
        assertEquals(0, whole.path("damage").size());

        Files.delete(path.resolve("outputs/digests.bin"));
        assertEquals(ExitCode.UNUSABLE, execute("--json", path.toString()));
        JsonNode damaged = new ObjectMapper().readTree(printed);
        assertFalse(damaged.path("whole").asBoolean());
        assertEquals(
                "outputs/digests.bin",
                damaged.path("damage").path(0).path("file").asText());
        assertTrue(damaged.path("certificate").isMissingNode());
    }

    private int execute(String... arguments) {
        PrintStream standard = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            return new CommandLine(new VerifyCommand()).execute(arguments);
        } finally {
            System.setOut(standard);
            printed = out.toString(StandardCharsets.UTF_8);
        }
    }
}
