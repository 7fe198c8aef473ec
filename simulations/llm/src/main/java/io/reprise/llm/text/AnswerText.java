package io.reprise.llm.text;

import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.token.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the text of one answer after another into bytes of its own: ASCII sentences in paragraphs, made only of pieces
 * that are one o200k_base token each (a word with the space before it, a comma, a full stop with or without the
 * paragraph's end), so the count is known without counting. One thread; allocates only to grow.
 */
public final class AnswerText {
    private static final byte[] COMMA = {','};
    private static final byte[] FULL_STOP = {'.'};
    private static final byte[] PARAGRAPH_END = {'.', '\n', '\n'};
    private static final int SENTENCES_PER_PARAGRAPH = 5; // on average

    private final Grammar grammar = Grammar.english();
    private final TokenCounter counter;
    private XorShift64Star random;
    private byte[] bytes = new byte[4096];
    private int length;
    private int tokens;
    private int maxTokens;
    private boolean sentenceStart;
    private boolean cutOff;

    public AnswerText(TokenCounter counter) {
        this.counter = counter;
    }

    /** The text; only the first {@link #length()} bytes count. Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** How many o200k_base tokens the text has. */
    public int tokens() {
        return tokens;
    }

    /** Whether the text was cut by its limit of tokens, not by a full stop or a stop sequence. */
    public boolean cutOff() {
        return cutOff;
    }

    /**
     * Writes sentences up to the first one that reaches the wanted length.
     *
     * @param wantedTokens at least 1
     * @param maxTokens at least 1; the text is cut after so many
     */
    public void write(XorShift64Star random, int wantedTokens, int maxTokens) {
        this.random = random;
        this.maxTokens = maxTokens;
        length = 0;
        tokens = 0;
        cutOff = false;
        while (!cutOff) {
            words(grammar.pattern(random.nextInt(grammar.patterns())));
            if (tokens + 1 >= wantedTokens) {
                piece(FULL_STOP);
                return;
            }
            piece(random.nextInt(SENTENCES_PER_PARAGRAPH) == 0 ? PARAGRAPH_END : FULL_STOP);
        }
    }

    /** Ends the text before the first place where one of the sequences stands. */
    public void stopBefore(String[] sequences) {
        int end = length;
        for (String sequence : sequences) {
            end = Math.min(end, indexOf(sequence, end));
        }
        if (end == length) {
            return;
        }
        length = end;
        cutOff = false;
        tokens = count();
        if (tokens > maxTokens) { // a part of a word can be more tokens than the word: leave it out
            length = lastWord();
            tokens = count();
        }
    }

    private void words(int[] pattern) {
        sentenceStart = true;
        for (int element : pattern) {
            if (element == Grammar.COMMA) {
                piece(COMMA);
            } else if (element < Grammar.OPTIONAL || random.nextInt(2) == 0) {
                byte[][] words = grammar.words(element & Grammar.OPTIONAL - 1);
                piece(words[random.nextInt(words.length)]);
            }
        }
    }

    /** Adds one token, or notes that there is no room for it. */
    private void piece(byte[] piece) {
        if (tokens == maxTokens) {
            cutOff = true;
        }
        if (cutOff) {
            return;
        }
        if (length + piece.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        int skipped = piece[0] == ' ' && startsParagraph() ? 1 : 0;
        System.arraycopy(piece, skipped, bytes, length, piece.length - skipped);
        length += piece.length - skipped;
        tokens++;
        if (sentenceStart) {
            sentenceStart = false;
            int first = length - piece.length + 1; // behind the space
            bytes[first] = (byte) (bytes[first] - ('a' - 'A'));
        }
    }

    private boolean startsParagraph() {
        return length == 0 || bytes[length - 1] == '\n';
    }

    /** Where the sequence starts, if it does so before {@code end} and fits into the text; else {@code end}. */
    private int indexOf(String sequence, int end) {
        int last = Math.min(end - 1, length - sequence.length());
        for (int start = 0; start <= last; start++) {
            int matched = 0;
            while (matched < sequence.length() && bytes[start + matched] == sequence.charAt(matched)) {
                matched++;
            }
            if (matched == sequence.length()) {
                return start;
            }
        }
        return end;
    }

    /** Where the last word starts, the space before it included. */
    private int lastWord() {
        int start = length;
        while (start > 0 && bytes[start - 1] >= 'A') {
            start--;
        }
        return start > 0 && bytes[start - 1] == ' ' ? start - 1 : start;
    }

    private int count() {
        return counter.count(new String(bytes, 0, length, StandardCharsets.US_ASCII));
    }
}
