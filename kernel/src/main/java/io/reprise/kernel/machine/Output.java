package io.reprise.kernel.machine;

import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.state.Xxh64;
import java.nio.charset.StandardCharsets;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The answers to one input frame, written in place into the output ring. The engine asks for room before it takes an
 * input, so there always is some: every call of a machine may send one maximal frame in all. Engine thread only.
 */
final class Output {
    /** The digest of an input that caused no answer. */
    static final long EMPTY_DIGEST = 1;

    private final FrameRing ring;
    private final UnsafeBuffer muted;
    private final FrameFlyweight frame = new FrameFlyweight();
    private final FrameFlyweight earlier = new FrameFlyweight();
    private int[] offsets = new int[16];
    private int count;
    private int used;
    private int markCount;
    private int markUsed;
    private int slack;
    private boolean quiet;
    private FrameFlyweight input;

    Output(FrameRing ring) {
        this.ring = ring;
        this.muted = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(ring.maxFrameLength()));
    }

    /**
     * Whether the answers to one more input are sure to fit: timers may go on until they have sent a maximal frame and
     * the last may send another, the request sends one, and an error may replace it. The ring is asked for one frame
     * more than that, so that it need not be asked again until as much was sent.
     */
    boolean hasRoom() {
        if (slack > 0) {
            return true;
        }
        if (ring.hasRoom(5 * ring.maxFrameLength())) {
            slack = ring.maxFrameLength();
            return true;
        }
        return ring.hasRoom(4 * ring.maxFrameLength());
    }

    /** Bytes sent so far for this input, each frame rounded up to cells. */
    int used() {
        return used;
    }

    /** A call of a machine begins here: its budget, and what {@link #rollBack} takes back. */
    void mark() {
        markCount = count;
        markUsed = used;
    }

    void begin(FrameFlyweight input) {
        this.input = input;
        quiet = input.kind() == FrameKind.NOTIFICATION;
        count = 0;
        used = 0;
        mark();
    }

    /** Digest of the answers to this input, never 0. */
    long end() {
        input = null;
        slack -= used;
        if (count == 0) {
            return EMPTY_DIGEST;
        }
        long digest = 0;
        for (int i = 0; i < count; i++) {
            frame.wrap(ring.buffer(), offsets[i]);
            digest = Xxh64.hash(ring.buffer(), offsets[i], frame.length(), digest);
        }
        return digest == 0 ? EMPTY_DIGEST : digest;
    }

    /** Takes back what was sent since the mark. */
    void rollBack() {
        for (int i = markCount; i < count; i++) {
            earlier.wrap(ring.buffer(), offsets[i]).kind(FrameKind.PADDING);
        }
        slack -= used - markUsed; // their cells stay taken
        count = markCount;
        used = markUsed;
    }

    FrameFlyweight respond(int payloadLength) {
        return start(FrameKind.RESPONSE, payloadLength);
    }

    FrameFlyweight part(int payloadLength) {
        return start(FrameKind.PART, payloadLength);
    }

    void error(Status status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        FrameFlyweight error =
                start(FrameKind.ERROR, ErrorPayload.length(bytes)).status(status.code());
        ErrorPayload.encode(error.buffer(), error.payloadOffset(), status, bytes);
    }

    private FrameFlyweight start(int kind, int payloadLength) {
        if (payloadLength < 0 || payloadLength > ring.maxFrameLength() - FrameLayout.HEADER_LENGTH) {
            throw new AnswerTooLongException(payloadLength, ring.maxFrameLength());
        }
        if (quiet) {
            return frame.wrap(muted, 0).init(kind, payloadLength);
        }
        int length = FrameLayout.HEADER_LENGTH + payloadLength;
        int claimed = BitUtil.align(length, FrameRing.CELL_LENGTH);
        if (used + claimed - markUsed > ring.maxFrameLength()) {
            throw new AnswerTooLongException(payloadLength, ring.maxFrameLength());
        }
        used += claimed;
        int offset = ring.claim(length);
        remember(offset);
        return frame.wrap(ring.buffer(), offset).initAnswer(kind, payloadLength, input);
    }

    private void remember(int offset) {
        if (count == offsets.length) {
            offsets = java.util.Arrays.copyOf(offsets, 2 * count);
        }
        offsets[count++] = offset;
    }

    /** A machine's answers to one input do not fit into one maximal frame. */
    static final class AnswerTooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AnswerTooLongException(int payloadLength, int maxFrameLength) {
            super("the answers to one request may take " + maxFrameLength + " bytes together; the next payload of "
                    + payloadLength + " bytes does not fit");
        }
    }
}
