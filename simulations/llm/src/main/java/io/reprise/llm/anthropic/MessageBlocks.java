package io.reprise.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.List;

/** Checks contents: texts, and blocks of all kinds. One thread. */
final class MessageBlocks {
    static final String TOOL_USE = "tool_use";
    static final String TOOL_RESULT = "tool_result";
    static final String SERVER_TOOL_USE = "server_tool_use";

    private static final List<String> USERS = List.of(TOOL_RESULT, "container_upload");

    private static final List<String> ASSISTANTS = List.of(
            TOOL_USE,
            "thinking",
            "redacted_thinking",
            SERVER_TOOL_USE,
            "web_search_tool_result",
            "web_fetch_tool_result",
            "code_execution_tool_result",
            "bash_code_execution_tool_result",
            "text_editor_code_execution_tool_result",
            "tool_search_tool_result",
            "mcp_tool_use",
            "mcp_tool_result",
            "compaction");

    private static final List<String> ALL = List.of(
            "text",
            "image",
            "document",
            "search_result",
            TOOL_RESULT,
            "container_upload",
            TOOL_USE,
            "thinking",
            "redacted_thinking",
            SERVER_TOOL_USE,
            "web_search_tool_result",
            "web_fetch_tool_result",
            "code_execution_tool_result",
            "bash_code_execution_tool_result",
            "text_editor_code_execution_tool_result",
            "tool_search_tool_result",
            "mcp_tool_use",
            "mcp_tool_result",
            "compaction");

    private static final List<String> IN_RESULTS =
            List.of("text", "image", "document", "search_result", "tool_reference", "browser_state");
    private static final List<String> TEXT_ONLY = List.of("text");
    private static final List<String> IMAGE_SOURCES = List.of("base64", "url", "file");
    private static final List<String> DOCUMENT_SOURCES = List.of("base64", "text", "content", "url", "file");
    private static final List<String> IMAGES = List.of("image/jpeg", "image/png", "image/gif", "image/webp");
    private static final int MAX_CACHE_CONTROLS = 4;

    private final Refusal refusal;
    private final Demands demands;
    private Dialect dialect;
    private int cacheControls;

    MessageBlocks(Refusal refusal) {
        this.refusal = refusal;
        demands = new Demands(refusal);
    }

    /** A new request begins. */
    void start(Dialect newDialect) {
        dialect = newDialect;
        cacheControls = 0;
    }

    /** The content of the field {@code system}: a text or text blocks, or nothing. */
    boolean checkSystem(JsonNode system) {
        return !Json.isGiven(system) || system.isTextual() || checkArray(system, "system", "system", TEXT_ONLY);
    }

    /** The content of a message. */
    boolean checkContent(JsonNode content, String path, String role) {
        return content.isTextual() || checkArray(content, path, role, role.equals("system") ? TEXT_ONLY : ALL);
    }

    private boolean checkArray(JsonNode content, String path, String role, List<String> types) {
        if (content == null || !content.isArray()) {
            return refusal.because(path + " must be a string or an array of blocks; got " + Json.shown(content));
        }
        for (int i = 0; i < content.size(); i++) {
            if (!checkBlock(content.get(i), path + '[' + i + ']', role, types)) {
                return false;
            }
        }
        return true;
    }

    private boolean checkBlock(JsonNode block, String path, String role, List<String> types) {
        return demands.object(block, path)
                && demands.oneOf(block, path, "type", types)
                && checkPlace(block.get("type").textValue(), path, role)
                && checkCacheControl(block, path)
                && checkMembers(block, path, role);
    }

    private boolean checkPlace(String type, String path, String role) {
        boolean inUser = USERS.contains(type) && !role.equals("user");
        boolean inAssistant = ASSISTANTS.contains(type) && !role.equals("assistant");
        if (inUser || inAssistant) {
            return refusal.because(path + ".type may not be " + type + " in a message of role " + role + ": " + type
                    + " blocks can only be in " + (inUser ? "user" : "assistant") + " messages");
        }
        if (dialect == Dialect.V2026_10_21 && type.equals("document") && role.equals("assistant")) {
            return refusal.because(path + ".type may not be document in an assistant message under anthropic-version "
                    + dialect.version() + "; put the document into a user message");
        }
        return true;
    }

