package io.reprise.journal;

import java.io.IOException;

/** The disk has no room for what was to be written; nothing of it was. */
public final class StorageFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageFullException(String message) {
        super(message);
    }

    /** Whether a write failed because there was no room. Java tells the reason as text only. */
    public static boolean isReasonOf(IOException failure) {
        String reason = String.valueOf(failure.getMessage());
        return reason.contains("No space left on device")
                || reason.contains("Disk quota exceeded")
                || reason.contains("File too large");
    }
}
