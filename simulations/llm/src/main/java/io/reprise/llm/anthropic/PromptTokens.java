package io.reprise.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.CanonicalJson;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.token.TokenCounter;
import java.util.List;

/**
 * Tokens of a prompt, by a recipe of the simulator's own, since Anthropic publishes none: the answer is primed with 3; the
 * system prompt and every message cost 4 and the o200k_base tokens of their texts; a tool costs 8 and those of its name, its
 * description and its schema; a call those of its name and its input; a schema of the answer its own. JSON counts in
 * canonical form. An image and a document that is no text cost 1,500. Thoughts of earlier turns, and what tools of the
 * server's have done, cost nothing.
 */
final class PromptTokens {
    private static final int PRIMING = 3;
    private static final int PER_MESSAGE = 4;
    private static final int PER_TOOL = 8;
    private static final int PER_PICTURE = 1_500;

    private final TokenCounter counter;
    private final JsonWriter canonical = new JsonWriter();

    PromptTokens(TokenCounter counter) {
        this.counter = counter;
    }

    /** @param body of a valid request */
    int count(JsonNode body) {
        int tokens = PRIMING;
        if (Json.isGiven(body.get("system"))) {
            tokens += PER_MESSAGE + content(body.get("system"));
        }
        for (JsonNode message : body.get("messages")) {
            tokens += PER_MESSAGE + content(message.get("content"));
        }
        for (JsonNode tool : body.path("tools")) {
            tokens +=
                    PER_TOOL + text(tool.get("name")) + text(tool.get("description")) + json(tool.get("input_schema"));
        }
        return tokens + json(body.path("output_config").path("format").get("schema"));
    }

    /** Of a text, an array of blocks, or nothing. */
    private int content(JsonNode content) {
        if (content == null || !content.isArray()) {
            return text(content);
        }
        int tokens = 0;
        for (JsonNode block : content) {
            tokens += block(block);
        }
        return tokens;
    }

    private int block(JsonNode block) {
        return switch (block.get("type").textValue()) {
            case "text" -> text(block.get("text"));
            case "image" -> PER_PICTURE;
            case "document" -> text(block.get("title")) + text(block.get("context")) + document(block.get("source"));
            case "search_result" ->
                text(block.get("title")) + text(block.get("source")) + content(block.get("content"));
            case MessageBlocks.TOOL_USE -> text(block.get("name")) + json(block.get("input"));
            case MessageBlocks.TOOL_RESULT -> content(block.get("content"));
            default -> 0;
        };
    }

    private int document(JsonNode source) {
        return switch (source.get("type").textValue()) {
            case "text" -> text(source.get("data"));
            case "content" -> content(source.get("content"));
            default -> PER_PICTURE;
        };
    }

    private int text(JsonNode value) {
        return Json.isText(value) ? counter.count(value.textValue()) : 0;
    }

    private int json(JsonNode value) {
        if (!Json.isGiven(value)) {
            return 0;
        }
        CanonicalJson.write(value, canonical.clear(), List.of());
        return counter.count(canonical.toString());
    }
}
