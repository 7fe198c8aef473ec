package io.reprise.replay.latency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What {@code run.json} says about a run, taken as it comes and not through the journal's own class: a report must not
 * fail because a manifest has a field more or less, is of another format, or is missing.
 *
 * @param id empty when the manifest has none
 * @param facts all else, in the order of the file
 * @param problem why the manifest could not be read, or empty
 */
record ManifestFacts(String id, List<Fact> facts, String problem) {
    private static final String FILE = "run.json";
    private static final String STARTS = "starts";
    private static final List<String> START_FIELDS = List.of("version", "commit", "jvm", "threading", "ackMode");
    private static final List<String> UNTOLD = List.of("format", "id");
    private static final int MAX_FACTS = 24;
    private static final int MAX_VALUE_LENGTH = 160; // chars; a page is no place for more

    static ManifestFacts read(Path run) throws IOException {
        Path file = run.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return new ManifestFacts("", List.of(), "");
        }
        try {
            return of(new ObjectMapper().readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            return new ManifestFacts("", List.of(), FILE + " is not JSON and was left out");
        }
    }

    private static ManifestFacts of(JsonNode manifest) {
        List<Fact> facts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : manifest.properties()) {
            if (field.getKey().equals(STARTS) && field.getValue().isArray()) {
                START_FIELDS.forEach(name -> add(facts, name, String.join(", ", differing(field.getValue(), name))));
            } else if (!UNTOLD.contains(field.getKey())) {
                add(facts, field.getKey(), words(field.getValue()));
            }
        }
        return new ManifestFacts(cut(manifest.path("id").asText()), List.copyOf(facts), "");
    }

    private static void add(List<Fact> facts, String name, String value) {
        if (!value.isEmpty() && facts.size() < MAX_FACTS) {
            facts.add(new Fact(label(name), cut(value)));
        }
    }

    /** What a field is in any of the server's starts: one value, unless something was changed between them. */
    private static Set<String> differing(JsonNode starts, String name) {
        Set<String> values = new LinkedHashSet<>();
        starts.forEach(start -> values.add(words(start.path(name))));
        values.remove("");
        return values;
    }

    private static String words(JsonNode node) {
        List<String> words = new ArrayList<>();
        if (node.has("name") && node.has("version")) { // a machine
            return node.get("name").asText() + " " + node.get("version").asText();
        }
        if (node.isObject()) {
            node.properties().forEach(field -> words.add(label(field.getKey()) + " " + words(field.getValue())));
        } else if (node.isArray()) {
            node.forEach(element -> words.add(words(element)));
        } else {
            return node.isNull() ? "" : node.asText();
        }
        return String.join(", ", words);
    }

    /** {@code kernelVersion} reads "kernel version", {@code jvm} reads "JVM". */
    private static String label(String field) {
        String spaced = field.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
        return spaced.equals("jvm") ? "JVM" : spaced.toLowerCase(Locale.ROOT);
    }

    private static String cut(String value) {
        return value.length() <= MAX_VALUE_LENGTH ? value : value.substring(0, MAX_VALUE_LENGTH - 1) + "…";
    }
}
