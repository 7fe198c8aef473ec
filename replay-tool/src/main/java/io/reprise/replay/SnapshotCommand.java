package io.reprise.replay;

import io.reprise.journal.Playback;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.kernel.machine.Machines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code reprise snapshot RUN}. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        description = {
            "Executes a run's journal and writes the state it ends with, so that the next start need not execute it.",
            "A state that is not the one recorded is not written."
        },
        footer = {"", "Exit codes: 0 written, 1 diverged, 2 unusable input."})
public final class SnapshotCommand implements Subcommand {
    private static final int STEP = 65_536;

    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path path;

    @Override
    public Integer call() throws IOException {
        Progress progress = new Progress("replaying", System.err);
        try (RunDirectory run = RunDirectory.open(path);
                RunDigests digests = new RunDigests(run, true);
                Playback playback = Playback.ofAll(run, Machines.discover(), digests, System.out::println)) {
            while (playback.step(STEP) > 0) {
                progress.at(playback.reader().sequence());
            }
            progress.end();
            if (!playback.reader().tail().sentence().isEmpty()) {
                System.out.println(playback.reader().tail().sentence());
            }
            if (playback.diverged()) {
                System.err.println(
                        "reprise: this build does not reproduce the run, so its state is not the run's; see `reprise"
                                + " replay " + path + "`");
                return ExitCode.DIVERGED;
            }
            Path file = playback.writeSnapshot();
            System.out.println("snapshot at sequence " + playback.machines().sequence() + ": " + file + ", "
                    + Files.size(file) + " bytes, state " + playback.state().state());
            return ExitCode.OK;
        }
    }
}
