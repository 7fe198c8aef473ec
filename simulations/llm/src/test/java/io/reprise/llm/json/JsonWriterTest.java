package io.reprise.llm.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.kernel.state.Xxh64;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {
    private final JsonWriter out = new JsonWriter();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, -10, 99, 100, 1_767_225_600, Long.MAX_VALUE, Long.MIN_VALUE})
    void shouldWriteNumbersAsJavaDoes(long value) {
        assertEquals(Long.toString(value), out.number(value).toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldWriteStringsThatJacksonReadsBack(long seed) throws IOException {
        JsonMapper mapper = new JsonMapper();
        XorShift64Star random = new XorShift64Star(seed);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append((char) random.nextInt(random.nextInt(2) == 0 ? 0x80 : 0x1_0000));
            }

            byte[] json = out.clear().string(text.toString()).toBytes();

            assertEquals(text.toString(), mapper.readValue(json, String.class), "seed " + seed + " round " + round);
        }
    }

    @Test
    void shouldEscapeWhatJsonWantsEscaped() {
        String text = "\"\\/\n\t\u0000\u001F\u007F";

        assertEquals(
                "\"\\\"\\\\/\\n\\u0009\\u0000\\u001f\u007F\"", out.string(text).toString());
    }

    @Test
    void shouldWriteAsciiBytesAsItWritesTheirString() {
        byte[] ascii = "a \"b\"\n\nc, not this".getBytes(StandardCharsets.US_ASCII);

        assertEquals("\"a \\\"b\\\"\\n\\nc\"", out.string(ascii, 8).toString());
    }

    @Test
    void shouldGrowWhenMuchIsWritten() {
        String text = "\u0001".repeat(5_000);

        out.raw("[").string(text).raw(',').number(7).raw("]".getBytes(StandardCharsets.US_ASCII));

        assertEquals("[\"" + "\\u0001".repeat(5_000) + "\",7]", out.toString());
        assertEquals(out.toString().length(), out.length());
    }

    @Test
    void shouldHashAndCopyWhatWasWritten() {
        byte[] expected = "[1,2]".getBytes(StandardCharsets.US_ASCII);
        UnsafeBuffer target = new UnsafeBuffer(new byte[9]);

        out.raw("longer than what follows").clear().raw("[1,2]").copyTo(target, 2);

        assertEquals(Xxh64.hash(new UnsafeBuffer(expected), 0, expected.length, 0), out.hash());
        assertArrayEquals(new byte[] {0, 0, '[', '1', ',', '2', ']', 0, 0}, target.byteArray());
    }
}
