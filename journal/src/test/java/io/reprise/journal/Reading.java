package io.reprise.journal;

import org.agrona.collections.LongArrayList;

/**
 * What reading a journal came to.
 *
 * @param frames digests of the frames delivered, in order
 * @param tail where and why it ended; null when it was damaged
 * @param damage what was thrown, or null
 */
record Reading(LongArrayList frames, JournalTail tail, JournalDamagedException damage) {
    static Reading of(RunDirectory run, String bootId) {
        LongArrayList frames = new LongArrayList();
        try (JournalReader reader = new JournalReader(run, bootId)) {
            while (reader.next()) {
                frames.addLong(TestRun.digest(reader.frame()));
                if (reader.sequence() != frames.size() || reader.frame().sequence() != frames.size()) {
                    throw new AssertionError("frame " + frames.size() + " has sequence " + reader.sequence());
                }
            }
            if (reader.next()) {
                throw new AssertionError("a frame came after the end");
            }
            return new Reading(frames, reader.tail(), null);
        } catch (JournalDamagedException e) {
            return new Reading(frames, null, e);
        }
    }

    boolean isDamaged() {
        return damage != null;
    }

    /** Whether the frames are the first ones of those written, however few. */
    boolean isPrefixOf(LongArrayList written) {
        if (frames.size() > written.size()) {
            return false;
        }
        for (int i = 0; i < frames.size(); i++) {
            if (frames.getLong(i) != written.getLong(i)) {
                return false;
            }
        }
        return true;
    }
}
