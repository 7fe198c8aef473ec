package io.reprise.perf.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs of the system. */
final class Shell {
    private Shell() {}

    /** Runs a program to its end. Returns what it printed on both outputs; any exit code but 0 is an exception. */
    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IOException(String.join(" ", command) + ": exit code " + exitCode + ": " + output);
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Whether the shell finds all of these programs; the first it does not find, or an empty text. */
    static String missing(List<String> programs) {
        for (String program : programs) {
            try {
                run("sh", "-c", "command -v " + program);
            } catch (IOException e) {
                return program;
            }
        }
        return "";
    }

    /** A directory with everything in it; holes stay holes. */
    static void copy(Path from, Path to) throws IOException {
        run("cp", "-a", "--sparse=always", from.toString(), to.toString());
    }

    /** Whether this process is root, by what it may read. */
    static boolean isRoot() {
        return Files.isReadable(Path.of("/proc/1/environ"));
    }
}
