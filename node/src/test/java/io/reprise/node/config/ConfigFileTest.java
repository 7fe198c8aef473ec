package io.reprise.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

final class ConfigFileTest {
    @TempDir
    private Path directory;

    /** One of each kind. */
    private static final class Options {
        @Option(names = "--ring", paramLabel = "BYTES")
        private int ring;

        @Option(names = "--host", paramLabel = "ADDRESS")
        private String host;

        @Option(names = "--cores", split = ",", paramLabel = "CORE")
        private List<String> cores;

        @Option(names = "--limit", split = ",", paramLabel = "NAME=N")
        private Map<String, Long> limits;
    }

    @Test
    void shouldReadValuesListsAndMapsWithTheirLines() throws IOException {
        ConfigFile file =
                read("# a comment\n\nring: 4096\nhost: '::1'\ncores: [1, 2]\nlimit:\n  echo.max-keys: 5\n  a.b: 6\n");

        assertEquals(new ConfigFile.Entry("4096", 3), file.entry("ring"));
        assertEquals(new ConfigFile.Entry("::1", 4), file.entry("host"));
        assertEquals(new ConfigFile.Entry("1,2", 5), file.entry("cores"));
        assertEquals(new ConfigFile.Entry("echo.max-keys=5,a.b=6", 6), file.entry("limit"));
    }

    @Test
    void shouldTakeOneValueForAList() throws IOException {
        assertEquals(new ConfigFile.Entry("auto", 1), read("cores: auto").entry("cores"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "# nothing but a comment", "---"})
    void shouldTakeAFileThatSetsNothing(String text) throws IOException {
        assertNull(read(text).entry("ring"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "rign: 1                  | 1: there is no option rign; did you mean ring?",
                "--ring: 1                | 1: there is no option --ring; did you mean ring?",
                "bananas: 1               | 1: there is no option bananas; `reprise config` lists all there are",
                "ring: 1;host: a;ring: 2  | 3: ring is set twice; the first time in line 1",
                "ring:                    | 1: ring has no value; leave it out to have its default",
                "ring: [1, 2]             | 1: ring takes a value (BYTES), not a list",
                "host: a;ring: {a: 1}     | 2: ring takes a value (BYTES), not a map",
                "limit: 5                 | 1: limit takes a map, as in `limit: {NAME: N}`, not a value",
                "limit: [1]               | 1: limit takes a map, as in `limit: {NAME: N}`, not a list",
                "cores: {a: 1}            | 1: cores takes a value or a list (CORE), not a map",
                "limit: {a.b: [1]}        | 1: limit.a.b takes plain values (NAME=N)",
                "limit:;  a: 1;  a: 2     | 3: a is set twice in limit",
                "cores: ['1,2']           | 1: cores takes values without `,`, not 1,2",
                "- ring                   | 1: there must be lines of the form `name: value`",
                "ring                     | 1: there must be lines of the form `name: value`",
                "ring: 1;---;ring: 2      | 2: there must be one document in the file",
                "host: &a x;ring: *a      | 2: ring takes a value, not a reference to one",
            })
    void shouldSayWhereAndWhatIsWrong(String text, String complaint) {
        ConfigException refusal = assertThrows(ConfigException.class, () -> read(text.replace(';', '\n')));

        assertEquals(directory.resolve("config.yaml") + ":" + complaint, refusal.getMessage());
    }

    @Test
    void shouldSayWhereAFileIsNotYaml() {
        ConfigException refusal = assertThrows(ConfigException.class, () -> read("ring: 1\nhost: \"a\ncores: 1\n"));

        assertTrue(refusal.getMessage().startsWith(directory.resolve("config.yaml") + ":"), refusal.getMessage());
    }

    @Test
    void shouldNameAFileThatIsNotThere() {
        ConfigException refusal = assertThrows(
                ConfigException.class, () -> ConfigFile.read(directory.resolve("nowhere.yaml"), options()));

        assertTrue(
                refusal.getMessage().startsWith("cannot read the configuration file " + directory),
                refusal::getMessage);
    }

    private ConfigFile read(String text) throws IOException {
        return ConfigFile.read(Files.writeString(directory.resolve("config.yaml"), text), options());
    }

    private static Map<String, OptionSpec> options() {
        Map<String, OptionSpec> options = new TreeMap<>();
        for (OptionSpec option : new CommandLine(new Options()).getCommandSpec().options()) {
            options.put(Configuration.name(option), option);
        }
        return options;
    }
}
