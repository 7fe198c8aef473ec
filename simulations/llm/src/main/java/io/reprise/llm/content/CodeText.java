package io.reprise.llm.content;

import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.text.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Plausible code from the templates of {@code code.txt}, with names that are drawn. Immutable; any thread. */
final class CodeText {
    private static final String RESOURCE = "code.txt";
    private static final String DEFAULT_LANGUAGE = "python";

    /** Words that no name may be: reserved ones, what the templates use, and classes that one should not hide. */
    private static final List<String> TAKEN = List.of(
            "add",
            "all",
            "amount",
            "array",
            "break",
            "case",
            "catch",
            "class",
            "column",
            "continue",
            "copy",
            "data",
            "date",
            "default",
            "delete",
            "do",
            "end",
            "error",
            "export",
            "file",
            "filter",
            "form",
            "function",
            "group",
            "import",
            "in",
            "index",
            "int",
            "interface",
            "item",
            "items",
            "key",
            "limit",
            "lines",
            "list",
            "map",
            "match",
            "name",
            "native",
            "number",
            "object",
            "order",
            "package",
            "pass",
            "print",
            "raise",
            "record",
            "result",
            "return",
            "row",
            "select",
            "set",
            "size",
            "string",
            "sum",
            "switch",
            "system",
            "table",
            "time",
            "total",
            "try",
            "type",
            "update",
            "use",
            "user",
            "value",
            "view",
            "window",
            "yield");

    private final List<Template> templates = new ArrayList<>();

    private record Template(String language, String text) {}

    private CodeText(List<String> lines) {
        String language = "";
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            if (line.matches("\\[[a-z]+]")) {
                add(language, text);
                language = line.substring(1, line.length() - 1);
                text.setLength(0);
            } else if (!language.isEmpty()) {
                text.append(line).append('\n');
            }
        }
        add(language, text);
    }

    /** The one instance; the first call loads it. */
    static CodeText get() {
        return Holder.INSTANCE;
    }

    /** The language that one of the words names, or else Python. */
    String language(List<String> words) {
        return templates.stream()
                .map(Template::language)
                .filter(words::contains)
                .findFirst()
                .orElse(DEFAULT_LANGUAGE);
    }

    /** A fenced block of code. */
    String write(String language, XorShift64Star random) {
        List<Template> fitting = templates.stream()
                .filter(template -> template.language.equals(language))
                .toList();
        String code = fitting.get(random.nextInt(fitting.size())).text;
        String first = name(random, "");
        String second = name(random, first);
        code = code.replace("<a>", first)
                .replace("<A>", Character.toUpperCase(first.charAt(0)) + first.substring(1))
                .replace("<b>", second)
                .replace("<c>", Words.noun(random))
                .replace("<v>", verb(random))
                .replace("<n>", Integer.toString(2 + random.nextInt(30)));
        return "```" + language + "\n" + code + "```";
    }

    private void add(String language, StringBuilder text) {
        if (!language.isEmpty()) {
            templates.add(new Template(language, text.toString().strip() + "\n"));
        }
    }

    private static String name(XorShift64Star random, String other) {
        String name = Words.noun(random);
        while (name.equals(other) || TAKEN.contains(name)) {
            name = Words.noun(random);
        }
        return name;
    }

    private static String verb(XorShift64Star random) {
        String verb = Words.verb(random);
        while (TAKEN.contains(verb)) {
            verb = Words.verb(random);
        }
        return verb;
    }

    private static CodeText load() {
        try (InputStream in = CodeText.class.getResourceAsStream(RESOURCE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return new CodeText(reader.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }

    private static final class Holder {
        private static final CodeText INSTANCE = load();
    }
}
