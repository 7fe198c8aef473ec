package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.llm.api.Fields;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import io.reprise.llm.schema.SchemaCheck;
import io.reprise.llm.schema.SchemaFault;
import java.util.ArrayList;
import java.util.List;

/** Reads the functions a model may call, and whether it shall. Other tools, such as a search, are taken and never used. One thread. */
final class ToolsReader {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_.:-]{0,127}";
    private static final List<String> MODES = List.of("MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED");
    private static final String CALLING = "toolConfig.functionCallingConfig";
    private static final String ALLOWED = CALLING + ".allowedFunctionNames";

    private final Refusal refusal;
    private final Fields fields;

    ToolsReader(Refusal refusal) {
        this.refusal = refusal;
        this.fields = new Fields(refusal);
    }

    boolean read(JsonNode body, Ask ask) {
        ask.tools = new ArrayList<>();
        JsonNode tools = body.get("tools");
        if (Json.isGiven(tools) && !tools.isArray()) {
            return refusal.because("tools must be an array; got " + Json.shown(tools));
        }
        for (int i = 0; Json.isGiven(tools) && i < tools.size(); i++) {
            String path = "tools[" + i + "]";
            if (!tools.get(i).isObject()) {
                return refusal.because(path + " must be an object; got " + Json.shown(tools.get(i)));
            }
            if (!readFunctions(tools.get(i).get("functionDeclarations"), path + ".functionDeclarations", ask)) {
                return false;
            }
        }
        return readCalling(body.path("toolConfig").get("functionCallingConfig"), ask);
    }

    private boolean readFunctions(JsonNode functions, String path, Ask ask) {
        if (Json.isGiven(functions) && !functions.isArray()) {
            return refusal.because(path + " must be an array; got " + Json.shown(functions));
        }
        for (int i = 0; Json.isGiven(functions) && i < functions.size(); i++) {
            if (!readFunction(functions.get(i), path + "[" + i + "]", ask)) {
                return false;
            }
        }
        return true;
    }

    private boolean readFunction(JsonNode function, String path, Ask ask) {
        if (!function.isObject()) {
            return refusal.because(path + " must be an object; got " + Json.shown(function));
        }
        JsonNode name = function.get("name");
        if (!Json.isText(name) || !name.textValue().matches(NAME)) {
            return refusal.because(
                    path + ".name must be up to 128 letters, digits, underscores, dots, colons and dashes,"
                            + " of which the first is a letter or an underscore; got " + Json.shown(name));
        }
        if (ask.tools.stream().anyMatch(tool -> tool.name().equals(name.textValue()))) {
            return refusal.because(path + ".name must be a name that no other function has; got " + Json.shown(name));
        }
        if (!fields.of(function, path).text("description")) {
            return false;
        }
        if (fields.has("parameters") && fields.has("parametersJsonSchema")) {
            return refusal.because(path + ".parametersJsonSchema may not be given beside parameters");
        }
        String field = fields.has("parameters") ? "parameters" : "parametersJsonSchema";
        JsonNode schema = fields.has(field) ? argumentsSchema(function.get(field)) : null;
        if (schema != null && !checkSchema(schema, path + "." + field)) {
            return false;
        }
        ask.tools.add(new Ask.Tool(name.textValue(), schema, false));
        return true;
    }

    /** Arguments have names: they are an object even where the schema does not say so. */
    private static JsonNode argumentsSchema(JsonNode schema) {
        if (!schema.isObject() || schema.has("type")) {
            return schema;
        }
        ObjectNode typed = schema.deepCopy();
        return typed.put("type", "object");
    }

    private boolean checkSchema(JsonNode schema, String path) {
        if (!schema.isObject() || !schema.path("type").asText().equalsIgnoreCase("object")) {
            return refusal.because(path + ".type must be OBJECT, because arguments have names; got "
                    + Json.shown(schema.isObject() ? schema.get("type") : schema));
        }
        SchemaFault fault = SchemaCheck.check(schema);
        return fault == null || refusal.because(fault.param(path) + " " + fault.reason());
    }

    private boolean readCalling(JsonNode calling, Ask ask) {
        if (!Json.isGiven(calling)) {
            return true;
        }
        if (!calling.isObject()) {
            return refusal.because(CALLING + " must be an object; got " + Json.shown(calling));
        }
        String mode = calling.path("mode").asText("AUTO");
        if (!MODES.contains(mode)) {
            return refusal.because(CALLING + ".mode must be one of " + String.join(", ", MODES) + "; got "
                    + Json.shown(calling.get("mode")));
        }
        boolean any = mode.equals("ANY");
        if (any && ask.tools.isEmpty()) {
            return refusal.because(CALLING + ".mode may not be ANY, because tools declare no function");
        }
        ask.toolChoice =
                any ? Ask.ToolChoice.REQUIRED : mode.equals("NONE") ? Ask.ToolChoice.NONE : Ask.ToolChoice.AUTO;
        return readAllowed(calling.get("allowedFunctionNames"), any || mode.equals("VALIDATED"), ask);
    }

    private boolean readAllowed(JsonNode names, boolean mayBe, Ask ask) {
        if (!Json.isGiven(names) || names.isEmpty() && names.isArray()) {
            return true;
        }
        if (!mayBe) {
            return refusal.because(ALLOWED + " may not be given unless the mode is ANY or VALIDATED");
        }
        if (!names.isArray()) {
            return refusal.because(ALLOWED + " must be an array of names; got " + Json.shown(names));
        }
        List<Ask.Tool> allowed = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).asText();
            Ask.Tool tool = ask.tools.stream()
                    .filter(declared -> declared.name().equals(name))
                    .findFirst()
                    .orElse(null);
            if (tool == null) {
                return refusal.because(ALLOWED + "[" + i + "] must be the name of a function that tools declare; got "
                        + Json.shown(names.get(i)));
            }
            allowed.add(tool);
        }
        ask.tools = allowed;
        return true;
    }
}
