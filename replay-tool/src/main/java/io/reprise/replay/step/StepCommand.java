package io.reprise.replay.step;

import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code reprise step RUN}. */
@Command(
        name = "step",
        mixinStandardHelpOptions = true,
        description = {
            "Executes a run frame by frame, forward and back, with breaks, and shows frames, answers and state on the way.",
            "Reads commands from standard input; `help` lists them. It changes nothing in the run."
        },
        footer = {
            "",
            "Exit codes: 0 done; 1 diverged on the way; 2 unusable input, or a wrong command in a file of commands."
        })
public final class StepCommand implements Subcommand {
    private static final Path STDIN = Path.of("/proc/self/fd/0");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path path;

    @Option(
            names = "--commands",
            paramLabel = "FILE",
            description = "Takes the commands from a file, one a line, and prints them with what they come to.")
    private Path commands;

    @Option(names = "--json", description = "One JSON object a command.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (commands != null && !Files.isReadable(commands)) {
            throw new RunUnusableException("there is no file " + commands + " to read commands from");
        }
        PrintWriter err = spec.commandLine().getErr();
        StepProgress progress = new StepProgress("reading", System.err);
        List<MachineProvider> providers = Machines.discover();
        try (RunDirectory run = RunDirectory.openToRead(path);
                TimeTravel travel = TimeTravel.of(run, providers, progress, line -> say(err, line))) {
            progress.end();
            PrintWriter out = spec.commandLine().getOut();
            StepConversation conversation =
                    new StepConversation(new StepSession(travel, providers), progress, out, json);
            int code = commands == null ? talk(conversation) : play(conversation, err);
            return code == ExitCode.OK && travel.hasDiverged() ? ExitCode.DIVERGED : code;
        }
    }

    private static int talk(StepConversation conversation) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        conversation.talk(in, isTerminal());
        return ExitCode.OK;
    }

    private int play(StepConversation conversation, PrintWriter err) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(commands)) {
            conversation.play(in);
            return ExitCode.OK;
        } catch (WrongInstructionException e) {
            say(err, "reprise: " + commands + ":" + conversation.line() + ": " + e.getMessage());
            return ExitCode.UNUSABLE;
        }
    }

    private static void say(PrintWriter err, String line) {
        err.println(line);
        err.flush();
    }

    /** Java does not tell; Linux does. */
    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(STDIN).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }
}
