package io.reprise.ingress.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads over the size line of each chunk before Netty's decoder does, which takes much for a size that RFC 9112 section
 * 7.1 does not allow. Event loop only.
 */
final class ChunkCheck {
    /** Hexadecimal size; extensions are looked at for their form and ignored, as the RFC wants it. */
    private static final Pattern SIZE_LINE =
            Pattern.compile("([0-9A-Fa-f]{1,7})(?:;[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:=(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+"
                    + "|\"[\\t !#-\\[\\]-~]*\"))?)*\\r");

    private static final int MAX_SIZE_LINE = 256;
    private static final int CR_LF = 2;

    private int bytesToSizeLine;
    private boolean last;

    void start() {
        bytesToSizeLine = 0;
        last = false;
    }

    /** What is wrong with the size line, if one begins here and is whole; or null. */
    String fault(ByteBuf bytes) {
        if (bytesToSizeLine > 0) {
            return null;
        }
        int end = bytes.bytesBefore((byte) '\n');
        if (end > MAX_SIZE_LINE || end < 0 && bytes.readableBytes() > MAX_SIZE_LINE) {
            return "a chunk size line may have " + MAX_SIZE_LINE + " bytes at most";
        }
        if (end < 0) {
            return null;
        }
        Matcher line = SIZE_LINE.matcher(bytes.toString(bytes.readerIndex(), end, StandardCharsets.ISO_8859_1));
        if (!line.matches()) {
            return "not a chunk size line";
        }
        int size = Integer.parseInt(line.group(1), 16);
        last = size == 0;
        bytesToSizeLine = end + 1 + (last ? 0 : size + CR_LF);
        return null;
    }

    /** The decoder took so many bytes. */
    void onTaken(int bytes) {
        bytesToSizeLine -= bytes;
        if (bytesToSizeLine < 0 && bytes > 0) {
            throw new IllegalStateException("the decoder read " + -bytesToSizeLine + " bytes beyond a chunk");
        }
    }

    /** Whether only the trailer is still to come. */
    boolean isAfterLast() {
        return last && bytesToSizeLine == 0;
    }
}
