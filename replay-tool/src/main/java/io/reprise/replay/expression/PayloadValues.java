package io.reprise.replay.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reprise.kernel.frame.FrameFlyweight;
import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A payload as names and values: the fields of its JSON object, or the {@code key=value} words of its description, such
 * as {@code key=42 delta=5}.
 */
final class PayloadValues {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern WORD = Pattern.compile("([A-Za-z_][\\w.-]*)=(\\S*)");
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");

    private PayloadValues() {}

    static Map<String, Object> of(FrameFlyweight frame, FrameDescription description) {
        Map<String, Object> values = ofJson(frame);
        return values == null ? ofWords(description.payload(frame)) : values;
    }

    /** Null when the payload is no JSON object. */
    private static Map<String, Object> ofJson(FrameFlyweight frame) {
        int length = frame.payloadLength();
        if (length < 2 || frame.buffer().getByte(frame.payloadOffset()) != '{') {
            return null;
        }
        byte[] bytes = new byte[length];
        frame.buffer().getBytes(frame.payloadOffset(), bytes);
        try {
            return fields(JSON.readTree(bytes));
        } catch (IOException e) {
            return null; // bytes that only begin like it
        }
    }

    private static Map<String, Object> fields(JsonNode object) {
        Map<String, Object> values = new HashMap<>();
        object.properties().forEach(field -> values.put(field.getKey(), value(field.getValue())));
        return values;
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> fields(node);
            case ARRAY -> new Items(node);
            case NUMBER -> node.numberValue();
            case BOOLEAN -> node.booleanValue();
            case STRING -> node.textValue();
            default -> null;
        };
    }

    private static Map<String, Object> ofWords(String text) {
        Map<String, Object> values = new HashMap<>();
        for (String word : text.split("\\s+")) {
            Matcher matcher = WORD.matcher(word);
            if (matcher.matches()) {
                values.putIfAbsent(matcher.group(1), number(matcher.group(2)));
            }
        }
        return values;
    }

    private static Object number(String text) {
        if (WHOLE.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        return DECIMAL.matcher(text).matches() ? (Object) Double.valueOf(text) : text;
    }

    /** An array's items; nothing beyond its ends, where a list of Java's throws. */
    private static final class Items extends AbstractList<Object> {
        private final List<Object> items;

        Items(JsonNode array) {
            items = new ArrayList<>(array.size());
            array.forEach(item -> items.add(value(item)));
        }

        @Override
        public Object get(int index) {
            return index < 0 || index >= items.size() ? null : items.get(index);
        }

        @Override
        public int size() {
            return items.size();
        }
    }
}
