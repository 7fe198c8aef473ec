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

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption.Auto;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams.EncodingFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The cases of {@code openai-java}, but for the Responses API. */
@SuppressWarnings({"unchecked", "deprecation"}) // raw JsonField, the way to send what the types forbid; seed
final class OpenAiCases {
    static final String MODEL = "gpt-4o";

    private static final ChatCompletionFunctionTool WEATHER = tool("get_weather", Checks.WEATHER);
    private static final ChatCompletionFunctionTool TIME = tool("get_time", Checks.TIME);

    private final Servers servers;
    private final OpenAIClient client;
    private final OpenAIClient once;

    private OpenAiCases(Servers servers) {
        this.servers = servers;
        this.client = connect(servers.url(), "any", 2);
        this.once = connect(servers.url(), "any", 0);
    }

    static Cases define(Servers servers) {
        OpenAiCases openai = new OpenAiCases(servers);
        Cases cases = new Cases();
        openai.chat(cases);
        openai.streams(cases);
        openai.tools(cases);
        openai.structured(cases);
        openai.others(cases);
        openai.errors(cases);
        openai.faults(cases);
        new ResponsesCases(openai.client).define(cases);
        return cases;
    }

    private void chat(Cases cases) {
        cases.add("chat-answer", () -> {
            ChatCompletion answer = ask(b -> {});
            same(answer.model(), MODEL, "model");
            same(finish(answer), "stop", "finish reason");
            check(!text(answer).isEmpty(), "no text");
        });
        cases.add("chat-system", () -> {
            ChatCompletion a = client.chat()
                    .completions()
                    .create(empty().addSystemMessage("Be brief")
                            .addUserMessage("Hello")
                            .build());
            ChatCompletion b = client.chat()
                    .completions()
                    .create(empty().addSystemMessage("Be kind")
                            .addUserMessage("Hello")
                            .build());
            differ(text(a), text(b), "texts");
        });
        cases.add("chat-multi-turn", () -> {
            ChatCompletion first = ask(b -> {});
            ChatCompletion second =
                    ask(b -> b.addMessage(first.choices().get(0).message()).addUserMessage("And then?"));
            check(
                    second.usage().get().promptTokens() > first.usage().get().totalTokens() - 3,
                    "the turns before do not count");
            check(!text(second).isEmpty(), "no text");
        });
        cases.add("chat-same", () -> {
            ChatCompletion a = ask(b -> {});
            ChatCompletion b = ask(c -> {});
            same(List.of(a.id(), text(a)), List.of(b.id(), text(b)), "id and text");
        });
        cases.add("chat-seed", () -> differ(text(ask(b -> b.seed(1))), text(ask(b -> b.seed(2))), "texts"));
        cases.add("chat-max-tokens", () -> {
            ChatCompletion answer = ask(b -> b.maxCompletionTokens(5));
            same(finish(answer), "length", "finish reason");
            same(answer.usage().get().completionTokens(), 5L, "tokens");
        });
        cases.add("chat-stop", () -> {
            ChatCompletion answer = ask(b -> b.stopOfStrings(List.of(".")));
            check(!text(answer).isEmpty() && !text(answer).contains("."), "the stop sequence is in " + text(answer));
            same(finish(answer), "stop", "finish reason");
        });
        cases.add("chat-n", () -> {
            List<ChatCompletion.Choice> choices = ask(b -> b.n(3)).choices();
            same(choices.stream().map(ChatCompletion.Choice::index).toList(), List.of(0L, 1L, 2L), "indexes");
            Set<String> texts = new HashSet<>();
            choices.forEach(choice -> texts.add(choice.message().content().get()));
            same(texts.size(), 3, "different texts");
        });
        cases.add("chat-logprobs", () -> {
            ChatCompletion answer = ask(b -> b.logprobs(true).topLogprobs(2));
            var tokens = answer.choices().get(0).logprobs().get().content().get();
            same(tokens.stream().map(token -> token.token()).collect(Collectors.joining()), text(answer), "tokens");
            check(
                    tokens.stream()
                            .allMatch(token ->
                                    token.logprob() <= 0 && token.topLogprobs().size() == 2),
                    "not two top tokens each");
        });
        cases.add("chat-usage", () -> {
            var usage = ask(b -> {}).usage().get();
            same(usage.promptTokens(), 8L, "tokens of Hello");
            same(usage.totalTokens(), usage.promptTokens() + usage.completionTokens(), "total");
        });
    }

