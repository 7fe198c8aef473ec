package io.reprise.llm.api;

import java.util.List;

/**
 * One thing a provider's API offers; a method of the service.
 *
 * @param id of the method, 1 to 65535, unique in the service
 * @param name of the method, such as {@code openai.chat}
 * @param httpMethod upper case
 * @param paths where it is, without the provider's prefix; one variable each at most
 * @param hasBody whether it takes a JSON object
 */
public record Operation(int id, String name, String httpMethod, List<String> paths, boolean hasBody) {
    public static Operation post(int id, String name, String... paths) {
        return new Operation(id, name, "POST", List.of(paths), true);
    }

    public static Operation get(int id, String name, String... paths) {
        return new Operation(id, name, "GET", List.of(paths), false);
    }

    public static Operation delete(int id, String name, String... paths) {
        return new Operation(id, name, "DELETE", List.of(paths), false);
    }
}
