package io.reprise.node;

import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.node.key.KeyCommand;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code reprise} command. Without a verb it prints what it can do. */
@Command(
        name = "reprise",
        mixinStandardHelpOptions = true,
        versionProvider = Build.VersionProvider.class,
        description = "A low-latency, deterministic event-processing kernel.",
        footer = {
            "",
            "Exit codes: 0 done, 1 diverged or failed checks, 2 unusable input, 3 lost a peer, 4 kernel failed."
        })
public final class Main implements Runnable {
    private Main() {}

    public static void main(String[] args) {
        // Chronicle's announcements and usage reports are off however the program is started
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.announcer.disable", "true");
        System.exit(commandLine().execute(args));
    }

    /** The command with every verb on the class path. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.addSubcommand(new ServeCommand());
        commandLine.addSubcommand(new KeyCommand());
        for (Subcommand verb : ServiceLoader.load(Subcommand.class)) {
            commandLine.addSubcommand(verb);
        }
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler(Main::onFailure);
        return commandLine;
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    private static int onFailure(Exception failure, CommandLine verb, CommandLine.ParseResult arguments) {
        verb.getErr().println("reprise: " + sentence(failure));
        return ExitCode.UNUSABLE;
    }

    /** What went wrong, without a stack trace when the message says it. */
    static String sentence(Throwable failure) {
        String cause =
                failure.getCause() == null ? "" : " (" + failure.getCause().getMessage() + ")";
        return failure.getMessage() == null ? failure.toString() : failure.getMessage() + cause;
    }
}
