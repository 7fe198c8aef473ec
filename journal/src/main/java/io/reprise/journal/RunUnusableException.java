package io.reprise.journal;

/** The run cannot be used as asked; the message says why and what would be right. */
public final class RunUnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunUnusableException(String message) {
        super(message);
    }
}
