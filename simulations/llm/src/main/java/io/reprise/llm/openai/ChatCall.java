package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Ids;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.BlockType;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.content.Finish;
import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Outcome;

/** A chat completion, whole or streamed. */
final class ChatCall extends OpenAiCall {
    private final boolean usageAsked;
    private String id;
    private int tools;

    ChatCall(CallFacts facts, Teller teller, JsonNode body) {
        super(facts, teller);
        usageAsked = body != null
                && body.path("stream_options").path("include_usage").asBoolean(false);
    }

    @Override
    protected void onWhole(Outcome outcome, ContentFlyweight content, Reply reply) {
        out.clear().raw("{\"id\":\"").raw(id()).raw("\",\"object\":\"chat.completion\",\"created\":");
        out.number(Models.CREATED_S).raw(",\"model\":").string(facts.model()).raw(",\"choices\":[");
        int choice = -1;
        boolean more = content.nextBlock();
        while (more) {
            out.raw(choice < 0 ? "" : ",");
            choice = content.choice();
            more = writeChoice(content, choice);
        }
        out.raw("],");
        writeUsage(outcome);
        out.raw(",\"service_tier\":\"default\",\"system_fingerprint\":\"")
                .raw(Models.FINGERPRINT)
                .raw("\"}");
        whole(outcome, reply);
    }

    /** Writes all blocks of a choice; returns whether a further choice follows, which the content stands at then. */
    private boolean writeChoice(ContentFlyweight content, int choice) {
        StringBuilder calls = new StringBuilder();
        out.raw("{\"index\":").number(choice).raw(",\"message\":{\"role\":\"assistant\"");
        boolean text = false;
        boolean refused = false;
        int called = 0;
        Finish finish;
        boolean more;
        do {
            finish = content.finish();
            if (content.type() == BlockType.TEXT) {
                out.raw(",\"content\":");
                content.writeText(out);
                text = true;
            } else if (content.type() == BlockType.REFUSAL) {
                out.raw(",\"content\":null,\"refusal\":");
                content.writeText(out);
                text = true;
                refused = true;
            } else if (content.type() == BlockType.TOOL_CALL) {
                out.raw(called == 0 ? ",\"tool_calls\":[" : ",");
                writeToolCall(content, choice, called++);
            }
            more = content.nextBlock();
        } while (more && content.choice() == choice && !(called > 0 && content.type() != BlockType.TOOL_CALL));
        out.raw(called > 0 ? "]" : "").raw(text ? "" : ",\"content\":null").raw(refused ? "" : ",\"refusal\":null");
        out.raw(",\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"")
                .raw(reason(finish))
                .raw("\"}");
        return more;
    }

    private void writeToolCall(ContentFlyweight content, int choice, int index) {
        out.raw("{\"id\":\"").raw(toolCallId(choice, index)).raw("\",\"type\":\"function\",\"function\":{\"name\":");
        content.writeName(out);
        out.raw(",\"arguments\":");
        content.writeText(out);
        out.raw("}}");
    }

    private void writeUsage(Outcome outcome) {
        long total = (long) outcome.promptTokens() + outcome.completionTokens();
        out.raw("\"usage\":{\"prompt_tokens\":").number(outcome.promptTokens());
        out.raw(",\"completion_tokens\":").number(outcome.completionTokens());
        out.raw(",\"total_tokens\":").number(total);
        out.raw(",\"prompt_tokens_details\":{\"cached_tokens\":").number(outcome.cachedTokens());
        out.raw(",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":");
        out.number(outcome.thinkingTokens());
        out.raw(",\"audio_tokens\":0,\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}");
    }

    @Override
    protected void onStart(Outcome outcome, Reply reply) {
        head(200, SSE, outcome, reply).stream();
    }

    @Override
    protected void onDelta(Delta delta, Reply reply) {
        if (delta.isFirst() && delta.block() == 0) {
            tools = 0;
            beginChunk(delta.choice());
            out.raw("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null");
            endChunk("null", reply);
        }
        switch (delta.type()) {
            case TEXT -> textDelta("content", delta, reply);
            case REFUSAL -> textDelta("refusal", delta, reply);
            case TOOL_CALL -> toolDelta(delta, reply);
            case THINKING -> {} // this API does not show it
        }
    }

    private void textDelta(String field, Delta delta, Reply reply) {
        if (delta.textLength() > 0) {
            beginChunk(delta.choice());
            out.raw('"').raw(field).raw("\":\"");
            delta.writeText(out);
            out.raw('"');
            endChunk("null", reply);
        }
        finish(delta, reply);
    }

    private void toolDelta(Delta delta, Reply reply) {
        if (delta.isFirst()) {
            beginChunk(delta.choice());
            out.raw("\"tool_calls\":[{\"index\":").number(tools).raw(",\"id\":\"");
            out.raw(toolCallId(delta.choice(), tools)).raw("\",\"type\":\"function\",\"function\":{\"name\":");
            out.string(delta.name()).raw(",\"arguments\":\"\"}}]");
            endChunk("null", reply);
        }
        if (delta.textLength() > 0) {
            beginChunk(delta.choice());
            out.raw("\"tool_calls\":[{\"index\":").number(tools).raw(",\"function\":{\"arguments\":\"");
            delta.writeText(out);
            out.raw("\"}}]");
            endChunk("null", reply);
        }
        tools += delta.isLast() ? 1 : 0;
        finish(delta, reply);
    }

    private void finish(Delta delta, Reply reply) {
        if (delta.finish() != Finish.NONE) {
            beginChunk(delta.choice());
            endChunk('"' + reason(delta.finish()) + '"', reply);
        }
    }

    @Override
    protected void onEnd(Outcome outcome, Reply reply) {
        if (usageAsked) {
            beginEvent();
            out.raw(",\"choices\":[],");
            writeUsage(outcome);
            endEvent(reply);
        }
        if (!outcome.has(Outcome.FLAG_NO_LAST_WORD)) {
            out.clear().raw("data: [DONE]\n\n");
            reply.part(out.bytes(), out.length());
        }
        reply.end();
    }

    private void beginEvent() {
        out.clear().raw("data: {\"id\":\"").raw(id()).raw("\",\"object\":\"chat.completion.chunk\",\"created\":");
        out.number(Models.CREATED_S).raw(",\"model\":").string(facts.model());
        out.raw(",\"service_tier\":\"default\",\"system_fingerprint\":\"")
                .raw(Models.FINGERPRINT)
                .raw('"');
    }

    private void endEvent(Reply reply) {
        out.raw("}\n\n");
        reply.part(out.bytes(), out.length());
    }

    private void beginChunk(int choice) {
        beginEvent();
        out.raw(",\"choices\":[{\"index\":").number(choice).raw(",\"delta\":{");
    }

    private void endChunk(String reason, Reply reply) {
        out.raw("},\"logprobs\":null,\"finish_reason\":").raw(reason).raw(usageAsked ? "}],\"usage\":null" : "}]");
        endEvent(reply);
    }

    private String id() {
        if (id == null) {
            id = "chatcmpl-" + Ids.text(facts.contentSeed(), 0, 29);
        }
        return id;
    }

    private String toolCallId(int choice, int index) {
        return "call_" + Ids.text(facts.contentSeed(), 1 + choice * 256L + index, 24);
    }

    private static String reason(Finish finish) {
        return switch (finish) {
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case NONE, STOP, STOP_SEQUENCE, REFUSAL -> "stop";
        };
    }
}
