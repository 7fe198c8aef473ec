package io.reprise.replay.diff;

import io.reprise.journal.Playback;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.replay.FrameText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/** The answers to one frame, kept to be compared with those of another execution. One thread. */
public final class Answers {
    private final List<FrameFlyweight> frames = new ArrayList<>();
    private final List<UnsafeBuffer> bytes = new ArrayList<>();
    private int count;

    /** Takes the answers to the last frame a playback has executed, in place of what was here. */
    public Answers take(Playback playback) {
        count = 0;
        playback.lastAnswers(this::add);
        return this;
    }

    private void add(FrameFlyweight answer) {
        if (count == frames.size()) {
            frames.add(new FrameFlyweight());
            bytes.add(new UnsafeBuffer(new byte[answer.length()]));
        }
        UnsafeBuffer buffer = bytes.get(count);
        if (buffer.capacity() < answer.length()) {
            buffer.wrap(new byte[answer.length()]);
        }
        buffer.putBytes(0, answer.buffer(), answer.offset(), answer.length());
        frames.get(count++).wrap(buffer, 0);
    }

    public int count() {
        return count;
    }

    /** In the order they were made. */
    public void forEach(Consumer<FrameFlyweight> action) {
        frames.subList(0, count).forEach(action);
    }

    /** The status of the last answer; 0 when there is none. */
    public int status() {
        return count == 0 ? 0 : frames.get(count - 1).status();
    }

    /** Whether the other ones say the same, whatever the time and the sequence they say it at. */
    public boolean sayTheSame(Answers other) {
        if (count != other.count) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!saysTheSame(frames.get(i), other.frames.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Everything but sequence, time and checksum. */
    static boolean saysTheSame(FrameFlyweight one, FrameFlyweight other) {
        return one.length() == other.length()
                && same(one, other, FrameLayout.LENGTH_OFFSET, FrameLayout.SEQUENCE_OFFSET)
                && same(one, other, FrameLayout.SEED_OFFSET, FrameLayout.CRC32C_OFFSET)
                && same(one, other, FrameLayout.HEADER_LENGTH, one.length());
    }

    private static boolean same(FrameFlyweight one, FrameFlyweight other, int from, int to) {
        for (int i = from; i < to; i++) {
            if (one.buffer().getByte(one.offset() + i) != other.buffer().getByte(other.offset() + i)) {
                return false;
            }
        }
        return true;
    }

    /** A line each. */
    public List<String> lines(FrameText text) {
        return frames.subList(0, count).stream().map(text::line).toList();
    }
}
