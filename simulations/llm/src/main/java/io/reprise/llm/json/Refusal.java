package io.reprise.llm.json;

/**
 * Why a request is refused: one sentence, which starts with the path of the field if one field is to blame. One thread.
 */
public final class Refusal {
    private String text = "";

    /** The reason given last. */
    public String text() {
        return text;
    }

    /** @return false, so that a check can end with this */
    public boolean because(String reason) {
        text = reason;
        return false;
    }
}
