package io.reprise.llm.content;

import io.reprise.llm.token.TokenCounter;

/** Writes texts as blocks of content and cuts them at a number of tokens. One thread. */
final class BlockWriter {
    /** A piece up to this long is searched for the best place to cut it, a longer one for a good one. */
    private static final int SEARCHED_LENGTH = 64;

    private static final int MAX_TOKENS_PER_CHAR = 3; // one for each byte of UTF-8

    private final TokenCounter counter;

    BlockWriter(TokenCounter counter) {
        this.counter = counter;
    }

    /** Writes a text as one block; returns its tokens. */
    int write(Content content, BlockType type, int choice, String name, String text) {
        int tokens = 0;
        content.beginBlock(type, choice, name);
        for (counter.start(text); counter.next(); ) {
            content.piece(counter.piece(), counter.pieceLength(), counter.pieceTokens());
            tokens += counter.pieceTokens();
        }
        content.endBlock();
        return tokens;
    }

    /**
     * The longest beginning of the text that has no more tokens than allowed. It has exactly so many, unless the last one
     * would be a part of a character.
     */
    String cut(String text, int maxTokens) {
        if ((long) MAX_TOKENS_PER_CHAR * text.length() <= maxTokens) {
            return text;
        }
        int tokens = 0;
        int tokensBefore = 0;
        int before = 0; // where the piece before this one starts: what is cut off may change how that one is cut
        int from = 0;
        for (counter.start(text); counter.next(); ) {
            if (tokens + counter.pieceTokens() > maxTokens) {
                int end = cutPiece(text, before, from, counter.end(), maxTokens - tokensBefore);
                return text.substring(0, end);
            }
            before = from;
            tokensBefore = tokens;
            from = counter.end();
            tokens += counter.pieceTokens();
        }
        return text;
    }

    /** Where to cut the piece from {@code from} to {@code to}, so that the text behind {@code before} has so many tokens. */
    private int cutPiece(String text, int before, int from, int to, int maxTokens) {
        int low = from;
        int high = to;
        while (high - low > SEARCHED_LENGTH) {
            int middle = low + high >>> 1;
            if (counter.count(text.substring(before, middle)) <= maxTokens) {
                low = middle;
            } else {
                high = middle;
            }
        }
        int best = from;
        int bestTokens = -1;
        for (int end = low; end < high; end++) {
            int tokens = counter.count(text.substring(before, end));
            boolean whole = end == 0 || !Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end));
            if (whole && tokens <= maxTokens && tokens >= bestTokens) {
                best = end;
                bestTokens = tokens;
            }
        }
        return best;
    }
}
