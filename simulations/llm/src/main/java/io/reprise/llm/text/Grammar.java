package io.reprise.llm.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Words by group, and the patterns of sentences, from {@code grammar.txt}. Groups are numbered in the order of the file.
 * Immutable; any thread.
 */
final class Grammar {
    /** An element of a pattern that is a comma; the others are group numbers, {@link #OPTIONAL} perhaps added. */
    static final int COMMA = -1;

    /** Added to the number of a group that appears in half of the sentences. */
    static final int OPTIONAL = 1 << 16;

    private static final String RESOURCE = "grammar.txt";
    private static final String SENTENCE = "sentence";

    private final List<String> names = new ArrayList<>();
    private final byte[][][] groups;
    private final int[][] patterns;

    private Grammar(List<String> lines) {
        Map<String, List<String>> words = new TreeMap<>();
        List<String> sentences = new ArrayList<>();
        String section = "";
        for (String line : lines) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
                names.add(section);
                words.put(section, new ArrayList<>());
            } else if (section.equals(SENTENCE)) {
                sentences.add(line);
            } else {
                words.get(section).addAll(List.of(line.split(" ")));
            }
        }
        names.remove(SENTENCE);
        groups = names.stream().map(name -> spaced(words.get(name))).toArray(byte[][][]::new);
        patterns = sentences.stream().map(this::elements).toArray(int[][]::new);
    }

    /** The one instance; the first call loads it. */
    static Grammar english() {
        return Holder.INSTANCE;
    }

    /** Words of a group, each with a space before it, in ASCII. Not to be changed. */
    byte[][] words(int group) {
        return groups[group];
    }

    /** Elements of a pattern. Not to be changed. */
    int[] pattern(int index) {
        return patterns[index];
    }

    int patterns() {
        return patterns.length;
    }

    int groups() {
        return groups.length;
    }

    private static byte[][] spaced(List<String> words) {
        return words.stream()
                .map(word -> (" " + word).getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    private int[] elements(String line) {
        String[] elements = line.split(" ");
        int[] pattern = new int[elements.length];
        for (int i = 0; i < elements.length; i++) {
            String element = elements[i];
            boolean optional = element.endsWith("?");
            String name = optional ? element.substring(0, element.length() - 1) : element;
            pattern[i] = name.equals(",") ? COMMA : group(name) + (optional ? OPTIONAL : 0);
        }
        return pattern;
    }

    /** Number of a group. */
    int group(String name) {
        int group = names.indexOf(name);
        if (group < 0) {
            throw new IllegalStateException(RESOURCE + ": no group is named " + name);
        }
        return group;
    }

    private static Grammar load() {
        try (InputStream in = Grammar.class.getResourceAsStream(RESOURCE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return new Grammar(reader.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }

    private static final class Holder {
        private static final Grammar INSTANCE = load();
    }
}
