package io.reprise.replay.diff;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** A {@link RunDiff} for people. */
public record DiffText(PrintStream out) {
    /** The whole of it; the last line is the verdict. */
    public void print(RunDiff diff) {
        diff.settings().forEach(line -> out.println("setting   " + line));
        if (!diff.sameTimes()) {
            out.println("times     differ; they are not compared, and the kernel's own state is not either");
        }
        print("request", diff.request());
        print("answers", diff.answers());
        if (diff.state() != null) {
            StateDifference difference = diff.state().difference();
            out.println("state     differs first after sequence " + diff.state().sequence() + ": "
                    + diff.state().request());
            out.println("          " + difference.place() + " at offset " + difference.offset());
            out.println("  A:      " + difference.recordA());
            out.println("  B:      " + difference.recordB());
        }
        printMethods(diff);
        if (!diff.more().isEmpty()) {
            out.println(diff.more());
        }
        out.println(
                diff.isSame()
                        ? "no difference in " + diff.events() + " events"
                        : "different: " + diff.events() + " events compared");
    }

    private void print(String what, RunDiff.Difference difference) {
        if (difference == null) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "%-9s first differ at sequence %d: %s%n",
                what,
                difference.sequence(),
                difference.request());
        print("  A:      ", difference.a());
        print("  B:      ", difference.b());
    }

    private void print(String who, List<String> lines) {
        out.println(who + (lines.isEmpty() ? "nothing" : String.join("; ", lines)));
    }

    private void printMethods(RunDiff diff) {
        out.printf(Locale.ROOT, "%-24s %12s %16s %15s%n", "method", "frames", "requests differ", "answers differ");
        diff.methods()
                .forEach((name, method) -> out.printf(
                        Locale.ROOT,
                        "%-24s %,12d %,16d %,15d%n",
                        name,
                        method.frames(),
                        method.requestsDiffer(),
                        method.answersDiffer()));
    }
}
