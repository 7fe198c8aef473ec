package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may use a run, and what is said when it cannot be used. */
final class RunDirectoryTest {
    private static final String ID = "20261120120000-abcdef";

    @TempDir
    private Path temporary;

    private Path path;

    @BeforeEach
    void nameTheRun() {
        path = temporary.resolve("runs").resolve("a");
    }

    @Test
    void shouldReadTheManifestItWrote() throws IOException {
        RunManifest manifest = new RunManifest(
                RunManifest.FORMAT,
                "id-\u00fc",
                Long.MIN_VALUE,
                4096,
                "halt",
                new TreeMap<>(java.util.Map.of("echo.max-keys", 7L, "kernel.max-timers", Long.MAX_VALUE)),
                List.of(new RunManifest.Machine(1, "echo", 1), new RunManifest.Machine(65_535, "llm", 12)),
                List.of(),
                RunManifest.Begin.WHOLE);
        RunManifest.Start start = TestRun.start("0001", AckMode.DURABLE);
        try (RunDirectory run = RunDirectory.create(path, manifest)) {
            assertEquals("0001", run.nextQueueName());
            run.addStart(start);
            assertEquals("0002", run.nextQueueName());
            assertTrue(Files.isDirectory(run.queue(start)));
        }
        try (RunDirectory run = RunDirectory.open(path)) {
            assertEquals(manifest.withStart(start), run.manifest());
        }
        assertFalse(Files.exists(path.resolve("run.json.new")));
    }

    @Test
    void shouldRefuseWhatIsNotARun() throws IOException {
        assertRefused("there is no run at " + path + ": no such directory");
        Files.createDirectories(path);
        assertRefused("there is no run at " + path + ": it has no run.json");
        assertFalse(RunDirectory.exists(path));
    }

    @Test
    void shouldNotMakeARunOverAnother() {
        RunDirectory.create(path, TestRun.manifest("first")).close();

        String sentence = assertThrows(
                        RunUnusableException.class, () -> RunDirectory.create(path, TestRun.manifest("second")))
                .getMessage();

        assertEquals(path + " already holds a run", sentence);
        try (RunDirectory run = RunDirectory.open(path)) { // and the refusal left no lock behind
            assertEquals("first", run.manifest().id());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(quoteCharacter = '`', textBlock = """
            nothing,            ``
            no JSON,            `x`
            cut short,          `{"format":3,`
            null,               `null`
            a list,             `[1]`
            no format,          `{"id":"x"}`
            a format of text,   `{"format":"1"}`
            a field missing,    `{"format":3,"id":"x","seed":1,"maxFrameLength":4096,"faultPolicy":"halt","limits":{},"machines":[]}`
            a field unknown,    `{"format":3,"id":"x","seed":1,"maxFrameLength":4096,"faultPolicy":"halt","limits":{},"machines":[],"starts":[],"begin":{"queue":"","file":"","sequence":0,"link":0},"more":1}`
            a field twice,      `{"format":3,"id":"x","seed":1,"seed":2,"maxFrameLength":4096,"faultPolicy":"halt","limits":{},"machines":[],"starts":[],"begin":{"queue":"","file":"","sequence":0,"link":0}}`
            a field null,       `{"format":3,"id":null,"seed":1,"maxFrameLength":4096,"faultPolicy":"halt","limits":{},"machines":[],"starts":[],"begin":{"queue":"","file":"","sequence":0,"link":0}}`
            frames too long,    `{"format":3,"id":"x","seed":1,"maxFrameLength":4194265,"faultPolicy":"halt","limits":{},"machines":[],"starts":[],"begin":{"queue":"","file":"","sequence":0,"link":0}}`
            frames too short,   `{"format":3,"id":"x","seed":1,"maxFrameLength":63,"faultPolicy":"halt","limits":{},"machines":[],"starts":[],"begin":{"queue":"","file":"","sequence":0,"link":0}}`
            a policy unknown,   `{"format":3,"id":"x","seed":1,"maxFrameLength":4096,"faultPolicy":"ignore","limits":{},"machines":[],"starts":[],"begin":{"queue":"","file":"","sequence":0,"link":0}}`
            a queue elsewhere,  `{"format":3,"id":"x","seed":1,"maxFrameLength":4096,"faultPolicy":"halt","limits":{},"machines":[],"starts":[{"queue":"../0001","time":"t","bootId":"b","ackMode":"process","threading":"inline","version":"v","commit":"c","jvm":"j"}],"begin":{"queue":"","file":"","sequence":0,"link":0}}`
            a floor too high,   `{"format":3,"id":"x","seed":1,"maxFrameLength":4096,"faultPolicy":"halt","limits":{},"machines":[],"starts":[{"queue":"0001","time":"t","bootId":"b","ackMode":"process","threading":"inline","version":"v","commit":"c","jvm":"j","overload":{"policy":"shed","threshold":0.5,"occupancyFloor":2}}],"begin":{"queue":"","file":"","sequence":0,"link":0}}`
            """)
    void shouldRefuseADamagedManifestInOneSentence(String name, String json) throws IOException {
        RunDirectory.create(path, TestRun.manifest(ID)).close();
        Files.writeString(path.resolve("run.json"), json);

        String sentence = refusal();

        assertTrue(sentence.startsWith(path.resolve("run.json") + " cannot be used: "), sentence);
        assertEquals(1, sentence.lines().count(), sentence);
    }

    @Test
    void shouldKeepWhatAStartSaysOfOverloadAndDoWithoutIt() throws IOException {
        RunManifest.Overload overload = new RunManifest.Overload("shed", 0.75, 0.25);
        try (RunDirectory run = RunDirectory.create(path, TestRun.manifest(ID))) {
            run.addStart(new RunManifest.Start("0001", "t", "b", "process", "inline", "v", "c", "j", overload));
        }
        assertEquals(overload, onlyStart().overload());

        String json = Files.readString(path.resolve("run.json"));
        String before = json.replaceFirst("(?s),\\s*\"overload\" : \\{.*?}", "");
        assertFalse(before.contains("overload"), before);
        Files.writeString(path.resolve("run.json"), before);

        assertEquals(RunManifest.Overload.UNKNOWN, onlyStart().overload());
    }

    private RunManifest.Start onlyStart() {
        try (RunDirectory run = RunDirectory.open(path)) {
            return run.manifest().starts().get(0);
        }
    }

    @Test
    void shouldRefuseAnotherFormatWhateverItsFields() throws IOException {
        RunDirectory.create(path, TestRun.manifest(ID)).close();
        Files.writeString(path.resolve("run.json"), "{\"format\":4,\"shards\":[]}");

        assertRefused(path + " has run format 4; this build reads format 3");
    }

    @Test
    void shouldRefuseASecondUserInThisProcess() {
        RunDirectory run = RunDirectory.create(path, TestRun.manifest(ID));
        assertRefused("run " + path + " is in use by this process; stop that one first");

        run.close();

        RunDirectory.open(path).close();
    }

    @Test
    void shouldKnowARunByAnyOfItsNames() throws IOException {
        RunDirectory run = RunDirectory.create(path, TestRun.manifest(ID));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), path);

        String sentence = assertThrows(
                        RunUnusableException.class,
                        () -> RunDirectory.open(link).close())
                .getMessage();

        assertEquals("run " + link + " is in use by this process; stop that one first", sentence);
        run.close();
    }

