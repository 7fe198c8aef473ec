"""The cases of the `anthropic` package, by the ids of cases.json."""

import datetime
import json

import anthropic

import harness as h

MODEL = "claude-sonnet-4-6"
WEATHER = {"name": "get_weather", "input_schema": h.WEATHER_SCHEMA}
TIME = {"name": "get_time", "input_schema": h.TIME_SCHEMA}
THINKING = {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 4096}


def user(content):
    return {"role": "user", "content": content}


def hello(**more):
    return {"model": MODEL, "max_tokens": 1024, "messages": [user("Hello")], **more}


def text(message):
    return "".join(block.text for block in message.content if block.type == "text")


def calls(message):
    return [block for block in message.content if block.type == "tool_use"]


def define(url, keyed_url, key, fault):
    def connect(base=url, api_key="any", **more):
        return anthropic.Anthropic(base_url=base, api_key=api_key, **more)

    client = connect()
    once = connect(max_retries=0)
    case = h.Cases()

    def ask(**more):
        return client.messages.create(**hello(**more))

    def streamed(**more):
        with client.messages.stream(**hello(**more)) as stream:
            return stream.get_final_message()

    def seeded(seed, **more):
        return ask(extra_headers={"x-sim-seed": str(seed)}, **more)

    def count(**more):
        return client.messages.count_tokens(model=MODEL, messages=[user("Hello")], **more).input_tokens

    def retried(name):
        h.check(text(ask(model=fault(name))), "no text after the retry")

    def refused(error, *parts):
        h.check(isinstance(error, anthropic.BadRequestError), f"expected 400, got {error!r}")
        h.same(error.body["error"]["type"], "invalid_request_error", "type")
        h.names(error.body["error"]["message"], *parts)

    def wrong(*parts, **more):
        refused(h.failure(lambda: once.messages.create(**hello(**more))), *parts)

    @case
    def answer():
        answer = ask()
        h.same((answer.type, answer.role, answer.model), ("message", "assistant", MODEL), "answer")
        h.same(answer.stop_reason, "end_turn", "stop reason")
        h.check(text(answer), "no text")

    @case
    def system():
        h.differ(text(ask(system="Be brief")), text(ask(system="Be kind")), "texts")

    @case
    def multi_turn():
        first = ask()
        second = ask(messages=[user("Hello"), {"role": "assistant", "content": first.content}, user("And then?")])
        h.check(second.usage.input_tokens > first.usage.input_tokens, "the turns before do not count")
        h.check(text(second), "no text")

    @case
    def _same():
        a, b = ask(), ask()
        h.same((a.id, a.content), (b.id, b.content), "id and content")

    @case
    def seed():
        h.differ(text(seeded(1)), text(seeded(2)), "texts")

    @case
    def max_tokens():
        answer = ask(max_tokens=5)
        h.same((answer.stop_reason, answer.usage.output_tokens), ("max_tokens", 5), "stop")

    @case
    def stop_sequence():
        answer = ask(stop_sequences=["."])
        h.check(text(answer) and "." not in text(answer), f"the stop sequence is in {text(answer)}")
        h.same((answer.stop_reason, answer.stop_sequence), ("stop_sequence", "."), "stop")

    @case
    def usage_count():
        h.same(ask().usage.input_tokens, count(), "tokens")

    @case
    def count_tools():
        tokens = count(tools=[WEATHER])
        h.same(ask(tools=[WEATHER]).usage.input_tokens, tokens, "tokens")
        h.check(tokens > count(), "tools count nothing")

    @case
    def stream_raw():
        answer, events = ask(), list(ask(stream=True))
        deltas = [event.delta.text for event in events if event.type == "content_block_delta"]
        h.same(("".join(deltas), events[0].message.id), (text(answer), answer.id), "text and id")

    @case
    def stream_helper():
        answer, final = ask(), streamed()
        h.same((final.id, text(final), final.stop_reason), (answer.id, text(answer), answer.stop_reason), "message")

    @case
    def stream_usage():
        answer, events = ask(), list(ask(stream=True))
        last = next(event for event in events if event.type == "message_delta")
        h.same(last.usage.output_tokens, answer.usage.output_tokens, "output tokens")
        h.same(events[0].message.usage.input_tokens, answer.usage.input_tokens, "input tokens")

    @case
    def stream_order():
        types = [event.type for event in ask(stream=True)]
        h.same(types[:2], ["message_start", "content_block_start"], "begin")
        h.same(types[-3:], ["content_block_stop", "message_delta", "message_stop"], "end")
        h.same(set(types[2:-3]), {"content_block_delta"}, "between")

    @case
    def stream_ping():
        headers = {"x-api-key": "any", "anthropic-version": "2023-06-01"}
        h.names(h.http(f"{url}/v1/messages", hello(stream=True), headers)[1], "event: ping")
        h.check(text(streamed()), "no text")

    @case
    def stream_abort():
        with ask(stream=True) as stream:
            h.check(next(stream).type, "no type")
        h.check(text(ask()), "no text afterwards")

    @case
    def tools_auto():
        answer = ask(tools=[WEATHER])
        h.same((answer.stop_reason, calls(answer)[0].name), ("tool_use", "get_weather"), "call")
        h.check_weather(calls(answer)[0].input)

    @case
    def tools_loop():
        first = ask(tools=[WEATHER])
        results = [{"type": "tool_result", "tool_use_id": call.id, "content": "sunny"} for call in calls(first)]
        turns = [user("Hello"), {"role": "assistant", "content": first.content}, user(results)]
        second = ask(tools=[WEATHER], messages=turns)
        h.check(text(second) and not calls(second), "the loop does not end")
        h.same(second.stop_reason, "end_turn", "stop reason")

    @case
    def tools_none():
        answer = ask(tools=[WEATHER], tool_choice={"type": "none"})
        h.check(text(answer) and not calls(answer), "a call all the same")

    @case
    def tools_any():
        h.check_weather(calls(ask(tools=[WEATHER], tool_choice={"type": "any"}))[0].input)

    @case
    def tools_named():
        answer = ask(tools=[WEATHER, TIME], tool_choice={"type": "tool", "name": "get_time"})
        h.same({call.name for call in calls(answer)}, {"get_time"}, "names")

    @case
    def tools_parallel():
        def call(seed, disabled=False):
            choice = {"type": "any", "disable_parallel_tool_use": disabled}
            return seeded(seed, tools=[WEATHER, TIME], tool_choice=choice)

        seed, answer = h.find_seed(call, lambda found: len(calls(found)) > 1)
        h.same(len({block.id for block in calls(answer)}), len(calls(answer)), "ids")
        h.same(len(calls(call(seed, True))), 1, "calls")

    @case
    def tools_stream():
        plain = [[(c.id, c.name, c.input) for c in calls(x)] for x in (streamed(tools=[WEATHER]), ask(tools=[WEATHER]))]
        h.check(plain[1], "no call")
        h.same(plain[0], plain[1], "calls")

    @case
    def tools_stream_raw():
        events = list(ask(tools=[WEATHER], stream=True))
        starts = [event for event in events if event.type == "content_block_start"]
        index = next(event.index for event in starts if event.content_block.type == "tool_use")
        deltas = [event.delta for event in events if event.type == "content_block_delta" and event.index == index]
        parts = [delta.partial_json for delta in deltas]
        h.check_weather(json.loads("".join(parts)))

    @case
    def structured():
        parsed = client.messages.parse(**hello(output_format=h.Person)).parsed_output
        h.check(isinstance(parsed, h.Person), f"got {parsed!r}")

    @case
    def structured_stream():
        final = streamed(output_format=h.Person).parsed_output
        h.check(isinstance(final, h.Person), f"got {final!r}")
        h.same(final, client.messages.parse(**hello(output_format=h.Person)).parsed_output, "object")

    @case
    def thinking():
        content = ask(**THINKING).content
        h.same([block.type for block in content], ["thinking", "text"], "blocks")
        h.check(content[0].thinking and content[0].signature, "no thinking or no signature")

    @case
    def thinking_stream():
        block = streamed(**THINKING).content[0]
        h.check(block.signature, "no signature")
        h.same(block.to_dict(), ask(**THINKING).content[0].to_dict(), "thinking block")

    @case
    def thinking_turn():
        first = ask(**THINKING)
        h.same(first.content[0].type, "thinking", "first block")
        turns = [user("Hello"), {"role": "assistant", "content": first.content}, user("And then?")]
        h.check(text(ask(**THINKING, messages=turns)), "no text")

    @case
    def system_blocks():
        block = {"type": "text", "text": "Be brief", "cache_control": {"type": "ephemeral"}}
        h.check(text(ask(system=[block])), "no text")

    @case
    def metadata():
        h.check(text(ask(metadata={"user_id": "someone"})), "no text")

    @case
    def models_list():
        found = any(m.id == MODEL and m.type == "model" and m.display_name for m in client.models.list())
        h.check(found, f"{MODEL} is not listed")

    @case
    def models_page():
        page = client.models.list(limit=1)
        h.same((len(page.data), page.has_more), (1, True), "page")
        h.differ(page.get_next_page().data[0].id, page.data[0].id, "ids of two pages")

    @case
    def models_retrieve():
        h.same(client.models.retrieve(MODEL).id, MODEL, "id")

    @case
    def models_unknown():
        error = h.failure(lambda: client.models.retrieve("no-such-model"))
        h.check(isinstance(error, anthropic.NotFoundError), f"got {error!r}")
        h.same(error.body["error"]["type"], "not_found_error", "type")

    @case
    def error_empty_messages():
        wrong("messages", messages=[])

    @case
    def error_role():
        wrong("messages", "0", "role", messages=[{"role": "bot", "content": "x"}])

    @case
    def error_max_tokens():
        body = {"model": MODEL, "messages": [user("Hello")]}
        refused(h.failure(lambda: once.post("/v1/messages", body=body, cast_to=object)), "max_tokens")

    @case
    def error_type():
        turns = [user("x"), {"role": "assistant", "content": 5}, user("x")]
        wrong("messages", "1", "content", messages=turns)

    @case
    def error_temperature():
        def warm(version):
            return ask(extra_headers={"anthropic-version": version}, extra_body={"temperature": 0.5})

        refused(h.failure(lambda: warm("2026-10-21")), "temperature")
        h.check(text(warm("2023-06-01")), "no text")

    @case
    def error_tool_result():
        wrong("tool_use_id", messages=[user([{"type": "tool_result", "tool_use_id": "toolu_1", "content": "y"}])])

    @case
    def error_key():
        error = h.failure(lambda: connect(keyed_url).messages.create(**hello()))
        h.check(isinstance(error, anthropic.AuthenticationError), f"got {error!r}")
        h.same(error.body["error"]["type"], "authentication_error", "type")

    @case
    def _key():
        h.check(text(connect(keyed_url, key).messages.create(**hello())), "no text")

    @case
    def error_too_large():
        error = h.failure(lambda: once.messages.create(**hello(messages=[user(h.BIG)])))
        h.same(getattr(error, "status_code", error), 413, "status")
        h.same(error.body["error"]["type"], "request_too_large", "type")

    @case
    def request_id():
        h.check(ask()._request_id, "no request id")

    @case
    def rate_limit_headers():
        headers = client.messages.with_raw_response.create(**hello()).headers
        for unit in ("requests", "tokens", "input-tokens", "output-tokens"):
            limit, remaining = (int(headers[f"anthropic-ratelimit-{unit}-{name}"]) for name in ("limit", "remaining"))
            h.check(0 <= remaining <= limit, f"{unit}: {remaining} of {limit}")
            datetime.datetime.fromisoformat(headers[f"anthropic-ratelimit-{unit}-reset"].replace("Z", "+00:00"))

    @case
    def retry_429():
        retried("s01")

    @case
    def retry_500():
        retried("s03")

    @case
    def overloaded():
        impatient = connect(max_retries=1)
        error = h.failure(lambda: impatient.messages.create(**hello(model=fault("s04"))))
        h.check(isinstance(error, anthropic.InternalServerError), f"got {error!r}")
        h.same((error.status_code, error.body["error"]["type"]), (529, "overloaded_error"), "error")

    @case
    def retry_reset():
        retried("s05")

    @case
    def cut_raw():
        items, error = h.drain(ask(model=fault("s08"), stream=True))
        h.check(len(items) > 2, "cut before the first piece")
        h.check(error or items[-1].type != "message_stop", "the cut cannot be seen")

    @case
    def cut_helper():
        h.failure(lambda: streamed(model=fault("s08")))

    @case
    def malformed():
        items, error = h.drain(ask(model=fault("s10"), stream=True))
        h.check(len(items) > 1 and error, "no error")

    @case
    def context_length():
        wrong(model=fault("s12"))

    @case
    def content_policy():
        wrong(model=fault("s13"))

    @case
    def prefix():
        h.same(text(connect(f"{url}/anthropic").messages.create(**hello())), text(ask()), "text")

    return case
