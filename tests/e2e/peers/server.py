"""Echoes, with a greeting first, and logs every message: server.py ADDRESS PORT. Ends after one connection."""

import asyncio
import hashlib
import json
import sys

import websockets


def log(sender, message):
    octets = message.encode() if isinstance(message, str) else message
    kind = "text" if isinstance(message, str) else "binary"
    print(json.dumps({"sender": sender, "kind": kind, "length": len(octets),
                      "hash": hashlib.sha256(octets).hexdigest()}), flush=True)


async def main():
    over = asyncio.get_running_loop().create_future()

    async def talk(connection):
        async def say(message):
            log("server", message)
            await connection.send(message)

        await say("welcome")
        async for message in connection:
            log("client", message)
            await say(message)
        over.set_result(None)

    async with websockets.serve(talk, sys.argv[1], int(sys.argv[2]), max_size=None):
        print("ready", flush=True)
        await over


asyncio.run(main())
