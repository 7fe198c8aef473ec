package io.reprise.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Ids;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.Finish;
import io.reprise.llm.frame.Outcome;

/** What a message says whole and streamed alike: names, usage, and why it ended. */
abstract class MessageCall extends AnthropicCall {
    private static final int SIGNATURES = 1 << 16; // parts of the answer's names that are signatures start here
    private static final int SIGNATURE_LENGTH = 128; // a multiple of 4, so that the letters are base64

    /** Whether thinking comes as its signature alone. */
    protected final boolean hidesThinking;

    private final String[] stops;
    private final String speed;

    /**
     * @param body the request's; anything when it is refused
     * @param stops the stop sequences
     */
    MessageCall(CallFacts facts, Teller teller, JsonNode body, String[] stops) {
        super(facts, teller);
        this.stops = stops;
        hidesThinking = body.path("thinking").path("display").asText("").equals("omitted");
        speed = body.path("speed").asText("");
    }

    /** Begins the message's object, up to its content. */
    protected final void beginMessage() {
        out.raw("{\"model\":").string(facts.model()).raw(",\"id\":\"msg_");
        out.raw(Ids.text(facts.contentSeed(), 0, 24)).raw("\",\"type\":\"message\",\"role\":\"assistant\"");
    }

    /** @param block of the message, from 0 */
    protected final String callId(int block) {
        return "toolu_" + Ids.text(facts.contentSeed(), 1L + block, 24);
    }

    /** Of a thinking block. */
    protected final String signature(int block) {
        return Ids.text(facts.contentSeed(), SIGNATURES + block, SIGNATURE_LENGTH);
    }

    /** Writes the members that say why the message ended. */
    protected final void writeStop(Finish finish, int stopIndex) {
        out.raw("\"stop_reason\":\"").raw(reason(finish)).raw("\",\"stop_sequence\":");
        if (finish == Finish.STOP_SEQUENCE) {
            out.string(stops[stopIndex]);
        } else {
            out.raw("null");
        }
        out.raw(",\"stop_details\":")
                .raw(
                        finish == Finish.REFUSAL
                                ? "{\"type\":\"refusal\",\"category\":null,\"explanation\":null}"
                                : "null");
        out.raw(",\"container\":null");
    }

    private static String reason(Finish finish) {
        return switch (finish) {
            case NONE, STOP -> "end_turn";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case STOP_SEQUENCE -> "stop_sequence";
            case REFUSAL -> "refusal";
        };
    }

    /** Writes the usage of a message as it stands in the message's object. */
    protected final void writeUsage(Outcome outcome, int outputTokens) {
        beginUsage(outcome, outputTokens);
        out.raw(",\"cache_creation\":{\"ephemeral_5m_input_tokens\":0,\"ephemeral_1h_input_tokens\":0}");
        out.raw(",\"service_tier\":\"standard\",\"inference_geo\":null,\"speed\":");
        if (speed.isEmpty()) {
            out.raw("null}");
        } else {
            out.string(speed).raw('}');
        }
    }

    /** Writes the usage so far as {@code message_delta} has it. */
    protected final void writeDeltaUsage(Outcome outcome) {
        beginUsage(outcome, outcome.completionTokens());
        out.raw('}');
    }

    private void beginUsage(Outcome outcome, int outputTokens) {
        out.raw("\"usage\":{\"input_tokens\":").number(outcome.promptTokens() - outcome.cachedTokens());
        out.raw(",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":")
                .number(outcome.cachedTokens());
        out.raw(",\"output_tokens\":").number(outputTokens);
        out.raw(",\"output_tokens_details\":{\"thinking_tokens\":").number(outcome.thinkingTokens());
        out.raw("},\"server_tool_use\":null");
    }
}
