package io.reprise.replay.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.replay.RecordedRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The session that docs/replay.md shows is what the verb prints. */
final class StepDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "replay.md");
    private static final String FIRST_LINE = "$ reprise step runs/first --commands steps.txt\n";

    @TempDir
    private Path temporary;

    @Test
    void shouldPrintTheSessionOfTheDocument() throws IOException {
        Path path = temporary.resolve("run");
        try (RecordedRun run = new RecordedRun(path)) {
            run.add(42, 5)
                    .add(7, 1)
                    .add(42, 10)
                    .addNothing()
                    .openSession()
                    .add(42, -3)
                    .add(42, 100)
                    .add(42, 1);
        }
        String document = Files.readString(DOCUMENT);
        int start = document.indexOf(FIRST_LINE) + FIRST_LINE.length();
        String transcript = document.substring(start, document.indexOf("```", start));
        List<String> commands = transcript
                .lines()
                .filter(line -> line.startsWith("> ") || line.startsWith("#"))
                .map(line -> line.startsWith("> ") ? line.substring(2) : line)
                .collect(Collectors.toList());
        StringWriter out = new StringWriter();

        int exitCode = new CommandLine(new StepCommand())
                .setOut(new PrintWriter(out))
                .execute(
                        path.toString(),
                        "--commands",
                        Files.write(temporary.resolve("steps.txt"), commands).toString());

        assertEquals(0, exitCode);
        assertEquals(transcript, out.toString());
    }
}
