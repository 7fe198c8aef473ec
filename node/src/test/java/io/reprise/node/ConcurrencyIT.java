package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same chat requests get the same bytes from any server with the run's seed, in whatever order they arrive. */
final class ConcurrencyIT {
    private static final Path LAUNCHER = Path.of(System.getProperty("reprise.home"), "reprise");
    private static final int REQUESTS = 300;

    @TempDir
    private Path directory;

    @Test
    void shouldAnswerTheSameBytesAtAnyConcurrency() throws Exception {
        Path trace = trace();

        List<String> oneByOne = answers(trace, "1", "1");
        List<String> manyAtOnce = answers(trace, "32", "4");

        assertEquals(REQUESTS, oneByOne.size());
        assertEquals(oneByOne, manyAtOnce);
    }

    private List<String> answers(Path trace, String connections, String pipeline) throws Exception {
        Path answers = directory.resolve("answers-" + connections + ".txt");
        try (ServerProcess server = ServerProcess.start("--seed", "7")) {
            ChildProcess.Outcome load = ChildProcess.run(
                    directory,
                    Map.of("REPRISE_BUILD", "never"),
                    LAUNCHER.toString(),
                    "load",
                    "--http",
                    "127.0.0.1:" + server.http().getPort(),
                    "--trace",
                    trace.toString(),
                    "--speed",
                    "1000",
                    "--connections",
                    connections,
                    "--pipeline",
                    pipeline,
                    "--answers",
                    answers.toString());
            assertEquals(0, load.exitCode(), load.output() + load.error());
        }
        return Files.readAllLines(answers).stream().sorted().toList();
    }

    /** In the format of the Azure trace: one request a millisecond, lengths that differ. */
    private Path trace() throws Exception {
        List<String> lines = new ArrayList<>(List.of("TIMESTAMP,ContextTokens,GeneratedTokens"));
        for (int i = 0; i < REQUESTS; i++) {
            lines.add(String.format(
                    Locale.ROOT, "2023-11-16 18:15:46.%03d0000,%d,%d", i, 10 + 7 * i % 400, 5 + 3 * i % 90));
        }
        return Files.write(directory.resolve("trace.csv"), lines);
    }
}
