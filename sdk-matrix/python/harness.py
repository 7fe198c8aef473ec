"""What the cases of all providers share: checks, the tool and the schema they use, running and reporting."""

import json
import math
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from pydantic import BaseModel

THREADS = 16
BIG = "word " * 400_000

WEATHER_SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}},
    "required": ["city", "unit"],
    "additionalProperties": False,
}
TIME_SCHEMA = {
    "type": "object",
    "properties": {"zone": {"type": "string"}},
    "required": ["zone"],
    "additionalProperties": False,
}


class Person(BaseModel):
    name: str
    age: int
    tags: list[str]


class Skip(Exception):
    """A case that this SDK cannot have."""


def check(condition, detail):
    if not condition:
        raise AssertionError(detail)


def same(actual, expected, what):
    check(actual == expected, f"{what}: expected {expected!r}, got {actual!r}")


def differ(a, b, what):
    check(a != b, f"{what} should differ: {a!r}")


def names(text, *parts):
    for part in parts:
        check(part in str(text), f"expected {part!r} in: {text}")


def failure(action):
    """The error of an action that must fail."""
    try:
        result = action()
    except Exception as error:
        return error
    raise AssertionError(f"no error, but {result!r}")


def drain(stream):
    """Reads a stream that may end with an error: what came, and the error or None."""
    items = []
    try:
        for item in stream:
            items.append(item)
    except Exception as error:
        return items, error
    return items, None


def check_weather(value):
    valid = isinstance(value.get("city"), str) and value.get("unit") in ("celsius", "fahrenheit")
    check(valid and len(value) == 2, f"the schema does not allow {value!r}")


def check_unit(vector):
    length = math.sqrt(sum(x * x for x in vector))
    check(abs(length - 1) < 1e-3, f"an embedding of length {length}")


def check_close(a, b):
    check(len(a) == len(b) and all(abs(x - y) < 1e-6 for x, y in zip(a, b)), "the embeddings differ")


def find_seed(call, wanted):
    """Calls with seed 0, 1, ... until the result is as wanted; the server knows each seed's answer."""
    for seed in range(32):
        result = call(seed)
        if wanted(result):
            return seed, result
    raise AssertionError("none of 32 seeds gave it")


def http(url, body=None, headers=()):
    """Status and body of a plain request; POST when it has a body."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json", **dict(headers)})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


_print_lock = threading.Lock()


def _run(case):
    try:
        if case is None:
            raise AssertionError("this runner has no such case")
        case()
        return "pass", ""
    except Skip as skip:
        return "skip", str(skip)
    except Exception as error:
        return "fail", f"{type(error).__name__}: {error}"[:600]


def run_all(about, ids, cases):
    """Runs the cases of one SDK, some at a time, and prints a line for each."""

    def one(case_id):
        status, detail = _run(cases.get(case_id))
        line = {**about, "language": "python", "case": case_id, "status": status, "detail": detail}
        with _print_lock:
            print(json.dumps(line), flush=True)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, ids))


class Cases(dict):
    """Cases by id; a decorator that registers a function under its name, with - for _."""

    def __call__(self, function):
        self[function.__name__.strip("_").replace("_", "-")] = function
        return function
