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

/** {@code reprise export RUN}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes the journaled frames for other programs; also of a run that is being served.",
        footer = {"", "Exit codes: 0 written, 2 damaged or unusable, 6 no room for it."})
public final class ExportCommand implements Subcommand {
    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path path;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "jsonl: one JSON object a line; csv: a header line and one line a frame.")
    private Export.Format format;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to; a file there is replaced (default: standard output).")
    private Path file;

    @Option(names = "--bytes", description = "Adds a field `bytes`: the whole payload in Base64.")
    private boolean bytes;

    @Mixin
    private RangeOptions options;

    @Override
    public Integer call() {
        Progress progress = new Progress("exporting", System.err);
        FrameText text = new FrameText(Machines.discover());
        try (RunDirectory run = RunDirectory.openToRead(path);
                Frames frames = Frames.of(run, options.range(), progress::at)) {
            Output.Lines lines = out -> Export.of(frames, text, format, bytes, out, progress::at);
            if (file == null) {
                Output.toStandardOutput(lines);
            } else {
                Output.toFile(file, lines);
            }
            progress.end();
            frames.notes().forEach(note -> System.err.println("reprise: " + note));
            if (file != null) {
                System.out.println("exported " + frames.count() + " frames to " + file);
            }
        }
        return ExitCode.OK;
    }
}
