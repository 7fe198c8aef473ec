package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Ids;
import io.reprise.llm.content.BlockType;
import io.reprise.llm.content.Finish;
import io.reprise.llm.content.TokenText;
import io.reprise.llm.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/** Writes an answer, or one chunk after the other, each of which looks like a whole answer. Event loop only. */
final class AnswerWriter {
    private static final int ID_LENGTH = 22;

    private final CallFacts facts;
    private final JsonWriter out;
    private final boolean thoughts;
    private final LogprobsWriter logprobs;
    private final Usage usage;
    private final List<Candidate> candidates = new ArrayList<>();
    private Candidate candidate;
    private int parts;

    /** @param out takes what is written; others may write into it between two answers */
    AnswerWriter(CallFacts facts, JsonWriter out, JsonNode body, Usage usage, TokenText tokenText) {
        this.facts = facts;
        this.out = out;
        this.usage = usage;
        JsonNode config = body.path("generationConfig");
        thoughts = config.path("thinkingConfig").path("includeThoughts").asBoolean();
        logprobs = config.path("responseLogprobs").asBoolean()
                ? new LogprobsWriter(tokenText, config.path("logprobs").asInt())
                : null;
    }

    Usage usage() {
        return usage;
    }

    /** Whether a text of that kind is told at all. */
    boolean tells(BlockType type) {
        return thoughts || type != BlockType.THINKING;
    }

    /** The candidate of a number. */
    Candidate candidate(int choice) {
        while (candidates.size() <= choice) {
            candidates.add(new Candidate(candidates.size(), facts.contentSeed()));
        }
        return candidates.get(choice);
    }

    void begin() {
        candidate = null;
        out.raw("{\"candidates\":[");
    }

    /** Goes on with the parts of a candidate; begins it if the one before was another. */
    void continueWith(int choice) {
        Candidate next = candidate(choice);
        if (next != candidate) {
            endCandidate();
            out.raw(candidate == null ? "" : ",").raw("{\"content\":{\"parts\":[");
            candidate = next;
            parts = 0;
        }
    }

    /** Writes a text, unless it is a thought that nobody asked for. */
    void text(BlockType type, String text) {
        boolean thought = type == BlockType.THINKING;
        if (!thought) {
            candidate.say(text);
        }
        if (tells(type)) {
            beginPart();
            out.raw("{\"text\":").string(text).raw(thought ? ",\"thought\":true}" : "}");
        }
    }

    /**
     * Writes a call, unless its arguments were cut by the limit of tokens: they stand as JSON in the answer, not as text.
     *
     * @param why the candidate ends with the call, if it does
     */
    void call(String name, String arguments, Finish why) {
        if (Candidate.isWhole(arguments, why)) {
            beginPart();
            candidate.writeCall(name, arguments, out);
        }
    }

    /** Writes all candidates, which then end with their reasons. */
    void finishAll() {
        for (int i = 0; i < candidates.size(); i++) {
            continueWith(i);
        }
    }

    void end() {
        endCandidate();
        out.raw("],");
        common();
    }

    /** Writes that there is no answer because of what was asked. */
    void blocked() {
        out.raw("{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},");
        common();
    }

    private void beginPart() {
        out.raw(parts++ == 0 ? "" : ",");
    }

    private void endCandidate() {
        if (candidate != null) {
            out.raw(parts == 0 ? "{\"text\":\"\"}" : ""); // clients drop a candidate without parts
            candidate.end(logprobs, out);
        }
    }

    private void common() {
        usage.write(out);
        out.raw(",\"modelVersion\":").string(facts.model()).raw(",\"responseId\":\"");
        out.raw(Ids.text(facts.contentSeed(), 0, ID_LENGTH)).raw("\"}");
    }
}
