package io.reprise.replay.latency.plot;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Builds HTML or SVG that is also well-formed XML. Names of elements and attributes come from the code; texts and
 * values may come from anywhere and are escaped.
 */
public final class Markup {
    private final StringBuilder markup = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** @param attributes names and values in turn */
    public Markup open(String element, String... attributes) {
        tag(element, attributes).append('>');
        open.push(element);
        return this;
    }

    public Markup close() {
        markup.append("</").append(open.pop()).append(">\n");
        return this;
    }

    public Markup text(String text) {
        escape(text);
        return this;
    }

    /** An element with nothing but text in it. */
    public Markup element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** An element that is always empty. */
    Markup empty(String element, String... attributes) {
        tag(element, attributes).append("/>\n");
        return this;
    }

    /** Text of our own that must not be escaped. */
    Markup verbatim(String text) {
        markup.append(text);
        return this;
    }

    /** With every element closed. */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("element " + open.peek() + " is still open");
        }
        return markup.toString();
    }

    private StringBuilder tag(String element, String... attributes) {
        markup.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            markup.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            markup.append('"');
        }
        return markup;
    }

    private void escape(String text) {
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> markup.append("&amp;");
                case '<' -> markup.append("&lt;");
                case '>' -> markup.append("&gt;");
                case '"' -> markup.append("&quot;");
                default -> markup.appendCodePoint(isXml(character) ? character : 0xFFFD);
            }
        });
    }

    /** XML 1.0, production 2: most control characters may not appear, not even escaped. */
    private static boolean isXml(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || character >= 0x20 && character <= 0xD7FF
                || character >= 0xE000 && character <= 0xFFFD
                || character >= 0x10000;
    }
}
