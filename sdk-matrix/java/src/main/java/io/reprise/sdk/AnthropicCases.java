package io.reprise.sdk;

import static io.reprise.sdk.Checks.check;
import static io.reprise.sdk.Checks.checkPerson;
import static io.reprise.sdk.Checks.checkWeather;
import static io.reprise.sdk.Checks.differ;
import static io.reprise.sdk.Checks.drain;
import static io.reprise.sdk.Checks.failure;
import static io.reprise.sdk.Checks.findSeed;
import static io.reprise.sdk.Checks.names;
import static io.reprise.sdk.Checks.same;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.Metadata;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StructuredMessage;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolChoiceNone;
import com.anthropic.models.messages.ToolChoiceTool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.models.ModelListPage;
import com.anthropic.models.models.ModelListParams;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The cases of {@code anthropic-java}. */
@SuppressWarnings("unchecked") // JsonValue extends the raw JsonField: the SDK's own way to send what its types forbid
final class AnthropicCases {
    private static final String MODEL = "claude-sonnet-4-6";
    private static final Tool WEATHER = tool("get_weather", Checks.WEATHER);
    private static final Tool TIME = tool("get_time", Checks.TIME);
    private static final Consumer<MessageCreateParams.Builder> THINKING =
            b -> b.enabledThinking(1024).maxTokens(4096);

    private final Servers servers;
    private final AnthropicClient client;
    private final AnthropicClient once;

    private AnthropicCases(Servers servers) {
        this.servers = servers;
        this.client = connect(servers.url(), "any", 2);
        this.once = connect(servers.url(), "any", 0);
    }

    static Cases define(Servers servers) {
        AnthropicCases anthropic = new AnthropicCases(servers);
        Cases cases = new Cases();
        anthropic.messages(cases);
        anthropic.streams(cases);
        anthropic.tools(cases);
        anthropic.blocks(cases);
        anthropic.models(cases);
        anthropic.errors(cases);
        anthropic.faults(cases);
        return cases;
    }

    private void messages(Cases cases) {
        cases.add("answer", () -> {
            Message answer = ask(b -> {});
            same(answer.model().toString(), MODEL, "model");
            same(stop(answer), "end_turn", "stop reason");
            check(!text(answer).isEmpty(), "no text");
        });
        cases.add(
                "system",
                () -> differ(text(ask(b -> b.system("Be brief"))), text(ask(b -> b.system("Be kind"))), "texts"));
        cases.add("multi-turn", () -> {
            Message first = ask(b -> {});
            Message second = ask(b -> b.addMessage(first).addUserMessage("And then?"));
            check(second.usage().inputTokens() > first.usage().inputTokens(), "the turns before do not count");
            check(!text(second).isEmpty(), "no text");
        });
        cases.add("same", () -> {
            Message a = ask(b -> {});
            Message b = ask(c -> {});
            same(List.of(a.id(), a.content()), List.of(b.id(), b.content()), "id and content");
        });
        cases.add("seed", () -> differ(text(ask(seed(1))), text(ask(seed(2))), "texts"));
        cases.add("max-tokens", () -> {
            Message answer = ask(b -> b.maxTokens(5));
            same(stop(answer), "max_tokens", "stop reason");
            same(answer.usage().outputTokens(), 5L, "tokens");
        });
        cases.add("stop-sequence", () -> {
            Message answer = ask(b -> b.addStopSequence("."));
            check(!text(answer).isEmpty() && !text(answer).contains("."), "the stop sequence is in " + text(answer));
            same(stop(answer), "stop_sequence", "stop reason");
            same(answer.stopSequence().orElse(null), ".", "stop sequence");
        });
        cases.add("usage-count", () -> same(ask(b -> {}).usage().inputTokens(), count(b -> {}), "tokens"));
        cases.add("count-tools", () -> {
            long tokens = count(b -> b.addTool(WEATHER));
            same(ask(b -> b.addTool(WEATHER)).usage().inputTokens(), tokens, "tokens");
            check(tokens > count(b -> {}), "tools count nothing");
        });
        cases.add("system-blocks", () -> {
            TextBlockParam block = TextBlockParam.builder()
                    .text("Be brief")
                    .cacheControl(CacheControlEphemeral.builder().build())
                    .build();
            check(!text(ask(b -> b.systemOfTextBlockParams(List.of(block)))).isEmpty(), "no text");
        });
        cases.add("metadata", () -> {
            Metadata metadata = Metadata.builder().userId("someone").build();
            check(!text(ask(b -> b.metadata(metadata))).isEmpty(), "no text");
        });
        cases.add("prefix", () -> {
            AnthropicClient prefixed = connect(servers.url() + "/anthropic", "any", 2);
            same(text(prefixed.messages().create(hello().build())), text(ask(b -> {})), "text");
        });
    }

