package io.reprise.llm.content;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Takes down what an answer says, in the form of {@link ContentLayout}. One thread; allocates only to grow. */
public final class Content {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
    private int length;
    private int block;
    private int pieces;
    private int tokens;

    public Content clear() {
        length = 0;
        return this;
    }

    /** In bytes. */
    public int length() {
        return length;
    }

    /** The content from offset 0 on; valid until the next change. */
    public DirectBuffer buffer() {
        return buffer;
    }

    public void copyTo(MutableDirectBuffer target, int offset) {
        target.putBytes(offset, buffer, 0, length);
    }

    /** @param name of the tool; empty for anything but a call */
    void beginBlock(BlockType type, int choice, String name) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        block = length;
        buffer.checkLimit(block + ContentLayout.HEADER_LENGTH);
        buffer.putByte(block + ContentLayout.TYPE_OFFSET, (byte) type.code());
        buffer.putByte(block + ContentLayout.CHOICE_OFFSET, (byte) choice);
        buffer.putShort(block + ContentLayout.NAME_LENGTH_OFFSET, (short) nameBytes.length, LITTLE_ENDIAN);
        buffer.putShort(block + ContentLayout.RESERVED_OFFSET, (short) 0, LITTLE_ENDIAN);
        buffer.putBytes(block + ContentLayout.HEADER_LENGTH, nameBytes);
        pieces = block + ContentLayout.HEADER_LENGTH + nameBytes.length;
        length = pieces;
        tokens = 0;
    }

    /**
     * Adds a piece of text; one that is longer than a piece may be becomes several.
     *
     * @param pieceTokens at most one for each byte
     */
    void piece(byte[] text, int textLength, int pieceTokens) {
        int from = 0;
        int left = pieceTokens;
        while (from < textLength) {
            int to = pieceEnd(text, from, textLength);
            int share = to == textLength ? left : (int) ((long) left * (to - from) / (textLength - from));
            part(text, from, to - from, share);
            left -= share;
            from = to;
        }
        tokens += pieceTokens;
    }

    void endBlock() {
        buffer.putInt(block + ContentLayout.PIECES_LENGTH_OFFSET, length - pieces, LITTLE_ENDIAN);
        buffer.putInt(block + ContentLayout.TOKENS_OFFSET, tokens, LITTLE_ENDIAN);
        finish(Finish.NONE, ContentLayout.NO_STOP);
        while (length % 4 != 0) {
            buffer.putByte(length++, (byte) 0);
        }
    }

    /** Says why the choice ends with the block that was ended last. */
    void finish(Finish finish, int stopIndex) {
        buffer.putByte(block + ContentLayout.FINISH_OFFSET, (byte) finish.code());
        buffer.putByte(block + ContentLayout.STOP_INDEX_OFFSET, (byte) stopIndex);
    }

    private void part(byte[] text, int from, int partLength, int partTokens) {
        buffer.putByte(length + ContentLayout.PIECE_TEXT_LENGTH_OFFSET, (byte) partLength);
        buffer.putByte(length + ContentLayout.PIECE_TOKENS_OFFSET, (byte) partTokens);
        buffer.putBytes(length + ContentLayout.PIECE_HEADER_LENGTH, text, from, partLength);
        length += ContentLayout.PIECE_HEADER_LENGTH + partLength;
    }

    /** As far as a piece may go without cutting a character. */
    private static int pieceEnd(byte[] text, int from, int textLength) {
        int end = from + ContentLayout.MAX_PIECE_TEXT_LENGTH;
        if (end >= textLength) {
            return textLength;
        }
        while ((text[end] & 0xC0) == 0x80) { // a byte that continues a character
            end--;
        }
        return end;
    }
}
