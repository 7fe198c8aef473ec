package io.reprise.ingress.binary;

import io.netty.buffer.ByteBuf;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;

/**
 * Where the first frame of some bytes ends, and how much of it must be there before anything can be said about it.
 *
 * @param maxFrameLength in bytes
 */
record FrameBounds(int maxFrameLength) {
    /** Bytes of the length field. */
    static final int LENGTH_FIELD = FrameLayout.VERSION_OFFSET;

    /** So much of a frame that is too long is waited for, so that the ERROR can name it. */
    private static final int NAMED_LENGTH = FrameLayout.SESSION_ID_OFFSET;

    /** Whether enough has come to take or to refuse the first frame. */
    boolean isDecided(ByteBuf bytes) {
        return missing(bytes) <= 0;
    }

    /** How many bytes of the first frame are still to come before it is decided. */
    int missing(ByteBuf bytes) {
        int readable = bytes.readableBytes();
        if (readable < LENGTH_FIELD) {
            return LENGTH_FIELD - readable;
        }
        int length = bytes.getIntLE(bytes.readerIndex());
        if (isTooShort(length)) {
            return 0;
        }
        return (isTooLong(length) ? NAMED_LENGTH : length) - readable;
    }

    /** Whether a frame may have this length. */
    boolean allows(int length) {
        return !isTooLong(length) && !isTooShort(length);
    }

    /** What to call a length that is not allowed. */
    Status status(int length) {
        return isTooLong(length) ? Status.FRAME_TOO_LONG : Status.MALFORMED_FRAME;
    }

    /** What is wrong with a length that is not allowed. */
    String complaint(int length) {
        String start = "frame length " + Integer.toUnsignedString(length);
        return isTooLong(length)
                ? start + " is more than the limit of " + maxFrameLength + " bytes"
                : start + " is less than the header of " + FrameLayout.HEADER_LENGTH + " bytes";
    }

    /** Of the first frame; 0 when it has not come yet or the frame is too short to have one. */
    static long correlationId(ByteBuf bytes) {
        int start = bytes.readerIndex();
        boolean named = bytes.readableBytes() >= NAMED_LENGTH && !isTooShort(bytes.getIntLE(start));
        return named ? bytes.getLongLE(start + FrameLayout.CORRELATION_ID_OFFSET) : 0;
    }

    private boolean isTooLong(int length) {
        return Integer.compareUnsigned(length, maxFrameLength) > 0;
    }

    private static boolean isTooShort(int length) {
        return Integer.compareUnsigned(length, FrameLayout.HEADER_LENGTH) < 0;
    }
}
