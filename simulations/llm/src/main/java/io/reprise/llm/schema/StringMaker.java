package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.text.Words;

/** Makes strings: by pattern, by format, by the name of the member, or of words. */
final class StringMaker {
    private static final int ATTEMPTS = 24;
    private static final int[] SPREADS = {8, 4, 2, 16, 0, 32, 1, 64, 128, 512, 2_048, 8};

    private final SchemaDocument document;

    StringMaker(SchemaDocument document) {
        this.document = document;
    }

    /** A string that most likely fits the schema, or null. */
    JsonNode make(JsonNode schema, String name, XorShift64Star random) {
        int least = SchemaDocument.count(schema, "minLength", 0);
        int most = SchemaDocument.count(schema, "maxLength", SchemaDocument.NO_LIMIT);
        Regex demanded = demanded(schema);
        Regex regex = demanded == null ? SampleValues.get().text(name) : demanded;
        String text = regex == null ? null : fitting(regex, least, most, random);
        if (text == null && demanded == null) {
            text = words(name, least, most, random);
        }
        return text == null ? null : TextNode.valueOf(text);
    }

    /** A text of an expression; one of few repetitions rather than none of many. */
    static String fitting(Regex regex, int least, int most, XorShift64Star random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String text = regex.make(random, SPREADS[attempt % SPREADS.length]);
            if (text.length() >= least && text.length() <= most && regex.isIn(text)) {
                return text;
            }
        }
        return null;
    }

    private Regex demanded(JsonNode schema) {
        JsonNode pattern = schema.get("pattern");
        return pattern != null
                ? document.regex(pattern.textValue())
                : SampleValues.get().format(schema.path("format").asText());
    }

    private static String words(String name, int least, int most, XorShift64Star random) {
        StringBuilder text = new StringBuilder(SampleValues.get().isSentence(name) ? Words.sentence(random) : "");
        int count = text.isEmpty() ? 1 + random.nextInt(3) : 0;
        while (count-- > 0 || text.length() < least) {
            text.append(text.isEmpty() ? "" : " ").append(Words.noun(random));
        }
        if (text.length() > most) {
            text.setLength(most);
        }
        return text.toString();
    }
}
