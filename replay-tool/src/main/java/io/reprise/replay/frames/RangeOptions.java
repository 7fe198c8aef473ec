package io.reprise.replay.frames;

import io.reprise.replay.Moment;
import picocli.CommandLine.Option;

/** {@code --from} and {@code --to}. */
final class RangeOptions {
    @Option(
            names = "--from",
            paramLabel = "MOMENT",
            converter = Moment.Converter.class,
            description = {
                "First frame: a sequence, a time such as 2026-11-20T19:44:31.5Z, or so long after the first frame,",
                "such as +2.5s (default: the first)."
            })
    private Moment from = Moment.START;

    @Option(
            names = "--to",
            paramLabel = "MOMENT",
            converter = Moment.Converter.class,
            description = "Last frame, said as --from (default: the last).")
    private Moment to = Moment.END;

    FrameRange range() {
        return new FrameRange(from, to);
    }
}
