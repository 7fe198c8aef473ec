#!/bin/sh
# The fault "pause" alone, in its short version; options of `reprise faults`, such as --full, go through.
exec "$(dirname "$0")/../../reprise" faults --only pause "$@"
