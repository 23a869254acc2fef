"""Says messages and waits for each to come back: client.py URL COUNT [pause MILLISECONDS] [stay]. Logs each."""

import asyncio
import hashlib
import json
import random
import sys

import websockets


def log(sender, message):
    octets = message.encode() if isinstance(message, str) else message
    kind = "text" if isinstance(message, str) else "binary"
    print(json.dumps({"sender": sender, "kind": kind, "length": len(octets),
                      "hash": hashlib.sha256(octets).hexdigest()}), flush=True)


def messages(count):
    rng = random.Random(count)
    for number in range(count):
        length = rng.choice((0, 5, 125, 126, 1000, 65535, 65536, 200000))
        yield f"text {number} ü " + "x" * length if number % 2 else rng.randbytes(length)


async def main():
    pause = int(sys.argv[4]) / 1000 if "pause" in sys.argv else 0
    async with websockets.connect(sys.argv[1], max_size=None) as connection:
        log("server", await connection.recv())
        for message in messages(int(sys.argv[2])):
            log("client", message)
            await connection.send(message)
            log("server", await connection.recv())
            await asyncio.sleep(pause)
        if "stay" in sys.argv:
            await asyncio.sleep(60)


asyncio.run(main())
