package io.reprise.perf.faults;

import java.io.PrintStream;

/** One line on standard error, rewritten after every round. */
final class RoundLine {
    private final String fault;
    private final PrintStream out;
    private int shown;

    RoundLine(String fault, PrintStream out) {
        this.fault = fault;
        this.out = out;
    }

    void show(String round) {
        String line = fault + " " + round;
        out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        out.flush();
        shown = line.length();
    }

    /** Ends the line, if there is one. */
    void end() {
        if (shown > 0) {
            out.println();
        }
    }
}
