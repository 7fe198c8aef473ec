package io.reprise.journal;

import java.util.Locale;
import java.util.Optional;

/**
 * Compares the places of a run's index with those a reader comes by that goes through all of the journal. The index's own
 * checksum says that it is as it was written; this, that what was written is right. One thread; allocates per place.
 */
public final class IndexCheck {
    private static final long NONE = Long.MAX_VALUE;

    private final JournalIndex index;
    private int next;
    private long nextSequence;
    private Wrong wrong;

    /**
     * A place that is not where the journal has it.
     *
     * @param sequence of the frame it is to lead to
     * @param offset in the index's file, in bytes
     * @param reason a clause for people
     */
    public record Wrong(long sequence, long offset, String reason) {}

    private IndexCheck(JournalIndex index) {
        this.index = index;
        this.nextSequence = sequenceOf(0);
    }

    /** Of the index there is; none counts as one without places, as does one that is made again when it is needed. */
    public static IndexCheck of(RunDirectory run) {
        return new IndexCheck(JournalIndex.load(run));
    }

    public int places() {
        return index.count();
    }

    /** The reader has delivered a frame. */
    public void onFrame(JournalReader reader) {
        while (reader.sequence() > nextSequence) {
            JournalIndex.Place place = index.place(next);
            boolean first = reader.sequence() == reader.batchSequence() + 1;
            if (!first || !place.equals(reader.batchPlace())) {
                note(place, first ? "the journal has " + text(reader.batchPlace()) : "there the journal has no batch");
            }
            nextSequence = sequenceOf(++next);
        }
    }

    /** The journal has no more frames. */
    public void onEnd(JournalReader reader) {
        if (next < index.count()) {
            note(index.place(next), "the journal ends with sequence " + reader.sequence());
        }
    }

    /** The first one. */
    public Optional<Wrong> wrong() {
        return Optional.ofNullable(wrong);
    }

    private void note(JournalIndex.Place place, String instead) {
        if (wrong == null) {
            wrong = new Wrong(
                    place.sequence() + 1,
                    JournalIndex.offset(next),
                    "place " + (next + 1) + " of " + index.count() + " is " + text(place) + ", but " + instead
                            + "; without the file the next verb makes it again");
        }
    }

    private static String text(JournalIndex.Place place) {
        return String.format(
                Locale.ROOT,
                "sequence %d, time %d ns, offset %d in file %d of start %d, behind link %08x",
                place.sequence() + 1,
                place.timestampNs(),
                place.position(),
                place.file() + 1,
                place.start() + 1,
                place.link());
    }

    private long sequenceOf(int number) {
        return number < index.count() ? index.place(number).sequence() : NONE;
    }
}
