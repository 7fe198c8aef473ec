package io.reprise.llm.api;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.kernel.state.Xxh64;
import io.reprise.llm.frame.Command;
import io.reprise.llm.frame.Command.Section;
import io.reprise.llm.json.CanonicalJson;
import io.reprise.llm.json.JsonWriter;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Cuts a prompt into blocks, of which a cache of prefixes may know the first ones. The blocks are those a trace names, or pieces
 * of what comes first in a prompt: tools, instructions, messages. Event loop only.
 */
final class PrefixReader {
    /** Tokens of a block in Mooncake's traces. */
    private static final int TRACE_BLOCK_TOKENS = 512;

    /** Shorter prompts are not cached; as OpenAI documents its prompt caching. */
    private static final int MIN_TOKENS = 1_024;

    /** Bytes of a block: about 128 tokens of English, which is what OpenAI counts in. */
    private static final int BLOCK_BYTES = 512;

    private static final int MAX_BLOCKS = 4_096;
    private static final List<String> IN_ORDER =
            List.of("tools", "system", "systemInstruction", "instructions", "messages", "input", "contents", "prompt");

    private final JsonWriter prompt = new JsonWriter();
    private final UnsafeBuffer bytes = new UnsafeBuffer(0, 0);
    private final ExpandableArrayBuffer hashes = new ExpandableArrayBuffer();

    /** @param trace hash ids with commas between, first block first; empty when there are none */
    void put(String trace, JsonNode body, Reading reading, Command command) {
        int count = 0;
        if (!trace.isEmpty()) {
            count = ofTrace(trace);
            command.prefixTokens(TRACE_BLOCK_TOKENS);
        } else if (body != null && reading.promptTokens >= MIN_TOKENS) {
            count = ofPrompt(body);
            command.prefixTokens((int) ((long) reading.promptTokens * BLOCK_BYTES / prompt.length()));
        }
        command.put(Section.PREFIX, hashes, 0, count * Long.BYTES);
    }

    private int ofTrace(String trace) {
        long hash = 1;
        int count = 0;
        for (int from = 0; from < trace.length() && count < MAX_BLOCKS; ) {
            int comma = trace.indexOf(',', from);
            int to = comma < 0 ? trace.length() : comma;
            hash = Xxh64.mix(hash, trace.substring(from, to).hashCode());
            hashes.putLong(count++ * Long.BYTES, hash, LITTLE_ENDIAN);
            from = to + 1;
        }
        return count;
    }

    private int ofPrompt(JsonNode body) {
        prompt.clear();
        for (String field : IN_ORDER) {
            if (body.has(field)) {
                CanonicalJson.write(body.get(field), prompt, List.of());
            }
        }
        bytes.wrap(prompt.bytes(), 0, prompt.length());
        int count = Math.min(MAX_BLOCKS, prompt.length() / BLOCK_BYTES);
        long hash = 0;
        for (int i = 0; i < count; i++) {
            hash = Xxh64.hash(bytes, i * BLOCK_BYTES, BLOCK_BYTES, hash);
            hashes.putLong(i * Long.BYTES, hash, LITTLE_ENDIAN);
        }
        return count;
    }
}
