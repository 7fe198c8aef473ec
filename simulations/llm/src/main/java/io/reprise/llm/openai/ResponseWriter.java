package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.Ids;
import io.reprise.llm.content.BlockType;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.content.Finish;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes one response and the items and parts of its output. Event loop only. */
final class ResponseWriter {
    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";
    static final String IN_PROGRESS = "in_progress";

    private static final int ID_LENGTH = 48;
    private static final int CALL_ID_LENGTH = 24;
    private static final int ENCRYPTED_LENGTH = 120;
    private static final int NAMES_PER_ITEM = 4;
    private static final byte[] NOTHING = {};

    private final JsonWriter out;
    private final long seed;
    private final byte[] echo;
    private final List<String> customTools = new ArrayList<>();
    private final boolean summarizes;
    private final boolean encrypts;

    /**
     * @param seed the content's, which the ids come from
     * @param echo JSON object of what is repeated of the request
     * @param asked the request, or the echo of it
     */
    ResponseWriter(JsonWriter out, long seed, byte[] echo, JsonNode asked) {
        this.out = out;
        this.seed = seed;
        this.echo = echo;
        for (JsonNode tool : asked.path("tools")) {
            if (tool.path("type").asText("").equals("custom")) {
                customTools.add(tool.path("name").asText(""));
            }
        }
        summarizes = !asked.path("reasoning").path("summary").asText("").isEmpty();
        boolean wanted = false;
        for (JsonNode included : asked.path("include")) {
            wanted |= included.asText("").equals("reasoning.encrypted_content");
        }
        encrypts = wanted;
    }

    static String responseId(long seed) {
        return ResponsesReader.PREFIX + Ids.reversible(seed, ID_LENGTH);
    }

    /** Whether thinking is shown, as its summary. */
    boolean summarizes() {
        return summarizes;
    }

    boolean isCustom(String tool) {
        return customTools.contains(tool);
    }

    /** The response object of a whole answer. */
    void whole(Outcome outcome, ContentFlyweight content) {
        int thinking = Usage.thinkingTokens(outcome, content);
        JsonWriter text = new JsonWriter();
        JsonWriter items = new JsonWriter();
        ResponseWriter writer = new ResponseWriter(this, items);
        Finish finish = Finish.NONE;
        for (int index = 0; content.nextBlock(); index++) {
            finish = content.finish();
            text.clear();
            while (content.nextPiece()) {
                content.writePiece(text);
            }
            items.raw(index == 0 ? "" : ",");
            writer.item(content.type(), content.name(), index, text.toBytes(), status(finish));
        }
        response(status(finish), items.toBytes(), outcome, thinking);
    }

    private ResponseWriter(ResponseWriter other, JsonWriter out) {
        this.out = out;
        seed = other.seed;
        echo = other.echo;
        customTools.addAll(other.customTools);
        summarizes = other.summarizes;
        encrypts = other.encrypts;
    }

    static String status(Finish finish) {
        return finish == Finish.LENGTH ? INCOMPLETE : COMPLETED;
    }

    /**
     * The response object.
     *
     * @param items with commas between them
     * @param outcome null as long as the response is in progress
     */
    void response(String status, byte[] items, Outcome outcome, int thinkingTokens) {
        out.raw("{\"id\":\"").raw(responseId(seed)).raw("\",\"object\":\"response\",\"created_at\":");
        out.number(Models.CREATED_S).raw(",\"status\":\"").raw(status).raw("\",\"completed_at\":");
        out.raw(status.equals(COMPLETED) ? String.valueOf(Models.CREATED_S) : "null");
        out.raw(",\"error\":null,\"incomplete_details\":");
        out.raw(status.equals(INCOMPLETE) ? "{\"reason\":\"max_output_tokens\"}," : "null,");
        out.raw(Arrays.copyOfRange(echo, 1, echo.length - 1)); // its members, without the braces
        out.raw(",\"output\":[").raw(items).raw("],");
        if (outcome == null) {
            out.raw("\"usage\":null");
        } else {
            Usage.response(outcome, thinkingTokens, out);
        }
        out.raw('}');
    }

    /** An item that has just begun. */
    void begunItem(BlockType type, String name, int index) {
        item(type, name, index, NOTHING, IN_PROGRESS);
    }

    /** @param text escaped, without quotes */
    void item(BlockType type, String name, int index, byte[] text, String status) {
        out.raw("{\"id\":\"").raw(itemId(type, name, index)).raw("\",\"type\":\"");
        switch (type) {
            case TEXT, REFUSAL -> {
                out.raw("message\",\"status\":\"").raw(status).raw("\",\"role\":\"assistant\",\"content\":[");
                if (!status.equals(IN_PROGRESS)) {
                    part(type, text);
                }
                out.raw(']');
            }
            case TOOL_CALL -> {
                out.raw(isCustom(name) ? "custom_tool_call" : "function_call")
                        .raw("\",\"status\":\"")
                        .raw(status);
                out.raw("\",\"call_id\":\"").raw("call_" + Ids.text(seed, id(index) + 1, CALL_ID_LENGTH));
                out.raw("\",\"name\":").string(name).raw(isCustom(name) ? ",\"input\":\"" : ",\"arguments\":\"");
                out.raw(text).raw('"');
            }
            case THINKING -> {
                out.raw("reasoning\",\"summary\":[");
                if (summarizes && !status.equals(IN_PROGRESS)) {
                    part(type, text);
                }
                out.raw(']');
                if (encrypts) {
                    out.raw(",\"encrypted_content\":\"gAAAAA").raw(Ids.text(seed, id(index) + 2, ENCRYPTED_LENGTH));
                    out.raw('"');
                }
            }
        }
        out.raw('}');
    }

    /** A part of an item: what was said. */
    void part(BlockType type, byte[] text) {
        switch (type) {
            case REFUSAL ->
                out.raw("{\"type\":\"refusal\",\"refusal\":\"").raw(text).raw("\"}");
            case THINKING ->
                out.raw("{\"type\":\"summary_text\",\"text\":\"").raw(text).raw("\"}");
            default -> {
                out.raw("{\"type\":\"output_text\",\"text\":\"").raw(text);
                out.raw("\",\"annotations\":[],\"logprobs\":[]}");
            }
        }
    }

    String itemId(BlockType type, String name, int index) {
        String prefix = switch (type) {
            case TEXT, REFUSAL -> "msg_";
            case TOOL_CALL -> isCustom(name) ? "ctc_" : "fc_";
            case THINKING -> "rs_";
        };
        return prefix + Ids.text(seed, id(index), ID_LENGTH);
    }

    private static long id(int index) {
        return 1 + (long) index * NAMES_PER_ITEM;
    }
}
