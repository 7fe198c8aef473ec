package io.reprise.sdk;

import static io.reprise.sdk.Checks.check;
import static io.reprise.sdk.Checks.checkPerson;
import static io.reprise.sdk.Checks.checkWeather;
import static io.reprise.sdk.Checks.failure;
import static io.reprise.sdk.Checks.same;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The cases of {@code openai-java} for the Responses API. */
final class ResponsesCases {
    private static final FunctionTool WEATHER = weather();

    private final OpenAIClient client;

    ResponsesCases(OpenAIClient client) {
        this.client = client;
    }

    void define(Cases cases) {
        cases.add("responses-answer", () -> {
            Response response = respond(b -> {});
            same(status(response), "completed", "status");
            check(!text(response).isEmpty(), "no text");
            var usage = response.usage().get();
            same(usage.totalTokens(), usage.inputTokens() + usage.outputTokens(), "total");
        });
        cases.add("responses-stream", () -> {
            Response response = respond(b -> {});
            ResponseAccumulator accumulator = ResponseAccumulator.create();
            stream().forEach(accumulator::accumulate);
            same(text(accumulator.response()), text(response), "text");
            same(accumulator.response().usage(), response.usage(), "usage");
        });
        cases.add("responses-stream-order", () -> {
            List<ResponseStreamEvent> events = stream();
            ResponseStreamEvent last = events.get(events.size() - 1);
            check(events.get(0).isCreated() && last.isCompleted(), "not from created to completed");
            List<Long> numbers =
                    events.stream().map(ResponsesCases::sequenceNumber).toList();
            same(
                    numbers,
                    IntStream.range(0, events.size()).mapToObj(i -> (long) i).toList(),
                    "sequence numbers");
            String deltas = events.stream()
                    .filter(ResponseStreamEvent::isOutputTextDelta)
                    .map(event -> event.asOutputTextDelta().delta())
                    .collect(Collectors.joining());
            same(deltas, text(last.asCompleted().response()), "text");
        });
        cases.add("responses-chain", () -> {
            Response first = respond(b -> {});
            Response second = respond(b -> b.previousResponseId(first.id()).input("And then?"));
            same(second.previousResponseId().get(), first.id(), "previous");
            check(
                    second.usage().get().inputTokens() > first.usage().get().totalTokens(),
                    "the turns before do not count");
        });
        cases.add("responses-retrieve", () -> {
            Response response = respond(b -> {});
            Response stored = client.responses().retrieve(response.id());
            same(List.of(stored.id(), text(stored)), List.of(response.id(), text(response)), "stored response");
        });
        cases.add("responses-delete", () -> {
            String id = respond(b -> b.input("Delete me, Java")).id();
            client.responses().delete(id);
            failure(NotFoundException.class, () -> client.responses().retrieve(id));
        });
        cases.add("responses-tools", () -> {
            Response first = respond(b -> b.addTool(WEATHER));
            List<ResponseFunctionToolCall> made = first.output().stream()
                    .filter(ResponseOutputItem::isFunctionCall)
                    .map(ResponseOutputItem::asFunctionCall)
                    .toList();
            same(made.get(0).name(), "get_weather", "name");
            checkWeather(made.get(0).arguments());
            List<ResponseInputItem> outputs = made.stream()
                    .map(call -> ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                            .callId(call.callId())
                            .output("sunny")
                            .build()))
                    .toList();
            Response second = respond(
                    b -> b.addTool(WEATHER).previousResponseId(first.id()).inputOfResponse(outputs));
            check(!text(second).isEmpty(), "no prose");
        });
        cases.add("responses-incomplete", () -> {
            Response response = respond(b -> b.maxOutputTokens(16));
            same(status(response), "incomplete", "status");
            same(response.incompleteDetails().get().reason().get().toString(), "max_output_tokens", "reason");
            same(response.usage().get().outputTokens(), 16L, "tokens");
        });
        cases.add("responses-structured", () -> {
            var response = client.responses().create(hello().text(Person.class).build());
            checkPerson(response.output().stream()
                    .flatMap(item -> item.message().stream())
                    .flatMap(message -> message.content().stream())
                    .flatMap(content -> content.outputText().stream())
                    .findFirst()
                    .get());
        });
    }

    private static FunctionTool weather() {
        FunctionTool.Parameters.Builder parameters = FunctionTool.Parameters.builder();
        Checks.WEATHER.forEach((key, value) -> parameters.putAdditionalProperty(key, JsonValue.from(value)));
        return FunctionTool.builder()
                .name("get_weather")
                .parameters(parameters.build())
                .strict(true)
                .build();
    }

    private static ResponseCreateParams.Builder hello() {
        return ResponseCreateParams.builder().model(OpenAiCases.MODEL).input("Hello");
    }

    private Response respond(Consumer<ResponseCreateParams.Builder> more) {
        ResponseCreateParams.Builder builder = hello();
        more.accept(builder);
        return client.responses().create(builder.build());
    }

    private List<ResponseStreamEvent> stream() {
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(hello().build())) {
            return stream.stream().toList();
        }
    }

    private static String status(Response response) {
        return response.status().get().toString();
    }

    private static String text(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .map(part -> part.text())
                .collect(Collectors.joining());
    }

    /** Every event has one, but the union of the events does not say so. */
    private static long sequenceNumber(ResponseStreamEvent event) {
        return event._json().get().convert(java.util.Map.class).get("sequence_number") instanceof Number number
                ? number.longValue()
                : -1;
    }
}
