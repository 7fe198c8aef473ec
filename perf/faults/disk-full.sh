#!/bin/sh
# The fault "disk-full" alone, in its short version; options of `reprise faults`, such as --full, go through.
exec "$(dirname "$0")/../../reprise" faults --only disk-full "$@"
