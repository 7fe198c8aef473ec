package io.reprise.perf.load.work;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The requests of one run, by index, and the judgement of their answers. Client thread only. Allocates nothing per
 * request.
 */
public interface Workload {
    /** Number of the service in a binary frame. */
    int service();

    /** Number of the service's method in a binary frame. */
    int method();

    /**
     * The server's limit is known now.
     *
     * @param maxLength of a payload, in bytes
     * @throws IllegalArgumentException when the requests cannot be made to fit
     */
    void limit(int maxLength);

    /** Bytes of the payload of request {@code index}. */
    int length(long index);

    /** Writes that payload; called once per request, in order. */
    void write(long index, MutableDirectBuffer buffer, int offset);

    /** Judges the payload of a successful answer; called at most once per request. */
    boolean isRight(long index, DirectBuffer buffer, int offset, int length);

    /** What {@link #isRight} asks for; ends a sentence that begins "the answer is not". */
    String rightAnswer();

    /** The server refused that request or failed at it. */
    default void onFailure(long index) {}

    /** How many requests were made smaller than asked because of {@link #limit}. */
    default long capped() {
        return 0;
    }
}
