package io.reprise.replay.journal;

import io.reprise.journal.BootId;
import io.reprise.journal.JournalReader;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.machine.Machines;
import io.reprise.replay.FrameText;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise journal dump RUN}. */
@Command(name = "dump", mixinStandardHelpOptions = true, description = "Prints the journaled frames, one a line.")
final class DumpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path path;

    @Option(
            names = "--from",
            paramLabel = "SEQ",
            defaultValue = "1",
            description = "First sequence (default ${DEFAULT-VALUE}).")
    private long from;

    @Option(
            names = "--to",
            paramLabel = "SEQ",
            defaultValue = "9223372036854775807",
            description = "Last sequence (default: the end).")
    private long to;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        FrameText text = new FrameText(Machines.discover());
        try (RunDirectory run = RunDirectory.open(path);
                JournalReader reader = new JournalReader(run, BootId.current());
                PrintStream out = new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                        false,
                        StandardCharsets.UTF_8)) {
            if (from <= reader.beginSequence() && !reader.beginSentence().isEmpty()) {
                System.err.println("reprise: " + reader.beginSentence());
            }
            while (reader.sequence() < to && reader.next()) {
                if (reader.sequence() >= from) {
                    out.println(json ? text.json(reader.frame()) : text.line(reader.frame()));
                }
            }
        }
        return ExitCode.OK;
    }
}
