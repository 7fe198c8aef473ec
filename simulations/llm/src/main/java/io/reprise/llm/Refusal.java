package io.reprise.llm;

/**
 * Why a request is refused: one sentence, which starts with the path of the field if one field is to blame. One thread.
 */
final class Refusal {
    private String text = "";

    /** The reason given last. */
    String text() {
        return text;
    }

    /** @return false, so that a check can end with this */
    boolean because(String reason) {
        text = reason;
        return false;
    }
}
