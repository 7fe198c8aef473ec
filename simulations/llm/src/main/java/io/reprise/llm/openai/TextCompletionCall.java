package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.content.Finish;
import io.reprise.llm.content.TokenText;
import io.reprise.llm.frame.Delta;
import java.util.List;

/** A completion of the old API, whole or streamed. */
final class TextCompletionCall extends CompletionCall {
    /** Stands for log probabilities that nobody wants. */
    private static final int NO_LOGPROBS = -1;

    private final List<String> prompts;
    private final boolean echo;
    private final int top;
    private final boolean[] begun;
    private final int[] told;
    private final TokenLogprobs[] logprobs;

    /** @param prompts each with as many choices as any other */
    TextCompletionCall(
            CallFacts facts, Teller teller, TokenText tokenText, JsonNode body, List<String> prompts, int choices) {
        super(facts, teller, tokenText, body, "cmpl-", choices);
        this.prompts = prompts;
        echo = body.path("echo").asBoolean(false);
        top = body.path("logprobs").asInt(NO_LOGPROBS);
        begun = new boolean[choices];
        told = new int[choices];
        logprobs = new TokenLogprobs[choices];
    }

    @Override
    protected void writeKind(boolean chunk) {
        out.raw("\"object\":\"text_completion\"");
    }

    @Override
    protected boolean writeChoice(ContentFlyweight content) {
        int choice = content.choice();
        StringBuilder text = new StringBuilder();
        Finish finish;
        boolean more;
        do {
            finish = content.finish();
            text.append(content.text());
            more = content.nextBlock();
        } while (more && content.choice() == choice);
        out.raw("{\"text\":").string(echoed(choice) + text);
        writeRest(choice, text.toString(), '"' + reason(finish) + '"');
        return more;
    }

    @Override
    protected void tell(Delta delta, Reply reply) {
        if (delta.textLength() > 0) {
            beginEvent();
            out.raw(",\"choices\":[{\"text\":")
                    .string(begun[delta.choice()] ? delta.text() : echoed(delta.choice()) + delta.text());
            writeRest(delta.choice(), delta.text(), "null");
            endChoiceEvent(reply);
            begun[delta.choice()] = true;
        }
    }

    @Override
    protected void tellFinish(Delta delta, Reply reply) {
        beginEvent();
        out.raw(",\"choices\":[{\"text\":").string(begun[delta.choice()] ? "" : echoed(delta.choice()));
        writeRest(delta.choice(), "", '"' + reason(delta.finish()) + '"');
        endChoiceEvent(reply);
        begun[delta.choice()] = true;
    }

    private String echoed(int choice) {
        return echo ? prompts.get(choice / (choices / prompts.size())) : "";
    }

    private void writeRest(int choice, String text, String reason) {
        out.raw(",\"index\":").number(choice).raw(",\"logprobs\":");
        if (top == NO_LOGPROBS || text.isEmpty()) {
            out.raw("null");
        } else {
            if (logprobs[choice] == null) {
                logprobs[choice] = logprobs(choice, top);
                told[choice] = echoed(choice).length();
            }
            logprobs[choice].writeLists(text, told[choice], out);
            told[choice] += text.length();
        }
        out.raw(",\"finish_reason\":").raw(reason).raw('}');
    }

    private static String reason(Finish finish) {
        return finish == Finish.LENGTH ? "length" : "stop";
    }
}
