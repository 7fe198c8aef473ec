package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.Fields;
import io.reprise.llm.api.Reading;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import io.reprise.llm.token.TokenCounter;
import java.util.List;

/** Reads a request of the old completions API. Event loop only. */
final class CompletionsReader {
    /** What an answer has when nobody says, as in the real API. */
    private static final int USUAL_MAX_TOKENS = 16;

    private static final int MAX_LOGPROBS = 5;
    private static final String NO_PROMPT = "<|endoftext|>";

    private final Refusal refusal = new Refusal();
    private final SettingsReader settings = new SettingsReader(refusal);
    private final StopReader stops = new StopReader(refusal);
    private final TextInput prompts;
    private final Fields fields = new Fields(refusal);

    CompletionsReader(TokenCounter counter) {
        prompts = new TextInput(refusal, counter);
    }

    /** @param deployment the model's name when the path has it; else empty */
    void read(JsonNode body, String deployment, Reading into) {
        Ask ask = into.ask;
        fields.of(body);
        boolean valid = settings.readModel(body, deployment, Models.Kind.COMPLETION, into)
                && (!fields.has("prompt") || prompts.read(body.get("prompt"), "prompt"))
                && fields.integer("max_tokens", 0, Integer.MAX_VALUE)
                && stops.read(body, ask)
                && fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                && settings.read(body, into)
                && fields.integer("n", 1, ChatReader.MAX_CHOICES)
                && fields.integer("best_of", fields.integerOr("n", 1), ChatReader.MAX_CHOICES)
                && fields.integer("logprobs", 0, MAX_LOGPROBS)
                && fields.bool("echo")
                && fields.text("suffix")
                && checkChoices(body);
        if (!valid) {
            settings.refuse(into);
            return;
        }
        List<String> texts = texts(body);
        ask.choices = texts.size() * fields.integerOr("n", 1);
        ask.maxTokens = Math.max(1, fields.integerOr("max_tokens", USUAL_MAX_TOKENS));
        ask.hint = texts.get(texts.size() - 1);
        into.hasSeed = fields.has("seed");
        into.seed = into.hasSeed ? body.get("seed").longValue() : 0;
        into.turn = 1;
        into.messages = 1;
        into.beginsTurn = true;
        into.promptTokens = fields.has("prompt") ? prompts.tokens() : 1;
        SettingsReader.checkContext("prompt", into);
    }

    private boolean checkChoices(JsonNode body) {
        int choices = texts(body).size() * fields.integerOr("n", 1);
        return choices <= ChatReader.MAX_CHOICES
                || refusal.because("n must be such that all prompts have no more than " + ChatReader.MAX_CHOICES
                        + " choices together; got " + choices);
    }

    /** The prompts of the request that was read last. */
    List<String> texts(JsonNode body) {
        return Json.isGiven(body.get("prompt")) ? prompts.texts() : List.of(NO_PROMPT);
    }
}
