package io.reprise.sdk;

import static io.reprise.sdk.Checks.check;
import static io.reprise.sdk.Checks.checkClose;
import static io.reprise.sdk.Checks.checkPerson;
import static io.reprise.sdk.Checks.checkUnit;
import static io.reprise.sdk.Checks.checkWeather;
import static io.reprise.sdk.Checks.differ;
import static io.reprise.sdk.Checks.drain;
import static io.reprise.sdk.Checks.failure;
import static io.reprise.sdk.Checks.findSeed;
import static io.reprise.sdk.Checks.names;
import static io.reprise.sdk.Checks.same;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.genai.Chat;
import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.Candidate;
import com.google.genai.types.Content;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionCallingConfig;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.ListModelsConfig;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import com.google.genai.types.ToolConfig;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The cases of {@code google-genai} for Java. */
final class GeminiCases {
    private static final String MODEL = "gemini-2.5-flash";
    private static final String EMBEDDING_MODEL = "gemini-embedding-001";
    private static final FunctionDeclaration WEATHER = function("get_weather", """
            {"type": "OBJECT", "required": ["city", "unit"], "properties": {
              "city": {"type": "STRING"}, "unit": {"type": "STRING", "enum": ["celsius", "fahrenheit"]}}}""");
    private static final FunctionDeclaration TIME = function("get_time", """
            {"type": "OBJECT", "required": ["zone"], "properties": {"zone": {"type": "STRING"}}}""");
    private static final Schema PERSON = Schema.fromJson("""
            {"type": "OBJECT", "required": ["name", "age", "tags"], "properties": {"name": {"type": "STRING"},
              "age": {"type": "INTEGER"}, "tags": {"type": "ARRAY", "items": {"type": "STRING"}}}}""");
    private static final Map<String, Object> PERSON_JSON = Map.of(
            "type", "object",
            "required", List.of("name", "age", "tags"),
            "properties",
                    Map.of(
                            "name", Map.of("type", "string"),
                            "age", Map.of("type", "integer"),
                            "tags", Map.of("type", "array", "items", Map.of("type", "string"))));

    private final Servers servers;
    private final Client client;

    private GeminiCases(Servers servers) {
        this.servers = servers;
        this.client = connect(servers.url(), "any", b -> {});
    }

    static Cases define(Servers servers) {
        GeminiCases gemini = new GeminiCases(servers);
        Cases cases = new Cases();
        gemini.answers(cases);
        gemini.streams(cases);
        gemini.tools(cases);
        gemini.structured(cases);
        gemini.others(cases);
        gemini.errors(cases);
        gemini.faults(cases);
        return cases;
    }

