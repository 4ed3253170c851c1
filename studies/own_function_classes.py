"""Is the class of 12 well-known functions right, time after time?

    python -m studies.own_function_classes [--repeat 3] [--only json,re] [--python PATH]

The functions stand in tests/fixtures/user_functions/known, one file each, with why they are what
they are in their first line. Each is looked at as ``--workload`` does, in processes of its own. The
table that this prints is committed in docs/own_functions.md. With ``--python`` another interpreter
measures, as the command's option of that name has it; what imports a package that it has not has
a row that says so.
"""

import argparse
import multiprocessing
import os
import socketserver
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from lightwork.measuring.launcher.targets import Refused
from lightwork.measuring.race.race import Limits
from lightwork.measuring.session import conditions
from lightwork.measuring.user_function.gil_shares import Classified
from lightwork.measuring.user_function.measure import measure_function
from lightwork.measuring.user_function.request import make_request
from tests.fixtures.places import USER_FUNCTIONS

FOLDER = USER_FUNCTIONS / "known"
#: Seconds that an answer of the echo server takes.
ANSWER_SECONDS = 0.005
#: What is expected of each, by the reasoning in its file.
EXPECTED = {
    "zlib": "native",
    "hashlib": "native",
    "json": "gil",
    "re": "gil",
    "csv": "gil",
    "statistics": "gil",
    "decimal": "gil",
    "numpy": "native",
    "pandas": "gil",
    "pillow": "native",
    "socket": "waits",
    "sqlite3": "native",
}


class Echo(socketserver.BaseRequestHandler):
    """Sends back what it gets, after a while."""

    def handle(self) -> None:
        """Read, wait, send back."""
        text = self.request.recv(4096)
        time.sleep(ANSWER_SECONDS)
        self.request.sendall(text)


class EchoServer(socketserver.ThreadingTCPServer):
    """Serves each connection by a thread."""

    request_queue_size = 128
    daemon_threads = True


def serve_echoes(port: Connection) -> None:
    """Serve until the process is ended, and send the port first."""
    with EchoServer(("127.0.0.1", 0), Echo) as server:
        port.send(server.server_address[1])
        server.serve_forever()


@contextmanager
def echo_server() -> Iterator[None]:
    """The server of the socket's round trips; its port is in the environment meanwhile.

    In a process of its own, so that its seconds are none of the function's.
    """
    spawn = multiprocessing.get_context("spawn")
    ours, its = spawn.Pipe()
    server = spawn.Process(target=serve_echoes, args=(its,), daemon=True)
    server.start()
    os.environ["ECHO_PORT"] = str(ours.recv())
    try:
        yield
    finally:
        server.kill()
        server.join()


def class_of(function: str, items: str, python: str | None = None) -> Classified:
    """Where the seconds of one of the functions go; its race is as short as can be.

    Raises `Refused` where it cannot be measured.
    """
    request = make_request(function, items, None, None, FOLDER, function, python=python)
    return measure_function(request, Limits(0, 0, 0), strategies=["thread_pool"]).classified


def row(name: str, number: int, found: Classified) -> tuple[bool, str]:
    """Whether the class is right, and a row of the table."""
    right = found.name == EXPECTED[name]
    shares = [
        f"{100 * one.value:.0f} [{100 * one.low:.0f}, {100 * one.high:.0f}]"
        for one in found.shares.values()
    ] or [found.reason or "", "", ""]
    words = "" if found.sure else " (not sure)"
    cells = [name, str(number), EXPECTED[name], found.name + words, *shares]
    return right, "| " + " | ".join([*cells, "yes" if right else "**no**"]) + " |"


def main() -> None:
    """Try them, print a row for each trial, and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", default=",".join(EXPECTED))
    parser.add_argument("--python", metavar="PATH", help="the interpreter that measures")
    arguments = parser.parse_args()
    conditions.cap_inner_threads()
    print("| function | look | expected | found | GIL % | native % | waits % | right |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    results = []
    with echo_server():
        for number in range(1, arguments.repeat + 1):
            for name in arguments.only.split(","):
                file = f"known_{name}.py"
                try:
                    found = class_of(f"{file}:work", f"{file}:ITEMS", arguments.python)
                except Refused as refused:
                    print(f"| {name} | {number} | {EXPECTED[name]} | not measured: {refused} |")
                    continue
                right, line = row(name, number, found)
                results.append(right)
                print(line, flush=True)
    load = os.getloadavg()[0]
    print(f"\n{sum(results)} of {len(results)} right, at a load of {load:.1f} in the end.")


if __name__ == "__main__":
    main()
