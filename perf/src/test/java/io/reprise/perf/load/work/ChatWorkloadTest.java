package io.reprise.perf.load.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.reprise.perf.load.trace.TraceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatWorkloadTest {
    private static final int OFFSET = 11;
    private static final long SEED = 1;

    @TempDir
    Path directory;

    @Test
    void shouldWriteJsonOfTheAnnouncedLength() throws IOException {
        Workload chat = new Work.Chat(new FixedPrompts(700, 16), "a \"model\"").start(SEED, 1);

        Map<String, String> fields = fields(body(chat, 3));

        assertEquals("a \"model\"", fields.get("model"));
        assertEquals("user", fields.get("role"));
        assertEquals("16", fields.get("max_tokens"));
        assertEquals(700, words(fields.get("content")).length);
    }

    @Test
    void shouldWriteTheSameTextForTheSameBlockIds() throws IOException {
        Workload chat = recorded("""
                {"timestamp":0,"input_length":1300,"output_length":500,"hash_ids":[1,2,3]}
                {"timestamp":1,"input_length":1024,"output_length":0,"hash_ids":[1,2]}
                {"timestamp":2,"input_length":1300,"output_length":7,"hash_ids":[1,4,3]}
                """);

        String[] first = words(fields(body(chat, 0)).get("content"));
        String[] second = words(fields(body(chat, 1)).get("content"));
        String[] third = words(fields(body(chat, 2)).get("content"));

        assertArrayEqualsRange(first, second, 0, 1024);
        assertArrayEqualsRange(first, third, 0, 512);
        assertFalse(Arrays.equals(first, 512, 1024, third, 512, 1024));
        assertArrayEqualsRange(first, third, 1024, 1300);
        assertEquals("500", fields(body(chat, 0)).get("max_tokens"));
        assertEquals("1", fields(body(chat, 1)).get("max_tokens"));
    }

    @Test
    void shouldWriteDifferentTextWhereATraceNamesNoBlocks() throws IOException {
        Workload chat = recorded("""
                TIMESTAMP,ContextTokens,GeneratedTokens
                2023-11-16 18:15:46,100,44
                2023-11-16 18:15:47,100,44
                """);

        assertNotEquals(
                fields(body(chat, 0)).get("content"), fields(body(chat, 1)).get("content"));
        assertEquals(body(chat, 0), body(chat, 0));
    }

    @Test
    void shouldShortenAndCountPromptsThatDoNotFit() throws IOException {
        Workload chat = recorded("""
                {"timestamp":0,"input_length":1300,"output_length":500,"hash_ids":[1,2,3]}
                {"timestamp":1,"input_length":100,"output_length":7,"hash_ids":[1]}
                """);
        chat.limit(1000);

        String shortened = body(chat, 0);
        String whole = body(chat, 1);

        assertTrue(shortened.length() <= 1000 && shortened.length() > 1000 - PromptText.TOKEN_LENGTH);
        assertEquals(100, words(fields(whole).get("content")).length);
        assertEquals("500", fields(shortened).get("max_tokens"));
        assertEquals(1, chat.capped());
        assertThrows(IllegalArgumentException.class, () -> chat.limit(50));
    }

    @Test
    void shouldTakeAWholeObjectForAnAnswer() {
        assertTrue(isRight("{}"));
        assertTrue(isRight("{\"a\":1}\r\n"));
        assertFalse(isRight(""));
        assertFalse(isRight("{"));
        assertFalse(isRight("{\"a\":"));
        assertFalse(isRight("null"));
    }

    @Test
    void shouldHaveAWordForEveryByte() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[512 * PromptText.TOKEN_LENGTH]);
        PromptText text = new PromptText();
        text.write(9, 512, buffer, 0);

        assertEquals(256, text.words());
        assertTrue(new HashSet<>(Arrays.asList(words(buffer.getStringWithoutLengthAscii(0, buffer.capacity())))).size()
                > 200);
    }

    private Workload recorded(String trace) throws IOException {
        Path file = Files.writeString(directory.resolve("trace"), trace);
        Workload chat = new Work.Chat(new TracePrompts(TraceFile.read(file, Long.MAX_VALUE)), "m").start(SEED, 1);
        chat.limit(1 << 20);
        return chat;
    }

    private static boolean isRight(String answer) {
        Workload chat = new Work.Chat(new FixedPrompts(1, 1), "m").start(SEED, 1);
        byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
        return chat.isRight(0, new UnsafeBuffer(bytes), 0, bytes.length);
    }

    private static String body(Workload chat, long index) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + chat.length(index)]);
        chat.write(index, buffer, OFFSET);
        return buffer.getStringWithoutLengthUtf8(OFFSET, chat.length(index));
    }

    /** All scalar fields, wherever they are; the whole text must be JSON. */
    private static Map<String, String> fields(String body) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    fields.put(parser.currentName(), parser.getText());
                }
            }
        }
        return fields;
    }

    private static String[] words(String text) {
        return text.strip().split(" ");
    }

    private static void assertArrayEqualsRange(String[] one, String[] other, int from, int to) {
        assertTrue(Arrays.equals(one, from, to, other, from, to));
    }
}
