package io.reprise.perf.load.measure;

import org.agrona.DirectBuffer;

/** Sees every answer that belongs to a request. Client thread only. */
public interface AnswerTap {
    /** Sees nothing. */
    AnswerTap NONE = new AnswerTap() {
        @Override
        public void onAnswer(long index, long correlationId, int status, DirectBuffer buffer, int offset, int length) {}

        @Override
        public void flush() {}
    };

    /**
     * @param index of the request, from 0
     * @param correlationId the request's; its index where the protocol has none
     * @param status of the frame, or HTTP's
     * @param buffer holds the answer's payload or body at {@code offset}
     */
    void onAnswer(long index, long correlationId, int status, DirectBuffer buffer, int offset, int length);

    /** All answers of one read were seen; they are counted after this returns. */
    void flush();

    /** Both, in this order. */
    static AnswerTap both(AnswerTap first, AnswerTap second) {
        if (first == NONE || second == NONE) {
            return first == NONE ? second : first;
        }
        return new AnswerTap() {
            @Override
            public void onAnswer(
                    long index, long correlationId, int status, DirectBuffer buffer, int offset, int length) {
                first.onAnswer(index, correlationId, status, buffer, offset, length);
                second.onAnswer(index, correlationId, status, buffer, offset, length);
            }

            @Override
            public void flush() {
                first.flush();
                second.flush();
            }
        };
    }
}
