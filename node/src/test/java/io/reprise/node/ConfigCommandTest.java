package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.node.config.Configuration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Where values come from, and what {@code reprise config} says of them. */
final class ConfigCommandTest {
    @TempDir
    private Path directory;

    private final Map<String, String> environment = new TreeMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldPutFlagsBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        String file = file("max-frame: 4096", "max-in-flight: 11", "ring: 65536", "header-timeout: 12");
        environment.put("REPRISE_MAX_IN_FLIGHT", "22");
        environment.put("REPRISE_RING", "131072");
        environment.put("REPRISE_IDLE_TIMEOUT", ""); // counts as not set

        assertEquals(0, run("config", "--config", file, "--ring", "262144"), err::toString);

        assertLine("kernel +seed +1 +count +default");
        assertLine("kernel +max-frame +4096 +bytes +file " + file + ":1");
        assertLine("ingress +max-in-flight +22 +count +environment REPRISE_MAX_IN_FLIGHT");
        assertLine("kernel +ring +262144 +bytes +flag");
        assertLine("ingress +header-timeout +12 +ms +file " + file + ":4");
        assertLine("ingress +idle-timeout +60000 +ms +default");
        assertLine("node +config +" + file + " +file +flag");
        assertLine("journal +run +- +dir +default");
    }

    @Test
    void shouldShowEveryLimitOfTheMachines() throws IOException {
        String file = file("limit:", "  echo.max-keys: 7");

        assertEquals(0, run("config", "--config", file), err::toString);

        assertLine("echo +limit echo.max-keys +7 +count +file " + file + ":1");
        assertLine("kernel +limit kernel.session-ttl-ms +3600000 +ms +default");
    }

    @Test
    void shouldFindTheFileThroughTheEnvironment() throws IOException {
        environment.put("REPRISE_CONFIG", file("ack: durable"));

        assertEquals(0, run("config"), err::toString);

        assertLine("journal +ack +durable +mode +file .*:1");
    }

    @Test
    void shouldPrintAFileThatGivesTheSameAgain() throws IOException {
        environment.put("REPRISE_RUN", directory.resolve("a run: #1").toString());
        environment.put("REPRISE_CORES", "0,1");
        environment.put("REPRISE_LIMIT", "echo.max-keys=9,llm.max-sessions=8");
        environment.put("REPRISE_ACK", "DURABLE");
        assertEquals(0, run("config", "--json"), err::toString);
        JsonNode before = withoutOrigins();
        assertEquals(0, run("config", "--yaml"), err::toString);
        environment.clear();

        assertEquals(0, run("config", "--json", "--config", file(out.toString().split("\n"))), err::toString);

        assertEquals(before, withoutOrigins());
        assertTrue(before.toString().contains("\"echo.max-keys\",\"value\":9"), before::toString);
    }

    @Test
    void shouldNameTheLineOfAWrongValue() throws IOException {
        String file = file("seed: 1", "ring: lots");

        assertEquals(2, run("serve", "--config", file));

        assertEquals(
                "reprise: file " + file + ":2: Invalid value for option '--ring' (BYTES): 'lots' is not an int\n"
                        + "`reprise serve --help` shows all options\n",
                err.toString());
    }

    @Test
    void shouldNameTheVariableOfAWrongValue() {
        environment.put("REPRISE_ACK", "maybe");

        assertEquals(2, run("serve"));

        assertTrue(
                err.toString().startsWith("reprise: environment REPRISE_ACK: Invalid value for option '--ack'"),
                err::toString);
        assertTrue(err.toString().contains("expected one of [PROCESS, DURABLE]"), err::toString);
    }

    @Test
    void shouldNotBlameTheFileForAWrongFlag() throws IOException {
        assertEquals(2, run("serve", "--config", file("ring: 65536"), "--ring", "lots"));

        assertTrue(err.toString().startsWith("reprise: Invalid value for option '--ring'"), err::toString);
    }

    @Test
    void shouldRefuseAFileWithAnUnknownOption() throws IOException {
        String file = file("max-inflight: 1");

        assertEquals(2, run("serve", "--config", file));

        assertTrue(
                err.toString()
                        .startsWith("reprise: " + file
                                + ":1: there is no option max-inflight; did you mean max-in-flight?\n"),
                err::toString);
    }

    @Test
    void shouldRefuseValuesOutOfRange() {
        assertEquals(2, run("config", "--ring", "1000"));

        assertEquals("reprise: the length of the ring must be a power of two; --ring is 1000\n", err.toString());
    }

    @Test
    void shouldSayHowToNameTheRun() {
        assertEquals(2, run("serve"));

        assertTrue(
                err.toString().startsWith("reprise: the run directory is missing: give --run DIR, REPRISE_RUN, or "),
                err::toString);
    }

    @Test
    void shouldWarnOfVariablesThatAreNearlyOptions() {
        environment.put("REPRISE_MAX_INFLIGHT", "1");
        environment.put("REPRISE_BUILD", "never");
        environment.put("REPRISE_PORT_8080_TCP_ADDR", "10.0.0.1"); // an orchestrator's, of a service named reprise

        assertEquals(
                List.of("the environment variable REPRISE_MAX_INFLIGHT sets nothing; did you mean"
                        + " REPRISE_MAX_IN_FLIGHT?"),
                new Configuration(new ServeOptions(), new String[0], environment).warnings());
    }

    @Test
    void shouldNeverShowASecret() {
        environment.put("REPRISE_PASSWORD", "hunter2");
        Configuration configuration = new Configuration(new Secrets(), new String[0], environment);
        CommandLine command = new CommandLine(new Secrets()).setDefaultValueProvider(configuration);
        OptionSpec option = command.getCommandSpec().findOption("--password");

        Setting setting = Setting.of(option, command.parseArgs(), configuration);

        assertEquals("hunter2", option.getValue());
        assertFalse(setting.toString().contains("hunter2"), setting::toString);
        assertEquals("# password: (not shown)  # secret, environment REPRISE_PASSWORD", setting.yaml());
    }

    /** Every option can be set from a file and from the environment, and says what its value is one of. */
    @Test
    void shouldFindEveryOptionFitToBeConfigured() {
        for (OptionSpec option : new Configuration(new ServeOptions(), new String[0], environment)
                .options()
                .values()) {
            String name = option.longestName();
            assertTrue(name.matches("--[a-z][a-z0-9-]*"), name);
            assertFalse(option.paramLabel().startsWith("<"), name + " has no paramLabel");
            assertTrue(!option.isMultiValue() || option.splitRegex().equals(","), name + " is not split at commas");
        }
    }

    private static final class Secrets {
        @Option(names = "--password", paramLabel = "SECRET")
        private String password;
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine(arguments, environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String file(String... lines) throws IOException {
        return Files.write(directory.resolve("reprise.yaml"), List.of(lines)).toString();
    }

    private void assertLine(String pattern) {
        List<String> lines = new ArrayList<>(out.toString().lines().toList());
        assertTrue(lines.stream().anyMatch(line -> line.matches(pattern)), () -> pattern + " is not in\n" + out);
    }

    private JsonNode withoutOrigins() throws IOException {
        JsonNode settings = new ObjectMapper().readTree(out.toString());
        for (JsonNode setting : settings) {
            ((ObjectNode) setting).remove("from");
            if (setting.get("option").asText().equals("config")) {
                ((ObjectNode) setting).remove("value");
            }
        }
        return settings;
    }
}
