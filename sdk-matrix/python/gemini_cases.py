"""The cases of the `google-genai` package, by the ids of cases.json."""

import json
import urllib.parse

from google import genai
from google.genai import errors

import harness as h

MODEL = "gemini-2.5-flash"
EMBEDDING_MODEL = "gemini-embedding-001"
# The API's own schema dialect.
WEATHER = {
    "name": "get_weather",
    "description": "The weather of a city",
    "parameters": {
        "type": "OBJECT",
        "properties": {"city": {"type": "STRING"}, "unit": {"type": "STRING", "enum": ["celsius", "fahrenheit"]}},
        "required": ["city", "unit"],
    },
}
TIME = {
    "name": "get_time",
    "parameters": {"type": "OBJECT", "properties": {"zone": {"type": "STRING"}}, "required": ["zone"]},
}
JSON = {"response_mime_type": "application/json"}
STRUCTURED = {**JSON, "response_schema": h.Person}


def turn(role, text):
    return {"role": role, "parts": [{"text": text}]}


def tools(*declarations):
    return {"tools": [{"function_declarations": list(declarations)}]}


def calling(**config):
    return {"tool_config": {"function_calling_config": config}}


def calls(answer):
    return answer.function_calls or []


def finish(answer):
    reason = answer.candidates[0].finish_reason
    return reason and reason.name


def joined(chunks):
    return "".join(part.text or "" for chunk in chunks for part in chunk.candidates[0].content.parts or [])


