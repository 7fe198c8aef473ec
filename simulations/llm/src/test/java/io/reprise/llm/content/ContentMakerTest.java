package io.reprise.llm.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.token.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentMakerTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Ask.Tool WEATHER = new Ask.Tool(
            "get_weather",
            json(
                    "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},\"unit\":{\"enum\":[\"c\",\"f\"]}},"
                            + "\"required\":[\"city\"],\"additionalProperties\":false}"),
            false);
    private static final Ask.Tool NOW = new Ask.Tool("now", null, false);
    private static final Ask.Tool SHELL = new Ask.Tool("shell", null, true);

    private final TokenCounter counter = new TokenCounter();
    private final ContentMaker maker = new ContentMaker();
    private final Content content = new Content();
    private final ContentFlyweight walk = new ContentFlyweight();
    private final Ask ask = new Ask();

    /** A block, as a test sees it. */
    private record Block(BlockType type, int choice, String name, String text, Finish finish, int tokens) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tell me about rivers",
                "Give me a list of rivers",
                "The steps to bake bread, please",
                "Write a Python function",
                "java code",
                "some SQL",
                "a bash script",
                "in typescript",
                "javascript!",
                "Make a table of rivers"
            })
    void shouldCountTheTokensOfEveryStyle(String hint) {
        for (int seed = 0; seed < 40; seed++) {
            ask.clear().hint = hint;

            Block block = make(seed).get(0);

            assertEquals(counter.count(block.text), block.tokens);
            assertEquals(Finish.STOP, block.finish);
            assertEquals(BlockType.TEXT, block.type);
        }
    }

    @Test
    void shouldWriteWhatThePromptAsksFor() {
        assertTrue(text("Tell me about rivers").matches("([A-Z][a-z]*(,? [a-z]+)+\\.( |\n\n)?)+"));
        assertTrue(text("Give me a LIST of rivers").matches("Here are the main points:\n(\n- [A-Z][a-z, ]+\\.)+"));
        assertTrue(text("list the steps").matches("Follow these steps:\n(\n[0-9]+\\. [A-Z][a-z, ]+\\.)+"));
        assertTrue(text("a Python function").contains("```python\n"));
        assertTrue(text("code for the bash").contains("```bash\n"));
        assertTrue(text("a table").startsWith("| Name | "));
    }

    /** The limit cuts after exactly so many tokens, in any block, and what is before the cut stays. */
    @Test
    void shouldCutAfterExactlyTheLimit() {
        for (int seed = 0; seed < 60; seed++) {
            prepare(seed);
            List<Block> whole = make(seed);
            int tokens = whole.stream().mapToInt(Block::tokens).sum();
            for (int limit = 1; limit <= Math.min(tokens, 60); limit += 1 + seed % 5) {
                prepare(seed);
                ask.maxTokens = limit;

                List<Block> cut = make(seed);

                Block last = cut.get(cut.size() - 1);
                assertEquals(limit, cut.stream().mapToInt(Block::tokens).sum(), "seed " + seed);
                assertEquals(limit < tokens ? Finish.LENGTH : whole.get(whole.size() - 1).finish, last.finish);
                assertTrue(whole.get(cut.size() - 1).text.startsWith(last.text), last.text);
                cut.forEach(block -> assertEquals(counter.count(block.text), block.tokens));
            }
        }
    }

    @Test
    void shouldEndBeforeTheFirstStopSequence() {
        String whole = text("Tell me");
        String early = whole.substring(40, 46);
        ask.stops = new String[] {"no such", whole.substring(90, 96), early};

        Block block = make(1).get(0);

        assertEquals(whole.substring(0, whole.indexOf(early)), block.text);
        assertEquals(Finish.STOP_SEQUENCE, block.finish);
        assertEquals(counter.count(block.text), block.tokens);
        walk.wrap(content.buffer(), 0, content.length()).nextBlock();
        assertEquals(2, walk.stopIndex());
    }

    @Test
    void shouldCallToolsUntilTheirResultsAreThere() {
        int prefaces = 0;
        int parallel = 0;
        for (int seed = 0; seed < 400; seed++) {
            ask.clear().tools = List.of(WEATHER, NOW, SHELL);

            List<Block> blocks = make(seed);

            List<Block> calls =
                    blocks.stream().filter(b -> b.type == BlockType.TOOL_CALL).toList();
            prefaces += blocks.get(0).type == BlockType.TEXT ? 1 : 0;
            parallel += calls.size() - 1;
            assertEquals(Finish.TOOL_CALLS, blocks.get(blocks.size() - 1).finish);
            assertEquals(
                    calls.size(), calls.stream().map(Block::name).distinct().count());
            calls.forEach(this::checkArguments);

            ask.hasToolResult = true;
            assertEquals(
                    List.of(BlockType.TEXT),
                    make(seed).stream().map(Block::type).toList());
        }
        assertEquals(133, prefaces, 30);
        assertEquals(100, parallel, 30);
    }

    @Test
    void shouldObeyTheChoiceOfTools() {
        TreeSet<String> names = new TreeSet<>();
        for (int seed = 0; seed < 50; seed++) {
            ask.clear().tools = List.of(WEATHER, NOW);
            ask.toolChoice = Ask.ToolChoice.NONE;
            assertEquals(
                    List.of(BlockType.TEXT),
                    make(seed).stream().map(Block::type).toList());

            ask.toolChoice = Ask.ToolChoice.REQUIRED;
            ask.hasToolResult = true;
            ask.parallelTools = false;
            List<Block> blocks = make(seed);
            assertEquals(
                    1,
                    blocks.stream().filter(b -> b.type == BlockType.TOOL_CALL).count());
            names.add(blocks.get(blocks.size() - 1).name);

            ask.toolChoice = Ask.ToolChoice.NAMED;
            ask.namedTool = "now";
            ask.parallelTools = true;
            blocks = make(seed);
            assertEquals("{}", blocks.get(blocks.size() - 1).text);
            assertEquals(
                    1,
                    blocks.stream().filter(b -> b.type == BlockType.TOOL_CALL).count());
        }
        assertEquals(2, names.size());

        ask.namedTool = "unknown";
        assertThrows(IllegalArgumentException.class, () -> make(1));
    }

    @Test
    void shouldWriteJsonWhereItIsAskedFor() {
        for (int seed = 0; seed < 50; seed++) {
            ask.clear().form = Ask.Form.JSON_OBJECT;
            assertTrue(json(make(seed).get(0).text).isObject());

            ask.form = Ask.Form.JSON_SCHEMA;
            ask.schema = json("{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}");
            Block block = make(seed).get(0);
            assertTrue(json(block.text).isArray());
            assertEquals(Finish.STOP, block.finish);
        }
    }

    @Test
    void shouldThinkFirst() {
        for (int seed = 0; seed < 50; seed++) {
            ask.clear().thinkingTokens = 40;

            List<Block> blocks = make(seed);

            assertEquals(
                    List.of(BlockType.THINKING, BlockType.TEXT),
                    blocks.stream().map(Block::type).toList());
            assertTrue(blocks.get(0).tokens > 0 && blocks.get(0).tokens <= 40);
            assertEquals(Finish.NONE, blocks.get(0).finish);
        }
    }

    @Test
    void shouldHaveExactlyTheWantedLength() {
        for (int wanted = 1; wanted < 200; wanted++) {
            ask.clear().wantedTokens = wanted;

            Block block = make(wanted).get(0);

            assertEquals(wanted, block.tokens, block.text);
            assertTrue(block.text.endsWith("."), block.text);
            assertEquals(Finish.STOP, block.finish);
        }
    }

    @Test
    void shouldSayTheGivenText() {
        ask.fixedText = "Exactly \u4F60\u597D this.";
        ask.tools = List.of(NOW);
        assertEquals(
                List.of(new Block(BlockType.TEXT, 0, "", ask.fixedText, Finish.STOP, counter.count(ask.fixedText))),
                make(1));

        ask.clear().refusalText = "I cannot help with that.";
        assertEquals(List.of(new Block(BlockType.REFUSAL, 0, "", ask.refusalText, Finish.REFUSAL, 6)), make(1));
    }

    @Test
    void shouldNeverCutACharacter() {
        ask.fixedText = "\uD83D\uDE00\uD83E\uDD84\u6F22\u5B57".repeat(30);
        for (int limit = 1; limit < 100; limit++) {
            ask.maxTokens = limit;

            Block block = make(1).get(0);

            assertTrue(ask.fixedText.startsWith(block.text));
            assertTrue(block.tokens <= limit && block.tokens > limit - 4, "limit " + limit);
            assertEquals(counter.count(block.text), block.tokens);
        }
    }

    @Test
    void shouldHaveTheSameFirstChoiceHoweverManyThereAre() {
        ask.hint = "Tell me";
        List<Block> one = make(5);
        ask.choices = 3;

        List<Block> three = make(5);

        assertEquals(one.get(0), three.get(0));
        assertEquals(List.of(0, 1, 2), three.stream().map(Block::choice).toList());
        assertFalse(three.get(0).text.equals(three.get(1).text));
    }

    @Test
    void shouldBeTheSameBytesForTheSameAskAndSeed() {
        ContentMaker another = new ContentMaker();
        Content copy = new Content();
        for (int seed = 0; seed < 30; seed++) {
            prepare(seed);
            make(seed);
            another.make(ask, new XorShift64Star(seed), copy);

            assertArrayEquals(bytes(content), bytes(copy));
        }
    }

    /** Asks of all kinds. */
    private void prepare(int seed) {
        ask.clear();
        switch (seed % 6) {
            case 0 -> ask.hint = "python code";
            case 1 -> ask.form = Ask.Form.JSON_OBJECT;
            case 2 -> ask.tools = List.of(WEATHER, SHELL);
            case 3 -> ask.hint = "a list";
            case 4 -> ask.thinkingTokens = 30;
            default -> ask.refusalText = "I am sorry, but I cannot help with that request.";
        }
    }

    private void checkArguments(Block call) {
        switch (call.name) {
            case "get_weather" -> assertTrue(json(call.text).get("city").isTextual());
            case "now" -> assertEquals("{}", call.text);
            default -> assertTrue(call.text.endsWith("."));
        }
    }

    private String text(String hint) {
        ask.clear().hint = hint;
        return make(1).get(0).text;
    }

    private List<Block> make(long seed) {
        maker.make(ask, new XorShift64Star(seed), content);
        assertTrue(walk.wrap(content.buffer(), 0, content.length()).isWellFormed());
        List<Block> blocks = new ArrayList<>();
        while (walk.nextBlock()) {
            blocks.add(new Block(walk.type(), walk.choice(), walk.name(), walk.text(), walk.finish(), walk.tokens()));
        }
        return blocks;
    }

    private static byte[] bytes(Content content) {
        byte[] bytes = new byte[content.length()];
        content.copyTo(new UnsafeBuffer(bytes), 0);
        return bytes;
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
