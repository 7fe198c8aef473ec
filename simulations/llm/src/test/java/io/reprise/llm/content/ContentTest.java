package io.reprise.llm.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.token.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ContentTest {
    private final TokenCounter counter = new TokenCounter();
    private final BlockWriter blocks = new BlockWriter(counter);
    private final Content content = new Content();
    private final ContentFlyweight walk = new ContentFlyweight();

    @Test
    void shouldReadBackWhatWasWritten() {
        blocks.write(content, BlockType.TEXT, 0, "", "Hello, \"w\u00F6rld\"\n");
        blocks.write(content, BlockType.TOOL_CALL, 0, "get_weather", "{\"city\":\"Oslo\"}");
        content.finish(Finish.TOOL_CALLS, ContentLayout.NO_STOP);
        blocks.write(content, BlockType.TEXT, 1, "", "");
        content.finish(Finish.STOP_SEQUENCE, 2);
        start();

        assertTrue(walk.nextBlock());
        assertEquals(BlockType.TEXT, walk.type());
        assertEquals(Finish.NONE, walk.finish());
        assertEquals("Hello, \"w\u00F6rld\"\n", walk.text());
        assertEquals(counter.count(walk.text()), walk.tokens());
        assertTrue(walk.nextBlock());
        assertEquals(BlockType.TOOL_CALL, walk.type());
        assertEquals("get_weather", walk.name());
        assertEquals("{\"city\":\"Oslo\"}", walk.text());
        assertEquals(Finish.TOOL_CALLS, walk.finish());
        assertTrue(walk.nextBlock());
        assertEquals(1, walk.choice());
        assertEquals(Finish.STOP_SEQUENCE, walk.finish());
        assertEquals(2, walk.stopIndex());
        assertFalse(walk.nextPiece());
        assertFalse(walk.nextBlock());
    }

    @Test
    void shouldWriteJson() {
        JsonWriter out = new JsonWriter();
        blocks.write(content, BlockType.TOOL_CALL, 0, "a\"b", "{\"city\":\"\u6771\u4EAC\"}");
        start();
        walk.nextBlock();

        walk.writeName(out);
        walk.writeText(out);
        walk.writeJson(out);

        assertEquals("\"a\\\"b\"\"{\\\"city\\\":\\\"\u6771\u4EAC\\\"}\"{\"city\":\"\u6771\u4EAC\"}", out.toString());
    }

    @Test
    void shouldCutLongPiecesBetweenCharacters() {
        for (String unit : List.of("\u20AC", "a", "\uD83D\uDE00")) {
            String text = unit.repeat(1_000);
            content.clear();
            int tokens = blocks.write(content, BlockType.TEXT, 0, "", text);
            start();
            walk.nextBlock();

            StringBuilder read = new StringBuilder();
            int sum = 0;
            while (walk.nextPiece()) {
                byte[] piece = new byte[walk.pieceTextLength()];
                content.buffer().getBytes(walk.pieceTextOffset(), piece);
                read.append(new String(piece, StandardCharsets.UTF_8));
                sum += walk.pieceTokens();
            }
            assertEquals(text, read.toString());
            assertEquals(tokens, sum);
            assertTrue(walk.isWellFormed());
        }
    }

    @Test
    void shouldReturnToAnyPlace() {
        blocks.write(content, BlockType.THINKING, 0, "", "One two three.");
        blocks.write(content, BlockType.TEXT, 0, "", "Four five six seven.");
        start();
        List<int[]> places = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        while (walk.nextBlock()) {
            int[] place = {walk.blockPosition(), walk.position()};
            while (walk.nextPiece()) {
                places.add(place);
                offsets.add(walk.pieceTextOffset());
                place = new int[] {walk.blockPosition(), walk.position()};
            }
        }

        for (int i = places.size() - 1; i >= 0; i--) {
            walk.seek(places.get(i)[0], places.get(i)[1]);

            assertTrue(walk.nextPiece());
            assertEquals(offsets.get(i), walk.pieceTextOffset());
        }
        walk.seek(0, places.get(1)[1]);
        assertTrue(walk.nextBlock());
        assertEquals("Four five six seven.", walk.text());
    }

    /** Bytes of a stranger must not make a reader leave its frame. */
    @Test
    void shouldFindBytesThatAreNoContent() {
        blocks.write(content, BlockType.TOOL_CALL, 0, "name", "{\"some\":\"arguments\",\"and\":[1,22,333]}");
        byte[] good = new byte[content.length()];
        content.copyTo(new UnsafeBuffer(good), 0);
        XorShift64Star random = new XorShift64Star(3);
        int accepted = 0;

        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length];
            System.arraycopy(good, 0, bytes, 0, bytes.length);
            for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            walk.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
            if (walk.isWellFormed()) {
                accepted++;
                while (walk.nextBlock()) {
                    assertTrue(walk.type() != null && walk.finish() != null && walk.text() != null);
                }
            }
        }

        assertTrue(accepted > 0 && accepted < 20_000);
    }

    private void start() {
        walk.wrap(content.buffer(), 0, content.length());
        assertTrue(walk.isWellFormed());
    }
}
