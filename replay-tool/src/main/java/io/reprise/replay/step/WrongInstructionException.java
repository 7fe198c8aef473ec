package io.reprise.replay.step;

/** An instruction that cannot be followed; the message says why, and what would be right. */
final class WrongInstructionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongInstructionException(String message) {
        super(message);
    }
}
