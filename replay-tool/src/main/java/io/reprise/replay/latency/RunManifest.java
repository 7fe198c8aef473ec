package io.reprise.replay.latency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code run.json} says about a run, taken as it comes: a report must not fail because the manifest has a field
 * more or less, or is missing.
 *
 * @param id empty when the manifest has none
 * @param facts all else, in the order of the file
 * @param problem why the manifest could not be read, or empty
 */
record RunManifest(String id, List<Fact> facts, String problem) {
    private static final String FILE = "run.json";
    private static final int MAX_FACTS = 24;
    private static final int MAX_VALUE_LENGTH = 160; // chars; a page is no place for more

    static RunManifest read(Path run) throws IOException {
        Path file = run.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return new RunManifest("", List.of(), "");
        }
        try {
            return of(new ObjectMapper().readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            return new RunManifest("", List.of(), FILE + " is not JSON and was left out");
        }
    }

    private static RunManifest of(JsonNode manifest) {
        List<Fact> facts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : manifest.properties()) {
            String value = cut(words(field.getValue()));
            if (!field.getKey().equals("id") && !value.isEmpty() && facts.size() < MAX_FACTS) {
                facts.add(new Fact(label(field.getKey()), value));
            }
        }
        return new RunManifest(cut(manifest.path("id").asText()), List.copyOf(facts), "");
    }

    private static String words(JsonNode node) {
        List<String> words = new ArrayList<>();
        if (node.isObject()) {
            node.properties().forEach(field -> words.add(label(field.getKey()) + " " + words(field.getValue())));
        } else if (node.isArray()) {
            node.forEach(element -> words.add(words(element)));
            return String.join("; ", words);
        } else {
            return node.isNull() ? "" : node.asText();
        }
        return String.join(", ", words);
    }

    /** {@code kernelVersion} reads "kernel version", {@code jvm} reads "JVM". */
    private static String label(String field) {
        String spaced = field.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").replace('_', ' ').replace('-', ' ');
        return spaced.equals("jvm") ? "JVM" : spaced.toLowerCase(Locale.ROOT);
    }

    private static String cut(String value) {
        return value.length() <= MAX_VALUE_LENGTH ? value : value.substring(0, MAX_VALUE_LENGTH - 1) + "…";
    }
}
