package io.reprise.llm.machine;

import io.reprise.llm.content.BlockType;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.frame.Delta;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Walks over content in the steps a stream tells it in: some tokens of one block at a time. Engine thread only; allocates nothing.
 */
final class Steps {
    private final ContentFlyweight content = new ContentFlyweight();
    private DirectBuffer buffer;
    private int blockPosition;
    private int position;
    private int block;
    private boolean inBlock;
    private int flags;
    private int tokens;
    private int textLength;

    /** Stands before the first step. */
    Steps begin(DirectBuffer source, int offset, int length) {
        buffer = source;
        content.wrap(source, offset, length);
        inBlock = false;
        block = -1;
        return this;
    }

    /** Stands where another walk over the same content was; see {@link #blockPosition} and the others. */
    Steps resume(
            DirectBuffer source, int offset, int length, int atBlockPosition, int atPosition, int atBlock, boolean in) {
        buffer = source;
        content.wrap(source, offset, length);
        block = atBlock;
        inBlock = in;
        if (atBlock >= 0) {
            content.seek(atBlockPosition, atPosition);
        }
        return this;
    }

    int blockPosition() {
        return content.blockPosition();
    }

    int position() {
        return content.position();
    }

    /** Of the choice, from 0; -1 before the first. */
    int block() {
        return block;
    }

    /** Whether the block goes on after this step. */
    boolean isInBlock() {
        return inBlock;
    }

    /** Whether there is a further step. */
    boolean hasNext() {
        return inBlock || content.hasNextBlock();
    }

    /**
     * Goes to the next step.
     *
     * @param wantedTokens how many tokens it shall have, at least 1; fewer at the end of a block
     * @return false when there is none
     */
    boolean next(int wantedTokens) {
        flags = 0;
        if (!inBlock) {
            int choice = block < 0 ? -1 : content.choice();
            if (!content.nextBlock()) {
                return false;
            }
            block = content.choice() == choice ? block + 1 : 0;
            flags = Delta.FLAG_FIRST;
            inBlock = true;
        }
        blockPosition = content.blockPosition();
        position = content.position();
        gather(wantedTokens);
        return true;
    }

    /** Counts the pieces of this step, and stands behind them. */
    private void gather(int wantedTokens) {
        tokens = 0;
        textLength = 0;
        while (tokens < wantedTokens && content.nextPiece()) {
            tokens += content.pieceTokens();
            textLength += content.pieceTextLength();
        }
        if (!content.hasNextPiece()) {
            inBlock = false;
            flags |= Delta.FLAG_LAST;
        }
    }

    int tokens() {
        return tokens;
    }

    /** Of all that is left; to be asked before the first step. */
    int thinkingTokens() {
        int thinking = 0;
        while (content.nextBlock()) {
            thinking += content.type() == BlockType.THINKING ? content.tokens() : 0;
        }
        return thinking;
    }

    boolean isThinking() {
        return content.type() == BlockType.THINKING;
    }

    /** Bytes of the step as the payload of a frame. */
    int length() {
        return Delta.length(nameLength(), textLength);
    }

    /** Writes the step as the payload of a frame. */
    void copyTo(MutableDirectBuffer target, int offset, int moreFlags, long dueNs) {
        int at = Delta.put(
                target,
                offset,
                content.type().code(),
                content.choice(),
                flags | moreFlags,
                block,
                tokens,
                nameLength(),
                dueNs,
                (flags & Delta.FLAG_LAST) == 0 ? 0 : content.finish().code(),
                content.stopIndex());
        target.putBytes(at, buffer, content.nameOffset(), nameLength());
        at += nameLength();
        int end = content.position();
        content.seek(blockPosition, position);
        while (content.position() < end) {
            content.nextPiece();
            target.putBytes(at, buffer, content.pieceTextOffset(), content.pieceTextLength());
            at += content.pieceTextLength();
        }
    }

    private int nameLength() {
        return (flags & Delta.FLAG_FIRST) == 0 ? 0 : content.nameLength();
    }
}
