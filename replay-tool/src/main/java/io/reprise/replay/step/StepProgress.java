package io.reprise.replay.step;

import io.reprise.replay.Progress;
import java.io.PrintStream;
import java.util.function.LongConsumer;

/** One {@link Progress} for each instruction that takes long, counted from where it began. */
final class StepProgress implements LongConsumer {
    private final PrintStream out;
    private Progress progress;
    private long from = Long.MAX_VALUE;

    StepProgress(String what, PrintStream out) {
        this.out = out;
        begin(what);
    }

    void begin(String what) {
        progress = new Progress(what, out);
        from = Long.MAX_VALUE;
    }

    @Override
    public void accept(long sequence) {
        from = Math.min(from, sequence);
        progress.at(sequence - from);
    }

    void end() {
        progress.end();
    }
}
