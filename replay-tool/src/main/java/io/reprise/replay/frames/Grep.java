package io.reprise.replay.frames;

import io.reprise.kernel.frame.FrameFlyweight;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * The frames that something is true of.
 *
 * @param searched how many were looked at
 * @param matched how many it is true of
 * @param notes sentences about what is not there
 */
public record Grep(long searched, long matched, List<String> notes) {
    /** Takes a frame that was found, for as long as the call lasts. */
    @FunctionalInterface
    public interface Sink {
        void onFrame(FrameFlyweight frame) throws IOException;
    }

    /**
     * @param limit ends the search after so many
     * @param progress is told a sequence now and then
     */
    public static Grep of(Frames frames, Predicate<FrameFlyweight> wanted, long limit, Sink sink, LongConsumer progress)
            throws IOException {
        long matched = 0;
        while (matched < limit && frames.next()) {
            frames.tell(progress);
            if (wanted.test(frames.frame())) {
                matched++;
                sink.onFrame(frames.frame());
            }
        }
        return new Grep(frames.count(), matched, frames.notes());
    }
}
