"""Waiting: services, retries, sensors, sockets, commands and coroutines."""

import asyncio
import random
import select
import socket
import subprocess
import threading
import time

_CHANCE = random.Random(1)
REQUESTS = [(number, _CHANCE.uniform(0.005, 0.02)) for number in range(40)]


def fetch(request: tuple[int, float]) -> dict[str, int]:
    """A service that answers after 5 to 20 ms."""
    number, seconds = request
    time.sleep(seconds)
    return {"id": number, "stock": number * 7919 % 101}


RETRIED = [(number, 1 if number % 12 else 12) for number in range(48)]


def fetch_retried(request: tuple[int, int]) -> tuple[int, int]:
    """Most answer at once, every twelfth at the twelfth time."""
    number, tries = request
    for _ in range(tries):
        time.sleep(0.006)
    return number, tries


SENSORS = list(range(6))


def read_sensor(sensor: int) -> float:
    """Six sensors, 5 ms each: a short job of few items."""
    time.sleep(0.005)
    return 20 + sensor / 8


QUESTIONS = [f"question {number}" for number in range(30)]


def ask(question: str) -> str:
    """A question to a server of our own, by a socket; it answers after 8 ms."""
    ours, theirs = socket.socketpair()

    def answer() -> None:
        asked = theirs.recv(4096)
        time.sleep(0.008)
        theirs.sendall(asked.upper())

    server = threading.Thread(target=answer)
    server.start()
    ours.sendall(question.encode())
    got = ours.recv(4096).decode()
    server.join()
    ours.close()
    theirs.close()
    return got


PORTS = list(range(1, 25))


def silent_for(port: int) -> bool:
    """Whether nothing came from a socket for so many milliseconds; the later, the longer."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        return select.select([ours], [], [], port / 1000)[0] == []


PAGES = list(range(90))


def fetch_page(page: int) -> bytes:
    """20 ms, and 20 kB of answer."""
    time.sleep(0.02)
    return bytes((page + place) % 251 for place in range(200)) * 100


COMMANDS = [f"{number / 1000:.3f}" for number in range(10, 26)]


def run_command(seconds: str) -> int:
    """Another program, which takes 10 to 25 ms."""
    return subprocess.run(["sleep", seconds], check=True).returncode


FEEDS = [(number, 5) for number in range(14)]


def read_feed(feed: tuple[int, int]) -> list[int]:
    """Five coroutines that wait side by side, for 12 ms."""
    number, parts = feed

    async def part(own: int) -> int:
        await asyncio.sleep(0.012)
        return number * own

    async def all_parts() -> list[int]:
        return list(await asyncio.gather(*(part(own) for own in range(parts))))

    return asyncio.run(all_parts())