    private void streams(Cases cases) {
        cases.add("stream-raw", () -> {
            ChatCompletion answer = ask(b -> {});
            List<ChatCompletionChunk> chunks = stream(hello().build());
            same(content(chunks), text(answer), "text");
            same(chunks.get(0).id(), answer.id(), "id");
        });
        cases.add("stream-helper", () -> {
            ChatCompletion answer = ask(b -> {});
            ChatCompletion streamed = accumulate(hello().build()).chatCompletion();
            same(
                    List.of(streamed.id(), text(streamed), finish(streamed)),
                    List.of(answer.id(), text(answer), finish(answer)),
                    "message");
        });
        cases.add("stream-usage", () -> {
            List<ChatCompletionChunk> chunks = stream(hello().streamOptions(ChatCompletionStreamOptions.builder()
                            .includeUsage(true)
                            .build())
                    .build());
            ChatCompletionChunk last = chunks.get(chunks.size() - 1);
            check(last.choices().isEmpty(), "choices in the last chunk");
            same(last.usage(), ask(b -> {}).usage(), "usage");
            check(
                    chunks.subList(0, chunks.size() - 1).stream()
                            .allMatch(chunk -> chunk.usage().isEmpty()),
                    "usage before the end");
        });
        cases.add("stream-order", () -> {
            List<ChatCompletionChunk> chunks = stream(hello().build());
            same(
                    chunks.stream()
                            .map(chunk -> List.of(chunk.id(), chunk.created(), chunk.model()))
                            .distinct()
                            .count(),
                    1L,
                    "ids");
            same(chunks.get(0).choices().get(0).delta().role().get().toString(), "assistant", "first role");
            var last = chunks.get(chunks.size() - 1).choices().get(0);
            check(last.delta().content().isEmpty() && last.delta().role().isEmpty(), "the last delta is not empty");
            same(last.finishReason().get().toString(), "stop", "finish reason");
            check(
                    chunks.subList(0, chunks.size() - 1).stream()
                            .allMatch(chunk ->
                                    chunk.choices().get(0).finishReason().isEmpty()),
                    "an early finish reason");
        });
        cases.add("stream-abort", () -> {
            try (StreamResponse<ChatCompletionChunk> stream =
                    client.chat().completions().createStreaming(hello().build())) {
                check(!stream.stream().iterator().next().id().isEmpty(), "no id");
            }
            check(!text(ask(b -> {})).isEmpty(), "no text afterwards");
        });
    }

    private void tools(Cases cases) {
        cases.add("tools-auto", () -> {
            ChatCompletion answer = ask(b -> b.addTool(WEATHER));
            same(finish(answer), "tool_calls", "finish reason");
            same(calls(answer).get(0).function().name(), "get_weather", "name");
            checkWeather(calls(answer).get(0).function().arguments());
        });
        cases.add("tools-loop", () -> {
            ChatCompletion first = ask(b -> b.addTool(WEATHER));
            ChatCompletion second = ask(b -> {
                b.addTool(WEATHER).addMessage(first.choices().get(0).message());
                calls(first)
                        .forEach(call -> b.addMessage(ChatCompletionToolMessageParam.builder()
                                .toolCallId(call.id())
                                .content("sunny")
                                .build()));
            });
            check(!text(second).isEmpty() && calls(second).isEmpty(), "the loop does not end");
            same(finish(second), "stop", "finish reason");
        });
        cases.add("tools-none", () -> {
            ChatCompletion answer = ask(b -> b.addTool(WEATHER).toolChoice(Auto.NONE));
            check(!text(answer).isEmpty() && calls(answer).isEmpty(), "a call all the same");
        });
        cases.add(
                "tools-required",
                () -> checkWeather(calls(ask(b -> b.addTool(WEATHER).toolChoice(Auto.REQUIRED)))
                        .get(0)
                        .function()
                        .arguments()));
        cases.add("tools-named", () -> {
            ChatCompletionNamedToolChoice named = ChatCompletionNamedToolChoice.builder()
                    .function(ChatCompletionNamedToolChoice.Function.builder()
                            .name("get_time")
                            .build())
                    .build();
            ChatCompletion answer = ask(b -> b.addTool(WEATHER).addTool(TIME).toolChoice(named));
            check(!calls(answer).isEmpty(), "no call");
            calls(answer).forEach(call -> same(call.function().name(), "get_time", "name"));
        });
        cases.add("tools-parallel", () -> {
            int seed = findSeed(
                    s -> both(s, true), answer -> calls((ChatCompletion) answer).size() > 1);
            List<ChatCompletionMessageFunctionToolCall> made = calls(both(seed, true));
            same(made.stream().map(call -> call.id()).distinct().count(), (long) made.size(), "ids");
            same(calls(both(seed, false)).size(), 1, "calls");
        });
        cases.add("tools-stream", () -> {
            ChatCompletion answer = ask(b -> b.addTool(WEATHER));
            ChatCompletion streamed =
                    accumulate(hello().addTool(WEATHER).build()).chatCompletion();
            check(!calls(answer).isEmpty(), "no call");
            same(calls(streamed).toString(), calls(answer).toString(), "calls");
        });
        cases.add("tools-stream-raw", () -> {
            StringBuilder arguments = new StringBuilder();
            for (ChatCompletionChunk chunk : stream(hello().addTool(WEATHER).build())) {
                chunk.choices()
                        .forEach(choice -> choice.delta().toolCalls().orElse(List.of()).stream()
                                .filter(part -> part.index() == 0)
                                .forEach(part -> arguments.append(
                                        part.function().get().arguments().orElse(""))));
            }
            checkWeather(arguments.toString());
        });
    }

