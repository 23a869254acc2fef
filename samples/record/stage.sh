# What the recipes are written in. A recipe is sourced after this file, with samples/ as the working directory,
# as root in an empty network namespace whose processes die with it.

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
recorders=()
ip link set lo up

# ordinary_segments: segments of 1500 octets instead of loopback's 64 KiB.
ordinary_segments() {
    ip link set lo mtu 1500
    ip link set lo gso_max_segs 1
}

# await TEXT FILE: until the background program that writes FILE has written TEXT.
await() {
    for _ in $(seq 200); do
        if grep -q "$1" "$2" 2> /dev/null; then return; fi
        sleep 0.05
    done
    echo "no '$1' in:" >&2
    cat "$2" >&2
    exit 1
}

# record FILE [TCPDUMP OPTION...]: records TCP, by default on lo, until the recipe ends.
record() {
    local file=$1
    shift
    [ $# -gt 0 ] || set -- -i lo
    tcpdump -Z root -U --immediate-mode -s 66000 -B 65536 -n "$@" -w "$file" tcp 2> "$scratch/tcpdump.log" &
    recorders+=($!)
    await 'listening on' "$scratch/tcpdump.log"
}

# serve PORT PROGRAM [ARGUMENT...]: starts a server, and returns when it listens.
serve() {
    local port=$1
    shift
    "$@" > "$scratch/$port.log" 2>&1 &
    for _ in $(seq 200); do
        if ss -Hltn "sport = :$port" | grep -q .; then return; fi
        sleep 0.05
    done
    echo "nothing listens on $port:" >&2
    cat "$scratch/$port.log" >&2
    exit 1
}

finish() {
    sleep 0.5 # What is still on its way.
    kill -INT "${recorders[@]}"
    wait "${recorders[@]}" || true
}
