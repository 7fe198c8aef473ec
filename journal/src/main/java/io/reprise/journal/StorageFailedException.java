package io.reprise.journal;

/** The disk failed. Nothing is tried again: after a failed sync the next one may succeed although the bytes are lost. */
public final class StorageFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
