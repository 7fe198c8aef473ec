package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the official SDKs, as their registries have them, against the packaged server: the cases of {@code sdk-matrix}.
 * With {@code -Dsdk-matrix.write=true} it writes the table into docs/llm.md, where it otherwise must be already.
 */
final class SdkMatrixIT {
    /** Faults take a hundredth of their times; every answer says what is left of limits that nobody reaches. */
    private static final String LIMITS = "llm.fault-speed=100,llm.requests-per-minute=100000,"
            + "llm.input-tokens-per-minute=100000000,llm.output-tokens-per-minute=100000000";

    private static final Path HOME = Path.of(System.getProperty("reprise.home"));
    private static final Path MATRIX = HOME.resolve("sdk-matrix");
    private static final Path PAGE = HOME.resolve("docs/llm.md");
    private static final Path TARGET = Path.of(System.getProperty("reprise.jar"))
            .toAbsolutePath()
            .getParent()
            .resolveSibling("sdk-matrix.json");
    private static final String BEGIN = "<!-- SdkMatrixIT writes from here -->\n";
    private static final String END = "<!-- to here -->\n";
    private static final List<String> LANGUAGES = List.of("node", "python", "java");
    private static final int CASES_MIN = 40;

    @TempDir
    private Path directory;

    @Test
    void shouldServeTheOfficialSdksUnmodified() throws Exception {
        Map<String, String> repository = Map.of("MAVEN_REPOSITORY", System.getProperty("reprise.maven-repository"));
        LANGUAGES.forEach(language -> run(repository, "install.sh", language));

        SdkMatrix matrix = new SdkMatrix(MATRIX.resolve("cases.json"));
        for (String lines : runAll()) {
            matrix.add(lines);
        }
        matrix.write(TARGET);

        assertEquals(List.of(), matrix.gaps());
        for (String provider : List.of("openai", "anthropic", "gemini")) {
            for (String language : LANGUAGES) {
                long count = matrix.results().stream()
                        .filter(result -> result.provider().equals(provider)
                                && result.language().equals(language))
                        .map(SdkMatrix.Result::name)
                        .distinct()
                        .count();
                assertTrue(count >= CASES_MIN, count + " cases of " + provider + " in " + language);
            }
        }
        List<String> surprises = matrix.surprises(MATRIX.resolve("known-failures.txt"));
        assertTrue(surprises.isEmpty(), () -> String.join("\n", surprises));
        assertPage(matrix.markdown());
    }

    /** Standard output of the runners, which share two servers. */
    private List<String> runAll() throws Exception {
        Path keys = directory.resolve("keys");
        ChildProcess.Outcome made =
                Verbs.run(directory, "key", "new", "--keys", keys.toString(), "--id", "sdk", "--scopes", "llm");
        assertEquals(0, made.exitCode(), made.error());
        String key = Verbs.lastLine(made);

        try (ServerProcess open = ServerProcess.start("--limit", LIMITS);
                ServerProcess keyed = ServerProcess.start("--limit", LIMITS, "--keys", keys.toString())) {
            List<CompletableFuture<String>> running = new ArrayList<>();
            for (String language : LANGUAGES) {
                String[] command = {"run.sh", language, "--url", url(open), "--keyed-url", url(keyed), "--key", key};
                running.add(CompletableFuture.supplyAsync(() -> run(Map.of(), command)));
            }
            return running.stream().map(CompletableFuture::join).toList();
        }
    }

    private static String url(ServerProcess server) {
        return "http://127.0.0.1:" + server.http().getPort();
    }

    /** Runs a script of the matrix; returns its standard output. */
    private String run(Map<String, String> environment, String... command) {
        String[] absolute = command.clone();
        absolute[0] = MATRIX.resolve(command[0]).toString();
        Map<String, String> all = new HashMap<>(environment);
        all.put("JAVA_HOME", System.getProperty("java.home"));
        try {
            ChildProcess.Outcome outcome = ChildProcess.run(directory, all, absolute);
            assertEquals(0, outcome.exitCode(), () -> outcome.output() + outcome.error());
            return outcome.output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static void assertPage(String tables) throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertTrue(begin >= BEGIN.length() && end >= begin, "docs/llm.md has lost its marks");
        String current = page.substring(0, begin) + tables + "\n" + page.substring(end);
        if (Boolean.getBoolean("sdk-matrix.write")) {
            Files.writeString(PAGE, current);
        }
        assertEquals(current, Files.readString(PAGE), "docs/llm.md is behind; -Dsdk-matrix.write=true writes it");
    }
}
