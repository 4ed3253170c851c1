"""A round trip over a socket to a server that takes 5 ms: it waits, without the GIL.

The server is a process of its own, whose port the study puts into the environment.
"""

import os
import socket

ITEMS = list(range(16))


def work(item: int) -> int:
    """Send a number, get it back."""
    with socket.create_connection(("127.0.0.1", int(os.environ["ECHO_PORT"]))) as link:
        link.sendall(item.to_bytes(4, "big"))
        return int.from_bytes(link.recv(4), "big")