    private void answers(Cases cases) {
        cases.add("answer", () -> {
            GenerateContentResponse answer = ask(b -> {});
            check(!answer.text().isEmpty(), "no text");
            check(answer.modelVersion().isPresent() && answer.responseId().isPresent(), "no version or no id");
            same(content(answer).role().get(), "model", "role");
            same(finish(answer), "STOP", "finish reason");
        });
        cases.add(
                "system",
                () -> differ(
                        ask(b -> b.systemInstruction(turn("user", "Be brief"))).text(),
                        ask(b -> b.systemInstruction(turn("user", "Be kind"))).text(),
                        "texts"));
        cases.add("multi-turn", () -> {
            GenerateContentResponse first = ask(b -> {});
            GenerateContentResponse second = ask(
                    List.of(turn("user", "Hello"), turn("model", first.text()), turn("user", "And then?")), b -> {});
            check(promptTokens(second) > promptTokens(first), "the turns before do not count");
            check(!second.text().isEmpty(), "no text");
        });
        cases.add("same", () -> {
            GenerateContentResponse a = ask(b -> {});
            GenerateContentResponse b = ask(c -> {});
            same(List.of(a.responseId(), a.text()), List.of(b.responseId(), b.text()), "id and text");
        });
        cases.add(
                "seed",
                () -> differ(ask(b -> b.seed(1)).text(), ask(b -> b.seed(2)).text(), "texts"));
        cases.add("max-tokens", () -> {
            GenerateContentResponse answer = ask(b -> b.maxOutputTokens(5));
            same(finish(answer), "MAX_TOKENS", "finish reason");
            same(answer.usageMetadata().get().candidatesTokenCount().get(), 5, "tokens");
        });
        cases.add("stop-sequence", () -> {
            GenerateContentResponse answer = ask(b -> b.stopSequences(List.of(".")));
            check(!answer.text().isEmpty() && !answer.text().contains("."), "it is in " + answer.text());
            same(finish(answer), "STOP", "finish reason");
        });
        cases.add("candidates", () -> {
            List<Candidate> candidates =
                    ask(b -> b.candidateCount(2)).candidates().get();
            same(candidates.size(), 2, "candidates");
            differ(candidates.get(0).content(), candidates.get(1).content(), "texts");
        });
        cases.add("logprobs", () -> {
            GenerateContentResponse answer = ask(b -> b.responseLogprobs(true).logprobs(2));
            var result = answer.candidates().get().get(0).logprobsResult().get();
            same(
                    result.chosenCandidates().get().stream()
                            .map(token -> token.token().get())
                            .collect(Collectors.joining()),
                    answer.text(),
                    "tokens");
            check(
                    result.topCandidates().get().stream()
                            .allMatch(top -> top.candidates().get().size() == 2),
                    "not two top tokens each");
        });
        cases.add("usage-count", () -> {
            var usage = ask(b -> {}).usageMetadata().get();
            same(usage.promptTokenCount().get(), count("Hello"), "tokens");
            int sum = usage.promptTokenCount().get()
                    + usage.candidatesTokenCount().get()
                    + usage.thoughtsTokenCount().orElse(0);
            same(usage.totalTokenCount().get(), sum, "total");
        });
        cases.add("thinking", () -> {
            GenerateContentResponse answer = ask(b -> b.thinkingConfig(ThinkingConfig.builder()
                    .includeThoughts(true)
                    .thinkingBudget(1024)
                    .build()));
            check(content(answer).parts().get().get(0).thought().orElse(false), "no thought first");
            check(!answer.text().isEmpty(), "no text");
            check(answer.usageMetadata().get().thoughtsTokenCount().orElse(0) > 0, "the thought is not counted");
        });
        cases.add("v1", () -> same(answer(version("v1")), answer(version("v1beta")), "text"));
        cases.add("v1beta", () -> check(!answer(version("v1beta")).isEmpty(), "no text"));
        cases.add(
                "prefix",
                () -> same(answer(connect(servers.url() + "/gemini", "any", b -> {})), answer(client), "text"));
    }

    private void streams(Cases cases) {
        cases.add("stream-raw", () -> {
            GenerateContentResponse answer = ask(b -> {});
            List<GenerateContentResponse> chunks = stream(b -> {});
            same(joined(chunks), answer.text(), "text");
            same(chunks.get(0).responseId(), answer.responseId(), "id");
        });
        cases.add("stream-usage", () -> {
            List<GenerateContentResponse> chunks = stream(b -> {});
            same(
                    chunks.get(chunks.size() - 1).usageMetadata().get().totalTokenCount(),
                    ask(b -> {}).usageMetadata().get().totalTokenCount(),
                    "total");
        });
        cases.add("stream-order", () -> {
            List<GenerateContentResponse> chunks = stream(b -> {});
            check(chunks.size() > 1, "one chunk only");
            same(chunks.stream().map(chunk -> chunk.responseId()).distinct().count(), 1L, "ids");
            List<GenerateContentResponse> before = chunks.subList(0, chunks.size() - 1);
            check(before.stream().noneMatch(GeminiCases::isFinished), "an early finish reason");
            check(isFinished(chunks.get(chunks.size() - 1)), "no finish reason");
        });
        cases.add("stream-abort", () -> {
            try (ResponseStream<GenerateContentResponse> stream =
                    client.models.generateContentStream(MODEL, "Hello", null)) {
                check(stream.iterator().next().responseId().isPresent(), "no id");
            }
            check(!ask(b -> {}).text().isEmpty(), "no text afterwards");
        });
        cases.add("stream-array", () -> {
            JsonNode chunks = Checks.json(
                    post("/v1beta/models/" + MODEL + ":streamGenerateContent", List.of(plainTurn("user", "Hello")))
                            .body());
            check(chunks.isArray() && chunks.size() > 1, "no array");
            StringBuilder text = new StringBuilder();
            chunks.forEach(chunk -> chunk.at("/candidates/0/content/parts")
                    .forEach(part -> text.append(part.get("text").asText())));
            same(text.toString(), answer(client), "text");
        });
        cases.add("chat-history", () -> {
            Chat chat = client.chats.create(MODEL);
            chat.sendMessage("Hello");
            check(!chat.sendMessage("And then?").text().isEmpty(), "no text");
            same(roles(chat), List.of("user", "model", "user", "model"), "roles");
        });
        cases.add("chat-stream-history", () -> {
            Chat chat = client.chats.create(MODEL);
            List<GenerateContentResponse> chunks = new ArrayList<>();
            try (ResponseStream<GenerateContentResponse> stream = chat.sendMessageStream("Hello")) {
                stream.forEach(chunks::add);
            }
            List<Content> history = history(chat);
            same(history.get(0).role().get(), "user", "first role");
            String kept = history.stream()
                    .skip(1)
                    .flatMap(content -> content.parts().get().stream())
                    .map(part -> part.text().orElse(""))
                    .collect(Collectors.joining());
            same(kept, joined(chunks), "text");
        });
    }

