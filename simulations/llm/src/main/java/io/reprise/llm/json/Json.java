package io.reprise.llm.json;

import com.fasterxml.jackson.databind.JsonNode;

/** What checks ask of a value. */
public final class Json {
    private static final int MAX_SHOWN_CHARS = 40;

    private Json() {}

    /** Whether there is a value; null counts as none. */
    public static boolean isGiven(JsonNode value) {
        return value != null && !value.isNull();
    }

    public static boolean isText(JsonNode value) {
        return value != null && value.isTextual();
    }

    /** A value, short enough for an error text. */
    public static String shown(JsonNode value) {
        if (value == null) {
            return "nothing";
        }
        if (value.isObject()) {
            return "an object";
        }
        if (value.isArray()) {
            return value.isEmpty() ? "an empty array" : "an array";
        }
        String text = shortened(value.asText(), MAX_SHOWN_CHARS);
        return value.isTextual() ? '"' + text + '"' : text;
    }

    /** At most so many characters, all printable. */
    public static String shortened(String text, int maxChars) {
        int count = Math.min(text.length(), maxChars);
        StringBuilder shortened = new StringBuilder(count + 1);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            boolean half = Character.isSurrogate(c) && !isPaired(text, i, count);
            shortened.append(Character.isISOControl(c) || half ? ' ' : c);
        }
        return shortened.append(count < text.length() ? "…" : "").toString();
    }

    private static boolean isPaired(String text, int index, int count) {
        return Character.isHighSurrogate(text.charAt(index))
                ? index + 1 < count && Character.isLowSurrogate(text.charAt(index + 1))
                : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
    }
}
