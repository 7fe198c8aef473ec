package io.reprise.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Runs the cases and prints a line for each: {@code --cases F --url U --keyed-url U --key K [--provider P] [--sdk S] [--case C]}. */
public final class Main {
    private static final int THREADS = 32;
    private static final int DETAIL_LENGTH_MAX = 600;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Sdk> SDKS = List.of(
            new Sdk("openai", "openai-java", OpenAiCases::define),
            new Sdk("anthropic", "anthropic-java", AnthropicCases::define),
            new Sdk("gemini", "google-genai", GeminiCases::define));

    private Main() {}

    private record Sdk(String provider, String name, Function<Servers, Cases> define) {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i].substring("--".length()), arguments[i + 1]);
        }
        JsonNode catalogue = JSON.readTree(new File(options.get("cases")));
        Servers servers = new Servers(options.get("url"), options.get("keyed-url"), options.get("key"));
        Properties versions = new Properties();
        try (InputStream in = Main.class.getResourceAsStream("/versions.properties")) {
            versions.load(in);
        }

        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> running = new ArrayList<>();
        for (Sdk sdk : SDKS) {
            if (wanted(options, "provider", sdk.provider()) && wanted(options, "sdk", sdk.name())) {
                Cases cases = sdk.define().apply(servers);
                catalogue.get(sdk.provider()).fieldNames().forEachRemaining(id -> {
                    if (wanted(options, "case", id)) {
                        ObjectNode line = JSON.createObjectNode()
                                .put("provider", sdk.provider())
                                .put("sdk", sdk.name())
                                .put("version", versions.getProperty(sdk.name()))
                                .put("language", "java")
                                .put("case", id);
                        running.add(pool.submit(() -> run(cases.get(id), line)));
                    }
                });
            }
        }
        for (Future<?> future : running) {
            future.get();
        }
        System.exit(0); // not waiting for the SDKs' own threads
    }

    private static boolean wanted(Map<String, String> options, String name, String value) {
        return options.getOrDefault(name, value).equals(value);
    }

    private static void run(Cases.Body body, ObjectNode line) {
        String status = "pass";
        String detail = "";
        try {
            if (body == null) {
                throw new IllegalStateException("this runner has no such case");
            }
            body.run();
        } catch (Cases.Skip skip) {
            status = "skip";
            detail = skip.getMessage();
        } catch (Exception | Error e) {
            status = "fail";
            detail = e.toString();
        }
        line.put("status", status);
        line.put("detail", detail.substring(0, Math.min(detail.length(), DETAIL_LENGTH_MAX)));
        System.out.println(line);
    }
}
