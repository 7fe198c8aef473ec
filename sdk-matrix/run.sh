#!/bin/sh
# Runs the cases of a language's SDKs and prints a line of JSON for each:
#
#   run.sh node|python|java --url U --keyed-url U --key K [--provider P] [--sdk S] [--case C]
#
# --url is a server without keys, --keyed-url one with keys of which --key is one. install.sh comes first.
set -eu
directory=$(CDPATH='' cd -- "$(dirname "$0")" && pwd)
language=$1
shift

case $language in
    node) exec node "$directory/node/main.mjs" "$@" ;;
    python) exec "$directory/python/venv/bin/python" "$directory/python/main.py" "$@" ;;
    java)
        exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
            -cp "$directory/java/target/classes:$directory/java/target/lib/*" io.reprise.sdk.Main \
            --cases "$directory/cases.json" "$@"
        ;;
    *)
        echo "run.sh: no such language: $language" >&2
        exit 2
        ;;
esac
