package io.reprise.llm.token;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Turns o200k_base tokens into the text they stand for. Any thread. */
public final class TokenDecoder {
    private final TokenRanks ranks = TokenRanks.o200kBase();

    /** Special tokens, and those that there are not, are no text; bytes that are no UTF-8 become replacement characters. */
    public String text(int[] tokens) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(8 * tokens.length);
        for (int token : tokens) {
            if (ranks.isToken(token)) {
                text.writeBytes(ranks.bytes(token));
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
