package io.reprise.node;

import io.reprise.journal.StorageFailedException;
import io.reprise.journal.StorageFullException;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.node.config.Configuration;
import io.reprise.node.key.KeyCommand;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code reprise} command. Without a verb it prints what it can do. */
@Command(
        name = "reprise",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "A low-latency, deterministic event-processing kernel.",
        footer = {
            "",
            "Exit codes: 0 done, 1 diverged or failed checks, 2 unusable input, 3 lost a peer, 4 kernel failed,",
            "5 disk failed, 6 disk full."
        })
public final class Main implements Runnable {
    private Main() {}

    public static void main(String[] args) {
        // Chronicle's announcements and usage reports are off however the program is started
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.announcer.disable", "true");
        // a client of TLS 1.2 could otherwise make the server sign again and again on one connection
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        System.setProperty(
                "chronicle.disk.monitor.disable", "true"); // it warns of crashes that the disk reserve prevents
        System.exit(execute(args));
    }

    private static int execute(String[] args) {
        try {
            return commandLine(args, System.getenv()).execute(args);
        } catch (InternalError e) {
            System.err.println("reprise: a page of a mapped file cannot be read or written: " + sentence(e));
            return exitCode(e, ExitCode.STORAGE_FAILED);
        }
    }

    /**
     * The command with every verb on the class path.
     *
     * @param args and {@code environment} are where the options of {@code serve} come from, or tell where
     */
    static CommandLine commandLine(String[] args, Map<String, String> environment) {
        Configuration configuration = new Configuration(new ServeOptions(), args, environment);
        CommandLine commandLine = new CommandLine(new Main());
        for (Object verb : List.of(new ServeCommand(configuration), new ConfigCommand(configuration))) {
            commandLine.addSubcommand(new CommandLine(verb).setDefaultValueProvider(configuration));
        }
        commandLine.addSubcommand(new KeyCommand());
        for (Subcommand verb : ServiceLoader.load(Subcommand.class)) {
            commandLine.addSubcommand(verb);
        }
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((complaint, all) -> onWrongArguments(complaint, configuration));
        commandLine.setExecutionExceptionHandler(Main::onFailure);
        return commandLine;
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    private static int onWrongArguments(ParameterException complaint, Configuration configuration) {
        CommandLine verb = complaint.getCommandLine();
        verb.getErr().println("reprise: " + configuration.sentence(complaint));
        if (!UnmatchedArgumentException.printSuggestions(complaint, verb.getErr())) {
            verb.getErr().println("`" + verb.getCommandSpec().qualifiedName() + " --help` shows what there is");
        }
        return ExitCode.UNUSABLE;
    }

    private static int onFailure(Exception failure, CommandLine verb, CommandLine.ParseResult arguments) {
        verb.getErr().println("reprise: " + sentence(failure));
        return exitCode(failure, ExitCode.UNUSABLE);
    }

    /** @param otherwise when the disk is not to blame */
    static int exitCode(Throwable failure, int otherwise) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StorageFullException) {
                return ExitCode.STORAGE_FULL;
            }
            if (cause instanceof StorageFailedException || cause instanceof InternalError) {
                return ExitCode.STORAGE_FAILED; // an InternalError is how the JDK tells of a page that was lost
            }
        }
        return otherwise;
    }

    /** What went wrong, without a stack trace when the message says it. */
    static String sentence(Throwable failure) {
        String cause = failure.getCause() == null ? "" : " (" + text(failure.getCause()) + ")";
        return text(failure) + cause;
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
