package io.reprise.llm.json;

import io.reprise.kernel.state.Xxh64;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes JSON as UTF-8 into bytes of its own. One thread; allocates only to grow. */
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_ESCAPE = 6; // backslash, u, four digits
    private static final int LONGEST_NUMBER = 20; // Long.MIN_VALUE

    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private byte[] bytes = new byte[4096];
    private int length;

    public JsonWriter clear() {
        length = 0;
        return this;
    }

    public int length() {
        return length;
    }

    /** Copies what was written. */
    public void copyTo(MutableDirectBuffer target, int offset) {
        target.putBytes(offset, bytes, 0, length);
    }

    /** Hash of what was written. */
    public long hash() {
        view.wrap(bytes, 0, length);
        return Xxh64.hash(view, 0, length, 0);
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** JSON as it stands. */
    public JsonWriter raw(byte[] json) {
        ensureRoom(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    /** JSON in ASCII as it stands. */
    public JsonWriter raw(String json) {
        ensureRoom(json.length());
        for (int i = 0; i < json.length(); i++) {
            bytes[length++] = (byte) json.charAt(i);
        }
        return this;
    }

    /** JSON as it stands. */
    public JsonWriter raw(DirectBuffer json, int offset, int count) {
        ensureRoom(count);
        json.getBytes(offset, bytes, length, count);
        length += count;
        return this;
    }

    /** One ASCII character as it stands. */
    public JsonWriter raw(char c) {
        ensureRoom(1);
        bytes[length++] = (byte) c;
        return this;
    }

    public JsonWriter number(long value) {
        ensureRoom(LONGEST_NUMBER);
        long rest = value;
        int digits = value < 0 ? 1 : 0;
        do {
            digits++;
            rest /= 10;
        } while (rest != 0);
        rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + Math.abs(rest % 10)); // of each digit: Long.MIN_VALUE has no absolute value
            rest /= 10;
        }
        if (value < 0) {
            bytes[length] = '-';
        }
        length += digits;
        return this;
    }

    /** Half a surrogate pair, which UTF-8 cannot carry, is escaped. */
    public JsonWriter string(String text) {
        ensureRoom(2 + LONGEST_ESCAPE * text.length());
        bytes[length++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                ascii(c);
            } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                pair(Character.toCodePoint(c, text.charAt(++i)));
            } else if (Character.isSurrogate(c)) {
                unicodeEscape(c);
            } else {
                multiByte(c);
            }
        }
        bytes[length++] = '"';
        return this;
    }

    /** A string of ASCII characters. */
    public JsonWriter string(byte[] ascii, int count) {
        ensureRoom(2 + LONGEST_ESCAPE * count);
        bytes[length++] = '"';
        for (int i = 0; i < count; i++) {
            ascii((char) ascii[i]);
        }
        bytes[length++] = '"';
        return this;
    }

    /** A part of a string, between quotes that are written apart: whole characters of UTF-8. */
    public JsonWriter utf8(DirectBuffer text, int offset, int count) {
        ensureRoom(LONGEST_ESCAPE * count);
        for (int i = offset; i < offset + count; i++) {
            byte b = text.getByte(i);
            if (b >= 0) {
                ascii((char) b);
            } else {
                bytes[length++] = b;
            }
        }
        return this;
    }

    private void ascii(char c) {
        if (c == '"' || c == '\\') {
            bytes[length++] = '\\';
            bytes[length++] = (byte) c;
        } else if (c >= ' ') {
            bytes[length++] = (byte) c;
        } else if (c == '\n') {
            bytes[length++] = '\\';
            bytes[length++] = 'n';
        } else {
            unicodeEscape(c);
        }
    }

    private void unicodeEscape(char c) {
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[c >> shift & 0xF];
        }
    }

    private void multiByte(char c) {
        if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | c >> 6);
        } else {
            bytes[length++] = (byte) (0xE0 | c >> 12);
            bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
        }
        bytes[length++] = (byte) (0x80 | c & 0x3F);
    }

    private void pair(int codePoint) {
        bytes[length++] = (byte) (0xF0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
    }

    private void ensureRoom(int count) {
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
    }
}
