package io.reprise.llm.frame;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** What is known of a session, as {@code docs/formats/llm-session.md} has it, without its history. A flyweight. */
public final class SessionRecord {
    public static final int LENGTH = 128;

    private static final int NAME_LENGTH_OFFSET = 60;
    private static final int NAME_OFFSET = 64;

    private DirectBuffer buffer;
    private int offset;

    public SessionRecord wrap(DirectBuffer newBuffer, int newOffset) {
        buffer = newBuffer;
        offset = newOffset;
        return this;
    }

    public String name() {
        byte[] name = new byte[buffer.getInt(offset + NAME_LENGTH_OFFSET, LITTLE_ENDIAN)];
        buffer.getBytes(offset + NAME_OFFSET, name);
        return new String(name, StandardCharsets.UTF_8);
    }

    public long turns() {
        return longAt(0);
    }

    public long requests() {
        return longAt(8);
    }

    public long promptTokens() {
        return longAt(16);
    }

    public long completionTokens() {
        return longAt(24);
    }

    public long firstSeenNs() {
        return longAt(32);
    }

    public long lastSeenNs() {
        return longAt(40);
    }

    public long messages() {
        return longAt(48);
    }

    private long longAt(int field) {
        return buffer.getLong(offset + field, LITTLE_ENDIAN);
    }
}
