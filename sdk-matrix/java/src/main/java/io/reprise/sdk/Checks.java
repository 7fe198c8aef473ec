package io.reprise.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** What the cases of all providers share: checks, and the tools they use. */
final class Checks {
    static final String BIG = "word ".repeat(400_000);
    static final Map<String, Object> WEATHER = Map.of(
            "type",
            "object",
            "properties",
            Map.of(
                    "city",
                    Map.of("type", "string"),
                    "unit",
                    Map.of("type", "string", "enum", List.of("celsius", "fahrenheit"))),
            "required",
            List.of("city", "unit"),
            "additionalProperties",
            false);
    static final Map<String, Object> TIME = Map.of(
            "type",
            "object",
            "properties",
            Map.of("zone", Map.of("type", "string")),
            "required",
            List.of("zone"),
            "additionalProperties",
            false);

    private static final int SEEDS = 32;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Checks() {}

    /** What a stream gave before it ended, with an error or without. */
    record Drained<T>(List<T> items, RuntimeException error) {}

    static void check(boolean condition, Object detail) {
        if (!condition) {
            throw new AssertionError(detail);
        }
    }

    static void same(Object actual, Object expected, String what) {
        check(Objects.equals(actual, expected), what + ": expected " + expected + ", got " + actual);
    }

    static void differ(Object a, Object b, String what) {
        check(!Objects.equals(a, b), what + " should differ: " + a);
    }

    static void names(String text, String... parts) {
        for (String part : parts) {
            check(text.contains(part), "expected \"" + part + "\" in: " + text);
        }
    }

    /** The error of an action that must fail; it must be of this type. */
    static <E extends Exception> E failure(Class<E> type, Callable<?> action) {
        Object result;
        try {
            result = action.call();
        } catch (Exception e) {
            check(type.isInstance(e), "expected " + type.getSimpleName() + ", got " + e);
            return type.cast(e);
        }
        throw new AssertionError("no error, but " + result);
    }

    /** Reads a stream that may end with an error. */
    static <T> Drained<T> drain(Iterator<T> stream) {
        List<T> items = new ArrayList<>();
        try {
            stream.forEachRemaining(items::add);
            return new Drained<>(items, null);
        } catch (RuntimeException e) {
            return new Drained<>(items, e);
        }
    }

    static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    static void checkWeather(Map<?, ?> value) {
        boolean valid = value.get("city") instanceof String
                && List.of("celsius", "fahrenheit").contains(value.get("unit"))
                && value.size() == 2;
        check(valid, "the schema does not allow " + value);
    }

    static void checkWeather(String json) throws IOException {
        checkWeather(JSON.readValue(json, Map.class));
    }

    static void checkPerson(Person person) {
        check(person != null && person.name != null && person.tags != null, "not whole: " + person);
    }

    static void checkPerson(String json) throws IOException {
        checkPerson(JSON.readValue(json, Person.class));
    }

    static void checkUnit(List<Float> vector) {
        double length =
                Math.sqrt(vector.stream().mapToDouble(x -> x.doubleValue() * x).sum());
        check(Math.abs(length - 1) < 1e-3, "an embedding of length " + length);
    }

    static void checkClose(List<Float> a, List<Float> b) {
        check(a.size() == b.size(), "embeddings of different length");
        for (int i = 0; i < a.size(); i++) {
            check(Math.abs(a.get(i) - b.get(i)) < 1e-6, "the embeddings differ");
        }
    }

    /** The first seed whose result is as wanted; the server knows each seed's answer. */
    static int findSeed(SeededCall call, Predicate<Object> wanted) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            if (wanted.test(call.apply(seed))) {
                return seed;
            }
        }
        throw new AssertionError("none of " + SEEDS + " seeds gave it");
    }

    /** Something to ask with a seed. */
    interface SeededCall {
        Object apply(int seed) throws Exception;
    }

    static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HTTP.send(request(url).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    /** @param headers names and values in turn */
    static HttpResponse<String> post(String url, Object body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest request = request(url)
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .header("content-type", "application/json");
    }
}
