package io.reprise.llm.gemini;

import io.reprise.llm.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/** The models: which names are known, what they can do, and how they are listed. */
final class Models {
    /** Those that are listed; more names of the same families are known. */
    static final List<String> NAMES = List.of(
            "gemini-3-pro-preview",
            "gemini-3-flash-preview",
            "gemini-2.5-pro",
            "gemini-2.5-flash",
            "gemini-2.5-flash-lite",
            "gemini-2.0-flash",
            "gemini-2.0-flash-lite",
            "gemma-3-27b-it",
            "gemini-embedding-001",
            "text-embedding-004",
            "reprise-1");

    private static final List<String> FAMILIES =
            List.of("gemini-", "gemma-", "learnlm-", "text-embedding-", "embedding-");
    private static final List<String> OWN = List.of("reprise-", "fb-");
    private static final List<String> WITHOUT_THINKING = List.of("gemini-1", "gemini-2.0", "gemma-", "learnlm-");

    private static final int MANY_DIMENSIONS = 3072;
    private static final int FEW_DIMENSIONS = 768;

    private Models() {}

    static boolean isKnown(String model) {
        return isOwn(model) || startsWithOne(model, FAMILIES);
    }

    static boolean generates(String model) {
        return isOwn(model) || isKnown(model) && !model.contains("embedding");
    }

    static boolean embeds(String model) {
        return isOwn(model) || isKnown(model) && model.contains("embedding");
    }

    /** A tuned model, whose name may be any, does. */
    static boolean thinks(String model) {
        return !startsWithOne(model, WITHOUT_THINKING);
    }

    /** Whether JSON and functions may be asked for at once. */
    static boolean mixesJsonAndFunctions(String model) {
        return !model.startsWith("gemini-1") && !model.startsWith("gemini-2");
    }

    /** Most dimensions of its embeddings, which is what they have unless fewer are wanted. */
    static int dimensions(String model) {
        return model.startsWith("text-embedding-") || model.startsWith("embedding-") ? FEW_DIMENSIONS : MANY_DIMENSIONS;
    }

    /** @param model a known one */
    static void write(String model, JsonWriter out) {
        boolean generates = generates(model);
        out.raw("{\"name\":").string("models/" + model).raw(",\"version\":\"001\",\"displayName\":");
        out.string(displayName(model)).raw(",\"description\":\"A simulated model: it knows no language\"");
        out.raw(",\"inputTokenLimit\":").number(generates ? 1_048_576 : 2048);
        out.raw(",\"outputTokenLimit\":").number(generates ? 65_536 : 1);
        out.raw(",\"supportedGenerationMethods\":[")
                .raw(generates ? "\"generateContent\",\"countTokens\"" : "\"embedContent\",\"countTokens\"");
        out.raw(generates ? "],\"temperature\":1,\"topP\":0.95,\"topK\":64,\"maxTemperature\":2" : "]");
        out.raw(generates && thinks(model) ? ",\"thinking\":true}" : "}");
    }

    /** Such as {@code Gemini 2.5 Flash}. */
    private static String displayName(String model) {
        StringBuilder name = new StringBuilder();
        for (String word : model.split("-")) {
            name.append(name.length() == 0 ? "" : " ");
            name.append(word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }

    /** The simulator's own models and those that fail as their names say can do everything. */
    private static boolean isOwn(String model) {
        return startsWithOne(model.substring(model.lastIndexOf('/') + 1), OWN);
    }

    private static boolean startsWithOne(String model, List<String> prefixes) {
        return prefixes.stream().anyMatch(model::startsWith);
    }
}
