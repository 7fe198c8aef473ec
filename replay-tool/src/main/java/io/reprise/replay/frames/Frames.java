package io.reprise.replay.frames;

import io.reprise.journal.BootId;
import io.reprise.journal.JournalDamagedException;
import io.reprise.journal.JournalIndex;
import io.reprise.journal.JournalReader;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.frame.FrameFlyweight;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The frames of a part of a run, in order. What lies before it is not read: the journal's index leads there. One thread.
 */
public final class Frames implements AutoCloseable {
    private static final int PROGRESS_MASK = 0xFFFF;

    private final JournalReader reader;
    private final long lastSequence;
    private final List<String> notes = new ArrayList<>();
    private long count;

    private Frames(JournalReader reader, long firstSequence, long lastSequence) {
        this.reader = reader;
        this.lastSequence = lastSequence;
        if (firstSequence <= reader.beginSequence() && !reader.beginSentence().isEmpty()) {
            notes.add(reader.beginSentence());
        }
    }

    /** @param indexing is told a sequence now and then while the index is made or goes on */
    public static Frames of(RunDirectory run, FrameRange range, LongConsumer indexing) {
        boolean fromStart = range.from().isSequence()
                && range.from().value() <= run.manifest().begin().sequence() + 1;
        if (fromStart && range.to().isSequence()) { // nothing to look up, and an index takes a pass over all
            return new Frames(
                    new JournalReader(run, BootId.current()),
                    range.from().value(),
                    range.to().value());
        }
        try {
            JournalIndex index = JournalIndex.of(run, indexing);
            long first = range.from().firstSequence(index);
            return new Frames(index.readerAt(first), first, range.to().lastSequence(index));
        } catch (JournalDamagedException e) {
            if (!range.isOfSequences()) {
                throw e;
            }
            return beforeDamage(run, range);
        }
    }

    /** There is no index of a damaged journal, yet what is whole of it can be read one by one. */
    private static Frames beforeDamage(RunDirectory run, FrameRange range) {
        JournalReader reader = new JournalReader(run, BootId.current());
        try {
            while (reader.sequence() + 1 < range.from().value() && reader.next()) {
                // before the range
            }
            return new Frames(reader, range.from().value(), range.to().value());
        } catch (JournalDamagedException e) {
            reader.close();
            throw e;
        }
    }

    /** Moves to the next frame; false when there is none in the range. */
    boolean next() {
        if (reader.sequence() >= lastSequence) {
            return false;
        }
        if (!reader.next()) {
            if (!reader.tail().sentence().isEmpty()) {
                notes.add(reader.tail().sentence());
            }
            return false;
        }
        count++;
        return true;
    }

    /** Valid until {@link #next()}. */
    FrameFlyweight frame() {
        return reader.frame();
    }

    /** Tells where this is, if it is time to. */
    void tell(LongConsumer progress) {
        if ((count & PROGRESS_MASK) == 0) {
            progress.accept(reader.sequence());
        }
    }

    /** How many there were so far. */
    long count() {
        return count;
    }

    /** Sentences about what was pruned before the range and dropped behind it. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void close() {
        reader.close();
    }
}
