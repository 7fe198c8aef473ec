package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import io.reprise.llm.token.TokenCounter;
import io.reprise.llm.token.TokenDecoder;
import java.util.ArrayList;
import java.util.List;

/** Reads one or several texts: a string, strings, the tokens of a text, or those of several. One thread. */
final class TextInput {
    private static final int MAX_TEXTS = 2_048;
    private static final int MAX_TOKEN = 200_018; // the last special token of o200k_base

    private final Refusal refusal;
    private final TokenCounter counter;
    private final TokenDecoder decoder = new TokenDecoder();
    private final List<String> texts = new ArrayList<>();
    private int tokens;
    private int longest;

    TextInput(Refusal refusal, TokenCounter counter) {
        this.refusal = refusal;
        this.counter = counter;
    }

    boolean read(JsonNode value, String path) {
        texts.clear();
        tokens = 0;
        longest = 0;
        if (value.isTextual()) {
            add(value.textValue());
            return true;
        }
        if (!value.isArray()
                || value.isEmpty()
                || value.size() > MAX_TEXTS && !value.get(0).isNumber()) {
            return refusal.because(path + " must be a string, an array of tokens, or an array of 1 to " + MAX_TEXTS
                    + " of these; got " + (value.size() > 0 ? value.size() + " elements" : Json.shown(value)));
        }
        if (value.get(0).isNumber()) {
            return readTokens(value, path);
        }
        for (int i = 0; i < value.size(); i++) {
            JsonNode one = value.get(i);
            if (one.isTextual()) {
                add(one.textValue());
            } else if (!readTokens(one, path + "[" + i + "]")) {
                return false;
            }
        }
        return true;
    }

    private boolean readTokens(JsonNode value, String path) {
        if (!value.isArray() || value.isEmpty()) {
            return refusal.because(
                    path + " must be a string or an array of at least one token; got " + Json.shown(value));
        }
        int[] given = new int[value.size()];
        for (int i = 0; i < given.length; i++) {
            JsonNode token = value.get(i);
            if (!token.isInt() || token.intValue() < 0 || token.intValue() > MAX_TOKEN) {
                return refusal.because(
                        path + "[" + i + "] must be a token, from 0 to " + MAX_TOKEN + "; got " + Json.shown(token));
            }
            given[i] = token.intValue();
        }
        texts.add(decoder.text(given));
        count(given.length);
        return true;
    }

    private void add(String text) {
        texts.add(text);
        count(counter.count(text));
    }

    private void count(int more) {
        tokens += more;
        longest = Math.max(longest, more);
    }

    /** In their order; a copy. */
    List<String> texts() {
        return List.copyOf(texts);
    }

    /** Of all texts. */
    int tokens() {
        return tokens;
    }

    /** Of the longest text. */
    int longest() {
        return longest;
    }
}