    private void tools(Cases cases) {
        cases.add("tools-auto", () -> {
            GenerateContentResponse answer = ask(tools(WEATHER));
            same(finish(answer), "STOP", "finish reason");
            same(answer.functionCalls().get(0).name().get(), "get_weather", "name");
            checkWeather(answer.functionCalls().get(0).args().get());
        });
        cases.add("tools-loop", () -> {
            GenerateContentResponse first = ask(tools(WEATHER));
            List<Part> responses =
                    first.functionCalls().stream().map(GeminiCases::sunny).toList();
            Content results = Content.builder().role("user").parts(responses).build();
            GenerateContentResponse second =
                    ask(List.of(turn("user", "Hello"), content(first), results), tools(WEATHER));
            check(!responses.isEmpty() && calls(second).isEmpty(), "the loop does not end");
            check(!second.text().isEmpty(), "no text");
        });
        cases.add("tools-none", () -> {
            GenerateContentResponse answer = ask(tools(WEATHER).andThen(calling("NONE")));
            check(calls(answer).isEmpty() && !answer.text().isEmpty(), "a call all the same");
        });
        cases.add(
                "tools-any",
                () -> checkWeather(calls(ask(tools(WEATHER).andThen(calling("ANY"))))
                        .get(0)
                        .args()
                        .get()));
        cases.add("tools-named", () -> {
            List<FunctionCall> made = calls(ask(tools(WEATHER, TIME).andThen(calling("ANY", "get_time"))));
            check(!made.isEmpty(), "no call");
            made.forEach(call -> same(call.name().get(), "get_time", "name"));
        });
        cases.add(
                "tools-parallel",
                () -> findSeed(
                        seed -> ask(tools(WEATHER, TIME).andThen(calling("ANY")).andThen(b -> b.seed(seed))),
                        answer -> calls((GenerateContentResponse) answer).size() > 1));
        cases.add("tools-stream", () -> {
            List<FunctionCall> made = calls(ask(tools(WEATHER)));
            check(!made.isEmpty(), "no call");
            List<FunctionCall> streamed = stream(tools(WEATHER)).stream()
                    .flatMap(chunk -> calls(chunk).stream())
                    .toList();
            same(streamed, made, "calls");
        });
        cases.add("tools-json-schema", () -> {
            FunctionDeclaration declaration = FunctionDeclaration.builder()
                    .name("get_weather")
                    .parametersJsonSchema(Checks.WEATHER)
                    .build();
            checkWeather(calls(ask(tools(declaration))).get(0).args().get());
        });
        cases.add("tools-automatic", () -> {
            Tool tool = Tool.builder()
                    .functions(Weather.class.getMethod("weatherOf", String.class))
                    .build();
            GenerateContentResponse answer = ask(b -> b.tools(tool));
            check(Weather.calls() > 0, "the function was not called");
            check(!answer.text().isEmpty(), "no text");
        });
    }

