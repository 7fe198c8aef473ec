package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.Fields;
import io.reprise.llm.api.Reading;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.List;

/** Reads a {@code generationConfig}, checked the way the real API does. One thread. */
final class ConfigReader {
    private static final String PATH = "generationConfig";
    private static final List<String> NAMES = List.of(
            "candidateCount",
            "stopSequences",
            "maxOutputTokens",
            "temperature",
            "topP",
            "topK",
            "seed",
            "responseMimeType",
            "responseSchema",
            "responseJsonSchema",
            "_responseJsonSchema",
            "presencePenalty",
            "frequencyPenalty",
            "responseLogprobs",
            "logprobs",
            "thinkingConfig",
            "responseModalities",
            "speechConfig",
            "imageConfig",
            "mediaResolution",
            "audioTranscriptionConfig",
            "enableEnhancedCivicAnswers");
    private static final int MAX_CANDIDATES = 8;
    private static final int MAX_STOPS = 5;
    private static final int MAX_LOGPROBS = 20;

    private final Refusal refusal;
    private final Fields fields;
    private final FormReader form;
    private final ThinkingReader thinking;

    ConfigReader(Refusal refusal) {
        this.refusal = refusal;
        this.fields = new Fields(refusal);
        this.form = new FormReader(refusal);
        this.thinking = new ThinkingReader(refusal);
    }

    /** @param config null when there is none */
    boolean read(JsonNode config, Reading into) {
        if (!Json.isGiven(config)) {
            return true;
        }
        if (!config.isObject()) {
            return refusal.because(PATH + " must be an object; got " + Json.shown(config));
        }
        fields.of(config, PATH);
        return UnknownNames.check(config, NAMES, "generation_config", refusal)
                && readNumbers(into)
                && readStops(config.get("stopSequences"), into.ask)
                && checkLogprobs()
                && checkModalities(config.get("responseModalities"))
                && thinking.read(config.get("thinkingConfig"), into)
                && form.read(config, into);
    }

    private boolean readNumbers(Reading into) {
        boolean valid = fields.integer("candidateCount", 1, MAX_CANDIDATES)
                && fields.integer("maxOutputTokens", 1, Integer.MAX_VALUE)
                && fields.range("temperature", 0, 2)
                && fields.range("topP", 0, 1)
                && fields.range("topK", 0, Integer.MAX_VALUE)
                && fields.integer("seed", Integer.MIN_VALUE, Integer.MAX_VALUE)
                && fields.range("presencePenalty", -2, 2)
                && fields.range("frequencyPenalty", -2, 2);
        if (valid) {
            into.ask.choices = fields.integerOr("candidateCount", 1);
            into.ask.maxTokens = fields.integerOr("maxOutputTokens", Ask.NO_LIMIT);
            into.hasSeed = fields.has("seed");
            into.seed = fields.integerOr("seed", 0);
        }
        return valid;
    }

    private boolean readStops(JsonNode stops, Ask ask) {
        if (!Json.isGiven(stops)) {
            return true;
        }
        if (!stops.isArray() || stops.size() > MAX_STOPS) {
            return refusal.because(PATH + ".stopSequences must be an array of up to " + MAX_STOPS + " strings; got "
                    + (stops.isArray() ? stops.size() + " elements" : Json.shown(stops)));
        }
        ask.stops = new String[stops.size()];
        for (int i = 0; i < ask.stops.length; i++) {
            if (!Json.isText(stops.get(i)) || stops.get(i).textValue().isEmpty()) {
                return refusal.because(PATH + ".stopSequences[" + i
                        + "] must be a string of at least one character; got " + Json.shown(stops.get(i)));
            }
            ask.stops[i] = stops.get(i).textValue();
        }
        return true;
    }

    private boolean checkLogprobs() {
        if (!fields.bool("responseLogprobs") || !fields.integer("logprobs", 0, MAX_LOGPROBS)) {
            return false;
        }
        return !fields.has("logprobs")
                || fields.isTrue("responseLogprobs")
                || refusal.because(PATH + ".logprobs may not be given unless responseLogprobs is true");
    }

    private boolean checkModalities(JsonNode modalities) {
        for (int i = 0; Json.isGiven(modalities) && i < modalities.size(); i++) {
            if (!modalities.get(i).asText().equalsIgnoreCase("TEXT")) {
                return refusal.because(PATH + ".responseModalities[" + i
                        + "] must be TEXT: the simulator answers with nothing else; got "
                        + Json.shown(modalities.get(i)));
            }
        }
        return true;
    }
}