    private boolean checkMembers(JsonNode block, String path, String role) {
        return switch (block.get("type").textValue()) {
            case "text" -> checkText(block, path, role);
            case "image" -> checkSource(block, path, IMAGE_SOURCES, IMAGES);
            case "document" -> checkSource(block, path, DOCUMENT_SOURCES, List.of("application/pdf"));
            case TOOL_USE, SERVER_TOOL_USE -> checkCall(block, path);
            case TOOL_RESULT -> checkResult(block, path);
            case "thinking" -> demands.string(block, path, "thinking") && demands.string(block, path, "signature");
            case "redacted_thinking" -> demands.string(block, path, "data");
            case "search_result" ->
                demands.string(block, path, "source")
                        && demands.string(block, path, "title")
                        && checkArray(block.get("content"), path + ".content", role, TEXT_ONLY);
            default -> true; // made by tools that the simulator has not: taken as they are
        };
    }

    private boolean checkText(JsonNode block, String path, String role) {
        if (!demands.string(block, path, "text")) {
            return false;
        }
        if (block.get("text").textValue().isBlank()) {
            return refusal.because(path + ".text must be a text: text content blocks must contain non-whitespace text");
        }
        JsonNode citations = block.get("citations");
        boolean empty = !Json.isGiven(citations) || citations.isArray() && citations.isEmpty();
        return empty
                || dialect != Dialect.V2026_10_21
                || !role.equals("user")
                || refusal.because(path + ".citations must be empty in a user message under anthropic-version "
                        + dialect.version() + "; got " + Json.shown(citations));
    }

    private boolean checkSource(JsonNode block, String path, List<String> types, List<String> mediaTypes) {
        if (!demands.object(block, path, "source")) {
            return false;
        }
        JsonNode source = block.get("source");
        String at = path + ".source";
        return demands.oneOf(source, at, "type", types)
                && switch (source.get("type").textValue()) {
                    case "base64" ->
                        demands.oneOf(source, at, "media_type", mediaTypes) && demands.string(source, at, "data");
                    case "text" ->
                        demands.oneOf(source, at, "media_type", List.of("text/plain"))
                                && demands.string(source, at, "data");
                    case "content" -> checkInner(source.get("content"), at, "user", List.of("text", "image"));
                    case "url" -> demands.string(source, at, "url");
                    default -> demands.string(source, at, "file_id");
                };
    }

    private boolean checkCall(JsonNode block, String path) {
        return demands.string(block, path, "id")
                && demands.string(block, path, "name")
                && demands.object(block, path, "input");
    }

    private boolean checkResult(JsonNode block, String path) {
        JsonNode isError = block.get("is_error");
        if (Json.isGiven(isError) && !isError.isBoolean()) {
            return refusal.because(path + ".is_error must be true or false; got " + Json.shown(isError));
        }
        return demands.string(block, path, "tool_use_id")
                && (!Json.isGiven(block.get("content")) || checkInner(block.get("content"), path, "user", IN_RESULTS));
    }

    private boolean checkInner(JsonNode content, String path, String role, List<String> types) {
        return Json.isText(content) || checkArray(content, path + ".content", role, types);
    }

    /** Of a block, a tool, or the whole request. */
    boolean checkCacheControl(JsonNode object, String path) {
        JsonNode control = object.get("cache_control");
        if (!Json.isGiven(control)) {
            return true;
        }
        String at = path.isEmpty() ? "cache_control" : path + ".cache_control";
        if (++cacheControls > MAX_CACHE_CONTROLS) {
            return refusal.because(at + " is not the first to the fourth: a maximum of " + MAX_CACHE_CONTROLS
                    + " blocks with cache_control may be provided");
        }
        return demands.object(control, at)
                && demands.oneOf(control, at, "type", List.of("ephemeral"))
                && demands.oneOfIfGiven(control, at, "ttl", List.of("5m", "1h"));
    }
}
