package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.BlockType;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.content.Finish;
import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A response, whole or streamed as numbered events. */
final class ResponsesCall extends OpenAiCall {
    private static final byte[] NOTHING = {};

    private final ResponseWriter writer;
    private final JsonWriter text = new JsonWriter(); // of the item that is being told
    private final JsonWriter items = new JsonWriter(); // those that were told
    private int sequence;
    private int index;
    private int thinkingTokens;
    private String tool = "";
    private String status = ResponseWriter.COMPLETED;
    private boolean broken;

    /** @param echo JSON object of what is repeated of the request */
    ResponsesCall(CallFacts facts, Teller teller, JsonNode body, String echo) {
        super(facts, teller);
        writer = new ResponseWriter(out, facts.contentSeed(), echo.getBytes(StandardCharsets.UTF_8), body);
    }

    @Override
    protected void onWhole(Outcome outcome, ContentFlyweight content, Reply reply) {
        out.clear();
        writer.whole(outcome, content);
        whole(outcome, reply);
    }

    @Override
    protected void onStart(Outcome outcome, Reply reply) {
        head(200, SSE, outcome, reply).header("cache-control", "no-cache").stream();
        for (String type : List.of("response.created", "response.in_progress")) {
            begin(type).raw(",\"response\":");
            writer.response(ResponseWriter.IN_PROGRESS, NOTHING, null, 0);
            end(reply);
        }
    }

    @Override
    protected void onDelta(Delta delta, Reply reply) {
        broken = delta.isBroken();
        if (delta.isFirst()) {
            beginItem(delta, reply);
        }
        if (delta.type() == BlockType.THINKING) {
            thinkingTokens += delta.tokens();
        }
        if (delta.textLength() > 0) {
            delta.writeText(text);
            if (isShown(delta.type())) {
                beginOfItem(eventOf(delta.type()) + ".delta", delta.type()).raw(",\"delta\":\"");
                delta.writeText(out);
                out.raw(delta.type() == BlockType.TEXT ? "\",\"logprobs\":[]" : "\"");
                end(reply);
            }
        }
        if (delta.isLast()) {
            endItem(delta, reply);
        }
    }

    private void beginItem(Delta delta, Reply reply) {
        text.clear();
        tool = delta.name();
        begin("response.output_item.added")
                .raw(",\"output_index\":")
                .number(index)
                .raw(",\"item\":");
        writer.begunItem(delta.type(), tool, index);
        end(reply);
        if (isInParts(delta.type())) {
            beginOfItem(partEventOf(delta.type()) + ".added", delta.type()).raw(",\"part\":");
            writer.part(delta.type(), NOTHING);
            end(reply);
        }
    }

    private void endItem(Delta delta, Reply reply) {
        BlockType type = delta.type();
        byte[] whole = text.toBytes();
        if (isShown(type)) {
            beginOfItem(eventOf(type) + ".done", type);
            if (type == BlockType.TOOL_CALL) {
                out.raw(",\"name\":").string(tool);
            }
            out.raw(",\"").raw(fieldOf(type)).raw("\":\"").raw(whole);
            out.raw(type == BlockType.TEXT ? "\",\"logprobs\":[]" : "\"");
            end(reply);
        }
        if (isInParts(type)) {
            beginOfItem(partEventOf(type) + ".done", type).raw(",\"part\":");
            writer.part(type, whole);
            end(reply);
        }
        if (delta.finish() != Finish.NONE) {
            status = ResponseWriter.status(delta.finish());
        }
        begin("response.output_item.done")
                .raw(",\"output_index\":")
                .number(index)
                .raw(",\"item\":");
        int from = out.length();
        writer.item(type, tool, index, whole, status);
        items.raw(index == 0 ? "" : ",").raw(Arrays.copyOfRange(out.bytes(), from, out.length()));
        end(reply);
        index++;
    }

    @Override
    protected void onEnd(Outcome outcome, Reply reply) {
        broken = false;
        if (!outcome.has(Outcome.FLAG_NO_LAST_WORD)) {
            begin("response." + status).raw(",\"response\":");
            writer.response(status, items.toBytes(), outcome, thinkingTokens);
            end(reply);
        }
        reply.end();
    }

    @Override
    protected void tellFailure(Outcome outcome, Reply reply) {
        begin("error")
                .raw(",\"code\":null,\"message\":")
                .string(OpenAiErrors.message(outcome))
                .raw(",\"param\":null");
        end(reply);
        reply.end();
    }

    private JsonWriter begin(String type) {
        out.clear()
                .raw("event: ")
                .raw(type)
                .raw("\ndata: {\"type\":\"")
                .raw(type)
                .raw("\",\"sequence_number\":");
        return out.number(sequence++);
    }

    /** An event about the item that is being told. */
    private JsonWriter beginOfItem(String type, BlockType block) {
        begin(type)
                .raw(",\"item_id\":\"")
                .raw(writer.itemId(block, tool, index))
                .raw("\",\"output_index\":")
                .number(index);
        if (block == BlockType.THINKING) {
            out.raw(",\"summary_index\":0");
        } else if (block != BlockType.TOOL_CALL) {
            out.raw(",\"content_index\":0");
        }
        return out;
    }

    private void end(Reply reply) {
        out.raw(broken ? "\n\n" : "}\n\n"); // what is not closed is no JSON
        reply.part(out.bytes(), out.length());
    }

    private boolean isShown(BlockType type) {
        return type != BlockType.THINKING || writer.summarizes();
    }

    private boolean isInParts(BlockType type) {
        return type != BlockType.TOOL_CALL && isShown(type);
    }

    private String eventOf(BlockType type) {
        return switch (type) {
            case TEXT -> "response.output_text";
            case REFUSAL -> "response.refusal";
            case THINKING -> "response.reasoning_summary_text";
            case TOOL_CALL ->
                writer.isCustom(tool) ? "response.custom_tool_call_input" : "response.function_call_arguments";
        };
    }

    private static String partEventOf(BlockType type) {
        return type == BlockType.THINKING ? "response.reasoning_summary_part" : "response.content_part";
    }

    private String fieldOf(BlockType type) {
        return switch (type) {
            case TEXT, THINKING -> "text";
            case REFUSAL -> "refusal";
            case TOOL_CALL -> writer.isCustom(tool) ? "input" : "arguments";
        };
    }
}