    private void structured(Cases cases) {
        cases.add("structured", () -> checkPerson(parsed()));
        cases.add("structured-stream", () -> {
            var params = hello().responseFormat(Person.class).build();
            ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
            try (StreamResponse<ChatCompletionChunk> stream =
                    client.chat().completions().createStreaming(params)) {
                stream.stream().forEach(accumulator::accumulate);
            }
            Person streamed = accumulator
                    .chatCompletion(Person.class)
                    .choices()
                    .get(0)
                    .message()
                    .content()
                    .get();
            checkPerson(streamed);
            same(streamed.toString(), parsed().toString(), "object");
        });
        cases.add("json-object", () -> {
            ChatCompletion answer =
                    ask(b -> b.responseFormat(ResponseFormatJsonObject.builder().build()));
            check(Checks.json(text(answer)).isObject(), "no object");
        });
    }

    private void others(Cases cases) {
        CompletionCreateParams completion = CompletionCreateParams.builder()
                .model("gpt-3.5-turbo-instruct")
                .prompt("Hello")
                .build();
        cases.add("completions-answer", () -> {
            Completion answer = client.completions().create(completion);
            check(!answer.choices().get(0).text().isEmpty(), "no text");
            check(answer.usage().get().totalTokens() > 0, "no usage");
        });
        cases.add("completions-stream", () -> {
            StringBuilder streamed = new StringBuilder();
            try (StreamResponse<Completion> stream = client.completions().createStreaming(completion)) {
                stream.stream().forEach(part -> part.choices().forEach(choice -> streamed.append(choice.text())));
            }
            same(
                    streamed.toString(),
                    client.completions().create(completion).choices().get(0).text(),
                    "text");
        });
        cases.add(
                "embeddings-float",
                () -> checkUnit(embed(b -> b.input("Hello").encodingFormat(EncodingFormat.FLOAT))
                        .get(0)
                        .embedding()));
        cases.add(
                "embeddings-default",
                () -> checkClose(
                        embed(b -> b.input("Hello")).get(0).embedding(),
                        embed(b -> b.input("Hello").encodingFormat(EncodingFormat.FLOAT))
                                .get(0)
                                .embedding()));
        cases.add("embeddings-batch", () -> {
            List<Embedding> both = embed(b -> b.inputOfArrayOfStrings(List.of("one", "two")));
            same(both.stream().map(Embedding::index).toList(), List.of(0L, 1L), "indexes");
            checkClose(
                    both.get(0).embedding(), embed(b -> b.input("one")).get(0).embedding());
            checkClose(
                    both.get(1).embedding(), embed(b -> b.input("two")).get(0).embedding());
        });
        cases.add("embeddings-dimensions", () -> {
            List<Float> vector =
                    embed(b -> b.input("Hello").dimensions(64)).get(0).embedding();
            same(vector.size(), 64, "dimensions");
            checkUnit(vector);
        });
        cases.add(
                "models-list",
                () -> check(
                        client.models().list().autoPager().stream()
                                .anyMatch(model -> model.id().equals(MODEL)),
                        MODEL + " is not listed"));
        cases.add("models-retrieve", () -> same(client.models().retrieve(MODEL).id(), MODEL, "id"));
        cases.add("models-unknown", () -> {
            NotFoundException error =
                    failure(NotFoundException.class, () -> client.models().retrieve("no-such-model"));
            same(error.code().orElse(null), "model_not_found", "code");
        });
        cases.add("prefix", () -> {
            OpenAIClient prefixed = connect(servers.url() + "/openai", "any", 2);
            same(text(prefixed.chat().completions().create(hello().build())), text(ask(b -> {})), "text");
        });
    }

