package io.reprise.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.Fields;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import io.reprise.llm.schema.SchemaCheck;
import io.reprise.llm.schema.SchemaFault;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the tools of a request, and how they are to be called. One thread. */
final class ToolsReader {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");
    private static final List<String> CHOICES = List.of("auto", "any", "tool", "none");
    private static final String CUSTOM = "custom";

    /** Tools that Anthropic defines: their types begin so. They are taken, and never called. */
    private static final List<String> PREDEFINED = List.of(
            "bash_",
            "browser_",
            "code_execution_",
            "computer_",
            "mcp_toolset",
            "memory_",
            "text_editor_",
            "tool_search_tool_",
            "web_fetch_",
            "web_search_");

    private final Refusal refusal;
    private final MessageBlocks blocks;
    private final Demands demands;
    private final Fields fields;
    private final Set<String> names = new LinkedHashSet<>();

    ToolsReader(Refusal refusal, MessageBlocks blocks) {
        this.refusal = refusal;
        this.blocks = blocks;
        demands = new Demands(refusal);
        fields = new Fields(refusal);
    }

    /** Whether {@code tools} and {@code tool_choice} are in order; if not, the reason is with the refusal. */
    boolean read(JsonNode body, Ask ask) {
        JsonNode tools = body.get("tools");
        names.clear();
        ask.tools = new ArrayList<>();
        if (Json.isGiven(tools)) {
            if (!tools.isArray()) {
                return refusal.because("tools must be an array of tools; got " + Json.shown(tools));
            }
            for (int i = 0; i < tools.size(); i++) {
                if (!readTool(tools.get(i), "tools[" + i + ']', ask)) {
                    return false;
                }
            }
        }
        return readChoice(body.get("tool_choice"), ask);
    }

    private boolean readTool(JsonNode tool, String path, Ask ask) {
        if (!demands.object(tool, path) || !fields.of(tool, path).text("type")) {
            return false;
        }
        String type = fields.textOr("type", CUSTOM);
        boolean custom = type.equals(CUSTOM);
        if (!custom && PREDEFINED.stream().noneMatch(type::startsWith)) {
            return refusal.because(path + ".type must be custom, or the type of a tool that Anthropic defines, such as"
                    + " web_search_20250305; got \"" + Json.shortened(type, 64) + '"');
        }
        return blocks.checkCacheControl(tool, path)
                && (!custom || readName(tool, path) && fields.text("description") && readSchema(tool, path, ask));
    }

    private boolean readName(JsonNode tool, String path) {
        if (!demands.string(tool, path, "name")) {
            return false;
        }
        String name = tool.get("name").textValue();
        if (!NAME.matcher(name).matches()) {
            return refusal.because(
                    path + ".name must be 1 to 128 letters, digits, _ and -; got \"" + Json.shortened(name, 40) + '"');
        }
        return names.add(name)
                || refusal.because(
                        path + ".name must be unique: Tool names must be unique; got \"" + name + "\" again");
    }

    private boolean readSchema(JsonNode tool, String path, Ask ask) {
        JsonNode schema = tool.get("input_schema");
        String at = path + ".input_schema";
        if (!demands.object(tool, path, "input_schema")
                || !demands.oneOf(schema, at, "type", List.of("object"))
                || !isSchema(schema, at, refusal)) {
            return false;
        }
        ask.tools.add(new Ask.Tool(tool.get("name").textValue(), schema, false));
        return true;
    }

    /** Whether the simulator can make values of a schema; if not, the reason is with the refusal. */
    static boolean isSchema(JsonNode schema, String path, Refusal refusal) {
        SchemaFault fault = SchemaCheck.check(schema);
        return fault == null || refusal.because(fault.param(path) + ' ' + fault.reason());
    }

    private boolean readChoice(JsonNode choice, Ask ask) {
        if (!Json.isGiven(choice)) {
            return true;
        }
        if (!demands.object(choice, "tool_choice") || !demands.oneOf(choice, "tool_choice", "type", CHOICES)) {
            return false;
        }
        String type = choice.get("type").textValue();
        boolean forces = type.equals("any") || type.equals("tool");
        if (forces && ask.tools.isEmpty()) {
            return refusal.because(
                    "tool_choice.type must be auto or none: a call may only be forced while providing tools to call;"
                            + " got \"" + type + '"');
        }
        ask.toolChoice = switch (type) {
            case "auto" -> Ask.ToolChoice.AUTO;
            case "none" -> Ask.ToolChoice.NONE;
            case "any" -> Ask.ToolChoice.REQUIRED;
            default -> Ask.ToolChoice.NAMED;
        };
        if (!fields.of(choice, "tool_choice").bool("disable_parallel_tool_use")) {
            return false;
        }
        ask.parallelTools = !fields.isTrue("disable_parallel_tool_use");
        return !type.equals("tool") || readNamed(choice, ask);
    }

    private boolean readNamed(JsonNode choice, Ask ask) {
        if (!demands.string(choice, "tool_choice", "name")) {
            return false;
        }
        ask.namedTool = choice.get("name").textValue();
        return names.contains(ask.namedTool)
                || refusal.because(
                        "tool_choice.name must be the name of one of the tools; got " + Json.shown(choice.get("name")));
    }
}
