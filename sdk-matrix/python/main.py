"""Runs the cases of the Python SDKs: main.py --url U --keyed-url U --key K [--provider P] [--sdk S] [--case C]"""

import argparse
import itertools
import json
import pathlib
import threading
import time
from importlib.metadata import version

import anthropic_cases
import gemini_cases
import openai_cases
from harness import run_all

SDKS = [
    ("openai", "openai", openai_cases.define),
    ("anthropic", "anthropic", anthropic_cases.define),
    ("gemini", "google-genai", gemini_cases.define),
]
# A fault that happens once happens once for each model name.
NONCE = f"python-{time.time_ns():x}"
COUNTER = itertools.count()


def fault(name):
    return f"fb-{name}-{NONCE}-{next(COUNTER)}"


def main():
    parser = argparse.ArgumentParser()
    for name in ("url", "keyed-url", "key"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("provider", "sdk", "case"):
        parser.add_argument(f"--{name}")
    args = parser.parse_args()
    catalogue = json.loads((pathlib.Path(__file__).parent.parent / "cases.json").read_text())

    threads = []
    for provider, sdk, define in SDKS:
        if args.provider in (None, provider) and args.sdk in (None, sdk):
            ids = [case for case in catalogue[provider] if args.case in (None, case)]
            about = {"provider": provider, "sdk": sdk, "version": version(sdk)}
            cases = define(args.url, args.keyed_url, args.key, fault)
            threads.append(threading.Thread(target=run_all, args=(about, ids, cases)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
