package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Ids;
import io.reprise.llm.api.Reading;
import io.reprise.llm.api.Teller;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.content.BlockType;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.content.Finish;
import io.reprise.llm.content.TokenText;
import io.reprise.llm.frame.Delta;
import java.util.List;

/** A chat completion, whole or streamed. */
final class ChatCall extends CompletionCall {
    /** Stands for log probabilities that nobody wants. */
    private static final int NO_LOGPROBS = -1;

    private final String tier;
    private final int top;
    private final List<String> customTools;
    private final boolean[] begun;
    private final int[] calls;
    private final TokenLogprobs[] logprobs;
    private final boolean[] inCustomCall;

    ChatCall(CallFacts facts, Teller teller, TokenText tokenText, JsonNode body, Reading reading) {
        super(facts, teller, tokenText, body, "chatcmpl-", reading.ask.choices);
        tier = SettingsReader.tierOf(body);
        boolean wanted = body.path("logprobs").asBoolean(false);
        top = wanted ? body.path("top_logprobs").asInt(0) : NO_LOGPROBS;
        customTools = reading.ask.tools.stream()
                .filter(Ask.Tool::freeForm)
                .map(Ask.Tool::name)
                .toList();
        begun = new boolean[choices];
        calls = new int[choices];
        inCustomCall = new boolean[choices];
        logprobs = new TokenLogprobs[choices];
    }

    @Override
    protected void writeKind(boolean chunk) {
        out.raw("\"object\":\"chat.completion").raw(chunk ? ".chunk" : "").raw("\",\"service_tier\":\"");
        out.raw(tier).raw('"');
    }

    @Override
    protected boolean writeChoice(ContentFlyweight content) {
        int choice = content.choice();
        int called = 0;
        BlockType spoken = null;
        String text = "";
        Finish finish;
        boolean more;
        out.raw("{\"index\":").number(choice).raw(",\"message\":{\"role\":\"assistant\"");
        do {
            finish = content.finish();
            if (content.type() == BlockType.TOOL_CALL) {
                if (called == 0) {
                    writeSilence(spoken, false);
                    out.raw(",\"tool_calls\":[");
                }
                writeCall(content, choice, called++);
            } else if (content.type() != BlockType.THINKING) {
                spoken = content.type();
                out.raw(spoken == BlockType.TEXT ? ",\"content\":" : ",\"content\":null,\"refusal\":");
                content.writeText(out);
                text = top == NO_LOGPROBS ? "" : content.text();
            }
            more = content.nextBlock();
        } while (more && content.choice() == choice);
        if (called == 0) {
            writeSilence(spoken, true);
        }
        out.raw(called > 0 ? "]" : "").raw(spoken == BlockType.REFUSAL ? "" : ",\"refusal\":null");
        out.raw(",\"annotations\":[]},\"logprobs\":");
        writeLogprobs(choice, spoken, text);
        out.raw(",\"finish_reason\":\"").raw(reason(finish)).raw("\"}");
        return more;
    }

    /** What stands for text when there is none: null with a call, nothing at all when thinking took all the tokens. */
    private void writeSilence(BlockType spoken, boolean cut) {
        if (spoken == null) {
            out.raw(cut ? ",\"content\":\"\"" : ",\"content\":null");
        }
    }

    private void writeCall(ContentFlyweight content, int choice, int index) {
        boolean custom = customTools.contains(content.name());
        out.raw(index == 0 ? "" : ",").raw("{\"id\":\"").raw(callId(choice, index));
        out.raw(
                custom
                        ? "\",\"type\":\"custom\",\"custom\":{\"name\":"
                        : "\",\"type\":\"function\",\"function\":{\"name\":");
        content.writeName(out);
        out.raw(custom ? ",\"input\":" : ",\"arguments\":");
        content.writeText(out);
        out.raw("}}");
    }

    @Override
    protected void tell(Delta delta, Reply reply) {
        switch (delta.type()) {
            case TEXT -> tellText("content", delta, reply);
            case REFUSAL -> tellText("refusal", delta, reply);
            case TOOL_CALL -> tellCall(delta, reply);
            case THINKING -> throw new IllegalStateException("is not told");
        }
    }

    private void tellText(String field, Delta delta, Reply reply) {
        tellRole(delta.choice(), reply);
        if (delta.textLength() > 0) {
            beginChunk(delta.choice());
            out.raw('"').raw(field).raw("\":\"");
            delta.writeText(out);
            out.raw("\"},\"logprobs\":");
            writeLogprobs(delta.choice(), delta.type(), top == NO_LOGPROBS ? "" : delta.text());
            endChunk("null", reply);
        }
    }

    /** The first chunk of a choice says who speaks. */
    private void tellRole(int choice, Reply reply) {
        if (!begun[choice]) {
            begun[choice] = true;
            beginChunk(choice);
            out.raw("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null");
            endChunk("null", reply);
        }
    }

    private void tellCall(Delta delta, Reply reply) {
        int choice = delta.choice();
        if (delta.isFirst()) {
            beginChunk(choice);
            out.raw(begun[choice] ? "" : "\"role\":\"assistant\",\"content\":null,");
            begun[choice] = true;
            boolean custom = customTools.contains(delta.name());
            int index = calls[choice]++;
            out.raw("\"tool_calls\":[{\"index\":")
                    .number(index)
                    .raw(",\"id\":\"")
                    .raw(callId(choice, index));
            out.raw(
                    custom
                            ? "\",\"type\":\"custom\",\"custom\":{\"name\":"
                            : "\",\"type\":\"function\",\"function\":{\"name\":");
            out.string(delta.name())
                    .raw(
                            custom
                                    ? ",\"input\":\"\"}}]},\"logprobs\":null"
                                    : ",\"arguments\":\"\"}}]},\"logprobs\":null");
            inCustomCall[choice] = custom;
            endChunk("null", reply);
        }
        if (delta.textLength() > 0) {
            beginChunk(choice);
            out.raw("\"tool_calls\":[{\"index\":").number(calls[choice] - 1);
            out.raw(inCustomCall[choice] ? ",\"custom\":{\"input\":\"" : ",\"function\":{\"arguments\":\"");
            delta.writeText(out);
            out.raw("\"}}]},\"logprobs\":null");
            endChunk("null", reply);
        }
    }

    @Override
    protected void tellFinish(Delta delta, Reply reply) {
        tellRole(delta.choice(), reply);
        beginChunk(delta.choice());
        out.raw("},\"logprobs\":null");
        endChunk('"' + reason(delta.finish()) + '"', reply);
    }

    private void beginChunk(int choice) {
        beginEvent();
        out.raw(",\"choices\":[{\"index\":").number(choice).raw(",\"delta\":{");
    }

    private void endChunk(String reason, Reply reply) {
        out.raw(",\"finish_reason\":").raw(reason).raw('}');
        endChoiceEvent(reply);
    }

    private void writeLogprobs(int choice, BlockType spoken, String text) {
        if (top == NO_LOGPROBS || spoken == null) {
            out.raw("null");
            return;
        }
        if (logprobs[choice] == null) {
            logprobs[choice] = logprobs(choice, top);
        }
        out.raw(spoken == BlockType.TEXT ? "{\"content\":" : "{\"content\":null,\"refusal\":");
        logprobs[choice].write(text, out);
        out.raw(spoken == BlockType.TEXT ? ",\"refusal\":null}" : "}");
    }

    private String callId(int choice, int index) {
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