    private void errors(Cases cases) {
        cases.add("error-empty-messages", () -> wrong(messages(List.of()), "messages"));
        cases.add("error-role", () -> wrong(messages(List.of(message("bot", "x"))), "messages[0].role"));
        cases.add(
                "error-type",
                () -> wrong(messages(List.of(message("user", "x"), message("user", 5))), "messages[1].content"));
        cases.add(
                "error-tool-result",
                () -> wrong(
                        hello().addMessage(ChatCompletionToolMessageParam.builder()
                                .toolCallId("call_1")
                                .content("y")
                                .build()),
                        "messages[1]"));
        cases.add("error-key", () -> {
            OpenAIClient wrong = connect(servers.keyedUrl(), "any", 2);
            UnauthorizedException error = failure(
                    UnauthorizedException.class,
                    () -> wrong.chat().completions().create(hello().build()));
            same(error.code().orElse(null), "invalid_api_key", "code");
        });
        cases.add("key", () -> {
            OpenAIClient right = connect(servers.keyedUrl(), servers.key(), 2);
            check(!text(right.chat().completions().create(hello().build())).isEmpty(), "no text");
        });
        cases.add(
                "error-too-large",
                () -> same(fail(empty().addUserMessage(Checks.BIG)).statusCode(), 413, "status"));
        cases.add("request-id", () -> check(headers("x-request-id").size() == 1, "no request id"));
        cases.add("rate-limit-headers", () -> {
            for (String unit : List.of("requests", "tokens")) {
                long limit = Long.parseLong(headers("x-ratelimit-limit-" + unit).get(0));
                long remaining =
                        Long.parseLong(headers("x-ratelimit-remaining-" + unit).get(0));
                check(0 <= remaining && remaining <= limit, unit + ": " + remaining + " of " + limit);
                String reset = headers("x-ratelimit-reset-" + unit).get(0);
                check(reset.matches("(\\d+(\\.\\d+)?(h|ms|m|s|µs))+"), unit + ": reset " + reset);
            }
        });
        cases.add("context-length", () -> wrong(hello().model(Servers.fault("s12")), "context_length_exceeded"));
        cases.add("content-policy", () -> wrong(hello().model(Servers.fault("s13")), "content_policy_violation"));
    }

    private void faults(Cases cases) {
        cases.add("retry-429", () -> retried("s01"));
        cases.add("retry-500", () -> retried("s03"));
        cases.add("retry-503", () -> {
            OpenAIClient impatient = connect(servers.url(), "any", 1);
            ChatCompletionCreateParams params =
                    hello().model(Servers.fault("s04")).build();
            InternalServerException error = failure(
                    InternalServerException.class,
                    () -> impatient.chat().completions().create(params));
            same(error.statusCode(), 503, "status");
        });
        cases.add("retry-reset", () -> retried("s05"));
        cases.add("cut-raw", () -> {
            Checks.Drained<ChatCompletionChunk> drained = drained("s08");
            check(drained.items().size() > 1, "cut before the first piece");
            check(drained.error() != null || finishes(drained.items()).isEmpty(), "the cut cannot be seen");
        });
        cases.add(
                "cut-helper",
                () -> failure(
                        RuntimeException.class,
                        () -> accumulate(hello().model(Servers.fault("s08")).build())
                                .chatCompletion()));
        cases.add("malformed", () -> {
            Checks.Drained<ChatCompletionChunk> drained = drained("s10");
            check(drained.items().size() > 1 && drained.error() != null, "no error");
        });
        cases.add("no-done", () -> {
            Checks.Drained<ChatCompletionChunk> drained = drained("s11");
            same(drained.error(), null, "error");
            same(finishes(drained.items()), List.of("stop"), "finish reasons");
        });
    }

