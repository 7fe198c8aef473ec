package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.Fields;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Reading;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import io.reprise.llm.slots.Priorities;
import java.util.List;
import java.util.Locale;

/** Reads what requests of several endpoints have in common: the model, its temper, and who asks. Event loop only. */
final class SettingsReader {
    static final int MAX_MODEL_LENGTH = 256;

    private static final List<String> TIERS =
            List.of("auto", "default", "flex", "scale", "priority", "fast", "ultrafast");

    /** What a thinking model does not take, since it chooses its words itself. */
    private static final List<String> NOT_FOR_THINKERS =
            List.of("presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "logit_bias", "stop");

    private final Refusal refusal;
    private final Fields fields;

    /** @param refusal takes the reason when a check fails, unless the reading has it as a problem */
    SettingsReader(Refusal refusal) {
        this.refusal = refusal;
        fields = new Fields(refusal);
    }

    /** @param deployment the model's name when the path has it; else empty */
    boolean readModel(JsonNode body, String deployment, Models.Kind kind, Reading into) {
        if (!deployment.isEmpty()) {
            into.model = deployment;
            return true;
        }
        JsonNode value = body.get("model");
        if (!Json.isGiven(value)) {
            return refusal.because("model is required: a name, such as " + Models.DEFAULT);
        }
        if (!value.isTextual()) {
            return refusal.because("model must be a string; got " + Json.shown(value));
        }
        into.model = value.textValue();
        if (into.model.isEmpty() || into.model.length() > MAX_MODEL_LENGTH) {
            return refusal.because(
                    "model must be 1 to " + MAX_MODEL_LENGTH + " characters long; got " + into.model.length());
        }
        return checkKnown(into.model, into) && checkOffered(into.model, kind, into);
    }

    /** Refuses what is no model. */
    static boolean checkKnown(String model, Reading into) {
        if (!Models.isKnown(model)) {
            into.refuse(new Problem(
                    404,
                    "",
                    "model_not_found",
                    "model",
                    "model \"" + Json.shortened(model, 80) + "\" does not exist; GET /v1/models lists some of those"
                            + " that do, and reprise-1 does whatever is asked"));
            return false;
        }
        return true;
    }

    private static boolean checkOffered(String model, Models.Kind kind, Reading into) {
        if (!Models.offers(kind, model)) {
            String wanted = kind.name().toLowerCase(Locale.ROOT);
            into.refuse(new Problem(
                    404,
                    "",
                    "model_not_found",
                    "model",
                    "model must be one for this endpoint, which is of kind " + wanted + "; got \"" + model + "\""));
            return false;
        }
        return true;
    }

    /** The temper of the model, the tier, who asks, and whether the answer comes in parts. */
    boolean read(JsonNode body, Reading into) {
        fields.of(body);
        boolean valid = fields.range("temperature", 0, 2)
                && fields.range("top_p", 0, 1)
                && fields.range("presence_penalty", -2, 2)
                && fields.range("frequency_penalty", -2, 2)
                && fields.text("user")
                && fields.text("safety_identifier")
                && fields.text("prompt_cache_key")
                && fields.bool("stream")
                && readTier(body, into)
                && checkMetadata(body)
                && checkThinker(body, into.model);
        if (valid) {
            into.stream = fields.isTrue("stream");
            into.session = fields.textOr("user", fields.textOr("prompt_cache_key", ""));
        }
        return valid;
    }

    private boolean readTier(JsonNode body, Reading into) {
        JsonNode tier = body.get("service_tier");
        if (!Json.isGiven(tier)) {
            return true;
        }
        if (!tier.isTextual() || !TIERS.contains(tier.textValue())) {
            return refusal.because(
                    "service_tier must be one of " + String.join(", ", TIERS) + "; got " + Json.shown(tier));
        }
        into.priority = Priorities.ofServiceTier(tier.textValue());
        return true;
    }

    /** The tier an answer says it had. */
    static String tierOf(JsonNode body) {
        String tier = body.path("service_tier").asText("");
        return TIERS.contains(tier) && !tier.equals("auto") ? tier : "default";
    }

    private boolean checkMetadata(JsonNode body) {
        JsonNode metadata = body.get("metadata");
        return !Json.isGiven(metadata)
                || metadata.isObject()
                || refusal.because("metadata must be an object of strings; got " + Json.shown(metadata));
    }

    private boolean checkThinker(JsonNode body, String model) {
        if (!Models.reasons(model)) {
            return true;
        }
        for (String field : NOT_FOR_THINKERS) {
            JsonNode value = body.get(field);
            boolean says =
                    Json.isGiven(value) && !(value.isBoolean() && !value.booleanValue()) && value.asDouble(1) != 0;
            if (says) {
                return refusal.because(field + " is not supported with " + model + ", which thinks; leave it out");
            }
        }
        for (String field : List.of("temperature", "top_p")) {
            JsonNode value = body.get(field);
            if (Json.isGiven(value) && value.doubleValue() != 1) {
                return refusal.because(field + " may not be " + Json.shown(value) + " with " + model
                        + ", which thinks: only 1, the default, is supported");
            }
        }
        return true;
    }

    /**
     * How long the model thinks.
     *
     * @param object has {@code field}
     * @param path of the field
     */
    boolean readEffort(JsonNode object, String field, String path, Reading into) {
        JsonNode value = object.get(field);
        if (Json.isGiven(value) && (!value.isTextual() || Reasoning.tokens(value.textValue()) < 0)) {
            return refusal.because(
                    path + " must be one of " + String.join(", ", Reasoning.EFFORTS) + "; got " + Json.shown(value));
        }
        if (Json.isGiven(value) && !Models.reasons(into.model) && !Models.isOwn(into.model)) {
            return refusal.because(path + " is not supported with " + into.model + ", which does not think");
        }
        String effort = Json.isGiven(value) ? value.textValue() : Reasoning.usual(into.model);
        into.ask.thinkingTokens = Reasoning.tokens(effort);
        return true;
    }

    /** Refuses what is too long for the model. */
    static void checkContext(String param, Reading into) {
        int most = Models.contextTokens(into.model);
        if (into.promptTokens > most) {
            into.refuse(new Problem(
                    400,
                    "",
                    "context_length_exceeded",
                    param,
                    param + " must have no more than the " + most + " tokens of the context of " + into.model + "; got "
                            + into.promptTokens));
        }
    }

    /** Says why, unless that was said. */
    void refuse(Reading into) {
        if (into.problem == null) {
            into.refuse(Problem.invalid(refusal.text()));
        }
    }

    /** Of a limit of tokens. */
    static int limit(JsonNode value) {
        return Json.isGiven(value) ? value.intValue() : Ask.NO_LIMIT;
    }
}
