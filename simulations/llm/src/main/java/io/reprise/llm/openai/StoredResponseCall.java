package io.reprise.llm.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.Json;
import java.nio.charset.StandardCharsets;

/** A stored response is fetched or deleted. */
final class StoredResponseCall extends OpenAiCall {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final String id;

    StoredResponseCall(CallFacts facts, Teller teller, String id) {
        super(facts, teller);
        this.id = id;
    }

    @Override
    protected void onWhole(Outcome outcome, ContentFlyweight content, Reply reply) {
        byte[] echo = new byte[outcome.echoLength()];
        outcome.buffer().getBytes(outcome.echoOffset(), echo);
        new ResponseWriter(out.clear(), outcome.contentSeed(), echo, parsed(echo)).whole(outcome, content);
        whole(outcome, reply);
    }

    private static JsonNode parsed(byte[] echo) {
        try {
            return MAPPER.readTree(new String(echo, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an echo that was kept is no JSON", e);
        }
    }

    /** It is gone. */
    @Override
    protected void onAccount(Outcome outcome, Reply reply) {
        out.clear().raw("{\"id\":").string(id).raw(",\"object\":\"response\",\"deleted\":true}");
        whole(outcome, reply);
    }

    @Override
    protected void onNotFound(Outcome outcome, Reply reply) {
        onProblem(notFound(id), outcome, reply);
    }

    static Problem notFound(String id) {
        String text = "Response with id '" + Json.shortened(id, 80)
                + "' not found: it was never stored, was deleted, or" + " made room for newer ones";
        return new Problem(404, "", "", "", text);
    }
}
