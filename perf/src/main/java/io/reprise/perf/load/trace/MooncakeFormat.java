package io.reprise.perf.load.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/**
 * Mooncake traces (kvcache-ai/Mooncake, FAST'25 release): one JSON object per line with {@code timestamp} in ms,
 * {@code input_length} and {@code output_length} in tokens, and {@code hash_ids}, one per 512-token block of the
 * prompt. Other fields are ignored.
 */
final class MooncakeFormat implements TraceFormat {
    private static final long NS_PER_MS = 1_000_000;
    private static final long ABSENT = -1;

    private final JsonFactory json = new JsonFactory();
    private long[] ids = new long[64];

    @Override
    public boolean hasHeader() {
        return false;
    }

    @Override
    public TraceRequest parse(String line) throws IOException {
        try (JsonParser parser = json.createParser(line)) {
            return object(parser);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not one JSON object: " + e.getOriginalMessage(), e);
        }
    }

    private TraceRequest object(JsonParser parser) throws IOException {
        long timestampMs = ABSENT;
        long inputLength = ABSENT;
        long outputLength = ABSENT;
        int idCount = 0;
        expect(parser.nextToken(), JsonToken.START_OBJECT, "an object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "timestamp" -> timestampMs = number(parser, value, field, Long.MAX_VALUE / NS_PER_MS);
                case "input_length" -> inputLength = number(parser, value, field, Integer.MAX_VALUE);
                case "output_length" -> outputLength = number(parser, value, field, Integer.MAX_VALUE);
                case "hash_ids" -> idCount = ids(parser, value);
                default -> parser.skipChildren();
            }
        }
        present(timestampMs, "timestamp");
        present(inputLength, "input_length");
        present(outputLength, "output_length");
        return new TraceRequest(
                timestampMs * NS_PER_MS, (int) inputLength, (int) outputLength, Arrays.copyOf(ids, idCount));
    }

    private int ids(JsonParser parser, JsonToken value) throws IOException {
        expect(value, JsonToken.START_ARRAY, "hash_ids as an array of whole numbers");
        int count = 0;
        for (JsonToken id = parser.nextToken(); id != JsonToken.END_ARRAY; id = parser.nextToken()) {
            expect(id, JsonToken.VALUE_NUMBER_INT, "hash_ids as an array of whole numbers");
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
            }
            ids[count++] = parser.getLongValue();
        }
        return count;
    }

    private static long number(JsonParser parser, JsonToken value, String field, long max) throws IOException {
        // some releases write the time in ms with a fraction
        if (value != JsonToken.VALUE_NUMBER_INT && value != JsonToken.VALUE_NUMBER_FLOAT) {
            throw new IllegalArgumentException(field + " is a number; got " + parser.getText());
        }
        double number = parser.getDoubleValue();
        if (!(number >= 0 && number <= max)) {
            throw new IllegalArgumentException(field + " is between 0 and " + max + "; got " + parser.getText());
        }
        return (long) number;
    }

    private static void expect(JsonToken got, JsonToken wanted, String what) {
        if (got != wanted) {
            throw new IllegalArgumentException("wants " + what + "; got " + got);
        }
    }

    private static void present(long value, String field) {
        if (value == ABSENT) {
            throw new IllegalArgumentException(field + " is missing");
        }
    }
}
