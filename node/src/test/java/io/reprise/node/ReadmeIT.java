package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what the README tells people to type, in its order and in an empty directory, with two changes: free ports in place
 * of 8080 and 9090, and {@code --help} behind what takes minutes.
 */
final class ReadmeIT {
    private static final Path HOME = Path.of(System.getProperty("reprise.home"));
    private static final Map<String, String> NO_BUILD = Map.of("REPRISE_BUILD", "never");
    private static final List<String> TAKES_MINUTES =
            List.of("./reprise bench", "./reprise jmh", "./reprise faults --all");
    private static final int READY_SECONDS_MAX = 60;

    @TempDir
    private Path directory;

    private String readme;
    private String httpPort;
    private String binaryPort;
    private Process server;

    @BeforeEach
    void readReadme() throws IOException {
        readme = Files.readString(HOME.resolve("README.md"));
        httpPort = freePort();
        binaryPort = freePort();
        Files.createSymbolicLink(directory.resolve("reprise"), HOME.resolve("reprise"));
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.destroyForcibly();
        }
    }

    @Test
    void shouldDoWhatTheReadmeSays() throws Exception {
        for (String command : commands()) {
            if (command.startsWith("./reprise serve")) {
                serve(command);
                runPythonClient();
            } else if (!command.startsWith("./reprise test")) {
                if (command.startsWith("./reprise journal")) {
                    stop();
                }
                run(command);
            }
        }
    }

    @Test
    void shouldNameOnlyPagesThatExist() {
        List<String> links = Pattern.compile("\\]\\(([^)#]+)\\)")
                .matcher(readme)
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.startsWith("http"))
                .toList();

        assertFalse(links.isEmpty());
        assertAll(links.stream().map(link -> () -> assertTrue(Files.exists(HOME.resolve(link)), link)));
    }

    /** Each command of the {@code sh} blocks, continued lines joined, comments cut. */
    private List<String> commands() {
        List<String> commands = new ArrayList<>();
        for (String block : blocks("sh")) {
            for (String line : block.replace("\\\n", " ").split("\n")) {
                commands.add(line.replaceFirst("\\s+# .*", "")
                        .replace("8080", httpPort)
                        .replace("9090", binaryPort));
            }
        }
        assertTrue(commands.size() > 5, "the README has lost its commands");
        return commands;
    }

    private List<String> blocks(String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(readme)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private void serve(String command) throws Exception {
        Path output = directory.resolve("serve.txt");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec " + command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(directory.resolve("serve-error.txt").toFile());
        builder.environment().putAll(NO_BUILD);
        server = builder.start();
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
        while (!Files.readString(output).contains("ready\n")) {
            assertTrue(server.isAlive() && System.nanoTime() - deadlineNs < 0, "the server did not become ready");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void runPythonClient() throws Exception {
        Path client = Files.writeString(directory.resolve("client.py"), String.join("\n", blocks("python")));

        ChildProcess.Outcome outcome =
                ChildProcess.run(directory, Map.of(), "python3", client.toString(), "127.0.0.1", binaryPort);

        assertAll(
                () -> assertEquals(0, outcome.exitCode(), outcome.error()),
                () -> assertTrue(outcome.output().contains("welcome, session"), outcome.output()),
                () -> assertTrue(outcome.output().endsWith("sum 15\n"), outcome.output()));
    }

    private void stop() throws Exception {
        if (server.isAlive()) {
            server.toHandle().destroy();
            assertTrue(server.waitFor(READY_SECONDS_MAX, TimeUnit.SECONDS), "the server did not stop");
            assertEquals(0, server.exitValue());
        }
    }

    private void run(String command) throws Exception {
        boolean tooLong = TAKES_MINUTES.contains(command);

        ChildProcess.Outcome outcome =
                ChildProcess.run(directory, NO_BUILD, "sh", "-c", tooLong ? command + " --help" : command);

        assertEquals(0, outcome.exitCode(), command + "\n" + outcome.output() + outcome.error());
        assertFalse(outcome.output().isBlank(), command + " said nothing");
        assertFalse(outcome.output().contains("\"error\""), command + "\n" + outcome.output());
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