    private void structured(Cases cases) {
        Consumer<GenerateContentConfig.Builder> json = b -> b.responseMimeType("application/json");
        Consumer<GenerateContentConfig.Builder> person = json.andThen(b -> b.responseSchema(PERSON));
        cases.add("structured", () -> checkPerson(ask(person).text()));
        cases.add(
                "structured-json-schema",
                () -> checkPerson(ask(json.andThen(b -> b.responseJsonSchema(PERSON_JSON)))
                        .text()));
        cases.add("structured-stream", () -> {
            String streamed = joined(stream(person));
            checkPerson(streamed);
            same(streamed, ask(person).text(), "text");
        });
        cases.add("json-mode", () -> Checks.json(ask(json).text()));
    }

    private void others(Cases cases) {
        cases.add(
                "count-tokens",
                () -> check(
                        0 < count("Hello") && count("Hello") < count("Hello, how are you today?"), "it does not grow"));
        cases.add("embed-one", () -> checkUnit(embed("Hello")));
        cases.add("embed-batch", () -> {
            var both = client.models
                    .embedContent(EMBEDDING_MODEL, List.of("one", "two"), null)
                    .embeddings()
                    .get();
            same(both.size(), 2, "embeddings");
            checkClose(both.get(0).values().get(), embed("one"));
            checkClose(both.get(1).values().get(), embed("two"));
        });
        cases.add("embed-dimensions", () -> {
            EmbedContentConfig config =
                    EmbedContentConfig.builder().outputDimensionality(64).build();
            List<Float> vector = client.models
                    .embedContent(EMBEDDING_MODEL, "Hello", config)
                    .embeddings()
                    .get()
                    .get(0)
                    .values()
                    .get();
            same(vector.size(), 64, "dimensions");
            checkUnit(vector);
        });
        cases.add("embed-single-http", () -> {
            HttpResponse<String> response = Checks.post(
                    servers.url() + "/v1beta/models/" + EMBEDDING_MODEL + ":embedContent",
                    Map.of("content", Map.of("parts", List.of(Map.of("text", "Hello")))),
                    "x-goog-api-key",
                    "any");
            List<Float> values = new ArrayList<>();
            Checks.json(response.body()).at("/embedding/values").forEach(value -> values.add(value.floatValue()));
            checkClose(values, embed("Hello"));
        });
        cases.add(
                "models-list",
                () -> check(
                        StreamSupport.stream(
                                        client.models
                                                .list(ListModelsConfig.builder().build())
                                                .spliterator(),
                                        false)
                                .anyMatch(model -> model.name().get().equals("models/" + MODEL)
                                        && model.inputTokenLimit().get() > 0),
                        MODEL + " is not listed"));
        cases.add("models-get", () -> same(client.models.get(MODEL, null).name().get(), "models/" + MODEL, "name"));
        cases.add("models-unknown", () -> {
            ApiException error = failure(ApiException.class, () -> client.models.get("no-such-model", null));
            same(List.of(error.code(), error.status()), List.of(404, "NOT_FOUND"), "error");
        });
    }

    private void errors(Cases cases) {
        cases.add("error-empty-contents", () -> wrongHttp(List.of()));
        cases.add("error-role", () -> names(refused(List.of(turn("bot", "x"))).message(), "role"));
        cases.add(
                "error-type",
                () -> wrongHttp(List.of(plainTurn("user", "x"), plainTurn("user", 5)), "contents[1].parts[0].text"));
        cases.add(
                "error-function-response",
                () -> refused(List.of(Content.builder()
                        .role("user")
                        .parts(Part.fromFunctionResponse("get_weather", Map.of("output", "y")))
                        .build())));
        cases.add("error-key", () -> {
            Client wrong = connect(servers.keyedUrl(), "any", b -> {});
            ApiException error = failure(ApiException.class, () -> answer(wrong));
            same(List.of(error.code(), error.status()), List.of(400, "INVALID_ARGUMENT"), "error");
            // This SDK does not show the details.
            names(Checks.get(servers.keyedUrl() + "/v1beta/models?key=any").body(), "API_KEY_INVALID");
        });
        cases.add(
                "key",
                () -> check(
                        !answer(connect(servers.keyedUrl(), servers.key(), b -> {}))
                                .isEmpty(),
                        "no text"));
        cases.add("key-query", () -> {
            String key = URLEncoder.encode(servers.key(), StandardCharsets.UTF_8);
            HttpResponse<String> response = Checks.get(servers.keyedUrl() + "/v1beta/models?key=" + key);
            same(response.statusCode(), 200, "status");
            check(!Checks.json(response.body()).get("models").isEmpty(), "no models");
        });
        cases.add(
                "error-too-large",
                () -> same(
                        failure(ApiException.class, () -> client.models.generateContent(MODEL, Checks.BIG, null))
                                .code(),
                        413,
                        "code"));
        cases.add("context-length", () -> {
            ApiException error = failure(ApiException.class, () -> answer(client, Servers.fault("s12")));
            same(List.of(error.code(), error.status()), List.of(400, "INVALID_ARGUMENT"), "error");
        });
        cases.add("content-policy", () -> {
            try {
                var feedback = client.models
                        .generateContent(Servers.fault("s13"), "Hello", null)
                        .promptFeedback();
                check(feedback.get().blockReason().isPresent(), "no block reason");
            } catch (ApiException e) {
                same(e.code(), 400, "code");
            }
        });
    }

