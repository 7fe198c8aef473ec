package io.reprise.replay;

import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.kernel.machine.Machines;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code reprise replay RUN}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Executes a run again and compares every output digest and the final state.",
        footer = {"", "Exit codes: 0 identical, 1 diverged, 2 unusable input."})
public final class ReplayCommand implements Subcommand {
    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path run;

    @Override
    public Integer call() {
        Progress progress = new Progress("replaying", System.err);
        Replay replay = Replay.of(run, Machines.discover(), progress::at, System.out::println);
        progress.end();
        if (!replay.dropped().isEmpty()) {
            System.out.println(replay.dropped());
        }
        System.out.printf(
                Locale.ROOT,
                "replayed %,d events in %.2f s, %.2f M/s; %,d output digests compared%n",
                replay.events(),
                replay.elapsedNs() / 1e9,
                replay.events() * 1e3 / Math.max(1, replay.elapsedNs()),
                replay.compared());
        if (replay.identical()) {
            System.out.println("identical" + from(replay) + ": " + replay.events() + " events, outputs "
                    + replay.outputs() + ", state " + replay.state());
            return ExitCode.OK;
        }
        Replay.Divergence divergence = replay.divergence();
        System.out.println("request:  " + divergence.request());
        System.out.println("recorded: " + divergence.recorded());
        System.out.println("replayed: " + divergence.replayed());
        System.out.println("diverged: at sequence " + divergence.sequence());
        return ExitCode.DIVERGED;
    }

    private static String from(Replay replay) {
        return replay.startedAfter() == 0 ? "" : " from the snapshot at sequence " + replay.startedAfter();
    }
}
