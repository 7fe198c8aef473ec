package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.Reading;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads tools and which of them may be called. Chat puts what a tool is into a member named like its type, responses into the tool
 * itself; responses know tools that the provider runs, too, which are never called here. Event loop only.
 */
final class ToolReader {
    private static final int MAX_TOOLS = 128;
    private static final List<String> CHOICES = List.of("none", "auto", "required");

    private final Refusal refusal;
    private final boolean flat;

    /** @param flat as responses have it */
    ToolReader(Refusal refusal, boolean flat) {
        this.refusal = refusal;
        this.flat = flat;
    }

    boolean read(JsonNode body, Reading into) {
        JsonNode tools = body.get("tools");
        JsonNode parallel = body.get("parallel_tool_calls");
        if (Json.isGiven(parallel) && !parallel.isBoolean()) {
            return refusal.because("parallel_tool_calls must be true or false; got " + Json.shown(parallel));
        }
        into.ask.parallelTools = !Json.isGiven(parallel) || parallel.booleanValue();
        if (!Json.isGiven(tools)) {
            return checkNoTools(body);
        }
        if (!tools.isArray() || tools.size() > MAX_TOOLS || tools.isEmpty() && !flat) {
            return refusal.because("tools must be an array of 1 to " + MAX_TOOLS + " tools; got "
                    + (tools.isArray() && !tools.isEmpty() ? tools.size() + " tools" : Json.shown(tools)));
        }
        into.ask.tools = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
            if (!readTool(tools.get(i), "tools[" + i + "]", into)) {
                return false;
            }
        }
        return readChoice(body.get("tool_choice"), into);
    }

    private boolean checkNoTools(JsonNode body) {
        JsonNode choice = body.get("tool_choice");
        boolean chosen = Json.isGiven(choice) && !choice.asText("").equals("none");
        if (flat) {
            return !chosen
                    || choice.asText("").equals("auto")
                    || refusal.because("tool_choice is not allowed without tools; add tools or leave it out");
        }
        if (Json.isGiven(body.get("parallel_tool_calls"))) {
            return refusal.because("parallel_tool_calls is not allowed without tools; add tools or leave it out");
        }
        return !chosen || refusal.because("tool_choice is not allowed without tools; add tools or leave it out");
    }

    private boolean readTool(JsonNode tool, String path, Reading into) {
        if (!tool.isObject()) {
            return refusal.because(path + " must be an object; got " + Json.shown(tool));
        }
        String type = tool.path("type").asText("");
        boolean custom = type.equals("custom");
        if (!custom && !type.equals("function")) {
            return flat && !type.isEmpty()
                    || refusal.because(
                            path + ".type must be one of function, custom; got " + Json.shown(tool.get("type")));
        }
        JsonNode definition = flat ? tool : tool.get(type);
        String where = flat ? path : path + "." + type;
        if (definition == null || !definition.isObject()) {
            return refusal.because(where + " must be an object; got " + Json.shown(definition));
        }
        JsonNode name = definition.get("name");
        if (!Json.isGiven(name)) {
            return refusal.because(where + ".name is required: up to 64 letters, digits, _ or -");
        }
        if (!name.isTextual() || !FormatReader.NAME.matcher(name.textValue()).matches()) {
            return refusal.because(where + ".name must be 1 to 64 letters, digits, _ or -; got " + Json.shown(name));
        }
        JsonNode schema = definition.get("parameters");
        if (custom || !Json.isGiven(schema)) {
            into.ask.tools.add(new Ask.Tool(name.textValue(), null, custom));
            return true;
        }
        into.ask.tools.add(new Ask.Tool(name.textValue(), schema, false));
        return checkParameters(definition, where + ".parameters", into);
    }

    private boolean checkParameters(JsonNode definition, String path, Reading into) {
        JsonNode schema = definition.get("parameters");
        if (!schema.isObject() || !schema.path("type").asText("").equals("object")) {
            String got = schema.isObject() ? Json.shown(schema.get("type")) : Json.shown(schema);
            return refusal.because(path + (schema.isObject() ? ".type" : "") + " must be "
                    + (schema.isObject() ? "\"object\"" : "a JSON schema of type object") + "; got " + got);
        }
        boolean strict = definition.path("strict").asBoolean(false);
        return SchemaReader.check(schema, strict, path, "invalid_function_parameters", into);
    }

    private boolean readChoice(JsonNode choice, Reading into) {
        Ask ask = into.ask;
        if (!Json.isGiven(choice)) {
            return true;
        }
        if (choice.isTextual() && CHOICES.contains(choice.textValue())) {
            ask.toolChoice = Ask.ToolChoice.valueOf(choice.textValue().toUpperCase(Locale.ROOT));
            return true;
        }
        String type = choice.path("type").asText("");
        if (type.equals("allowed_tools")) {
            JsonNode allowed = flat ? choice : choice.path(type);
            return readAllowed(allowed, flat ? "tool_choice" : "tool_choice.allowed_tools", ask);
        }
        if (type.equals("function") || type.equals("custom")) {
            JsonNode name = (flat ? choice : choice.path(type)).path("name");
            if (!has(ask, name.asText(""))) {
                return refusal.because(
                        "tool_choice." + (flat ? "" : type + ".") + "name must be the name of one of tools; got "
                                + Json.shown(name.isMissingNode() ? null : name));
            }
            ask.toolChoice = Ask.ToolChoice.NAMED;
            ask.namedTool = name.textValue();
            return true;
        }
        return flat && !type.isEmpty()
                || refusal.because("tool_choice must be one of " + String.join(", ", CHOICES)
                        + " or an object of type function, custom or allowed_tools; got " + Json.shown(choice));
    }

    private boolean readAllowed(JsonNode allowed, String path, Ask ask) {
        String mode = allowed.path("mode").asText("");
        if (!mode.equals("auto") && !mode.equals("required")) {
            return refusal.because(
                    path + ".mode must be one of auto, required; got " + Json.shown(allowed.get("mode")));
        }
        JsonNode tools = allowed.path("tools");
        if (!tools.isArray() || tools.isEmpty()) {
            return refusal.because(
                    path + ".tools must be an array of at least one tool; got " + Json.shown(allowed.get("tools")));
        }
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < tools.size(); i++) {
            JsonNode tool = tools.get(i);
            String type = tool.path("type").asText("");
            String name = (flat ? tool : tool.path(type)).path("name").asText("");
            boolean mine = type.equals("function") || type.equals("custom");
            if (!has(ask, name) && (mine || !flat)) {
                return refusal.because(path + ".tools[" + i + "] must name one of tools; got \"" + name + "\"");
            }
            names.add(name);
        }
        ask.tools =
                ask.tools.stream().filter(tool -> names.contains(tool.name())).toList();
        ask.toolChoice = mode.equals("auto") ? Ask.ToolChoice.AUTO : Ask.ToolChoice.REQUIRED;
        return true;
    }

    private static boolean has(Ask ask, String name) {
        return ask.tools.stream().anyMatch(tool -> tool.name().equals(name));
    }
}
