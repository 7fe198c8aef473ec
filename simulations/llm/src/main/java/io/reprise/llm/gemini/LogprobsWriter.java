package io.reprise.llm.gemini;

import io.reprise.llm.content.Logprobs;
import io.reprise.llm.content.TokenText;
import io.reprise.llm.json.JsonWriter;
import java.util.List;

/** Writes how sure a model was of each token of a text. Event loop only. */
final class LogprobsWriter {
    private final TokenText tokenText;
    private final int top;

    /** @param top how many tokens are told for each place, its own included; 0 for its own only */
    LogprobsWriter(TokenText tokenText, int top) {
        this.tokenText = tokenText;
        this.top = top;
    }

    /** Writes the members of a candidate that tell it. */
    void write(String text, long seed, JsonWriter out) {
        List<TokenText.Token> tokens = tokenText.split(text);
        long sum = 0;
        for (int i = 0; i < tokens.size(); i++) {
            sum += Logprobs.ofToken(seed, i);
        }
        out.raw(",\"avgLogprobs\":");
        Logprobs.write((int) (sum / Math.max(1, tokens.size())), out);
        out.raw(",\"logprobsResult\":{");
        if (top > 0) {
            writeTop(tokens, seed, out);
        }
        out.raw("\"chosenCandidates\":[");
        for (int i = 0; i < tokens.size(); i++) {
            writeToken(i, tokens.get(i).text(), Logprobs.ofToken(seed, i), out);
        }
        out.raw("]}");
    }

    private void writeTop(List<TokenText.Token> tokens, long seed, JsonWriter out) {
        out.raw("\"topCandidates\":[");
        for (int i = 0; i < tokens.size(); i++) {
            out.raw(i == 0 ? "{\"candidates\":[" : ",{\"candidates\":[");
            writeToken(0, tokens.get(i).text(), Logprobs.ofToken(seed, i), out);
            for (int rank = 1; rank < top; rank++) {
                writeToken(rank, Logprobs.alternative(seed, i, rank), Logprobs.ofAlternative(seed, i, rank), out);
            }
            out.raw("]}");
        }
        out.raw("],");
    }

    private static void writeToken(int index, String text, int millionths, JsonWriter out) {
        out.raw(index == 0 ? "{\"token\":" : ",{\"token\":").string(text).raw(",\"logProbability\":");
        Logprobs.write(millionths, out);
        out.raw('}');
    }
}
