package io.reprise.llm.gemini;

import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Outcome;

/** One model, or a page of the list of models. */
final class ModelsCall extends GeminiCall {
    private final ModelPage page;

    /** @param page null for the one model of the request */
    ModelsCall(CallFacts facts, Teller teller, ModelPage page) {
        super(facts, teller, Delivery.WHOLE);
        this.page = page;
    }

    @Override
    protected void onAccount(Outcome outcome, Reply reply) {
        out.clear();
        if (page == null) {
            Models.write(facts.model(), out);
        } else {
            writePage();
        }
        whole(200, outcome, reply);
    }

    private void writePage() {
        out.raw("{\"models\":[");
        for (int i = page.first(); i < page.end(); i++) {
            out.raw(i == page.first() ? "" : ",");
            Models.write(Models.NAMES.get(i), out);
        }
        out.raw(']');
        if (page.end() < Models.NAMES.size()) {
            out.raw(",\"nextPageToken\":\"").number(page.end()).raw('"');
        }
        out.raw('}');
    }
}