    private void streams(Cases cases) {
        cases.add("stream-raw", () -> {
            Message answer = ask(b -> {});
            List<RawMessageStreamEvent> events = stream(b -> {});
            String text = events.stream()
                    .filter(RawMessageStreamEvent::isContentBlockDelta)
                    .map(event -> event.asContentBlockDelta().delta().asText().text())
                    .collect(Collectors.joining());
            same(text, text(answer), "text");
            same(events.get(0).asMessageStart().message().id(), answer.id(), "id");
        });
        cases.add("stream-helper", () -> {
            Message answer = ask(b -> {});
            Message streamed = accumulate(b -> {}).message();
            same(
                    List.of(streamed.id(), text(streamed), stop(streamed)),
                    List.of(answer.id(), text(answer), stop(answer)),
                    "message");
        });
        cases.add("stream-usage", () -> {
            Message answer = ask(b -> {});
            List<RawMessageStreamEvent> events = stream(b -> {});
            var last = events.stream()
                    .filter(RawMessageStreamEvent::isMessageDelta)
                    .findFirst()
                    .get();
            same(last.asMessageDelta().usage().outputTokens(), answer.usage().outputTokens(), "output tokens");
            same(
                    events.get(0).asMessageStart().message().usage().inputTokens(),
                    answer.usage().inputTokens(),
                    "input tokens");
        });
        cases.add("stream-order", () -> {
            List<RawMessageStreamEvent> events = stream(b -> {});
            int end = events.size();
            check(events.get(0).isMessageStart() && events.get(1).isContentBlockStart(), "another begin");
            check(events.get(end - 3).isContentBlockStop(), "the block does not stop before the message");
            check(events.get(end - 2).isMessageDelta() && events.get(end - 1).isMessageStop(), "another end");
            check(
                    events.subList(2, end - 3).stream().allMatch(RawMessageStreamEvent::isContentBlockDelta),
                    "something else between");
        });
        cases.add("stream-ping", () -> {
            Map<String, Object> body = Map.of(
                    "model",
                    MODEL,
                    "max_tokens",
                    1024,
                    "stream",
                    true,
                    "messages",
                    List.of(Map.of("role", "user", "content", "Hello")));
            String wire = Checks.post(
                            servers.url() + "/v1/messages", body, "x-api-key", "any", "anthropic-version", "2023-06-01")
                    .body();
            names(wire, "event: ping");
            check(!text(accumulate(b -> {}).message()).isEmpty(), "no text");
        });
        cases.add("stream-abort", () -> {
            try (StreamResponse<RawMessageStreamEvent> stream =
                    client.messages().createStreaming(hello().build())) {
                check(stream.stream().iterator().next().isMessageStart(), "another begin");
            }
            check(!text(ask(b -> {})).isEmpty(), "no text afterwards");
        });
    }

