package io.reprise.llm.ask;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a request asks an answer to be, whatever API it came by. A provider's reader sets it and {@code ContentMaker} reads
 * it: a parameter object, hence public fields. One thread; reused from request to request by {@link #clear()}.
 */
public final class Ask {
    /** {@link #maxTokens} of a request without a limit. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    private static final String[] NO_STOPS = {};

    /** What the text of an answer has to be. */
    public enum Form {
        TEXT,
        /** Any JSON object. */
        JSON_OBJECT,
        /** JSON that {@link Ask#schema} allows. */
        JSON_SCHEMA
    }

    /** Whether tools are called. */
    public enum ToolChoice {
        /** A call, if there are tools and the conversation does not bring a tool's result. */
        AUTO,
        NONE,
        REQUIRED,
        /** Only {@link Ask#namedTool}. */
        NAMED
    }

    /**
     * A tool that may be called.
     *
     * @param schema what its arguments have to be; null for none, which are then {@code {}}
     * @param freeForm whether it takes plain text and no JSON; the schema does not count then
     */
    public record Tool(String name, JsonNode schema, boolean freeForm) {}

    public Form form;

    /** Only for {@link Form#JSON_SCHEMA}; one that {@code SchemaCheck} has passed. */
    public JsonNode schema;

    /** Their schemas have passed {@code SchemaCheck}. */
    public List<Tool> tools;

    public ToolChoice toolChoice;

    /** Only for {@link ToolChoice#NAMED}: the name of one of {@link #tools}. */
    public String namedTool;

    /** Whether one answer may call several tools. */
    public boolean parallelTools;

    /** Whether the conversation goes on after a tool's result: then {@link ToolChoice#AUTO} answers in prose. */
    public boolean hasToolResult;

    /** Text of the last user message, which says whether prose, a list or code is wanted; may be empty. */
    public String hint;

    /** Limit of tokens of each choice, thinking included; at least 1, or {@link #NO_LIMIT}. */
    public int maxTokens;

    /** Sequences that text ends before. */
    public String[] stops;

    /** How many answers; 1 to 255. */
    public int choices;

    /** Limit of tokens of the thinking before an answer; 0 for no thinking. */
    public int thinkingTokens;

    /** Tokens the text of the answer shall have; 0: the length is drawn. */
    public int wantedTokens;

    /** Not null: the answer is exactly this text. */
    public String fixedText;

    /** Not null: the answer is a refusal that says this. */
    public String refusalText;

    public Ask() {
        clear();
    }

    /** One answer in prose, without tools and limits. */
    public Ask clear() {
        form = Form.TEXT;
        schema = null;
        tools = List.of();
        toolChoice = ToolChoice.AUTO;
        namedTool = null;
        parallelTools = true;
        hasToolResult = false;
        hint = "";
        maxTokens = NO_LIMIT;
        stops = NO_STOPS;
        choices = 1;
        thinkingTokens = 0;
        wantedTokens = 0;
        fixedText = null;
        refusalText = null;
        return this;
    }
}
