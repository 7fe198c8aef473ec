package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.Embedding;
import io.reprise.llm.frame.Outcome;
import java.util.List;

/** Embeddings of texts. */
final class EmbeddingsCall extends OpenAiCall {
    private final List<String> texts;
    private final boolean base64;
    private final int dimensions;

    EmbeddingsCall(CallFacts facts, Teller teller, JsonNode body, List<String> texts) {
        super(facts, teller);
        this.texts = texts;
        base64 = body.path("encoding_format").asText("").equals("base64");
        dimensions = body.path("dimensions").asInt(Models.dimensions(facts.model()));
    }

    @Override
    protected void onAccount(Outcome outcome, Reply reply) {
        out.clear().raw("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < texts.size(); i++) {
            out.raw(i == 0 ? "" : ",")
                    .raw("{\"object\":\"embedding\",\"index\":")
                    .number(i)
                    .raw(",\"embedding\":");
            write(Embedding.of(texts.get(i), dimensions));
            out.raw('}');
        }
        out.raw("],\"model\":").string(facts.model());
        out.raw(",\"usage\":{\"prompt_tokens\":").number(outcome.promptTokens());
        out.raw(",\"total_tokens\":").number(outcome.promptTokens()).raw("}}");
        whole(outcome, reply);
    }

    private void write(float[] vector) {
        if (base64) {
            out.raw('"').raw(Embedding.base64(vector)).raw('"');
        } else {
            Embedding.write(vector, out);
        }
    }
}
