package io.reprise.llm.schema;

/**
 * Why no value of a schema can be made.
 *
 * @param path of the schema within the whole one, as in {@code properties.size.items}; empty for the whole one
 * @param keyword the one to blame; empty when it is the schema itself
 * @param reason what is wrong with it, to stand behind its name
 */
public record SchemaFault(String path, String keyword, String reason) {
    /** The path of the keyword. @param prefix path of the whole schema within a request */
    public String param(String prefix) {
        return join(join(prefix, path), keyword);
    }

    static String join(String path, String step) {
        return path.isEmpty() || step.isEmpty() ? path + step : path + "." + step;
    }
}
