package io.reprise.kernel.machine;

import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.state.Region;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The answers to one input frame, written in place into the output ring. The engine asks for room before it takes an
 * input, so there always is some: every call of a machine may send one maximal frame in all, and a fault report may
 * replace it. Engine thread only.
 */
final class Output {
    /** The digest of an input that caused no answer. */
    static final long EMPTY_DIGEST = 1;

    /** Longer texts of faults are cut, so that the room for one is known. In bytes. */
    private static final int MAX_FAULT_TEXT_LENGTH = 256;

    /** In place of a timer's service: the call is a request's. */
    private static final int REQUEST = 0;

    /** The shortest limit that leaves room for the texts of the engine itself. */
    private static final int MIN_FRAME_LIMIT = 2 * FrameRing.CELL_LENGTH;

    private final FrameRing ring;
    private final int budget;
    private final int mostPerInput;
    private final int maxFaultTextLength;
    private final UnsafeBuffer muted;
    private final FrameFlyweight frame = new FrameFlyweight();
    private final FrameFlyweight earlier = new FrameFlyweight();
    private int[] offsets = new int[16];
    private int count;
    private int used;
    private int callCount;
    private int callUsed;
    private int slack;
    private boolean quiet;
    private int timerService;
    private FrameFlyweight input;

    Output(FrameRing ring) {
        if (ring.maxFrameLength() < MIN_FRAME_LIMIT) {
            throw new IllegalArgumentException(
                    "answers need frames of at least " + MIN_FRAME_LIMIT + " bytes, not " + ring.maxFrameLength());
        }
        this.ring = ring;
        this.budget = cells(ring.maxFrameLength());
        this.maxFaultTextLength = Math.min(
                MAX_FAULT_TEXT_LENGTH, ring.maxFrameLength() - FrameLayout.HEADER_LENGTH - ErrorPayload.length(0));
        this.mostPerInput = 3 * budget + 2 * cells(FrameLayout.HEADER_LENGTH + ErrorPayload.length(maxFaultTextLength));
        this.muted = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(ring.maxFrameLength()));
    }

    /**
     * Whether the answers to one more input are sure to fit: timers may go on until they have sent more than a maximal
     * frame, so the last one begins within the first budget and has one of its own, and so has the request; the last
     * timer and the request may each end in a fault. The ring is asked for one frame more than that, so that it need not
     * be asked again until as much was sent.
     */
    boolean hasRoom() {
        if (slack > 0) {
            return true;
        }
        if (ring.hasRoom(mostPerInput + budget)) {
            slack = budget;
            return true;
        }
        slack = 0; // not what earlier inputs took: that would add up, and wrap around, while the ring stays this full
        return ring.hasRoom(mostPerInput);
    }

    void begin(FrameFlyweight nextInput) {
        if (input != nextInput) { // always the same view in practice, and the store of a reference is dear
            input = nextInput;
        }
        count = 0;
        used = 0;
    }

    /** Whether timers have sent so much for this input that the next one has to wait. */
    boolean isSpent() {
        return used > budget;
    }

    /** A timer's call begins here. What it sends is nobody's until the machine says whose: the input is a stranger's. */
    void beginTimer(int service) {
        timerService = service;
        quiet = false;
        beginCall();
    }

    /** The request's call begins here: what it sends goes back to where the input came from, unless that wants nothing. */
    void beginRequest() {
        timerService = REQUEST;
        quiet = input.kind() == FrameKind.NOTIFICATION;
        beginCall();
    }

    /** Digest of the answers to this input, never 0. */
    long end() {
        slack -= used;
        if (count == 0) {
            return EMPTY_DIGEST;
        }
        long digest = 0;
        for (int i = 0; i < count; i++) {
            frame.wrap(ring.buffer(), offsets[i]);
            digest = AnswerDigest.of(frame, digest);
        }
        return digest == 0 ? EMPTY_DIGEST : digest;
    }

    FrameFlyweight respond(int payloadLength) {
        return start(FrameKind.RESPONSE, payloadLength);
    }

    FrameFlyweight part(int payloadLength) {
        return start(FrameKind.PART, payloadLength);
    }

    void error(Status status, String text) {
        error(status, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes that {@link #copySent} writes. */
    int sentLength() {
        int length = 0;
        for (int i = callCount; i < count; i++) {
            length += BitUtil.align(earlier.wrap(ring.buffer(), offsets[i]).length(), FrameLayout.ALIGNMENT);
        }
        return length;
    }

    /** Writes the frames that this call has sent to a region, each at a multiple of {@link FrameLayout#ALIGNMENT}. */
    void copySent(Region target, int targetOffset) {
        int at = targetOffset;
        for (int i = callCount; i < count; i++) {
            int length = earlier.wrap(ring.buffer(), offsets[i]).length();
            target.putBytes(at, ring.buffer(), offsets[i], length);
            at += BitUtil.align(length, FrameLayout.ALIGNMENT);
        }
    }

    /** Sends again what {@link #copySent} wrote when the request was executed. */
    void repeat(Region source, int sourceOffset, int length) {
        for (int at = sourceOffset; at < sourceOffset + length; ) {
            int frameLength = source.getInt(at);
            FrameFlyweight answer = claim(frameLength);
            answer.buffer().putBytes(answer.offset(), source.bytes(), at, frameLength);
            answer.flags(answer.flags() | FrameLayout.FLAG_REPEATED);
            at += BitUtil.align(frameLength, FrameLayout.ALIGNMENT);
        }
    }

    /** Sends ERROR in place of all that this call has sent. */
    void fault(Status status, String text) {
        for (int i = callCount; i < count; i++) {
            earlier.wrap(ring.buffer(), offsets[i]).kind(FrameKind.PADDING);
        }
        count = callCount;
        callUsed = used; // the cells stay claimed, so they still count for the input
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        error(status, Arrays.copyOf(bytes, Math.min(bytes.length, maxFaultTextLength)));
    }

    private void error(Status status, byte[] text) {
        FrameFlyweight error =
                start(FrameKind.ERROR, ErrorPayload.length(text.length)).status(status.code());
        ErrorPayload.encode(error.buffer(), error.payloadOffset(), status, text);
    }

    private FrameFlyweight start(int kind, int payloadLength) {
        if (payloadLength < 0 || payloadLength > ring.maxFrameLength() - FrameLayout.HEADER_LENGTH) {
            throw new AnswerTooLongException(payloadLength, ring.maxFrameLength());
        }
        if (quiet) {
            return frame.wrap(muted, 0).init(kind, payloadLength);
        }
        FrameFlyweight answer = claim(FrameLayout.HEADER_LENGTH + payloadLength).initAnswer(kind, payloadLength, input);
        if (timerService != REQUEST) {
            answer.service(timerService).method(0).correlationId(0).sessionId(0);
        }
        return answer;
    }

    private FrameFlyweight claim(int length) {
        int claimed = cells(length);
        if (used + claimed - callUsed > budget) {
            throw new AnswerTooLongException(length - FrameLayout.HEADER_LENGTH, ring.maxFrameLength());
        }
        used += claimed;
        int offset = ring.claim(length);
        remember(offset);
        return frame.wrap(ring.buffer(), offset);
    }

    /** A call of a machine begins: its budget, and what a fault takes back. */
    private void beginCall() {
        callCount = count;
        callUsed = used;
    }

    /** Bytes rounded up to whole cells. */
    private static int cells(int length) {
        return BitUtil.align(length, FrameRing.CELL_LENGTH);
    }

    private void remember(int offset) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
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
