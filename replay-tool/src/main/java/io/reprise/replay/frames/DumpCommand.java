package io.reprise.replay.frames;

import io.reprise.journal.RunDirectory;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.kernel.machine.Machines;
import io.reprise.replay.FrameText;
import io.reprise.replay.Progress;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise dump RUN}, also known as {@code reprise journal dump RUN}. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        description = "Prints the journaled frames, one a line; also of a run that is being served.",
        footer = {"", "Exit codes: 0 printed, 2 damaged or unusable."})
public final class DumpCommand implements Subcommand {
    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path path;

    @Mixin
    private RangeOptions options;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        FrameText text = new FrameText(Machines.discover());
        Progress progress = new Progress("indexing", System.err);
        try (RunDirectory run = RunDirectory.openToRead(path);
                Frames frames = Frames.of(run, options.range(), progress::at)) {
            progress.end();
            Output.toStandardOutput(out -> Dump.of(frames, text, json, out));
            frames.notes().forEach(note -> System.err.println("reprise: " + note));
        }
        return ExitCode.OK;
    }
}
