package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Ids;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.BlockType;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.content.Finish;
import io.reprise.llm.content.TokenText;
import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Outcome;

/** What completions of chats and of texts have in common: choices, usage, and streams of chunks that end with [DONE]. */
abstract class CompletionCall extends OpenAiCall {
    /** Told in streams, too. */
    protected final int choices;

    private final String id;
    private final boolean usageAsked;
    private final TokenText tokenText;
    private int thinkingTokens;
    private boolean broken;

    /** @param idPrefix what the names of its answers begin with */
    CompletionCall(CallFacts facts, Teller teller, TokenText tokenText, JsonNode body, String idPrefix, int choices) {
        super(facts, teller);
        this.tokenText = tokenText;
        this.choices = choices;
        id = idPrefix + Ids.text(facts.contentSeed(), 0, 29);
        usageAsked = body.path("stream_options").path("include_usage").asBoolean(false);
    }

    /** Writes {@code "object"} and what stands with it. */
    protected abstract void writeKind(boolean chunk);

    /** Writes the choice that the content stands in; returns whether another one follows, which it stands in then. */
    protected abstract boolean writeChoice(ContentFlyweight content);

    /** Tells a step of a stream that is not thinking. */
    protected abstract void tell(Delta delta, Reply reply);

    /** Tells why a choice ended. */
    protected abstract void tellFinish(Delta delta, Reply reply);

    protected final TokenLogprobs logprobs(int choice, int top) {
        return new TokenLogprobs(tokenText, facts.contentSeed(), choice, top);
    }

    @Override
    protected final void onWhole(Outcome outcome, ContentFlyweight content, Reply reply) {
        int thinking = Usage.thinkingTokens(outcome, content);
        out.clear().raw('{');
        writeHead(false);
        out.raw(",\"choices\":[");
        boolean first = true;
        boolean more = content.nextBlock();
        while (more) {
            out.raw(first ? "" : ",");
            first = false;
            more = writeChoice(content);
        }
        out.raw("],");
        Usage.completion(outcome, thinking, out);
        out.raw('}');
        whole(outcome, reply);
    }

    @Override
    protected final void onStart(Outcome outcome, Reply reply) {
        head(200, SSE, outcome, reply).header("cache-control", "no-cache").stream();
    }

    @Override
    protected final void onDelta(Delta delta, Reply reply) {
        broken = delta.isBroken();
        if (delta.type() == BlockType.THINKING) {
            thinkingTokens += delta.tokens(); // this API counts it and does not show it
        } else {
            tell(delta, reply);
        }
        if (delta.finish() != Finish.NONE) {
            tellFinish(delta, reply);
        }
    }

    @Override
    protected final void onEnd(Outcome outcome, Reply reply) {
        broken = false;
        if (usageAsked) {
            beginEvent();
            out.raw(",\"choices\":[],");
            Usage.completion(outcome, thinkingTokens, out);
            endEvent(reply);
        }
        if (!outcome.has(Outcome.FLAG_NO_LAST_WORD)) {
            out.clear().raw("data: [DONE]\n\n");
            reply.part(out.bytes(), out.length());
        }
        reply.end();
    }

    /** Begins a chunk; its choices follow. */
    protected final void beginEvent() {
        out.clear().raw("data: {");
        writeHead(true);
    }

    /** Ends a chunk behind its choice. */
    protected final void endChoiceEvent(Reply reply) {
        out.raw(usageAsked ? "],\"usage\":null" : "]");
        endEvent(reply);
    }

    private void endEvent(Reply reply) {
        out.raw(broken ? "\n\n" : "}\n\n"); // what is not closed is no JSON
        reply.part(out.bytes(), out.length());
    }

    private void writeHead(boolean chunk) {
        out.raw("\"id\":\"").raw(id).raw("\",\"created\":").number(Models.CREATED_S);
        out.raw(",\"model\":").string(facts.model());
        out.raw(",\"system_fingerprint\":\"").raw(Models.FINGERPRINT).raw("\",");
        writeKind(chunk);
    }
}