    private static OpenAIClient connect(String url, String key, int retriesMax) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(url + "/v1")
                .apiKey(key)
                .maxRetries(retriesMax)
                .build();
    }

    private static ChatCompletionFunctionTool tool(String name, Map<String, Object> schema) {
        FunctionParameters.Builder parameters = FunctionParameters.builder();
        schema.forEach((key, value) -> parameters.putAdditionalProperty(key, JsonValue.from(value)));
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name(name)
                        .parameters(parameters.build())
                        .strict(true)
                        .build())
                .build();
    }

    private static ChatCompletionCreateParams.Builder empty() {
        return ChatCompletionCreateParams.builder().model(MODEL);
    }

    private static ChatCompletionCreateParams.Builder hello() {
        return empty().addUserMessage("Hello");
    }

    private static ChatCompletionCreateParams.Builder messages(List<?> messages) {
        return empty().messages(JsonValue.from(messages));
    }

    private static Map<String, Object> message(String role, Object content) {
        return Map.of("role", role, "content", content);
    }

    private ChatCompletion ask(Consumer<ChatCompletionCreateParams.Builder> more) {
        ChatCompletionCreateParams.Builder builder = hello();
        more.accept(builder);
        return client.chat().completions().create(builder.build());
    }

    private ChatCompletion both(int seed, boolean parallel) {
        return ask(b -> b.seed(seed)
                .addTool(WEATHER)
                .addTool(TIME)
                .toolChoice(Auto.REQUIRED)
                .parallelToolCalls(parallel));
    }

    private List<ChatCompletionChunk> stream(ChatCompletionCreateParams params) {
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            return stream.stream().toList();
        }
    }

    private Checks.Drained<ChatCompletionChunk> drained(String fault) {
        ChatCompletionCreateParams params = hello().model(Servers.fault(fault)).build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            return drain(stream.stream().iterator());
        }
    }

    private ChatCompletionAccumulator accumulate(ChatCompletionCreateParams params) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        stream(params).forEach(accumulator::accumulate);
        return accumulator;
    }

    private Person parsed() {
        return client.chat()
                .completions()
                .create(hello().responseFormat(Person.class).build())
                .choices()
                .get(0)
                .message()
                .content()
                .get();
    }

    private List<Embedding> embed(Consumer<EmbeddingCreateParams.Builder> more) {
        EmbeddingCreateParams.Builder builder = EmbeddingCreateParams.builder().model("text-embedding-3-small");
        more.accept(builder);
        return client.embeddings().create(builder.build()).data();
    }

    private List<String> headers(String name) {
        try (HttpResponseFor<ChatCompletion> response =
                client.chat().completions().withRawResponse().create(hello().build())) {
            return response.headers().values(name);
        }
    }

    private OpenAIServiceException fail(ChatCompletionCreateParams.Builder body) {
        return failure(
                OpenAIServiceException.class, () -> once.chat().completions().create(body.build()));
    }

    private void wrong(ChatCompletionCreateParams.Builder body, String... parts) {
        OpenAIServiceException error = fail(body);
        check(error instanceof BadRequestException, "expected 400, got " + error);
        names(error.getMessage() + " " + error.param() + " " + error.code(), parts);
    }

    private void retried(String fault) {
        check(!text(ask(b -> b.model(Servers.fault(fault)))).isEmpty(), "no text after the retry");
    }

    private static String text(ChatCompletion completion) {
        return completion.choices().get(0).message().content().orElse("");
    }

    private static String finish(ChatCompletion completion) {
        return completion.choices().get(0).finishReason().toString();
    }

    private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion completion) {
        return completion.choices().get(0).message().toolCalls().orElse(List.of()).stream()
                .map(ChatCompletionMessageToolCall::asFunction)
                .toList();
    }

    private static String content(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .map(choice -> choice.delta().content().orElse(""))
                .collect(Collectors.joining());
    }

    private static List<String> finishes(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.finishReason().stream())
                .map(Object::toString)
                .toList();
    }
}