    private void tools(Cases cases) {
        cases.add("tools-auto", () -> {
            Message answer = ask(b -> b.addTool(WEATHER));
            same(stop(answer), "tool_use", "stop reason");
            same(calls(answer).get(0).name(), "get_weather", "name");
            checkWeather(input(calls(answer).get(0)));
        });
        cases.add("tools-loop", () -> {
            Message first = ask(b -> b.addTool(WEATHER));
            List<ContentBlockParam> results = calls(first).stream()
                    .map(call -> ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                            .toolUseId(call.id())
                            .content("sunny")
                            .build()))
                    .toList();
            Message second = ask(b -> b.addTool(WEATHER).addMessage(first).addUserMessageOfContentBlockParams(results));
            check(!text(second).isEmpty() && calls(second).isEmpty(), "the loop does not end");
            same(stop(second), "end_turn", "stop reason");
        });
        cases.add("tools-none", () -> {
            Message answer = ask(
                    b -> b.addTool(WEATHER).toolChoice(ToolChoiceNone.builder().build()));
            check(!text(answer).isEmpty() && calls(answer).isEmpty(), "a call all the same");
        });
        cases.add(
                "tools-any",
                () -> checkWeather(input(calls(ask(b -> b.addTool(WEATHER)
                                .toolChoice(ToolChoiceAny.builder().build())))
                        .get(0))));
        cases.add("tools-named", () -> {
            ToolChoiceTool named = ToolChoiceTool.builder().name("get_time").build();
            List<ToolUseBlock> made =
                    calls(ask(b -> b.addTool(WEATHER).addTool(TIME).toolChoice(named)));
            check(!made.isEmpty(), "no call");
            made.forEach(call -> same(call.name(), "get_time", "name"));
        });
        cases.add("tools-parallel", () -> {
            int seed = findSeed(
                    s -> both(s, false), answer -> calls((Message) answer).size() > 1);
            List<ToolUseBlock> made = calls(both(seed, false));
            same(made.stream().map(ToolUseBlock::id).distinct().count(), (long) made.size(), "ids");
            same(calls(both(seed, true)).size(), 1, "calls");
        });
        cases.add("tools-stream", () -> {
            Message answer = ask(b -> b.addTool(WEATHER));
            Message streamed = accumulate(b -> b.addTool(WEATHER)).message();
            check(!calls(answer).isEmpty(), "no call");
            same(plain(streamed), plain(answer), "calls");
        });
        cases.add("tools-stream-raw", () -> {
            List<RawMessageStreamEvent> events = stream(b -> b.addTool(WEATHER));
            long index = events.stream()
                    .filter(RawMessageStreamEvent::isContentBlockStart)
                    .map(RawMessageStreamEvent::asContentBlockStart)
                    .filter(start -> start.contentBlock().isToolUse()) // a text may come before it, a call behind it
                    .findFirst()
                    .get()
                    .index();
            checkWeather(events.stream()
                    .filter(RawMessageStreamEvent::isContentBlockDelta)
                    .map(RawMessageStreamEvent::asContentBlockDelta)
                    .filter(event -> event.index() == index)
                    .map(event -> event.delta().asInputJson().partialJson())
                    .collect(Collectors.joining()));
        });
    }

    private void blocks(Cases cases) {
        cases.add("structured", () -> checkPerson(parsed()));
        cases.add("structured-stream", () -> {
            var params = hello().outputConfig(Person.class).build();
            MessageAccumulator accumulator = MessageAccumulator.create();
            try (StreamResponse<RawMessageStreamEvent> stream =
                    client.messages().createStreaming(params)) {
                stream.stream().forEach(accumulator::accumulate);
            }
            Person streamed = person(accumulator.message(Person.class));
            checkPerson(streamed);
            same(streamed.toString(), parsed().toString(), "object");
        });
        cases.add("thinking", () -> {
            List<ContentBlock> content = ask(THINKING).content();
            same(content.size(), 2, "blocks");
            check(content.get(0).isThinking() && content.get(1).isText(), "not a thought and then a text");
            check(!content.get(0).asThinking().signature().isEmpty(), "no signature");
        });
        cases.add(
                "thinking-stream",
                () -> same(
                        accumulate(THINKING).message().content().get(0).asThinking(),
                        ask(THINKING).content().get(0).asThinking(),
                        "thinking block"));
        cases.add("thinking-turn", () -> {
            Message first = ask(THINKING);
            check(first.content().get(0).isThinking(), "no thinking");
            Message second = ask(THINKING.andThen(b -> b.addMessage(first).addUserMessage("And then?")));
            check(!text(second).isEmpty(), "no text");
        });
    }

    private void models(Cases cases) {
        cases.add(
                "models-list",
                () -> check(
                        client.models().list().autoPager().stream()
                                .anyMatch(model -> model.id().equals(MODEL)
                                        && !model.displayName().isEmpty()),
                        MODEL + " is not listed"));
        cases.add("models-page", () -> {
            ModelListPage page =
                    client.models().list(ModelListParams.builder().limit(1).build());
            check(page.data().size() == 1 && page.hasNextPage(), "not one model and more");
            differ(page.nextPage().data().get(0).id(), page.data().get(0).id(), "ids of two pages");
        });
        cases.add("models-retrieve", () -> same(client.models().retrieve(MODEL).id(), MODEL, "id"));
        cases.add(
                "models-unknown",
                () -> names(
                        failure(NotFoundException.class, () -> client.models().retrieve("no-such-model"))
                                .body()
                                .toString(),
                        "not_found_error"));
    }

    private void errors(Cases cases) {
        cases.add("error-empty-messages", () -> wrong(turns(List.of()), "messages"));
        cases.add("error-role", () -> wrong(turns(List.of(turn("bot", "x"))), "messages", "0", "role"));
        cases.skip("error-max-tokens", "the SDK itself refuses to send a request without max_tokens");
        cases.add(
                "error-type",
                () -> wrong(
                        turns(List.of(turn("user", "x"), turn("assistant", 5), turn("user", "x"))),
                        "messages",
                        "1",
                        "content"));
        cases.add("error-temperature", () -> {
            wrong(warm("2026-10-21"), "temperature");
            check(!text(once.messages().create(warm("2023-06-01").build())).isEmpty(), "no text");
        });
        cases.add(
                "error-tool-result",
                () -> wrong(
                        empty().addUserMessageOfContentBlockParams(
                                        List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                                .toolUseId("toolu_1")
                                                .content("y")
                                                .build()))),
                        "tool_use_id"));
        cases.add("error-key", () -> {
            AnthropicClient wrong = connect(servers.keyedUrl(), "any", 2);
            UnauthorizedException error =
                    failure(UnauthorizedException.class, () -> wrong.messages().create(hello().build()));
            names(error.body().toString(), "authentication_error");
        });
        cases.add("key", () -> {
            AnthropicClient right = connect(servers.keyedUrl(), servers.key(), 2);
            check(!text(right.messages().create(hello().build())).isEmpty(), "no text");
        });
        cases.add("error-too-large", () -> {
            AnthropicServiceException error = fail(empty().addUserMessage(Checks.BIG));
            same(error.statusCode(), 413, "status");
            names(error.body().toString(), "request_too_large");
        });
        cases.add("request-id", () -> check(headers("request-id").size() == 1, "no request id"));
        cases.add("rate-limit-headers", () -> {
            for (String unit : List.of("requests", "tokens", "input-tokens", "output-tokens")) {
                String prefix = "anthropic-ratelimit-" + unit;
                long limit = Long.parseLong(headers(prefix + "-limit").get(0));
                long remaining = Long.parseLong(headers(prefix + "-remaining").get(0));
                check(0 <= remaining && remaining <= limit, unit + ": " + remaining + " of " + limit);
                OffsetDateTime.parse(headers(prefix + "-reset").get(0));
            }
        });
        cases.add("context-length", () -> wrong(hello().model(Servers.fault("s12"))));
        cases.add("content-policy", () -> wrong(hello().model(Servers.fault("s13"))));
    }

    private void faults(Cases cases) {
        cases.add("retry-429", () -> retried("s01"));
        cases.add("retry-500", () -> retried("s03"));
        cases.add("overloaded", () -> {
            AnthropicClient impatient = connect(servers.url(), "any", 1);
            MessageCreateParams params = hello().model(Servers.fault("s04")).build();
            InternalServerException error = failure(
                    InternalServerException.class, () -> impatient.messages().create(params));
            same(error.statusCode(), 529, "status");
            names(error.body().toString(), "overloaded_error");
        });
        cases.add("retry-reset", () -> retried("s05"));
        cases.add("cut-raw", () -> {
            Checks.Drained<RawMessageStreamEvent> drained = drained("s08");
            check(drained.items().size() > 2, "cut before the first piece");
            RawMessageStreamEvent last = drained.items().get(drained.items().size() - 1);
            check(drained.error() != null || !last.isMessageStop(), "the cut cannot be seen");
        });
        cases.add(
                "cut-helper",
                () -> failure(
                        RuntimeException.class,
                        () -> accumulate(b -> b.model(Servers.fault("s08"))).message()));
        cases.add("malformed", () -> {
            Checks.Drained<RawMessageStreamEvent> drained = drained("s10");
            check(drained.items().size() > 1 && drained.error() != null, "no error");
        });
    }

    private static AnthropicClient connect(String url, String key, int retriesMax) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(url)
                .apiKey(key)
                .maxRetries(retriesMax)
                .build();
    }

    private static Tool tool(String name, Map<String, Object> schema) {
        Tool.InputSchema.Builder input = Tool.InputSchema.builder();
        schema.forEach((key, value) -> {
            if (!key.equals("type")) { // which the SDK adds
                input.putAdditionalProperty(key, JsonValue.from(value));
            }
        });
        return Tool.builder().name(name).inputSchema(input.build()).build();
    }

    private static MessageCreateParams.Builder empty() {
        return MessageCreateParams.builder().model(MODEL).maxTokens(1024);
    }

    private static MessageCreateParams.Builder hello() {
        return empty().addUserMessage("Hello");
    }

    private static MessageCreateParams.Builder turns(List<?> turns) {
        return empty().messages(JsonValue.from(turns));
    }

    private static Map<String, Object> turn(String role, Object content) {
        return Map.of("role", role, "content", content);
    }

    private static MessageCreateParams.Builder warm(String version) {
        return hello().putAdditionalBodyProperty("temperature", JsonValue.from(0.5))
                .replaceAdditionalHeaders("anthropic-version", version);
    }

    private static Consumer<MessageCreateParams.Builder> seed(int seed) {
        return b -> b.putAdditionalHeader("x-sim-seed", Integer.toString(seed));
    }

    private Message ask(Consumer<MessageCreateParams.Builder> more) {
        MessageCreateParams.Builder builder = hello();
        more.accept(builder);
        return client.messages().create(builder.build());
    }

    private Message both(int seed, boolean disabled) {
        ToolChoiceAny choice =
                ToolChoiceAny.builder().disableParallelToolUse(disabled).build();
        return ask(seed(seed).andThen(b -> b.addTool(WEATHER).addTool(TIME).toolChoice(choice)));
    }

    private List<RawMessageStreamEvent> stream(Consumer<MessageCreateParams.Builder> more) {
        MessageCreateParams.Builder builder = hello();
        more.accept(builder);
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(builder.build())) {
            return stream.stream().toList();
        }
    }

    private Checks.Drained<RawMessageStreamEvent> drained(String fault) {
        MessageCreateParams params = hello().model(Servers.fault(fault)).build();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
            return drain(stream.stream().iterator());
        }
    }

    private MessageAccumulator accumulate(Consumer<MessageCreateParams.Builder> more) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        stream(more).forEach(accumulator::accumulate);
        return accumulator;
    }

    private long count(Consumer<MessageCountTokensParams.Builder> more) {
        MessageCountTokensParams.Builder builder =
                MessageCountTokensParams.builder().model(MODEL).addUserMessage("Hello");
        more.accept(builder);
        return client.messages().countTokens(builder.build()).inputTokens();
    }

    private Person parsed() {
        return person(
                client.messages().create(hello().outputConfig(Person.class).build()));
    }

    private static Person person(StructuredMessage<Person> message) {
        return message.content().get(0).asText().text();
    }

    private List<String> headers(String name) {
        try (HttpResponseFor<Message> response =
                client.messages().withRawResponse().create(hello().build())) {
            return response.headers().values(name);
        }
    }

    private AnthropicServiceException fail(MessageCreateParams.Builder body) {
        return failure(AnthropicServiceException.class, () -> once.messages().create(body.build()));
    }

    private void wrong(MessageCreateParams.Builder body, String... parts) {
        AnthropicServiceException error = fail(body);
        check(error instanceof BadRequestException, "expected 400, got " + error);
        names(error.body().toString(), "invalid_request_error");
        names(error.body().toString(), parts);
    }

    private void retried(String fault) {
        check(!text(ask(b -> b.model(Servers.fault(fault)))).isEmpty(), "no text after the retry");
    }

    private static String text(Message message) {
        return message.content().stream()
                .filter(ContentBlock::isText)
                .map(block -> block.asText().text())
                .collect(Collectors.joining());
    }

    private static String stop(Message message) {
        return message.stopReason().get().toString();
    }

    private static List<ToolUseBlock> calls(Message message) {
        return message.content().stream()
                .filter(ContentBlock::isToolUse)
                .map(ContentBlock::asToolUse)
                .toList();
    }

    private static Map<?, ?> input(ToolUseBlock call) {
        return call._input().convert(Map.class);
    }

    private static List<Object> plain(Message message) {
        return calls(message).stream()
                .<Object>map(call -> List.of(call.id(), call.name(), input(call)))
                .toList();
    }
}
