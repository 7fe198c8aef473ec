package io.reprise.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.content.Finish;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonBodyReader;
import io.reprise.llm.json.Refusal;
import java.nio.charset.StandardCharsets;

/** A message in one piece. */
final class WholeMessageCall extends MessageCall {
    WholeMessageCall(CallFacts facts, Teller teller, JsonNode body, String[] stops) {
        super(facts, teller, body, stops);
    }

    @Override
    protected void onWhole(Outcome outcome, ContentFlyweight content, Reply reply) {
        out.clear();
        beginMessage();
        out.raw(",\"content\":[");
        Finish finish = Finish.STOP;
        int stopIndex = 0;
        for (int block = 0; content.nextBlock(); block++) {
            out.raw(block == 0 ? "" : ",");
            finish = content.finish();
            stopIndex = content.stopIndex();
            writeBlock(content, block);
        }
        out.raw("],");
        writeStop(finish, stopIndex);
        out.raw(',');
        writeUsage(outcome, outcome.completionTokens());
        out.raw('}');
        whole(outcome, reply);
    }

    private void writeBlock(ContentFlyweight content, int block) {
        switch (content.type()) {
            case TEXT, REFUSAL -> {
                out.raw("{\"type\":\"text\",\"text\":");
                content.writeText(out);
                out.raw(",\"citations\":null}");
            }
            case THINKING -> {
                out.raw("{\"type\":\"thinking\",\"thinking\":");
                if (hidesThinking) {
                    out.raw("\"\"");
                } else {
                    content.writeText(out);
                }
                out.raw(",\"signature\":\"").raw(signature(block)).raw("\"}");
            }
            case TOOL_CALL -> {
                out.raw("{\"type\":\"tool_use\",\"id\":\"").raw(callId(block)).raw("\",\"name\":");
                content.writeName(out);
                out.raw(",\"input\":");
                writeInput(content);
                out.raw('}');
            }
        }
    }

    /** The limit of tokens may have cut the input: then it is no object, and the message is given an empty one. */
    private void writeInput(ContentFlyweight content) {
        if (content.finish() == Finish.LENGTH) {
            byte[] json = content.text().getBytes(StandardCharsets.UTF_8);
            if (new JsonBodyReader(new Refusal()).read(json, json.length) == null) {
                out.raw("{}");
                return;
            }
        }
        content.writeJson(out);
    }
}
