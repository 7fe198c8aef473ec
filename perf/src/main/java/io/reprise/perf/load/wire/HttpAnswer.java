package io.reprise.perf.load.wire;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Reads one HTTP/1.1 answer after the other (RFC 9112) from bytes cut anywhere; looks at no byte twice. Wants a
 * {@code Content-Length}: what has none, such as a chunked answer, is refused by name. Interim answers (1xx) are
 * skipped. Offsets count from the start of the answer. Allocates nothing.
 */
final class HttpAnswer {
    /** Longest head that is read, in bytes. */
    static final int HEAD_MAX = 1 << 16;

    /** Longest body that is read, in bytes. */
    static final int BODY_MAX = 1 << 26;

    private static final int ABSENT = -1;
    private static final int STATUS_LINE_MIN = 12; // HTTP/1.1 200
    private static final int STATUS_OFFSET = 9;
    private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRANSFER_ENCODING = "transfer-encoding:".getBytes(StandardCharsets.US_ASCII);

    private int scanned;
    private int lineStart;
    private int headLength;
    private int bodyLength;
    private int status;
    private boolean inHeaders;
    private boolean encoded;

    HttpAnswer() {
        next();
    }

    /** The next bytes are another answer's. */
    void next() {
        scanned = 0;
        lineStart = 0;
        headLength = ABSENT;
        interim();
    }

    /**
     * Reads on.
     *
     * @param buffer holds the answer from {@code offset}, as far as {@code limit}
     * @return whether the answer is complete
     */
    boolean read(DirectBuffer buffer, int offset, int limit) {
        int available = limit - offset;
        while (headLength == ABSENT && scanned < available) {
            if (buffer.getByte(offset + scanned++) == '\n') {
                onLine(buffer, offset + lineStart, lineLength(buffer, offset));
                lineStart = scanned;
            } else if (scanned > HEAD_MAX) {
                throw new ProtocolFaultException("the answer's head is longer than " + HEAD_MAX + " bytes");
            }
        }
        return headLength != ABSENT && available >= length();
    }

    /** Head and body, once the head is read. */
    int length() {
        return headLength + bodyLength;
    }

    int status() {
        return status;
    }

    int bodyOffset() {
        return headLength;
    }

    int bodyLength() {
        return bodyLength;
    }

    private void interim() {
        inHeaders = false;
        bodyLength = ABSENT;
        encoded = false;
        status = 0;
    }

    /** Without its end, which is CR LF, or LF alone. */
    private int lineLength(DirectBuffer buffer, int offset) {
        int end = scanned - 1;
        boolean carriageReturn = end > lineStart && buffer.getByte(offset + end - 1) == '\r';
        return end - lineStart - (carriageReturn ? 1 : 0);
    }

    private void onLine(DirectBuffer buffer, int at, int length) {
        if (!inHeaders) {
            onStatusLine(buffer, at, length);
            inHeaders = true;
        } else if (length == 0) {
            onHeadEnd();
        } else if (startsWith(buffer, at, length, CONTENT_LENGTH)) {
            onContentLength(buffer, at + CONTENT_LENGTH.length, at + length);
        } else if (startsWith(buffer, at, length, TRANSFER_ENCODING)) {
            encoded = true;
        }
    }

    private void onStatusLine(DirectBuffer buffer, int at, int length) {
        int code = length < STATUS_LINE_MIN || !startsWith(buffer, at, length, VERSION)
                ? ABSENT
                : number(buffer, at + STATUS_OFFSET, at + STATUS_LINE_MIN, 999);
        if (code < 100) {
            throw new ProtocolFaultException("the answer does not start as HTTP/1.1 does: "
                    + buffer.getStringWithoutLengthAscii(at, Math.min(length, 80)));
        }
        status = code;
    }

    private void onContentLength(DirectBuffer buffer, int from, int to) {
        int value = number(buffer, from, to, BODY_MAX);
        if (value == ABSENT || (bodyLength != ABSENT && bodyLength != value)) {
            throw new ProtocolFaultException("the answer's Content-Length is one number up to " + BODY_MAX + "; got"
                    + buffer.getStringWithoutLengthAscii(from, Math.min(to - from, 80)));
        }
        bodyLength = value;
    }

    private void onHeadEnd() {
        if (status < 200) {
            interim();
            return;
        }
        if (encoded) {
            throw new ProtocolFaultException("the answer has a Transfer-Encoding (chunked); this client reads answers"
                    + " with Content-Length, so ask for an answer that is not streamed");
        }
        if (bodyLength == ABSENT && (status == 204 || status == 304)) {
            bodyLength = 0;
        }
        if (bodyLength == ABSENT) {
            throw new ProtocolFaultException("the answer with status " + status + " has no Content-Length");
        }
        headLength = scanned;
    }

    /** Digits with blanks around them, or {@link #ABSENT} when it is something else or above {@code max}. */
    private static int number(DirectBuffer buffer, int from, int to, int max) {
        int start = from;
        int end = to;
        while (start < end && isBlank(buffer.getByte(start))) {
            start++;
        }
        while (start < end && isBlank(buffer.getByte(end - 1))) {
            end--;
        }
        long value = start == end ? ABSENT : 0;
        for (int i = start; i < end; i++) {
            int digit = buffer.getByte(i) - '0';
            if (digit < 0 || digit > 9 || value > max) {
                return ABSENT;
            }
            value = 10 * value + digit;
        }
        return value > max ? ABSENT : (int) value;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Ignores case; {@code lowerCase} decides where letters are. */
    private static boolean startsWith(DirectBuffer buffer, int at, int length, byte[] lowerCase) {
        if (length < lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte wanted = lowerCase[i];
            byte got = buffer.getByte(at + i);
            boolean letter = wanted >= 'a' && wanted <= 'z';
            if (got != wanted && !(letter && (got | 0x20) == wanted)) {
                return false;
            }
        }
        return true;
    }
}
