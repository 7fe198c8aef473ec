package io.reprise.llm.content;

import io.reprise.llm.token.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts text into its o200k_base tokens, for log probabilities. One thread. */
public final class TokenText {
    private final TokenCounter counter;

    /** @param counter not to be used while a text is cut */
    public TokenText(TokenCounter counter) {
        this.counter = counter;
    }

    /**
     * One token.
     *
     * @param bytes may be a part of a character; the text has a replacement character then
     */
    public record Token(String text, byte[] bytes) {}

    public List<Token> split(String text) {
        List<Token> tokens = new ArrayList<>();
        counter.start(text);
        while (counter.next()) {
            for (int from = 0; from < counter.pieceLength(); from = counter.tokenEnd(from)) {
                byte[] bytes = Arrays.copyOfRange(counter.piece(), from, counter.tokenEnd(from));
                tokens.add(new Token(new String(bytes, StandardCharsets.UTF_8), bytes));
            }
        }
        return tokens;
    }
}
