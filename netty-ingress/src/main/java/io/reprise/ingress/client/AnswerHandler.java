package io.reprise.ingress.client;

import io.reprise.kernel.frame.FrameFlyweight;

/**
 * What a {@link ClientConnection} tells. Event loop only; must not throw and must not block.
 *
 * <p>A request is named by its slot, see {@link ClientConnection#slots()}. It is told of by {@link #onAnswer} up to a last
 * time, or by {@link #onUnknown} once, and the slot is used again after that.
 */
public interface AnswerHandler {
    /** The server takes requests. After a lost connection what had to be sent again has been sent. */
    default void onReady() {}

    /**
     * A RESPONSE, an ERROR or one PART of an answer.
     *
     * @param answer valid during this call
     * @param last no further part follows
     * @param nowNs when the bytes were read; all answers of one read have the same time
     */
    void onAnswer(int slot, FrameFlyweight answer, boolean last, long nowNs);

    /** All answers of one read have been told. */
    default void onReadComplete() {}

    /** The request was sent again, so its answer starts over: parts that came before do not count. */
    default void onResent(int slot) {}

    /**
     * No answer will come, and nobody knows whether the request was executed.
     *
     * @param reason a sentence
     */
    void onUnknown(int slot, String reason);

    /**
     * A frame that belongs to no request that waits.
     *
     * @param late an answer to a request that is done with, as may come after sending again or giving up; otherwise what
     *     the server says about the connection itself, or nonsense
     */
    default void onStray(FrameFlyweight frame, boolean late) {}

    /** The connection is gone and will be made again. */
    default void onLost(String reason) {}

    /** The connection is gone for good. Requests that waited have been told of before. */
    void onClosed(String reason);
}
