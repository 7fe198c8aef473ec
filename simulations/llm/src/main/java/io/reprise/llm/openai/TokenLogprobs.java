package io.reprise.llm.openai;

import io.reprise.kernel.random.Seeds;
import io.reprise.llm.content.Logprobs;
import io.reprise.llm.content.TokenText;
import io.reprise.llm.content.TokenText.Token;
import io.reprise.llm.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells log probabilities of the tokens of one choice, in their order. Event loop only.
 */
final class TokenLogprobs {
    private final TokenText tokens;
    private final long seed;
    private final int top;
    private int index;

    /**
     * @param tokens shared
     * @param top how many tokens to tell of each place, the answer's own first
     */
    TokenLogprobs(TokenText tokens, long contentSeed, int choice, int top) {
        this.tokens = tokens;
        this.seed = Seeds.combine(contentSeed, choice);
        this.top = top;
    }

    /** An array with an object for each token of the text, which goes on where the last one ended. */
    void write(String text, JsonWriter out) {
        out.raw('[');
        int first = index;
        for (Token token : tokens.split(text)) {
            out.raw(index == first ? "{" : ",{");
            token(token.text(), token.bytes(), Logprobs.ofToken(seed, index), out);
            out.raw(",\"top_logprobs\":[");
            for (int rank = 0; rank < top; rank++) {
                out.raw(rank == 0 ? "{" : ",{");
                if (rank == 0) {
                    token(token.text(), token.bytes(), Logprobs.ofToken(seed, index), out);
                } else {
                    String other = Logprobs.alternative(seed, index, rank);
                    byte[] bytes = other.getBytes(StandardCharsets.UTF_8);
                    token(other, bytes, Logprobs.ofAlternative(seed, index, rank), out);
                }
                out.raw('}');
            }
            out.raw("]}");
            index++;
        }
        out.raw(']');
    }

    private static void token(String text, byte[] bytes, int logprob, JsonWriter out) {
        out.raw("\"token\":").string(text).raw(",\"logprob\":");
        Logprobs.write(logprob, out);
        out.raw(",\"bytes\":[");
        for (int i = 0; i < bytes.length; i++) {
            out.raw(i == 0 ? "" : ",").number(bytes[i] & 0xFF);
        }
        out.raw(']');
    }

    /** The four lists that the old completions API has: tokens, their log probabilities, others, and where each begins. */
    void writeLists(String text, int textOffset, JsonWriter out) {
        List<Token> split = tokens.split(text);
        int first = index;
        out.raw("{\"tokens\":[");
        for (int i = 0; i < split.size(); i++) {
            out.raw(i == 0 ? "" : ",").string(split.get(i).text());
        }
        out.raw("],\"token_logprobs\":[");
        for (int i = 0; i < split.size(); i++) {
            out.raw(i == 0 ? "" : ",");
            Logprobs.write(Logprobs.ofToken(seed, first + i), out);
        }
        out.raw("],\"top_logprobs\":[");
        for (int i = 0; i < split.size(); i++) {
            out.raw(i == 0 ? "{" : ",{");
            writeTop(split.get(i).text(), first + i, out);
            out.raw('}');
        }
        out.raw("],\"text_offset\":[");
        int offset = textOffset;
        for (int i = 0; i < split.size(); i++) {
            out.raw(i == 0 ? "" : ",").number(offset);
            offset += split.get(i).text().length();
        }
        out.raw("]}");
        index += split.size();
    }

    private void writeTop(String own, int place, JsonWriter out) {
        Set<String> told = new TreeSet<>();
        for (int rank = 0; rank < top; rank++) {
            String token = rank == 0 ? own : Logprobs.alternative(seed, place, rank);
            if (told.add(token)) { // a name may stand only once
                out.raw(rank == 0 ? "" : ",").string(token).raw(':');
                Logprobs.write(
                        rank == 0 ? Logprobs.ofToken(seed, place) : Logprobs.ofAlternative(seed, place, rank), out);
            }
        }
    }
}