    private void faults(Cases cases) {
        HttpRetryOptions retries = HttpRetryOptions.builder()
                .attempts(3)
                .initialDelay(0.2)
                .maxDelay(1.0)
                .build();
        Client retrying = connect(servers.url(), "any", b -> b.retryOptions(retries));
        cases.add(
                "retry-429", () -> check(!answer(retrying, Servers.fault("s01")).isEmpty(), "no text"));
        cases.add(
                "retry-500", () -> check(!answer(retrying, Servers.fault("s03")).isEmpty(), "no text"));
        cases.add(
                "retry-503",
                () -> same(
                        failure(ServerException.class, () -> answer(retrying, Servers.fault("s04")))
                                .code(),
                        503,
                        "code"));
        cases.add("quota", () -> {
            ApiException error = failure(ApiException.class, () -> answer(client, Servers.fault("s02")));
            same(List.of(error.code(), error.status()), List.of(429, "RESOURCE_EXHAUSTED"), "error");
            // This SDK does not show the details.
            String path = "/v1beta/models/" + Servers.fault("s02") + ":generateContent";
            names(post(path, List.of(plainTurn("user", "Hello"))).body(), "google.rpc.RetryInfo", "retryDelay");
        });
        cases.add("retry-reset", () -> {
            String model = Servers.fault("s05");
            try {
                answer(client, model);
            } catch (RuntimeException e) {
                check(e.getMessage() != null, "an error without a message"); // told to, this SDK does not retry
            }
            check(!answer(client, model).isEmpty(), "no text");
        });
        cases.add("cut-raw", () -> {
            Checks.Drained<GenerateContentResponse> drained = drained("s08");
            check(drained.items().size() > 1, "cut before the first piece");
            check(
                    drained.error() != null || drained.items().stream().noneMatch(GeminiCases::isFinished),
                    "the cut cannot be seen");
        });
        cases.add("malformed", () -> {
            Checks.Drained<GenerateContentResponse> drained = drained("s10");
            check(drained.items().size() > 1 && drained.error() != null, "no error");
        });
    }

    private static Client connect(String url, String key, Consumer<HttpOptions.Builder> more) {
        HttpOptions.Builder options = HttpOptions.builder()
                .baseUrl(url)
                .retryOptions(HttpRetryOptions.builder().attempts(1).build());
        more.accept(options);
        return Client.builder().apiKey(key).httpOptions(options.build()).build();
    }

    private Client version(String version) {
        return connect(servers.url(), "any", b -> b.apiVersion(version));
    }

    private static FunctionDeclaration function(String name, String schema) {
        return FunctionDeclaration.builder()
                .name(name)
                .description(name)
                .parameters(Schema.fromJson(schema))
                .build();
    }

    private static Consumer<GenerateContentConfig.Builder> tools(FunctionDeclaration... declarations) {
        return b -> b.tools(Tool.builder().functionDeclarations(declarations).build());
    }

    private static Consumer<GenerateContentConfig.Builder> calling(String mode, String... only) {
        FunctionCallingConfig.Builder calling = FunctionCallingConfig.builder().mode(mode);
        if (only.length > 0) {
            calling.allowedFunctionNames(only);
        }
        return b -> b.toolConfig(
                ToolConfig.builder().functionCallingConfig(calling.build()).build());
    }

