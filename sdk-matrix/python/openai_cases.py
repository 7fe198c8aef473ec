"""The cases of the `openai` package, by the ids of cases.json."""

import json
import re

import openai

import harness as h

MODEL = "gpt-4o"
WEATHER = {"type": "function", "function": {"name": "get_weather", "parameters": h.WEATHER_SCHEMA, "strict": True}}
TIME = {"type": "function", "function": {"name": "get_time", "parameters": h.TIME_SCHEMA, "strict": True}}
FLAT_WEATHER = {"type": "function", "name": "get_weather", "parameters": h.WEATHER_SCHEMA, "strict": True}


def user(content):
    return {"role": "user", "content": content}


def hello(**more):
    return {"model": MODEL, "messages": [user("Hello")], **more}


def text(completion):
    return completion.choices[0].message.content


def calls(completion):
    return completion.choices[0].message.tool_calls or []


def arguments(call):
    return json.loads(call.function.arguments)


def define(url, keyed_url, key, fault):
    def connect(base=url, api_key="any", **more):
        return openai.OpenAI(base_url=f"{base}/v1", api_key=api_key, **more)

    client = connect()
    once = connect(max_retries=0)
    case = h.Cases()

    def chat(**more):
        return client.chat.completions.create(**hello(**more))

    def streamed(**more):
        with client.chat.completions.stream(**hello(**more)) as stream:
            return stream.get_final_completion()

    def respond(**more):
        return client.responses.create(**{"model": MODEL, "input": "Hello", **more})

    def embed(value, **more):
        return client.embeddings.create(model="text-embedding-3-small", input=value, **more).data

    def retried(name):
        h.check(text(chat(model=fault(name))), "no text after the retry")

    def wrong(*parts, **more):
        error = h.failure(lambda: once.chat.completions.create(**hello(**more)))
        h.check(isinstance(error, openai.BadRequestError), f"expected 400, got {error!r}")
        h.names(f"{error} {error.param} {error.code}", *parts)

    @case
    def chat_answer():
        answer = chat()
        h.same([answer.object, answer.model, answer.choices[0].message.role], ["chat.completion", MODEL, "assistant"], "answer")
        h.same(answer.choices[0].finish_reason, "stop", "finish reason")
        h.check(text(answer), "no text")

    @case
    def chat_system():
        a, b = (text(chat(messages=[{"role": "system", "content": s}, user("Hello")])) for s in ("Be brief", "Be kind"))
        h.differ(a, b, "texts")

    @case
    def chat_multi_turn():
        first = chat()
        second = chat(messages=[user("Hello"), first.choices[0].message, user("And then?")])
        h.check(second.usage.prompt_tokens > first.usage.total_tokens - 3, "the turns before do not count")
        h.check(text(second), "no text")

    @case
    def chat_same():
        a, b = chat(), chat()
        h.same((a.id, text(a)), (b.id, text(b)), "id and text")

    @case
    def chat_seed():
        h.differ(text(chat(seed=1)), text(chat(seed=2)), "texts")

    @case
    def chat_max_tokens():
        answer = chat(max_completion_tokens=5)
        h.same((answer.choices[0].finish_reason, answer.usage.completion_tokens), ("length", 5), "finish")

    @case
    def chat_stop():
        answer = chat(stop=["."])
        h.check(text(answer) and "." not in text(answer), f"the stop sequence is in {text(answer)}")
        h.same(answer.choices[0].finish_reason, "stop", "finish reason")

    @case
    def chat_n():
        choices = chat(n=3).choices
        h.same([choice.index for choice in choices], [0, 1, 2], "indexes")
        h.same(len({choice.message.content for choice in choices}), 3, "different texts")

    @case
    def chat_logprobs():
        answer = chat(logprobs=True, top_logprobs=2)
        tokens = answer.choices[0].logprobs.content
        h.same("".join(token.token for token in tokens), text(answer), "tokens")
        h.check(all(token.logprob <= 0 and len(token.top_logprobs) == 2 for token in tokens), "not two top tokens each")

    @case
    def chat_usage():
        usage = chat().usage
        h.same(usage.prompt_tokens, 8, "tokens of Hello")
        h.same(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens, "total")

    @case
    def stream_raw():
        answer, chunks = chat(), list(chat(stream=True))
        h.same("".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices), text(answer), "text")
        h.same(chunks[0].id, answer.id, "id")

    @case
    def stream_helper():
        answer, final = chat(), streamed()
        h.same((final.id, text(final)), (answer.id, text(answer)), "id and text")
        h.same(final.choices[0].finish_reason, answer.choices[0].finish_reason, "finish reason")

    @case
    def stream_usage():
        answer, chunks = chat(), list(chat(stream=True, stream_options={"include_usage": True}))
        h.same((chunks[-1].choices, chunks[-1].usage), ([], answer.usage), "last chunk")
        h.check(all(chunk.usage is None for chunk in chunks[:-1]), "usage before the end")

    @case
    def stream_order():
        chunks = list(chat(stream=True))
        h.same(len({(chunk.id, chunk.created, chunk.model) for chunk in chunks}), 1, "ids")
        h.same(chunks[0].choices[0].delta.role, "assistant", "first role")
        last = chunks[-1].choices[0]
        h.same((last.delta.to_dict(), last.finish_reason), ({}, "stop"), "last chunk")
        h.check(all(chunk.choices[0].finish_reason is None for chunk in chunks[:-1]), "an early finish reason")

    @case
    def stream_abort():
        with chat(stream=True) as stream:
            h.check(next(stream).id, "no id")
        h.check(text(chat()), "no text afterwards")

    @case
    def tools_auto():
        answer = chat(tools=[WEATHER])
        h.same((answer.choices[0].finish_reason, calls(answer)[0].function.name), ("tool_calls", "get_weather"), "call")
        h.check_weather(arguments(calls(answer)[0]))

    @case
    def tools_loop():
        first = chat(tools=[WEATHER])
        results = [{"role": "tool", "tool_call_id": call.id, "content": "sunny"} for call in calls(first)]
        second = chat(tools=[WEATHER], messages=[user("Hello"), first.choices[0].message, *results])
        h.check(text(second) and not calls(second), "the loop does not end")
        h.same(second.choices[0].finish_reason, "stop", "finish reason")

    @case
    def tools_none():
        answer = chat(tools=[WEATHER], tool_choice="none")
        h.check(text(answer) and not calls(answer), "a call all the same")

    @case
    def tools_required():
        h.check_weather(arguments(calls(chat(tools=[WEATHER], tool_choice="required"))[0]))

    @case
    def tools_named():
        answer = chat(tools=[WEATHER, TIME], tool_choice={"type": "function", "function": {"name": "get_time"}})
        h.same({call.function.name for call in calls(answer)}, {"get_time"}, "names")

    @case
    def tools_parallel():
        def ask(seed, parallel=True):
            return chat(seed=seed, tools=[WEATHER, TIME], tool_choice="required", parallel_tool_calls=parallel)

        seed, answer = h.find_seed(ask, lambda found: len(calls(found)) > 1)
        h.same(len({call.id for call in calls(answer)}), len(calls(answer)), "ids")
        h.same(len(calls(ask(seed, False))), 1, "calls")

    @case
    def tools_stream():
        plain = [[(c.id, c.function.name, arguments(c)) for c in calls(x)] for x in (streamed(tools=[WEATHER]), chat(tools=[WEATHER]))]
        h.check(plain[1], "no call")
        h.same(plain[0], plain[1], "calls")

    @case
    def tools_stream_raw():
        chunks = chat(tools=[WEATHER], stream=True)
        parts = [p for c in chunks if c.choices for p in c.choices[0].delta.tool_calls or [] if p.index == 0]
        first = parts[0]
        h.check(first.id and first.type == "function" and first.function.name == "get_weather", "the first part is not whole")
        h.check_weather(json.loads("".join(part.function.arguments for part in parts)))

    @case
    def structured():
        parsed = client.chat.completions.parse(**hello(response_format=h.Person)).choices[0].message.parsed
        h.check(isinstance(parsed, h.Person), f"got {parsed!r}")

    @case
    def structured_stream():
        answer = client.chat.completions.parse(**hello(response_format=h.Person)).choices[0].message.parsed
        final = streamed(response_format=h.Person).choices[0].message.parsed
        h.check(isinstance(final, h.Person), f"got {final!r}")
        h.same(final, answer, "object")

    @case
    def json_object():
        value = json.loads(text(chat(response_format={"type": "json_object"})))
        h.check(isinstance(value, dict), f"got {value!r}")

    @case
    def completions_answer():
        answer = client.completions.create(model="gpt-3.5-turbo-instruct", prompt="Hello")
        h.same(answer.object, "text_completion", "object")
        h.check(answer.choices[0].text and answer.usage.total_tokens > 0, "no text")

    @case
    def completions_stream():
        body = {"model": "gpt-3.5-turbo-instruct", "prompt": "Hello"}
        answer = client.completions.create(**body)
        chunks = client.completions.create(**body, stream=True)
        h.same("".join(chunk.choices[0].text for chunk in chunks if chunk.choices), answer.choices[0].text, "text")

    @case
    def embeddings_float():
        h.check_unit(embed("Hello", encoding_format="float")[0].embedding)

    @case
    def embeddings_default():
        h.check_close(embed("Hello")[0].embedding, embed("Hello", encoding_format="float")[0].embedding)

    @case
    def embeddings_batch():
        both = embed(["one", "two"])
        h.same([item.index for item in both], [0, 1], "indexes")
        h.check_close(both[0].embedding, embed("one")[0].embedding)
        h.check_close(both[1].embedding, embed("two")[0].embedding)

    @case
    def embeddings_dimensions():
        vector = embed("Hello", dimensions=64)[0].embedding
        h.same(len(vector), 64, "dimensions")
        h.check_unit(vector)

    @case
    def models_list():
        h.check(any(model.id == MODEL and model.object == "model" for model in client.models.list()), f"{MODEL} is not listed")

    @case
    def models_retrieve():
        h.same(client.models.retrieve(MODEL).id, MODEL, "id")

    @case
    def models_unknown():
        error = h.failure(lambda: client.models.retrieve("no-such-model"))
        h.check(isinstance(error, openai.NotFoundError) and error.code == "model_not_found", f"got {error!r}")

    @case
    def error_empty_messages():
        wrong("messages", messages=[])

    @case
    def error_role():
        wrong("messages[0].role", messages=[{"role": "bot", "content": "x"}])

    @case
    def error_type():
        wrong("messages[1].content", messages=[user("x"), user(5)])

    @case
    def error_tool_result():
        wrong("messages[1]", messages=[user("x"), {"role": "tool", "tool_call_id": "call_1", "content": "y"}])

    @case
    def error_key():
        error = h.failure(lambda: connect(keyed_url).chat.completions.create(**hello()))
        h.check(isinstance(error, openai.AuthenticationError) and error.code == "invalid_api_key", f"got {error!r}")

    @case
    def _key():
        h.check(text(connect(keyed_url, key).chat.completions.create(**hello())), "no text")

    @case
    def error_too_large():
        error = h.failure(lambda: once.chat.completions.create(**hello(messages=[user(h.BIG)])))
        h.same(getattr(error, "status_code", error), 413, "status")

    @case
    def request_id():
        h.check(chat()._request_id, "no request id")

    @case
    def rate_limit_headers():
        headers = client.chat.completions.with_raw_response.create(**hello()).headers
        for unit in ("requests", "tokens"):
            limit, remaining = (int(headers[f"x-ratelimit-{name}-{unit}"]) for name in ("limit", "remaining"))
            h.check(0 <= remaining <= limit, f"{unit}: {remaining} of {limit}")
            reset = headers[f"x-ratelimit-reset-{unit}"]
            h.check(re.fullmatch(r"(\d+(\.\d+)?(h|ms|m|s|µs))+", reset), f"{unit}: reset {reset}")

    @case
    def retry_429():
        retried("s01")

    @case
    def retry_500():
        retried("s03")

    @case
    def retry_503():
        impatient = connect(max_retries=1)
        error = h.failure(lambda: impatient.chat.completions.create(**hello(model=fault("s04"))))
        h.check(isinstance(error, openai.InternalServerError) and error.status_code == 503, f"got {error!r}")

    @case
    def retry_reset():
        retried("s05")

    @case
    def cut_raw():
        items, error = h.drain(chat(model=fault("s08"), stream=True))
        h.check(len(items) > 1, "cut before the first piece")
        h.check(error or not any(chunk.choices[0].finish_reason for chunk in items), "the cut cannot be seen")

    @case
    def cut_helper():
        # This helper does not ask for a finish reason; a cut connection is still an error.
        h.failure(lambda: streamed(model=fault("s08")))

    @case
    def malformed():
        items, error = h.drain(chat(model=fault("s10"), stream=True))
        h.check(len(items) > 1 and error, "no error")

    @case
    def no_done():
        items, error = h.drain(chat(model=fault("s11"), stream=True))
        h.check(error is None, f"got {error!r}")
        h.same(items[-1].choices[0].finish_reason, "stop", "finish reason")

    @case
    def context_length():
        wrong("context_length_exceeded", model=fault("s12"))

    @case
    def content_policy():
        wrong("content_policy_violation", model=fault("s13"))

    @case
    def responses_answer():
        response = respond()
        h.same((response.object, response.status, response.model), ("response", "completed", MODEL), "response")
        h.check(response.output_text, "no text")
        h.same(response.usage.total_tokens, response.usage.input_tokens + response.usage.output_tokens, "total")

    @case
    def responses_stream():
        response = respond()
        with client.responses.stream(model=MODEL, input="Hello") as stream:
            final = stream.get_final_response()
        h.same((final.output_text, final.usage), (response.output_text, response.usage), "text and usage")

    @case
    def responses_stream_order():
        events = list(respond(stream=True))
        h.same([event.sequence_number for event in events], list(range(len(events))), "sequence numbers")
        h.same((events[0].type, events[-1].type), ("response.created", "response.completed"), "ends")
        deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
        h.same("".join(deltas), events[-1].response.output_text, "text")

    @case
    def responses_chain():
        first = respond()
        second = respond(previous_response_id=first.id, input="And then?")
        h.same(second.previous_response_id, first.id, "previous")
        h.check(second.usage.input_tokens > first.usage.total_tokens, "the turns before do not count")

    @case
    def responses_retrieve():
        response = respond()
        stored = client.responses.retrieve(response.id)
        h.same((stored.id, stored.output_text), (response.id, response.output_text), "stored response")

    @case
    def responses_delete():
        response = respond(input="Delete me, Python")
        client.responses.delete(response.id)
        error = h.failure(lambda: client.responses.retrieve(response.id))
        h.check(isinstance(error, openai.NotFoundError), f"got {error!r}")

    @case
    def responses_tools():
        first = respond(tools=[FLAT_WEATHER])
        made = [item for item in first.output if item.type == "function_call"]
        h.same(made[0].name, "get_weather", "name")
        h.check_weather(json.loads(made[0].arguments))
        outputs = [{"type": "function_call_output", "call_id": call.call_id, "output": "sunny"} for call in made]
        h.check(respond(tools=[FLAT_WEATHER], previous_response_id=first.id, input=outputs).output_text, "no prose")

    @case
    def responses_incomplete():
        response = respond(max_output_tokens=16)
        h.same((response.status, response.incomplete_details.reason), ("incomplete", "max_output_tokens"), "status")
        h.same(response.usage.output_tokens, 16, "tokens")

    @case
    def responses_structured():
        parsed = client.responses.parse(model=MODEL, input="Hello", text_format=h.Person).output_parsed
        h.check(isinstance(parsed, h.Person), f"got {parsed!r}")

    @case
    def prefix():
        h.same(text(connect(f"{url}/openai").chat.completions.create(**hello())), text(chat()), "text")

    return case
