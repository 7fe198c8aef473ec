package io.reprise.llm;

import io.reprise.llm.anthropic.Anthropic;
import io.reprise.llm.api.Provider;
import io.reprise.llm.api.Providers;
import io.reprise.llm.api.Teller;
import io.reprise.llm.gemini.Gemini;
import io.reprise.llm.openai.OpenAi;
import io.reprise.llm.sim.Sim;
import java.util.List;

/** The APIs that are simulated. To add one, write a {@link Provider} in a package of its own and name it here. */
final class LlmProviders {
    private LlmProviders() {}

    static Providers all(Teller teller) {
        return new Providers(List.of(new OpenAi(teller), new Anthropic(teller), new Gemini(teller), new Sim(teller)));
    }
}
