package io.reprise.llm.openai;

import io.reprise.llm.json.JsonWriter;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The models there are: OpenAI's families, each with any date or suffix behind it and any fine-tuning before it; {@code reprise-…};
 * and {@code fb-…}, which fail in a way that the name says. The last two do what any model does. Pure.
 */
final class Models {
    /** When these models and all answers were created: 2026-01-01 00:00 UTC, in s. No clock reaches an answer. */
    static final long CREATED_S = 1_767_225_600;

    /** Says which behaviour answered: it changes with what answers are made of and with nothing else. */
    static final String FINGERPRINT = "fp_reprise_2";

    /** The one to name in examples. */
    static final String DEFAULT = "gpt-4o-mini";

    /** Those that are listed. All count in o200k_base. */
    static final List<String> NAMES = List.of(
            "gpt-3.5-turbo",
            "gpt-3.5-turbo-instruct",
            "gpt-4",
            "gpt-4-turbo",
            "gpt-4.1",
            "gpt-4.1-mini",
            "gpt-4.1-nano",
            "gpt-4o",
            DEFAULT,
            "gpt-5",
            "gpt-5-mini",
            "gpt-5-nano",
            "gpt-5.1",
            "o1",
            "o3",
            "o3-mini",
            "o4-mini",
            "text-embedding-3-large",
            "text-embedding-3-small",
            "text-embedding-ada-002",
            "reprise-1");

    private static final String TUNED = "ft:";
    private static final int LARGEST_CONTEXT = 1_047_576;

    /** The first one whose prefix a name has counts. */
    private static final List<Context> CONTEXTS = List.of(
            new Context("gpt-3.5", 16_385),
            new Context("davinci", 16_385),
            new Context("babbage", 16_385),
            new Context("gpt-4.1", LARGEST_CONTEXT),
            new Context("gpt-4o", 128_000),
            new Context("gpt-4-turbo", 128_000),
            new Context("gpt-4.5", 128_000),
            new Context("gpt-4", 8_192),
            new Context("gpt-5", 400_000),
            new Context("gpt-oss", 128_000),
            new Context("chatgpt", 128_000),
            new Context("o1", 200_000),
            new Context("o3", 200_000),
            new Context("o4", 200_000),
            new Context("codex", 200_000));

    private static final Pattern OWN = Pattern.compile("reprise-.+|(?:.*/)?fb-.+");
    private static final Pattern INSTRUCT = Pattern.compile("gpt-3\\.5-turbo-instruct(?:-.+)?|(?:davinci|babbage)-002");
    private static final Pattern EMBEDDING = Pattern.compile("text-embedding-(?:3-small|3-large|ada-002)");
    private static final Pattern CHAT =
            Pattern.compile("(?:ft:)?(?:gpt-(?:3\\.5-turbo|4|4o|4\\.1|4\\.5|5(?:\\.[0-9]+)?|oss)"
                    + "|o[134]|chatgpt-4o|codex-mini)(?:[-:].+)?");
    private static final Pattern REASONING =
            Pattern.compile("(?:ft:)?(?:o[134]|codex-mini|gpt-oss|gpt-5(?:\\.[0-9]+)?)" + "(?:[-:](?!chat).*)?");

    private record Context(String prefix, int tokens) {}

    /** What is asked of a model. */
    enum Kind {
        CHAT,
        COMPLETION,
        EMBEDDING
    }

    private Models() {}

    static boolean isKnown(String name) {
        return isOwn(name)
                || CHAT.matcher(name).matches()
                || INSTRUCT.matcher(name).matches()
                || EMBEDDING.matcher(name).matches();
    }

    /** Whether a known model can do that. */
    static boolean offers(Kind kind, String name) {
        if (isOwn(name)) {
            return true;
        }
        return switch (kind) {
            case CHAT -> CHAT.matcher(name).matches() && !INSTRUCT.matcher(name).matches();
            case COMPLETION -> INSTRUCT.matcher(name).matches();
            case EMBEDDING -> EMBEDDING.matcher(name).matches();
        };
    }

    /** Whether it is the simulator's own, which takes what any model takes. */
    static boolean isOwn(String name) {
        return OWN.matcher(name).matches();
    }

    /** Whether it thinks before it answers. */
    static boolean reasons(String name) {
        return !isOwn(name) && REASONING.matcher(name).matches();
    }

    /** Tokens that prompt and answer may have together. */
    static int contextTokens(String name) {
        String plain = name.startsWith(TUNED) ? name.substring(TUNED.length()) : name;
        return CONTEXTS.stream()
                .filter(context -> plain.startsWith(context.prefix))
                .findFirst()
                .map(Context::tokens)
                .orElse(LARGEST_CONTEXT);
    }

    /** The most numbers an embedding of the model has, and as many as it has when nobody says. */
    static int dimensions(String name) {
        return name.startsWith("text-embedding-3-large") ? 3_072 : 1_536;
    }

    /** The list, in OpenAI's shape. */
    static void write(JsonWriter out) {
        out.raw("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < NAMES.size(); i++) {
            out.raw(i == 0 ? "" : ",");
            write(NAMES.get(i), out);
        }
        out.raw("]}");
    }

    static void write(String name, JsonWriter out) {
        out.raw("{\"id\":").string(name);
        out.raw(",\"object\":\"model\",\"created\":").number(CREATED_S).raw(",\"owned_by\":\"reprise\"}");
    }
}
