package io.reprise.llm.gemini;

import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.Embedding;
import io.reprise.llm.frame.Outcome;
import java.util.List;

/** The vector of a text, or of several. */
final class EmbedCall extends GeminiCall {
    private final List<EmbedReader.Wanted> wanted;
    private final boolean batch;

    EmbedCall(CallFacts facts, Teller teller, List<EmbedReader.Wanted> wanted, boolean batch) {
        super(facts, teller, Delivery.WHOLE);
        this.wanted = wanted;
        this.batch = batch;
    }

    @Override
    protected void onAccount(Outcome outcome, Reply reply) {
        out.clear().raw(batch ? "{\"embeddings\":[" : "{\"embedding\":");
        for (int i = 0; i < wanted.size(); i++) {
            out.raw(i == 0 ? "{\"values\":" : ",{\"values\":");
            Embedding.write(Embedding.of(wanted.get(i).text(), wanted.get(i).dimensions()), out);
            out.raw('}');
        }
        out.raw(batch ? "]}" : "}");
        whole(200, outcome, reply);
    }
}
