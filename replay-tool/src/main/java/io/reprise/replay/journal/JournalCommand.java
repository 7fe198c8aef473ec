package io.reprise.replay.journal;

import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.replay.frames.DumpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code reprise journal}: groups the verbs that only read. */
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        description = "Looks into a run's journal.",
        subcommands = {InfoCommand.class, DumpCommand.class, VerifyCommand.class})
public final class JournalCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine.usage(spec.commandLine(), System.out);
        return ExitCode.OK;
    }
}