    @Test
    void shouldRefuseARunThatAnotherProcessUses() throws Exception {
        RunDirectory.create(path, TestRun.manifest(ID)).close();
        Process other = start(path);
        try (BufferedReader answer = answers(other)) {
            assertEquals("locked " + ID, answer.readLine());

            assertRefused("run " + path + " is in use by another process (" + path.resolve("run.lock")
                    + " is locked); stop that one first");

            other.destroyForcibly().waitFor();
            RunDirectory.open(path).close(); // a lock goes with its process, however that ends
        }
    }

    @Test
    void shouldKeepOtherProcessesOutAlsoAfterARefusalInThisOne() throws Exception {
        try (RunDirectory run = RunDirectory.create(path, TestRun.manifest(ID))) {
            assertThrows(
                    RunUnusableException.class, () -> RunDirectory.open(path).close());

            Process other = start(path);
            try (BufferedReader answer = answers(other)) {
                assertEquals(
                        "run " + path + " is in use by another process (" + path.resolve("run.lock")
                                + " is locked); stop that one first",
                        answer.readLine());
                assertEquals(0, other.waitFor());
            }
            assertEquals(ID, run.manifest().id());
        }
    }

    @Test
    void shouldBeFreeAgainAfterADamagedManifest() throws IOException {
        RunDirectory.create(path, TestRun.manifest(ID)).close();
        byte[] sound = Files.readAllBytes(path.resolve("run.json"));
        Files.writeString(path.resolve("run.json"), "x");
        refusal();

        Files.write(path.resolve("run.json"), sound);

        RunDirectory.open(path).close();
    }

    private static Process start(Path run) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        run.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BufferedReader answers(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private void assertRefused(String sentence) {
        assertEquals(sentence, refusal());
    }

    private String refusal() {
        return assertThrows(
                        RunUnusableException.class,
                        () -> RunDirectory.open(path).close())
                .getMessage();
    }
}
