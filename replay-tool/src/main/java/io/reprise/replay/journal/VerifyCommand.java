package io.reprise.replay.journal;

import io.reprise.journal.BootId;
import io.reprise.journal.JournalReader;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.ExitCode;
import io.reprise.replay.Progress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code reprise journal verify RUN}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Checks every record's length, checksum, link and sequence, without executing.",
        footer = {"", "Exit codes: 0 whole, 2 damaged or unusable."})
final class VerifyCommand implements Callable<Integer> {
    private static final int PROGRESS_MASK = 0xFFFF;

    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path path;

    @Override
    public Integer call() {
        Progress progress = new Progress("verifying", System.err);
        try (RunDirectory run = RunDirectory.open(path);
                JournalReader reader = new JournalReader(run, BootId.current())) {
            while (reader.next()) {
                if ((reader.sequence() & PROGRESS_MASK) == 0) {
                    progress.at(reader.sequence());
                }
            }
            progress.end();
            if (!reader.beginSentence().isEmpty()) {
                System.out.println(reader.beginSentence());
            }
            String dropped = reader.tail().sentence();
            if (!dropped.isEmpty()) {
                System.out.println(dropped);
            }
            System.out.printf(
                    Locale.ROOT,
                    "verified: %d events, %d bytes, link %08x%n",
                    reader.sequence() - reader.beginSequence(),
                    reader.bytes(),
                    reader.link());
        }
        return ExitCode.OK;
    }
}
