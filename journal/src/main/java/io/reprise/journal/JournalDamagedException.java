package io.reprise.journal;

/** The journal holds bytes that cannot be what was written, before bytes that can: it must not be believed. */
public final class JournalDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long sequence;

    JournalDamagedException(long sequence, JournalTail where) {
        super("journal damaged at sequence " + sequence + ": " + where.reason() + " (" + where.file() + " offset "
                + where.offset() + ")");
        this.sequence = sequence;
    }

    /** The first sequence that cannot be read. */
    public long sequence() {
        return sequence;
    }
}
