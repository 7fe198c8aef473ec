package io.reprise.llm.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What values look like, by format and by the name of a member, from {@code values.txt}. Immutable; any thread. */
final class SampleValues {
    /** A text of this kind is an English sentence. */
    private static final String SENTENCE = "{sentence}";

    private static final String RESOURCE = "values.txt";

    private final Map<String, Regex> formats = new TreeMap<>();
    private final Map<String, Regex> texts = new TreeMap<>();
    private final Set<String> sentences = new TreeSet<>();
    private final Map<String, Range> numbers = new TreeMap<>();

    /** Both ends are meant. */
    record Range(BigDecimal least, BigDecimal greatest) {}

    private SampleValues(Iterable<String> lines) {
        String section = "";
        for (String line : lines) {
            int space = line.indexOf(' ');
            if (line.startsWith("[") && space < 0) {
                section = line;
            } else {
                add(section, line.substring(0, space), line.substring(space + 1));
            }
        }
    }

    /** The one instance; the first call loads it. */
    static SampleValues get() {
        return Holder.INSTANCE;
    }

    /** Makes and finds texts of a format; null for an unknown one, which demands nothing. */
    Regex format(String format) {
        return formats.get(format);
    }

    /** Makes texts for a member of that name; null when the name says nothing. */
    Regex text(String name) {
        return byName(texts, name);
    }

    /** Whether a member of that name holds a sentence. */
    boolean isSentence(String name) {
        return sentences.contains(lastWord(name));
    }

    /** What numbers a member of that name has; null when the name says nothing. */
    Range number(String name) {
        return byName(numbers, name);
    }

    private void add(String section, String name, String value) {
        switch (section) {
            case "[format]" -> formats.put(name, Regex.parse(value));
            case "[number]" -> {
                int space = value.indexOf(' ');
                numbers.put(
                        name,
                        new Range(
                                new BigDecimal(value.substring(0, space)), new BigDecimal(value.substring(space + 1))));
            }
            default -> {
                if (value.equals(SENTENCE)) {
                    sentences.add(name);
                } else {
                    texts.put(name, Regex.parse(value));
                }
            }
        }
    }

    /** The whole name says more than its last word: {@code first_name} is no {@code name}. */
    private static <T> T byName(Map<String, T> values, String name) {
        T whole = values.get(name.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT));
        return whole != null ? whole : values.get(lastWord(name));
    }

    /** In lower case, without the s of a plural: the last word of {@code userNames} and {@code user-name} is {@code name}. */
    private static String lastWord(String name) {
        String[] words = name.split("[^A-Za-z]+|(?<=[a-z])(?=[A-Z])");
        String last = words.length == 0 ? "" : words[words.length - 1].toLowerCase(Locale.ROOT);
        return last.endsWith("s") && !last.endsWith("ss") && !last.equals("status")
                ? last.substring(0, last.length() - 1)
                : last;
    }

    private static SampleValues load() {
        try (InputStream in = SampleValues.class.getResourceAsStream(RESOURCE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return new SampleValues(reader.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }

    private static final class Holder {
        private static final SampleValues INSTANCE = load();
    }
}
