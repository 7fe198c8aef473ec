package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.reprise.kernel.ExitCode;
import io.reprise.node.ChildProcess.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code reprise faults}, a few rounds of each; skipped where the machine cannot produce one. */
@DisabledOnOs(OS.WINDOWS)
final class FaultsIT {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "kill,6",
        "power,2",
        "power-process,2",
        "torn,100",
        "flips,100",
        "disk-full,3",
        "eio,8",
        "pause,1",
        "clock,2"
    })
    void shouldSurvive(String fault, String rounds) {
        Outcome outcome =
                Verbs.run(directory, "faults", "--only", fault, "--rounds", rounds, "--dir", directory.toString());

        assumeFalse(outcome.exitCode() == ExitCode.SKIPPED, outcome::output);
        assertEquals(ExitCode.OK, outcome.exitCode(), outcome::toString);
        assertTrue(
                outcome.output().lines().anyMatch(line -> line.matches(fault + " +" + rounds + " .* GOOD")),
                outcome::toString);
    }

    @Test
    void shouldListTheFaultsAndRefuseOthers() {
        Outcome list = Verbs.run(directory, "faults");
        assertEquals(ExitCode.OK, list.exitCode(), list::toString);
        assertTrue(list.output().lines().anyMatch(line -> line.matches("kill +[0-9]+ +200 .*")), list::toString);

        Outcome refused = Verbs.run(directory, "faults", "--only", "rust");
        assertEquals(ExitCode.UNUSABLE, refused.exitCode(), refused::toString);
        assertTrue(refused.error().contains("there is no fault \"rust\"; there are kill, "), refused::toString);
    }
}
