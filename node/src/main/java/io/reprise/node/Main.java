package io.reprise.node;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code reprise} command. Without a verb it prints what it can do. */
@Command(
        name = "reprise",
        mixinStandardHelpOptions = true,
        description = "A low-latency, deterministic event-processing kernel.")
public final class Main implements Runnable {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
