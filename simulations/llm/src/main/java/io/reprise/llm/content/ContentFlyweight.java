package io.reprise.llm.content;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.reprise.llm.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Walks over content: block after block, and piece after piece of a block. Valid as long as the bytes are. One thread;
 * only {@link #name()} and {@link #text()} allocate. It trusts the bytes: those of a stranger go through {@link
 * #isWellFormed()} first.
 */
public final class ContentFlyweight {
    private DirectBuffer buffer;
    private int start;
    private int end;
    private int block;
    private int nextBlock;
    private int piece;
    private int nextPiece;

    /** Stands before the first block. */
    public ContentFlyweight wrap(DirectBuffer content, int offset, int length) {
        buffer = content;
        start = offset;
        end = offset + length;
        block = offset;
        nextBlock = offset;
        return this;
    }

    /** Whether there is a further block. */
    public boolean hasNextBlock() {
        return nextBlock != end;
    }

    /** Goes to the next block, before its first piece; false when there is none. */
    public boolean nextBlock() {
        if (nextBlock == end) {
            return false;
        }
        enter(nextBlock);
        return true;
    }

    public BlockType type() {
        return BlockType.of(buffer.getByte(block + ContentLayout.TYPE_OFFSET));
    }

    /** From 0. */
    public int choice() {
        return buffer.getByte(block + ContentLayout.CHOICE_OFFSET) & 0xFF;
    }

    public Finish finish() {
        return Finish.of(buffer.getByte(block + ContentLayout.FINISH_OFFSET));
    }

    /** Which stop sequence ended the choice; only for {@link Finish#STOP_SEQUENCE}. */
    public int stopIndex() {
        return buffer.getByte(block + ContentLayout.STOP_INDEX_OFFSET) & 0xFF;
    }

    /** Of the block's text; a tool's name does not count. */
    public int tokens() {
        return buffer.getInt(block + ContentLayout.TOKENS_OFFSET, LITTLE_ENDIAN);
    }

    /** The tool's name; empty for anything but a call. */
    public String name() {
        byte[] name = new byte[nameLength()];
        buffer.getBytes(block + ContentLayout.HEADER_LENGTH, name);
        return new String(name, StandardCharsets.UTF_8);
    }

    /** Where the tool's name stands in the buffer. */
    public int nameOffset() {
        return block + ContentLayout.HEADER_LENGTH;
    }

    /** Writes the tool's name as a JSON string. */
    public void writeName(JsonWriter out) {
        out.raw('"')
                .utf8(buffer, block + ContentLayout.HEADER_LENGTH, nameLength())
                .raw('"');
    }

    /** Whether the block has a further piece. */
    public boolean hasNextPiece() {
        return nextPiece != piecesEnd();
    }

    /** Goes to the next piece of the block; false when there is none. */
    public boolean nextPiece() {
        if (nextPiece == piecesEnd()) {
            return false;
        }
        piece = nextPiece;
        nextPiece = pieceTextOffset() + pieceTextLength();
        return true;
    }

    /** Goes back before the first piece of the block. */
    public void rewind() {
        nextPiece = block + ContentLayout.HEADER_LENGTH + nameLength();
    }

    /** Where the piece's text stands in the buffer. */
    public int pieceTextOffset() {
        return piece + ContentLayout.PIECE_HEADER_LENGTH;
    }

    /** In bytes. */
    public int pieceTextLength() {
        return buffer.getByte(piece + ContentLayout.PIECE_TEXT_LENGTH_OFFSET) & 0xFF;
    }

    /** 0 for a piece whose tokens the pieces around it carry. */
    public int pieceTokens() {
        return buffer.getByte(piece + ContentLayout.PIECE_TOKENS_OFFSET) & 0xFF;
    }

    /** Writes the piece's text escaped, as a part of a JSON string. */
    public void writePiece(JsonWriter out) {
        out.utf8(buffer, pieceTextOffset(), pieceTextLength());
    }

    /** Writes the block's text as a JSON string. Goes behind the last piece. */
    public void writeText(JsonWriter out) {
        out.raw('"');
        for (rewind(); nextPiece(); ) {
            writePiece(out);
        }
        out.raw('"');
    }

    /** Writes the block's text as it stands, which is JSON for the arguments of a whole call. Goes behind the last piece. */
    public void writeJson(JsonWriter out) {
        for (rewind(); nextPiece(); ) {
            out.raw(buffer, pieceTextOffset(), pieceTextLength());
        }
    }

    /** The block's text. Goes behind the last piece. */
    public String text() {
        byte[] text = new byte[piecesEnd() - block];
        int length = 0;
        for (rewind(); nextPiece(); length += pieceTextLength()) {
            buffer.getBytes(pieceTextOffset(), text, length, pieceTextLength());
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /** Where the block stands, from the start of the content; with {@link #position()} for {@link #seek}. */
    public int blockPosition() {
        return block - start;
    }

    /** Where the next piece stands, from the start of the content. */
    public int position() {
        return nextPiece - start;
    }

    /** Returns to where another walk over the same content was. */
    public void seek(int blockPosition, int position) {
        enter(start + blockPosition);
        nextPiece = start + position;
    }

    /** Whether the bytes are whole blocks of whole pieces, with codes that exist. Stands before the first block then. */
    public boolean isWellFormed() {
        boolean good = true;
        for (int at = start; good && at < end; at = nextBlock) {
            good = end - at >= ContentLayout.HEADER_LENGTH && isBlock(at);
        }
        wrap(buffer, start, end - start);
        return good;
    }

    private boolean isBlock(int at) {
        block = at;
        if (piecesLength() < 0 || ContentLayout.blockLength(nameLength(), piecesLength()) > end - at) {
            return false;
        }
        enter(at);
        return BlockType.isCode(buffer.getByte(block + ContentLayout.TYPE_OFFSET))
                && Finish.isCode(buffer.getByte(block + ContentLayout.FINISH_OFFSET))
                && arePieces();
    }

    private boolean arePieces() {
        int tokens = 0;
        while (nextPiece + ContentLayout.PIECE_HEADER_LENGTH < piecesEnd()) {
            nextPiece();
            tokens += pieceTokens();
            if (pieceTextLength() == 0) {
                return false;
            }
        }
        return nextPiece == piecesEnd() && tokens == tokens();
    }

    private void enter(int offset) {
        block = offset;
        nextBlock = offset + (int) ContentLayout.blockLength(nameLength(), piecesLength());
        rewind();
    }

    /** In bytes. */
    public int nameLength() {
        return buffer.getShort(block + ContentLayout.NAME_LENGTH_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    private int piecesLength() {
        return buffer.getInt(block + ContentLayout.PIECES_LENGTH_OFFSET, LITTLE_ENDIAN);
    }

    private int piecesEnd() {
        return block + ContentLayout.HEADER_LENGTH + nameLength() + piecesLength();
    }
}
