package io.reprise.llm.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Reads a payload as JSON: strict UTF-8, strict JSON, no duplicate keys, bounded nesting and bounded lengths of numbers
 * and names. Numbers keep every digit. One thread.
 */
public final class JsonBodyReader {
    static final int MAX_NESTING = 64;
    static final int MAX_NUMBER_LENGTH = 64;
    static final int MAX_NAME_LENGTH = 1_024;

    /** What Jackson's texts say to Java programmers. */
    private static final Pattern ADVICE = Pattern.compile("(?<=\\[)Source: [^;]*; |: enable `[^`]*` to allow");

    /**
     * Without its table of names: that one is seeded by the clock and gives up when names collide, so whether a body is
     * accepted would depend on the run.
     */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE) // bounded by the frame
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final Refusal refusal;
    private ByteBuffer bytes;
    private CharBuffer chars = CharBuffer.allocate(4096);

    /** @param refusal takes the reason when a payload is none */
    public JsonBodyReader(Refusal refusal) {
        this.refusal = refusal;
    }

    /** The JSON object, or null when the payload is none. */
    public JsonNode read(byte[] body, int length) {
        if (!decode(body, length)) {
            refusal.because("the body is not UTF-8: byte " + bytes.position() + " starts no character");
            return null;
        }
        JsonNode json = parse();
        if (json != null && !json.isObject()) {
            refusal.because("the body must be a JSON object; got " + Json.shown(json));
            return null;
        }
        return json;
    }

    private boolean decode(byte[] body, int length) {
        if (length > chars.capacity()) {
            chars = CharBuffer.allocate(Math.max(length, 2 * chars.capacity()));
        }
        bytes = ByteBuffer.wrap(body, 0, length);
        chars.clear();
        decoder.reset();
        return !decoder.decode(bytes, chars, true).isError()
                && !decoder.flush(chars).isError();
    }

    private JsonNode parse() {
        try (JsonParser parser = FACTORY.createParser(chars.array(), 0, chars.position())) {
            return parse(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no device behind an array
        }
    }

    private JsonNode parse(JsonParser parser) throws IOException {
        try {
            JsonNode body = MAPPER.readTree(parser);
            if (body == null || body.isMissingNode()) {
                refusal.because("the body is empty; send a JSON object");
                return null;
            }
            if (parser.nextToken() != null) {
                refuse("is not one JSON value", parser.currentTokenLocation(), "something follows it");
                return null;
            }
            return body;
        } catch (StreamConstraintsException e) {
            String limits = "nesting " + MAX_NESTING + ", numbers of " + MAX_NUMBER_LENGTH + " characters, names of "
                    + MAX_NAME_LENGTH + " characters";
            refuse("is beyond a limit", parser.currentLocation(), limits);
        } catch (NumberFormatException e) {
            refuse("is beyond a limit", parser.currentLocation(), "an exponent beyond " + Integer.MAX_VALUE);
        } catch (JsonProcessingException e) {
            refuse(
                    "is not JSON",
                    e.getLocation(),
                    ADVICE.matcher(e.getOriginalMessage()).replaceAll(""));
        }
        return null;
    }

    private void refuse(String what, JsonLocation at, String reason) {
        refusal.because(
                "the body " + what + ", line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + reason);
    }
}
