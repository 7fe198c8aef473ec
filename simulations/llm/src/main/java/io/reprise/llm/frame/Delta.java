package io.reprise.llm.frame;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.reprise.llm.content.BlockType;
import io.reprise.llm.content.Finish;
import io.reprise.llm.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * One step of a streamed answer: some tokens of one block. A flyweight: valid as long as the bytes are. One thread.
 *
 * <pre>
 *   offset  bytes
 *        0      1  event       AnswerEvent.DELTA
 *        1      1  type        BlockType.code()
 *        2      1  choice      from 0
 *        3      1  flags       1 first of its block, 2 last of its block, 4 to be told in broken JSON
 *        4      4  block       of the choice, from 0
 *        8      4  tokens      in this step
 *       12      4  nameLength  of the tool, on the first step of a call; else 0
 *       16      8  dueNs       kernel time the step was due at
 *       24      1  finish      Finish.code() on the last step of a choice; else 0
 *       25      1  stopIndex   which stop sequence ended it; 255 = none
 *       26      6  reserved
 *       32      …  name, text in UTF-8
 * </pre>
 */
public final class Delta {
    public static final int FLAG_FIRST = 1;
    public static final int FLAG_LAST = 2;
    public static final int FLAG_BROKEN = 4;

    private static final int TYPE_OFFSET = 1;
    private static final int CHOICE_OFFSET = 2;
    private static final int FLAGS_OFFSET = 3;
    private static final int BLOCK_OFFSET = 4;
    private static final int TOKENS_OFFSET = 8;
    private static final int NAME_LENGTH_OFFSET = 12;
    private static final int DUE_NS_OFFSET = 16;
    private static final int FINISH_OFFSET = 24;
    private static final int STOP_INDEX_OFFSET = 25;
    private static final int HEADER_LENGTH = 32;

    private DirectBuffer buffer;
    private int offset;
    private int length;

    public Delta wrap(DirectBuffer newBuffer, int newOffset, int newLength) {
        buffer = newBuffer;
        offset = newOffset;
        length = newLength;
        return this;
    }

    /** Length of a payload with a name and a text of so many bytes. */
    public static int length(int nameLength, int textLength) {
        return HEADER_LENGTH + nameLength + textLength;
    }

    /** Writes all but name and text; returns where these go. */
    public static int put(
            MutableDirectBuffer buffer,
            int offset,
            int type,
            int choice,
            int flags,
            int block,
            int tokens,
            int nameLength,
            long dueNs,
            int finish,
            int stopIndex) {
        buffer.putByte(offset, (byte) AnswerEvent.DELTA.code());
        buffer.putByte(offset + TYPE_OFFSET, (byte) type);
        buffer.putByte(offset + CHOICE_OFFSET, (byte) choice);
        buffer.putByte(offset + FLAGS_OFFSET, (byte) flags);
        buffer.putInt(offset + BLOCK_OFFSET, block, LITTLE_ENDIAN);
        buffer.putInt(offset + TOKENS_OFFSET, tokens, LITTLE_ENDIAN);
        buffer.putInt(offset + NAME_LENGTH_OFFSET, nameLength, LITTLE_ENDIAN);
        buffer.putLong(offset + DUE_NS_OFFSET, dueNs, LITTLE_ENDIAN);
        buffer.putLong(offset + FINISH_OFFSET, 0);
        buffer.putByte(offset + FINISH_OFFSET, (byte) finish);
        buffer.putByte(offset + STOP_INDEX_OFFSET, (byte) stopIndex);
        return offset + HEADER_LENGTH;
    }

    public BlockType type() {
        return BlockType.of(buffer.getByte(offset + TYPE_OFFSET));
    }

    public int choice() {
        return buffer.getByte(offset + CHOICE_OFFSET) & 0xFF;
    }

    public boolean isFirst() {
        return has(FLAG_FIRST);
    }

    public boolean isLast() {
        return has(FLAG_LAST);
    }

    /** Whether the client shall get what is no JSON. */
    public boolean isBroken() {
        return has(FLAG_BROKEN);
    }

    /** Of the choice, from 0. */
    public int block() {
        return buffer.getInt(offset + BLOCK_OFFSET, LITTLE_ENDIAN);
    }

    public int tokens() {
        return buffer.getInt(offset + TOKENS_OFFSET, LITTLE_ENDIAN);
    }

    public long dueNs() {
        return buffer.getLong(offset + DUE_NS_OFFSET, LITTLE_ENDIAN);
    }

    /** Why the choice ends with this step; {@link Finish#NONE} when it goes on. */
    public Finish finish() {
        return Finish.of(buffer.getByte(offset + FINISH_OFFSET));
    }

    /** Which stop sequence ended the choice; only for {@link Finish#STOP_SEQUENCE}. */
    public int stopIndex() {
        return buffer.getByte(offset + STOP_INDEX_OFFSET) & 0xFF;
    }

    /** Of the tool, on the first step of a call. */
    public String name() {
        byte[] name = new byte[nameLength()];
        buffer.getBytes(offset + HEADER_LENGTH, name);
        return new String(name, StandardCharsets.UTF_8);
    }

    public int textLength() {
        return length - HEADER_LENGTH - nameLength();
    }

    /** Writes the text escaped, as a part of a JSON string. */
    public void writeText(JsonWriter out) {
        out.utf8(buffer, offset + HEADER_LENGTH + nameLength(), textLength());
    }

    public String text() {
        byte[] text = new byte[textLength()];
        buffer.getBytes(offset + HEADER_LENGTH + nameLength(), text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private boolean has(int flag) {
        return (buffer.getByte(offset + FLAGS_OFFSET) & flag) != 0;
    }

    private int nameLength() {
        return buffer.getInt(offset + NAME_LENGTH_OFFSET, LITTLE_ENDIAN);
    }
}
