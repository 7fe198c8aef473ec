package io.reprise.llm.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.llm.json.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "?!", "a", "The quick brown fox", "\u4F60\u597D"})
    void shouldHaveLengthOneInAnyDimensions(String text) {
        for (int dimensions : new int[] {1, 2, 256, 1_536}) {
            float[] vector = Embedding.of(text, dimensions);

            assertEquals(dimensions, vector.length);
            assertEquals(1, cosine(vector, vector), 1e-5);
        }
    }

    @Test
    void shouldBeCloserForTextsThatShareMore() {
        float[] text = Embedding.of("The cat sat on the mat in the kitchen", 768);
        float[] same = Embedding.of("the CAT sat on the mat, in the kitchen!", 768);
        float[] similar = Embedding.of("A cat was sitting on a mat near the kitchen", 768);
        float[] other = Embedding.of("Quarterly revenue grew by twelve percent", 768);

        assertArrayEquals(text, same);
        assertTrue(cosine(text, similar) > 0.4, "cosine " + cosine(text, similar));
        assertTrue(Math.abs(cosine(text, other)) < 0.2, "cosine " + cosine(text, other));
    }

    @Test
    void shouldEncodeLittleEndianFloats() {
        float[] vector = Embedding.of("Hello", 5);

        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(Embedding.base64(vector)))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(20, bytes.remaining());
        for (float value : vector) {
            assertEquals(value, bytes.getFloat());
        }
    }

    private static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }

    @Test
    void shouldWriteNumbersInBillionths() {
        JsonWriter out = new JsonWriter();

        Embedding.write(new float[] {1, -0.5f, 0, 1e-9f}, out);

        assertEquals("[1.000000000,-0.500000000,0.000000000,0.000000001]", out.toString());
    }
}
