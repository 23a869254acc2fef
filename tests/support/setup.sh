# Sourced by the scripts that set everything up: what they need from Debian, and how they build. POSIX shell.

# need PACKAGE...: installs those that are missing. Says nothing if none is.
need() {
    missing=
    for package in "$@"; do
        case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) in
            *' installed') ;;
            *) missing="$missing $package" ;;
        esac
    done
    [ -n "$missing" ] || return 0
    echo "Installing$missing" >&2
    if [ "$(id -u)" -eq 0 ]; then as_root=; else as_root=sudo; fi
    log=$(mktemp)
    # shellcheck disable=SC2086 # both lists are meant to be split
    if ! { $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends $missing; } \
        >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        echo "These packages could not be installed:$missing" >&2
        exit 1
    fi
    rm -f "$log"
}

need_for_building() {
    need g++ cmake ninja-build pkg-config libpcap-dev libfmt-dev libisal-dev libnghttp2-dev libssl-dev libsimdjson-dev \
        libre2-dev libcli11-dev zlib1g-dev libzstd-dev liblzma-dev liblz4-dev libbz2-dev libseccomp-dev
}

# build PRESET [CMAKE-ARGUMENT...]: configures and builds what CMakePresets.json calls PRESET. Says nothing if nothing
# changed.
build() {
    preset=$1
    shift
    log=$(mktemp)
    if ! cmake --preset "$preset" "$@" >"$log" 2>&1; then
        cat "$log" >&2
        exit 1
    fi
    case $preset in release) folder=build ;; *) folder=build-$preset ;; esac
    if ! ninja -C "$folder" -n | grep -q 'no work to do'; then
        echo "Building in $folder/" >&2
        if ! ninja -C "$folder" >"$log" 2>&1; then
            cat "$log" >&2
            exit 1
        fi
    fi
    rm -f "$log"
}
