package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import io.reprise.replay.Replay;
import io.reprise.replay.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that a server made once are whole and identical in every build of this run format. One that is not means that an old
 * run of somebody else is not reproduced either: raise the version of the machine or the run format, see docs/building.md.
 */
final class GoldenRunsTest {
    static final Path GOLDEN = Path.of("src", "test", "golden");

    private static final long MAX_LENGTH = 300_000;

    @TempDir
    private Path directory;

    @TestFactory
    List<DynamicTest> shouldBeWholeAndIdentical() throws IOException {
        List<GoldenRun> runs = GoldenRun.in(GOLDEN);
        String current = "format-" + RunManifest.FORMAT;
        assertTrue(
                runs.stream()
                        .anyMatch(
                                golden -> golden.zip().getFileName().toString().startsWith(current)),
                "there is no golden run of " + current + " in " + runs);
        long length = 0;
        for (GoldenRun golden : runs) {
            length += Files.size(golden.zip());
        }
        assertTrue(length < MAX_LENGTH, "they take " + length + " bytes of the repository");
        return runs.stream()
                .map(golden -> DynamicTest.dynamicTest(
                        golden.zip().getFileName().toString(),
                        () -> requireWholeAndIdentical(
                                golden, directory.resolve(golden.zip().getFileName()))))
                .toList();
    }

    /** The ones that are shipped, and the tests' own when the run was made with it. */
    private static List<MachineProvider> machines(Path run) {
        List<MachineProvider> machines = new ArrayList<>(Machines.discover());
        try (RunDirectory directory = RunDirectory.openToRead(run)) {
            MachineProvider probe = new ProbeProvider();
            if (directory.manifest().machines().stream()
                    .anyMatch(machine -> machine.name().equals(probe.name()))) {
                machines.add(probe);
            }
        }
        return machines;
    }

    /** @param run to unpack it to */
    static void requireWholeAndIdentical(GoldenRun golden, Path run) throws IOException {
        golden.unpack(run);
        Verification verification = Verification.of(run, sequence -> {});
        assertEquals(List.of(), verification.damage());
        assertTrue(
                verification.notes().stream().allMatch(note -> note.startsWith("the journal begins with sequence ")),
                () -> verification.notes().toString());
        String certificate = golden.certificate();
        assertEquals(certificate, verification.certificate().line());

        Replay replay = Replay.of(run, machines(run), sequence -> {});
        assertTrue(replay.identical(), () -> String.valueOf(replay.divergence()));
        assertEquals("", replay.dropped());
        assertTrue(
                certificate.contains(", outputs " + replay.outputs() + ", state " + replay.state() + " at "),
                () -> certificate + " but replayed " + replay);
    }
}
