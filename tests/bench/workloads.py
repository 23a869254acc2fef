"""The captures that the benchmark makes: what the generator is asked for."""

# Of each kind of traffic as much as it takes to see what it costs.
MEASURED = {
    "W1": ("small messages, 2,000 connections at a time", {
        "connections": 2500, "concurrent": 2000, "messages-per-conn": 540, "size-dist": "range:60:180",
        "coalesce-prob": 0.3, "seed": 101}),
    "W2": ("bulk: binary messages of 64 KiB", {
        "connections": 50, "concurrent": 50, "messages-per-conn": 290, "payload": "binary",
        "size-dist": "fixed:65536", "seed": 102}),
    "W3": ("permessage-deflate", {
        "connections": 500, "concurrent": 200, "messages-per-conn": 700, "size-dist": "range:200:4000",
        "deflate": True, "coalesce-prob": 0.2, "seed": 103}),
    "W4": ("19 packets of 20 are other traffic", {
        "connections": 500, "concurrent": 100, "messages-per-conn": 22, "size-dist": "mix",
        "noise-ratio": 0.95, "seed": 104}),
    "W5": ("300,000 short connections, 20,000 at a time", {
        "connections": 300000, "concurrent": 20000, "messages-per-conn": 2, "size-dist": "range:60:180",
        "seed": 105}),
}

# Judged for their totals only: what the measured ones have none of.
JUDGED = {
    "fragments": ("messages in several frames, Pings in between", {
        "size-dist": "mix", "payload": "mixed", "fragment-prob": 0.5, "ping-prob": 0.2, "coalesce-prob": 0.3,
        "seed": 201}),
    "disorder": ("segments late and repeated", {
        "size-dist": "range:60:5000", "fragment-prob": 0.1, "reorder-prob": 0.1, "dup-prob": 0.1, "seed": 202}),
    "loss": ("segments missing, IPv6", {
        "size-dist": "range:60:5000", "loss-prob": 0.02, "ipv6": True, "seed": 203}),
    "all": ("everything but loss", {
        "size-dist": "mix", "payload": "mixed", "deflate": True, "fragment-prob": 0.3, "coalesce-prob": 0.3,
        "noise-ratio": 0.3, "reorder-prob": 0.05, "dup-prob": 0.05, "seed": 204}),
}

ALL = MEASURED | JUDGED


def small(options, packets):
    """The same traffic in about `packets` packets, with fewer connections open at a time."""
    return options | {"packets": packets, "concurrent": min(options.get("concurrent", 20), packets // 1000)}


def as_arguments(options):
    arguments = []
    for name, value in options.items():
        if value is True:
            arguments.append("--" + name)
        elif value:
            arguments += ["--" + name, str(value)]
    return arguments
