package io.reprise.llm.anthropic;

import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;
import java.util.List;

/** A page of the list of models. */
final class ModelListCall extends AnthropicCall {
    private final ModelPage page;

    ModelListCall(CallFacts facts, Teller teller, ModelPage page) {
        super(facts, teller);
        this.page = page;
    }

    @Override
    protected void onAccount(Outcome outcome, Reply reply) {
        List<String> models = page.models();
        out.clear().raw("{\"data\":[");
        for (int i = 0; i < models.size(); i++) {
            out.raw(i == 0 ? "" : ",");
            Models.write(models.get(i), out);
        }
        out.raw("],\"has_more\":").raw(String.valueOf(page.more()));
        id(out.raw(",\"first_id\":"), models, 0);
        id(out.raw(",\"last_id\":"), models, models.size() - 1);
        out.raw('}');
        whole(outcome, reply);
    }

    private static void id(JsonWriter target, List<String> models, int index) {
        if (models.isEmpty()) {
            target.raw("null");
        } else {
            target.string(models.get(index));
        }
    }
}
