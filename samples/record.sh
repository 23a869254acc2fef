#!/bin/bash
# Records samples from real implementations: record.sh [NAME...], default all of record/*.sh.
# Needs root (a network namespace and tcpdump), tcpdump, dumpcap, node, npm, python3-websockets, chromium, curl,
# haproxy and nginx. Every recording runs in a network namespace of its own, in which nothing but loopback is up.
set -euo pipefail
cd "$(dirname "$0")"

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
npm install --silent --no-audit --no-fund --prefix "$tools" ws@8 undici@6 faye-websocket@0.11 > "$tools/npm.log"

if [ $# -eq 0 ]; then
    set -- $(cd record && ls *.sh | grep -v '^stage.sh$' | sed 's/\.sh$//')
fi
for name in "$@"; do
    echo "recording $name"
    PYTHONDONTWRITEBYTECODE=1 NODE_PATH="$tools/node_modules" unshare --net --mount-proc --pid --fork \
        bash -euo pipefail -c 'source record/stage.sh; source "record/$1.sh"; finish' stage "$name"
done