    private static Part sunny(FunctionCall call) {
        FunctionResponse.Builder response =
                FunctionResponse.builder().name(call.name().get()).response(Map.of("output", "sunny"));
        call.id().ifPresent(response::id);
        return Part.builder().functionResponse(response.build()).build();
    }

    private static Content turn(String role, String text) {
        return Content.builder().role(role).parts(Part.fromText(text)).build();
    }

    private static Map<String, Object> plainTurn(String role, Object text) {
        return Map.of("role", role, "parts", List.of(Map.of("text", text)));
    }

    private static GenerateContentConfig config(Consumer<GenerateContentConfig.Builder> more) {
        GenerateContentConfig.Builder builder = GenerateContentConfig.builder();
        more.accept(builder);
        return builder.build();
    }

    private GenerateContentResponse ask(Consumer<GenerateContentConfig.Builder> more) {
        return client.models.generateContent(MODEL, "Hello", config(more));
    }

    private GenerateContentResponse ask(List<Content> contents, Consumer<GenerateContentConfig.Builder> more) {
        return client.models.generateContent(MODEL, contents, config(more));
    }

    private static String answer(Client client) {
        return answer(client, MODEL);
    }

    private static String answer(Client client, String model) {
        return client.models.generateContent(model, "Hello", null).text();
    }

    private List<GenerateContentResponse> stream(Consumer<GenerateContentConfig.Builder> more) {
        List<GenerateContentResponse> chunks = new ArrayList<>();
        try (ResponseStream<GenerateContentResponse> stream =
                client.models.generateContentStream(MODEL, "Hello", config(more))) {
            stream.forEach(chunks::add);
        }
        return chunks;
    }

    private Checks.Drained<GenerateContentResponse> drained(String fault) {
        try (ResponseStream<GenerateContentResponse> stream =
                client.models.generateContentStream(Servers.fault(fault), "Hello", null)) {
            return drain(stream.iterator());
        }
    }

    private int count(String text) {
        return client.models.countTokens(MODEL, text, null).totalTokens().get();
    }

    private List<Float> embed(String text) {
        return client.models
                .embedContent(EMBEDDING_MODEL, text, null)
                .embeddings()
                .get()
                .get(0)
                .values()
                .get();
    }

    private HttpResponse<String> post(String path, List<?> contents) throws IOException, InterruptedException {
        return Checks.post(servers.url() + path, Map.of("contents", contents), "x-goog-api-key", "any");
    }

    private ApiException refused(List<Content> contents) {
        ApiException error = failure(ApiException.class, () -> ask(contents, b -> {}));
        same(List.of(error.code(), error.status()), List.of(400, "INVALID_ARGUMENT"), "error");
        return error;
    }

    /** For what the SDK's own types refuse to send. */
    private void wrongHttp(List<?> contents, String... parts) throws IOException, InterruptedException {
        HttpResponse<String> response = post("/v1beta/models/" + MODEL + ":generateContent", contents);
        same(response.statusCode(), 400, "status");
        names(response.body(), "INVALID_ARGUMENT");
        names(response.body(), parts);
    }

    private static Content content(GenerateContentResponse answer) {
        return answer.candidates().get().get(0).content().get();
    }

    private static boolean isFinished(GenerateContentResponse chunk) {
        return chunk.candidates().get().get(0).finishReason().isPresent();
    }

    private static String finish(GenerateContentResponse answer) {
        return answer.candidates().get().get(0).finishReason().get().toString();
    }

    private static int promptTokens(GenerateContentResponse answer) {
        return answer.usageMetadata().get().promptTokenCount().get();
    }

    private static List<FunctionCall> calls(GenerateContentResponse answer) {
        List<FunctionCall> calls = answer.functionCalls();
        return calls == null ? List.of() : calls;
    }

    private static String joined(List<GenerateContentResponse> chunks) {
        return chunks.stream()
                .flatMap(chunk -> content(chunk).parts().orElse(List.of()).stream())
                .map(part -> part.text().orElse(""))
                .collect(Collectors.joining());
    }

    @SuppressWarnings("unchecked") // the SDK gives a raw list
    private static List<Content> history(Chat chat) {
        return chat.getHistory(true);
    }

    private static List<String> roles(Chat chat) {
        return history(chat).stream().map(content -> content.role().get()).toList();
    }
}
