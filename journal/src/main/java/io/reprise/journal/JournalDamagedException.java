package io.reprise.journal;

import java.nio.file.Path;

/** The journal holds bytes that cannot be what was written, before bytes that can: it must not be believed. */
public final class JournalDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long sequence;
    private final transient JournalTail where;

    JournalDamagedException(long sequence, JournalTail where) {
        super("journal damaged at sequence " + sequence + ": " + where.reason() + " (" + where.file() + " offset "
                + where.offset() + ")");
        this.sequence = sequence;
        this.where = where;
    }

    /** The first sequence that cannot be read. */
    public long sequence() {
        return sequence;
    }

    /** The file with the wrong bytes. */
    public Path file() {
        return where.file();
    }

    /** Where they begin, in bytes from the start of the file. */
    public long offset() {
        return where.offset();
    }

    /** What is wrong there, a clause for people. */
    public String reason() {
        return where.reason();
    }
}
