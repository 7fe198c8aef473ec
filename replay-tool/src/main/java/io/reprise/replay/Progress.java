package io.reprise.replay;

import java.io.PrintStream;
import java.util.Locale;

/** One line on stderr, rewritten once a second, for work that takes longer than that. */
public final class Progress {
    private static final long INTERVAL_NS = 1_000_000_000L;

    private final String what;
    private final PrintStream out;
    private final long startNs = System.nanoTime();
    private long nextNs = startNs + INTERVAL_NS;
    private boolean shown;

    /** @param what is being done, such as {@code replaying} */
    public Progress(String what, PrintStream out) {
        this.what = what;
        this.out = out;
    }

    public void at(long events) {
        long nowNs = System.nanoTime();
        if (nowNs - nextNs >= 0) {
            nextNs += INTERVAL_NS;
            shown = true;
            double seconds = (nowNs - startNs) / 1e9;
            out.printf(Locale.ROOT, "\r%s: %,d events, %.2f M/s ", what, events, events / seconds / 1e6);
            out.flush();
        }
    }

    /** Ends the line, if there is one. */
    public void end() {
        if (shown) {
            out.println();
        }
    }
}
