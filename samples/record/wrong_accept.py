"""A server on port 8080 that answers any upgrade with the wrong Sec-WebSocket-Accept, and a client that goes on."""

import pathlib
import socket
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from packets import CLOSE, PING, TEXT, close_payload, frame, head, masked, upgrade_request  # noqa: E402


def serve():
    connection, _ = socket.create_server(("127.0.0.1", 8080)).accept()
    connection.recv(4096)
    connection.sendall(head("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOO="))
    connection.sendall(frame(TEXT, b"trust me"))
    connection.recv(4096)
    connection.sendall(frame(PING, b"still there?"))
    connection.recv(4096)


def ask():
    connection = socket.create_connection(("127.0.0.1", 8080))
    connection.sendall(upgrade_request(host="127.0.0.1:8080"))
    connection.recv(4096)
    connection.sendall(masked(TEXT, b"I believe everything"))
    connection.recv(4096)
    connection.sendall(masked(CLOSE, close_payload(1000)))
    connection.recv(4096)


{"server": serve, "client": ask}[sys.argv[1]]()
