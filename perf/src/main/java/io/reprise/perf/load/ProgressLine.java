package io.reprise.perf.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A line per interval for people who wait. */
final class ProgressLine implements LoadInterval.Listener {
    private static final Path STDERR = Path.of("/proc/self/fd/2");
    private static final double NS_PER_US = 1_000;

    private final PrintWriter out;
    private long answeredBefore;

    ProgressLine(PrintWriter out) {
        this.out = out;
    }

    /** Whether people see stderr. Java does not tell; Linux does. */
    static boolean isStderrTerminal() {
        try {
            String target = Files.readSymbolicLink(STDERR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }

    @Override
    public void onInterval(LoadInterval interval) {
        long lengthNs = interval.endNs() - interval.startNs();
        double rate = lengthNs == 0 ? 0 : (interval.answered() - answeredBefore) * 1e9 / lengthNs;
        answeredBefore = interval.answered();
        out.println(String.format(
                Locale.ROOT,
                "%6.1f s %12.1f/s %8d outstanding   so far p50 %.1f us, p99 %.1f us",
                interval.endNs() / 1e9,
                rate,
                interval.outstanding(),
                interval.responseTimeSoFar().getValueAtPercentile(50) / NS_PER_US,
                interval.responseTimeSoFar().getValueAtPercentile(99) / NS_PER_US));
        out.flush();
    }
}
