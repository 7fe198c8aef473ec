package io.reprise.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.BlockType;
import io.reprise.llm.content.Finish;
import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Outcome;

/** A message in events. */
final class StreamedMessageCall extends MessageCall {
    private Finish finish = Finish.STOP;
    private int stopIndex;

    StreamedMessageCall(CallFacts facts, Teller teller, JsonNode body, String[] stops) {
        super(facts, teller, body, stops);
    }

    @Override
    protected void onStart(Outcome outcome, Reply reply) {
        head(200, SSE, outcome, reply).stream();
        beginEvent("message_start");
        out.raw(",\"message\":");
        beginMessage();
        out.raw(
                ",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"stop_details\":null,\"container\":null,");
        writeUsage(outcome, 1); // the real one counts the first token that is on its way
        out.raw('}');
        endEvent(reply);
    }

    @Override
    protected void onDelta(Delta delta, Reply reply) {
        if (delta.isFirst()) {
            startBlock(delta, reply);
        }
        if (delta.textLength() > 0 && !(delta.type() == BlockType.THINKING && hidesThinking)) {
            beginDelta(delta);
            switch (delta.type()) {
                case TEXT, REFUSAL -> out.raw("\"text_delta\",\"text\":\"");
                case THINKING -> out.raw("\"thinking_delta\",\"thinking\":\"");
                case TOOL_CALL -> out.raw("\"input_json_delta\",\"partial_json\":\"");
            }
            delta.writeText(out);
            if (!delta.isBroken()) {
                out.raw("\"}");
            }
            endEvent(reply);
        }
        if (delta.isLast()) {
            stopBlock(delta, reply);
        }
        if (delta.finish() != Finish.NONE) {
            finish = delta.finish();
            stopIndex = delta.stopIndex();
        }
    }

    private void startBlock(Delta delta, Reply reply) {
        beginEvent("content_block_start");
        out.raw(",\"index\":").number(delta.block()).raw(",\"content_block\":{\"type\":");
        switch (delta.type()) {
            case TEXT, REFUSAL -> out.raw("\"text\",\"text\":\"\",\"citations\":null}");
            case THINKING -> out.raw("\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
            case TOOL_CALL -> {
                out.raw("\"tool_use\",\"id\":\"").raw(callId(delta.block())).raw("\",\"name\":");
                out.string(delta.name()).raw(",\"input\":{}}");
            }
        }
        endEvent(reply);
        if (delta.block() == 0) {
            beginEvent("ping");
            endEvent(reply);
        }
        if (delta.type() == BlockType.TOOL_CALL) {
            beginDelta(delta);
            out.raw("\"input_json_delta\",\"partial_json\":\"\"}");
            endEvent(reply);
        }
    }

    private void stopBlock(Delta delta, Reply reply) {
        if (delta.type() == BlockType.THINKING) {
            beginDelta(delta);
            out.raw("\"signature_delta\",\"signature\":\"")
                    .raw(signature(delta.block()))
                    .raw("\"}");
            endEvent(reply);
        }
        beginEvent("content_block_stop");
        out.raw(",\"index\":").number(delta.block());
        endEvent(reply);
    }

    @Override
    protected void onEnd(Outcome outcome, Reply reply) {
        beginEvent("message_delta");
        out.raw(",\"delta\":{");
        writeStop(finish, stopIndex);
        out.raw("},");
        writeDeltaUsage(outcome);
        endEvent(reply);
        if (!outcome.has(Outcome.FLAG_NO_LAST_WORD)) {
            beginEvent("message_stop");
            endEvent(reply);
        }
        reply.end();
    }

    private void beginDelta(Delta delta) {
        beginEvent("content_block_delta");
        out.raw(",\"index\":").number(delta.block()).raw(",\"delta\":{\"type\":");
    }

    private void beginEvent(String type) {
        out.clear()
                .raw("event: ")
                .raw(type)
                .raw("\ndata: {\"type\":\"")
                .raw(type)
                .raw('"');
    }

    private void endEvent(Reply reply) {
        out.raw("}\n\n");
        reply.part(out.bytes(), out.length());
    }
}
