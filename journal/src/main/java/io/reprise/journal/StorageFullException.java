package io.reprise.journal;

/** The disk has no room for what was to be written; nothing of it was. */
public final class StorageFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageFullException(String message) {
        super(message);
    }
}
