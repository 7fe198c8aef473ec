package io.reprise.llm.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.reprise.kernel.random.Seeds;
import io.reprise.llm.api.Ids;
import io.reprise.llm.content.Finish;
import io.reprise.llm.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** One of the answers a request gets, as far as it was told. Event loop only. */
final class Candidate {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int ID_LENGTH = 8;

    private final int index;
    private final long seed;
    private final StringBuilder text = new StringBuilder();
    private Finish finish = Finish.NONE;
    private int calls;

    /** @param contentSeed of the whole answer */
    Candidate(int index, long contentSeed) {
        this.index = index;
        this.seed = Seeds.combine(contentSeed, index);
    }

    /** More of the text, which thoughts and calls are no part of. */
    void say(String more) {
        text.append(more);
    }

    void finish(Finish why) {
        finish = why;
    }

    void writeCall(String name, String arguments, JsonWriter out) {
        out.raw("{\"functionCall\":{\"id\":\"")
                .raw(Ids.text(seed, calls++, ID_LENGTH))
                .raw("\",\"name\":");
        out.string(name)
                .raw(",\"args\":")
                .raw(arguments.getBytes(StandardCharsets.UTF_8))
                .raw("}}");
    }

    /** Whether a call can be told at all: its arguments stand as JSON in the answer, and may have been cut by the limit of tokens. */
    static boolean isWhole(String arguments, Finish why) {
        return why != Finish.LENGTH || isJson(arguments);
    }

    /**
     * Writes the end, from the parts on, with the reason when there is one.
     *
     * @param logprobs tells how sure the model was; or null
     */
    void end(LogprobsWriter logprobs, JsonWriter out) {
        out.raw("],\"role\":\"model\"}");
        boolean finished = finish != Finish.NONE;
        if (finished) {
            out.raw(",\"finishReason\":\"").raw(reason()).raw('"');
        }
        out.raw(",\"index\":").number(index);
        if (finished && logprobs != null) {
            logprobs.write(text.toString(), seed, out);
        }
        out.raw('}');
    }

    private String reason() {
        return switch (finish) {
            case LENGTH -> "MAX_TOKENS";
            case REFUSAL -> "SAFETY";
            case NONE, STOP, STOP_SEQUENCE, TOOL_CALLS -> "STOP";
        };
    }

    private static boolean isJson(String text) {
        try {
            return MAPPER.readTree(text).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
