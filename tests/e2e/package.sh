#!/bin/sh
# Installs a build folder into a temporary prefix, builds consumer/ against what is there, and runs both programs:
# package.sh BUILD [CMAKE-OPTION...], options for the consumer's configure step.
set -eu
build=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
sample=$here/../../samples/node-ws.pcap
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

expect() { # What, expected, got.
    [ "$2" = "$3" ] && return
    echo "$1: expected '$2', got '$3'" >&2
    exit 1
}

cmake --install "$build" --prefix "$work/prefix" >/dev/null
cmake -S "$here/consumer" -B "$work/consumer" -DCMAKE_PREFIX_PATH="$work/prefix" "$@" >/dev/null
cmake --build "$work/consumer"

frames=$("$work/prefix/bin/wsdissect" analyze -T line --only frame "$sample" | wc -l)
expect "frames that the installed program prints" 31 "$frames"
expect "frames that a program with the installed library counts" 31 "$("$work/consumer/consumer" "$sample")"
