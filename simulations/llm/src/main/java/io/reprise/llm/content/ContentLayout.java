package io.reprise.llm.content;

import static org.agrona.BitUtil.SIZE_OF_BYTE;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_SHORT;

import org.agrona.BitUtil;

/**
 * One block of content. Content is blocks, one behind the other, those of choice 0 first. Little-endian, 4-byte aligned.
 *
 * <pre>
 *   offset  bytes
 *        0      1  type          BlockType.code()
 *        1      1  choice        from 0
 *        2      1  finish        Finish.code(); 0 on all but the last block of a choice
 *        3      1  stopIndex     which stop sequence ended the choice, from 0; 255 = none
 *        4      2  nameLength    bytes of the tool's name; 0 for other blocks
 *        6      2  reserved      0
 *        8      4  piecesLength  bytes of all pieces
 *       12      4  tokens        o200k_base tokens of the text, the sum over its pieces
 *       16         name in UTF-8, pieces, zeros to the next multiple of 4
 *
 *   piece: 1 byte length of its text (1 to 255), 1 byte tokens, text in whole UTF-8 characters
 * </pre>
 *
 * {@code docs/formats/llm-content.md} mirrors this class and a test holds the two together.
 */
final class ContentLayout {
    static final int TYPE_OFFSET = 0;
    static final int CHOICE_OFFSET = TYPE_OFFSET + SIZE_OF_BYTE;
    static final int FINISH_OFFSET = CHOICE_OFFSET + SIZE_OF_BYTE;
    static final int STOP_INDEX_OFFSET = FINISH_OFFSET + SIZE_OF_BYTE;
    static final int NAME_LENGTH_OFFSET = STOP_INDEX_OFFSET + SIZE_OF_BYTE;
    static final int RESERVED_OFFSET = NAME_LENGTH_OFFSET + SIZE_OF_SHORT;
    static final int PIECES_LENGTH_OFFSET = RESERVED_OFFSET + SIZE_OF_SHORT;
    static final int TOKENS_OFFSET = PIECES_LENGTH_OFFSET + SIZE_OF_INT;
    static final int HEADER_LENGTH = TOKENS_OFFSET + SIZE_OF_INT;

    /** No stop sequence ended the choice. */
    static final int NO_STOP = 255;

    static final int PIECE_TEXT_LENGTH_OFFSET = 0;
    static final int PIECE_TOKENS_OFFSET = PIECE_TEXT_LENGTH_OFFSET + SIZE_OF_BYTE;
    static final int PIECE_HEADER_LENGTH = PIECE_TOKENS_OFFSET + SIZE_OF_BYTE;
    static final int MAX_PIECE_TEXT_LENGTH = 255;

    private ContentLayout() {}

    /** Length of a block, padding included. */
    static long blockLength(int nameLength, int piecesLength) {
        return BitUtil.align((long) HEADER_LENGTH + nameLength + piecesLength, SIZE_OF_INT);
    }
}
