package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end and keeps what it said. */
final class ChildProcess {
    private static final int SECONDS_MAX = 600;

    private ChildProcess() {}

    static Outcome run(Path directory, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Path error = Files.createTempFile(directory, "error", ".txt");
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(error.toFile());
        // The JVM announces these on standard error.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().putAll(environment);

        Process process = builder.start();
        try {
            assertTrue(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS), "the program did not end");
            return new Outcome(process.exitValue(), Files.readString(output), Files.readString(error));
        } finally {
            process.destroyForcibly();
        }
    }

    record Outcome(int exitCode, String output, String error) {}
}