def define(url, keyed_url, key, fault):
    def connect(base=url, api_key="any", **options):
        return genai.Client(api_key=api_key, http_options={"base_url": base, **options})

    client = connect()
    case = h.Cases()

    def ask(config=None, **more):
        return client.models.generate_content(**{"model": MODEL, "contents": "Hello", "config": config, **more})

    def stream(config=None, **more):
        return client.models.generate_content_stream(**{"model": MODEL, "contents": "Hello", "config": config, **more})

    def count(contents):
        return client.models.count_tokens(model=MODEL, contents=contents).total_tokens

    def embed(contents, **config):
        found = client.models.embed_content(model=EMBEDDING_MODEL, contents=contents, config=config).embeddings
        return [item.values for item in found]

    def answer_of(other):
        return other.models.generate_content(model=MODEL, contents="Hello").text

    def post(path, body):
        status, answer = h.http(f"{url}{path}", body, {"x-goog-api-key": "any"})
        return status, json.loads(answer)

    retrying = connect(retry_options={"attempts": 3, "initial_delay": 0.2, "max_delay": 1})

    def retried(name):
        h.check(retrying.models.generate_content(model=fault(name), contents="Hello").text, "no text after the retry")

    def refused(error, code, *parts):
        h.check(isinstance(error, errors.APIError) and error.code == code, f"expected {code}, got {error!r}"[:300])
        h.names(f"{error.status} {error} {error.details}", *parts)

    def wrong(*parts, **more):
        refused(h.failure(lambda: ask(**more)), 400, "INVALID_ARGUMENT", *parts)

    def wrong_http(contents, *parts):
        """For what the SDK's own types refuse to send."""
        status, answer = post(f"/v1beta/models/{MODEL}:generateContent", {"contents": contents})
        error = answer["error"]
        h.same((status, error["code"], error["status"]), (400, 400, "INVALID_ARGUMENT"), "error")
        h.names(error["message"], *parts)

    @case
    def answer():
        answer = ask()
        h.check(answer.text and answer.model_version and answer.response_id, "text, model version or response id is missing")
        h.same((answer.candidates[0].content.role, finish(answer)), ("model", "STOP"), "candidate")

    @case
    def system():
        h.differ(ask({"system_instruction": "Be brief"}).text, ask({"system_instruction": "Be kind"}).text, "texts")

    @case
    def multi_turn():
        first = ask()
        second = ask(contents=[turn("user", "Hello"), turn("model", first.text), turn("user", "And then?")])
        counts = [answer.usage_metadata.prompt_token_count for answer in (first, second)]
        h.check(counts[1] > counts[0], "the turns before do not count")
        h.check(second.text, "no text")

    @case
    def _same():
        a, b = ask(), ask()
        h.same((a.response_id, a.text), (b.response_id, b.text), "id and text")

    @case
    def seed():
        h.differ(ask({"seed": 1}).text, ask({"seed": 2}).text, "texts")

    @case
    def max_tokens():
        answer = ask({"max_output_tokens": 5})
        h.same((finish(answer), answer.usage_metadata.candidates_token_count), ("MAX_TOKENS", 5), "finish")

    @case
    def stop_sequence():
        answer = ask({"stop_sequences": ["."]})
        h.check(answer.text and "." not in answer.text, f"the stop sequence is in {answer.text}")
        h.same(finish(answer), "STOP", "finish reason")

    @case
    def candidates():
        texts = [candidate.content.parts[0].text for candidate in ask({"candidate_count": 2}).candidates]
        h.same(len(set(texts)), 2, "different texts")

    @case
    def logprobs():
        answer = ask({"response_logprobs": True, "logprobs": 2})
        result = answer.candidates[0].logprobs_result
        h.same("".join(item.token for item in result.chosen_candidates), answer.text, "tokens")
        h.check(all(len(item.candidates) == 2 for item in result.top_candidates), "not two top tokens each")

    @case
    def usage_count():
        usage = ask().usage_metadata
        h.same(usage.prompt_token_count, count("Hello"), "tokens")
        total = usage.prompt_token_count + usage.candidates_token_count + (usage.thoughts_token_count or 0)
        h.same(usage.total_token_count, total, "total")

    @case
    def stream_raw():
        answer, chunks = ask(), list(stream())
        h.same((joined(chunks), chunks[0].response_id), (answer.text, answer.response_id), "text and id")

    @case
    def stream_usage():
        last = list(stream())[-1]
        h.same(last.usage_metadata.total_token_count, ask().usage_metadata.total_token_count, "total")

    @case
    def stream_order():
        chunks = list(stream())
        h.check(len(chunks) > 1, "one chunk only")
        h.same(len({(chunk.response_id, chunk.model_version) for chunk in chunks}), 1, "ids")
        h.same([index for index, chunk in enumerate(chunks) if finish(chunk)], [len(chunks) - 1], "finish reasons")

    @case
    def stream_abort():
        chunks = stream()
        h.check(next(chunks).response_id, "no id")
        chunks.close()
        h.check(ask().text, "no text afterwards")

    @case
    def stream_array():
        _, chunks = post(f"/v1beta/models/{MODEL}:streamGenerateContent", {"contents": [turn("user", "Hello")]})
        h.check(isinstance(chunks, list) and len(chunks) > 1, "no array")
        parts = [part for chunk in chunks for part in chunk["candidates"][0]["content"]["parts"]]
        h.same("".join(part["text"] for part in parts), ask().text, "text")

    @case
    def v1():
        text = answer_of(connect(api_version="v1"))
        h.check(text, "no text")
        h.same(text, answer_of(connect(api_version="v1beta")), "text")

    @case
    def v1beta():
        h.check(answer_of(connect(api_version="v1beta")), "no text")

    @case
    def chat_history():
        chat = client.chats.create(model=MODEL)
        chat.send_message("Hello")
        h.check(chat.send_message("And then?").text, "no text")
        h.same([content.role for content in chat.get_history(curated=True)], ["user", "model", "user", "model"], "roles")

    @case
    def chat_stream_history():
        chat = client.chats.create(model=MODEL)
        chunks = list(chat.send_message_stream("Hello"))
        history = chat.get_history(curated=True)
        h.same((history[0].role, history[-1].role), ("user", "model"), "roles")
        kept = "".join(part.text or "" for content in history[1:] for part in content.parts)
        h.same(kept, joined(chunks), "text")

    @case
    def tools_auto():
        answer = ask(tools(WEATHER))
        h.same((finish(answer), calls(answer)[0].name), ("STOP", "get_weather"), "call")
        h.check_weather(calls(answer)[0].args)

    @case
    def tools_loop():
        first = ask(tools(WEATHER))
        parts = [
            {"function_response": {"id": call.id, "name": call.name, "response": {"output": "sunny"}}}
            for call in calls(first)
        ]
        turns = [turn("user", "Hello"), first.candidates[0].content, {"role": "user", "parts": parts}]
        second = ask(tools(WEATHER), contents=turns)
        h.check(parts and not calls(second) and second.text, "the loop does not end")

    @case
    def tools_none():
        answer = ask({**tools(WEATHER), **calling(mode="NONE")})
        h.check(not calls(answer) and answer.text, "a call all the same")

    @case
    def tools_any():
        h.check_weather(calls(ask({**tools(WEATHER), **calling(mode="ANY")}))[0].args)

    @case
    def tools_named():
        only = calling(mode="ANY", allowed_function_names=["get_time"])
        h.same({call.name for call in calls(ask({**tools(WEATHER, TIME), **only}))}, {"get_time"}, "names")

    @case
    def tools_parallel():
        config = {**tools(WEATHER, TIME), **calling(mode="ANY")}
        h.find_seed(lambda seed: ask({**config, "seed": seed}), lambda answer: len(calls(answer)) > 1)

    @case
    def tools_stream():
        made = calls(ask(tools(WEATHER)))
        h.check(made, "no call")
        h.same([call for chunk in stream(tools(WEATHER)) for call in calls(chunk)], made, "calls")

    @case
    def tools_json_schema():
        answer = ask(tools({"name": "get_weather", "parameters_json_schema": h.WEATHER_SCHEMA}))
        h.check_weather(calls(answer)[0].args)

    @case
    def tools_automatic():
        called = []

        def get_weather(city: str) -> str:
            """The weather of a city."""
            called.append(city)
            return "sunny"

        answer = ask({"tools": [get_weather]})
        h.check(called and answer.text, f"called with {called}, text {answer.text}")

    @case
    def structured():
        parsed = ask(STRUCTURED).parsed
        h.check(isinstance(parsed, h.Person), f"got {parsed!r}")

    @case
    def structured_json_schema():
        h.Person.model_validate_json(ask({**JSON, "response_json_schema": h.Person.model_json_schema()}).text)

    @case
    def structured_stream():
        text = joined(stream(STRUCTURED))
        h.Person.model_validate_json(text)
        h.same(text, ask(STRUCTURED).text, "text")

    @case
    def json_mode():
        json.loads(ask(JSON).text)

    @case
    def thinking():
        answer = ask({"thinking_config": {"include_thoughts": True, "thinking_budget": 1024}})
        thought = answer.candidates[0].content.parts[0]
        h.check(thought.thought and thought.text and answer.text, "no thought before the text")
        h.check(answer.usage_metadata.thoughts_token_count, "the thought is not counted")

    @case
    def count_tokens():
        short, long = count("Hello"), count("Hello, how are you today?")
        h.check(0 < short < long, f"{short} and {long} tokens")

    @case
    def embed_one():
        h.check_unit(embed("Hello")[0])

    @case
    def embed_batch():
        both = embed(["one", "two"])
        h.same(len(both), 2, "embeddings")
        h.check_close(both[0], embed("one")[0])
        h.check_close(both[1], embed("two")[0])

    @case
    def embed_dimensions():
        vector = embed("Hello", output_dimensionality=64)[0]
        h.same(len(vector), 64, "dimensions")
        h.check_unit(vector)

    @case
    def embed_single_http():
        _, answer = post(f"/v1beta/models/{EMBEDDING_MODEL}:embedContent", {"content": {"parts": [{"text": "Hello"}]}})
        h.check_close(answer["embedding"]["values"], embed("Hello")[0])

    @case
    def models_list():
        found = any(m.name == f"models/{MODEL}" and m.input_token_limit > 0 for m in client.models.list())
        h.check(found, f"{MODEL} is not listed")

    @case
    def models_get():
        h.same(client.models.get(model=MODEL).name, f"models/{MODEL}", "name")

    @case
    def models_unknown():
        refused(h.failure(lambda: client.models.get(model="no-such-model")), 404, "NOT_FOUND")

    @case
    def error_empty_contents():
        wrong_http([])

    @case
    def error_role():
        wrong("role", contents=[turn("bot", "x")])

    @case
    def error_type():
        wrong_http([turn("user", "x"), turn("user", 5)], "contents[1].parts[0].text")

    @case
    def error_function_response():
        part = {"function_response": {"name": "get_weather", "response": {"output": "y"}}}
        wrong(contents=[{"role": "user", "parts": [part]}])

    @case
    def error_key():
        refused(h.failure(lambda: answer_of(connect(keyed_url))), 400, "API_KEY_INVALID")

    @case
    def _key():
        h.check(answer_of(connect(keyed_url, key)), "no text")

    @case
    def key_query():
        status, answer = h.http(f"{keyed_url}/v1beta/models?key={urllib.parse.quote(key)}")
        h.same(status, 200, "status")
        h.check(json.loads(answer)["models"], "no models")

    @case
    def error_too_large():
        refused(h.failure(lambda: ask(contents=h.BIG)), 413)

    @case
    def retry_429():
        retried("s01")

    @case
    def retry_500():
        retried("s03")

    @case
    def retry_503():
        error = h.failure(lambda: retried("s04"))
        h.check(isinstance(error, errors.ServerError) and error.code == 503, f"got {error!r}")

    @case
    def quota():
        error = h.failure(lambda: ask(model=fault("s02")))
        refused(error, 429, "RESOURCE_EXHAUSTED", "google.rpc.RetryInfo", "retryDelay")

    @case
    def retry_reset():
        model = fault("s05")
        try:
            ask(model=model)
        except Exception:  # as told to, this SDK does not retry; which error it is differs by HTTP library
            pass
        h.check(ask(model=model).text, "no text")

    @case
    def cut_raw():
        items, error = h.drain(stream(model=fault("s08")))
        h.check(len(items) > 1, "cut before the first piece")
        h.check(error or not any(map(finish, items)), "the cut cannot be seen")

    @case
    def malformed():
        items, error = h.drain(stream(model=fault("s10")))
        h.check(len(items) > 1 and error, "no error")

    @case
    def context_length():
        wrong(model=fault("s12"))

    @case
    def content_policy():
        try:
            h.check(ask(model=fault("s13")).prompt_feedback.block_reason, "no block reason")
        except errors.ClientError as error:
            h.same(error.code, 400, "code")

    @case
    def prefix():
        h.same(answer_of(connect(f"{url}/gemini")), ask().text, "text")

    return case
