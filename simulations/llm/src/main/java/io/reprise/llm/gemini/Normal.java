package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Gives a request the one spelling the rest of this package reads: names in camelCase, of which protobuf's JSON also takes
 * {@code snake_case}; and an array where one element may stand for it. So both spellings have one answer.
 */
final class Normal {
    /** What a client names itself. */
    private static final List<String> FREE = List.of(
            "args",
            "response",
            "parametersJsonSchema",
            "responseJsonSchema",
            "_responseJsonSchema",
            "default",
            "example",
            "partMetadata");

    /** Whose members have names of the client's, and values of ours. */
    private static final List<String> NAMED = List.of("properties", "$defs", "defs");

    private static final List<String> REPEATED =
            List.of("contents", "parts", "tools", "functionDeclarations", "requests", "safetySettings");

    private Normal() {}

    /** Changes the request. */
    static void normalize(JsonNode node) {
        if (node.isArray()) {
            node.forEach(Normal::normalize);
        } else if (node.isObject()) {
            object((ObjectNode) node);
        }
    }

    private static void object(ObjectNode object) {
        for (String name : snakes(object)) {
            String camel = camel(name);
            if (!object.has(camel)) { // if it has, the second one is an unknown name
                object.set(camel, object.remove(name));
            }
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (NAMED.contains(member.getKey())) {
                member.getValue().forEach(Normal::normalize);
            } else if (!FREE.contains(member.getKey())) {
                normalize(member.getValue());
            }
            if (REPEATED.contains(member.getKey()) && member.getValue().isObject()) {
                member.setValue(JsonNodeFactory.instance.arrayNode().add(member.getValue()));
            }
        }
    }

    private static List<String> snakes(ObjectNode object) {
        List<String> snakes = List.of();
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (name.indexOf('_') > 0) {
                snakes = snakes.isEmpty() ? new ArrayList<>() : snakes;
                snakes.add(name);
            }
        }
        return snakes;
    }

    private static String camel(String snake) {
        StringBuilder camel = new StringBuilder(snake.length());
        for (int i = 0; i < snake.length(); i++) {
            boolean joint = i > 0 && i + 1 < snake.length() && snake.charAt(i) == '_';
            camel.append(joint ? Character.toUpperCase(snake.charAt(++i)) : snake.charAt(i));
        }
        return camel.toString();
    }
}
