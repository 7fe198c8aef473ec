package io.reprise.llm.content;

import io.reprise.kernel.state.Xxh64;
import io.reprise.llm.json.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Vectors of texts: the more words and groups of three characters two texts share, the closer their vectors. Each such
 * feature is hashed to a dimension and a sign (Weinberger et al., "Feature hashing for large scale multitask learning",
 * 2009), the sum has length 1. Letter case does not count. Any thread.
 */
public final class Embedding {
    private static final int GRAM = 3;
    private static final long BILLION = 1_000_000_000;
    private static final float WORD_WEIGHT = 3; // a word says more than three of its letters
    private static final long WORD_SEED = 1;
    private static final long GRAM_SEED = 2;

    private Embedding() {}

    /** @param dimensions at least 1 */
    public static float[] of(String text, int dimensions) {
        float[] vector = new float[dimensions];
        String folded = text.toLowerCase(Locale.ROOT);
        for (String word : folded.split("[^\\p{L}\\p{N}]+")) {
            if (!word.isEmpty()) {
                add(vector, word, WORD_SEED, WORD_WEIGHT);
                String framed = " " + word + " ";
                for (int i = 0; i + GRAM <= framed.length(); i++) {
                    add(vector, framed.substring(i, i + GRAM), GRAM_SEED, 1);
                }
            }
        }
        normalize(vector, folded);
        return vector;
    }

    /** The numbers as 4 bytes each, little-endian, in base64, as OpenAI's {@code encoding_format} has them. */
    public static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** Writes the numbers as a JSON array, in billionths, since the text of a float differs between JDKs. */
    public static void write(float[] vector, JsonWriter out) {
        out.raw('[');
        for (int i = 0; i < vector.length; i++) {
            long billionths = Math.round((double) vector[i] * BILLION);
            long size = Math.abs(billionths);
            out.raw(i == 0 ? "" : ",")
                    .raw(billionths < 0 ? "-" : "")
                    .number(size / BILLION)
                    .raw('.');
            out.raw(Long.toString(BILLION + size % BILLION).substring(1));
        }
        out.raw(']');
    }

    private static void add(float[] vector, String feature, long seed, float weight) {
        long hash = hash(feature, seed);
        int dimension = (int) Long.remainderUnsigned(hash >>> 1, vector.length);
        vector[dimension] += (hash & 1) == 0 ? weight : -weight;
    }

    /** A text without words, or whose features cancel out, points in a direction of its own. */
    private static void normalize(float[] vector, String text) {
        double square = square(vector);
        if (square == 0) {
            add(vector, text, 0, 1);
            square = 1;
        }
        double length = Math.sqrt(square);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
    }

    private static double square(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        return square;
    }

    private static long hash(String feature, long seed) {
        UnsafeBuffer bytes = new UnsafeBuffer(feature.getBytes(StandardCharsets.UTF_8));
        return Xxh64.hash(bytes, 0, bytes.capacity(), seed);
    }
}
