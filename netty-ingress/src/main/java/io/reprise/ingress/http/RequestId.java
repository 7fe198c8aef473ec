package io.reprise.ingress.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;

/**
 * What an answer's {@code x-request-id} says: what the client's own header said, or the session in hexadecimal and the
 * number of the request on its connection, such as {@code 100000005-3}.
 */
final class RequestId {
    /** Longer ones are not the client's any more. */
    static final int MAX_LENGTH = 128;

    /** The client gave none that can be used. */
    static final String NONE = "";

    private static final String HEADER = "x-request-id";
    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int BITS_PER_DIGIT = 4;

    private RequestId() {}

    /** The client's own, if it is {@link #MAX_LENGTH} visible ASCII characters at most; or {@link #NONE}. */
    static String given(HttpRequest request) {
        String given =
                request.decoderResult().isFailure() ? null : request.headers().get(HEADER);
        return given == null || given.length() > MAX_LENGTH || !isVisible(given) ? NONE : given;
    }

    static String text(String given, long sessionId, long number) {
        return given.isEmpty() ? Long.toHexString(sessionId) + "-" + number : given;
    }

    /** As {@link #text}, without a string of its own. */
    static void write(ByteBuf out, String given, long sessionId, long number) {
        if (given.isEmpty()) {
            writeHexadecimal(out, sessionId);
            out.writeByte('-');
            HttpResponses.writeDecimal(out, number);
        } else {
            for (int i = 0; i < given.length(); i++) {
                out.writeByte(given.charAt(i));
            }
        }
    }

    private static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static void writeHexadecimal(ByteBuf out, long value) {
        if (Long.compareUnsigned(value, HEXADECIMAL.length) >= 0) {
            writeHexadecimal(out, value >>> BITS_PER_DIGIT);
        }
        out.writeByte(HEXADECIMAL[(int) value & HEXADECIMAL.length - 1]);
    }
}
