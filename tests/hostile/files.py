"""The hostile corpus: how each file is made, and what its refusal must say."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.made_up_runs import made_up_run


class Hostile(NamedTuple):
    """``make`` puts a file at the path; ``words`` stand in its refusal."""

    make: Callable[[Path], object]
    words: tuple[str, ...]


def a_run() -> dict[str, object]:
    return made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6)


def of_bytes(content: Callable[[], bytes]) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content())


def changed(old: str, new: str) -> Callable[[Path], object]:
    """A good file with a piece of its text replaced, once."""

    def make(path: Path) -> None:
        text = json.dumps(a_run())
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return make


def sparse(path: Path) -> None:
    """2 GB that take no room on the disk."""
    with path.open("wb") as file:
        file.write(b'{"benchmarks": [')
        file.truncate(2 * 2**30)


def link_loop(path: Path) -> None:
    other = path.with_name("other.link")
    other.symlink_to(path)
    path.symlink_to(other)


def million_cases() -> bytes:
    run = a_run()
    case = json.dumps({"name": "x", "extra_info": {}, "params": {}, "stats": {"data": []}})
    cases = f'"benchmarks": [{",".join([case] * 10**6)}]'  # the last of two counts
    return json.dumps({**run, "benchmarks": 0}).encode()[:-1] + f", {cases}}}".encode()


def many(unit: bytes, times: int) -> Callable[[], bytes]:
    return lambda: b"[" + unit * times + b"0]"


def traced(spans: str, about: dict[str, int]) -> bytes:
    """A good file with these moments in one of its cases."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6)
    extra = run["benchmarks"][1]["extra_info"]
    extra["timeline"] = {"size": "small", "serial": None, "spans": [spans], **about}
    return json.dumps(run).encode()


HOSTILE: dict[str, Hostile] = {
    "2 GB": Hostile(sparse, ("2,147,483,648 bytes", "134,217,728 at most")),
    "million cases": Hostile(of_bytes(million_cases), ("lists and objects", "250,000 at most")),
    "many lists": Hostile(of_bytes(many(b"[],", 10**6)), ("1,000,001 lists and objects",)),
    "many values": Hostile(of_bytes(many(b"0,", 6 * 10**6)), ("6,000,000 values",)),
    "many keys": Hostile(
        of_bytes(lambda: b"{" + b'"":0,' * 2 * 10**6 + b'"":0}'), ("2,000,001 keys",)
    ),
    "a large text beyond ASCII": Hostile(
        of_bytes(lambda: '"😀'.encode() + b"a" * (33 * 2**20) + b'"'), ("not all ASCII",)
    ),
    "deep lists": Hostile(of_bytes(lambda: b"[" * 10**5 + b"]" * 10**5), ("JSON",)),
    "deep objects": Hostile(of_bytes(lambda: b'{"a":' * 10**5 + b"0" + b"}" * 10**5), ("JSON",)),
    "folder": Hostile(Path.mkdir, ("a folder", "a regular file")),
    "pipe": Hostile(os.mkfifo, ("a pipe", "a regular file")),
    "device": Hostile(lambda path: path.symlink_to("/dev/zero"), ("a device", "a regular file")),
    "link loop": Hostile(link_loop, ("symbolic links",)),
    "link to nowhere": Hostile(lambda path: path.symlink_to("nowhere"), ("No such file",)),
    "rubbish": Hostile(of_bytes(lambda: bytes(range(256)) * 1000), ("JSON",)),
    "PNG": Hostile(of_bytes(lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), ("JSON",)),
    "half UTF-16": Hostile(of_bytes(lambda: json.dumps(a_run()).encode("utf-16")[:-1]), ("JSON",)),
    "huge int": Hostile(changed('"tasks": 48', '"tasks": ' + "9" * 400), ("tasks", "99999")),
    "endless int": Hostile(changed('"tasks": 48', '"tasks": ' + "9" * 10**6), ("JSON",)),
    "NaN": Hostile(changed('"data": [', '"data": [NaN, '), ("stats.data[0]", "got nan")),
    "infinity": Hostile(changed('"data": [', '"data": [-Infinity, '), ("stats.data[0]", "-inf")),
    "too large": Hostile(changed('"data": [', '"data": [1e999, '), ("stats.data[0]", "got inf")),
    "negative": Hostile(changed('"data": [', '"data": [-1e-3, '), ("stats.data[0]", "-0.001")),
    "a billion workers": Hostile(changed('"workers": 1', '"workers": 1000000000'), ("workers",)),
    "a formula": Hostile(changed('"kind": "cpu"', '"kind": "=1+cmd()"'), ("kind", "begins with")),
    "a formula after a space": Hostile(changed('"fib"', '" @SUM(A1)"'), ("workload", "begins")),
    "a giant text for a number": Hostile(
        changed('"tasks": 48', f'"tasks": "{"x" * 10**7}"'), ("tasks", "'xxxx")
    ),
    "endless moments": Hostile(
        of_bytes(
            lambda: traced("12 " * 10**7, {"opened": 0, "results": 99, "closed": 99, "tasks": 1})
        ),
        ("spans[0]", "'12 12 12"),
    ),
    "a deep value": Hostile(
        changed('"tasks": 48', f'"tasks": {"[" * 900}{"]" * 900}'), ("tasks", "[[[[")
    ),
}
#: What is odd and right: it is read like the file that it was made of.
HARMLESS: dict[str, Callable[[str], bytes]] = {
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "BOM": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "spaces": lambda text: b" \n" * 1000 + text.encode() + b"\t" * 1000,
    "keys twice": lambda text: text.replace("{", '{"datetime": 7, ', 1).encode(),
    "NaN that nobody reads": lambda text: text.replace("{", '{"x": NaN, ', 1).encode(),
    "a half surrogate": lambda text: text.replace("{", '{"x": "\\ud800", ', 1).encode(),
    "a huge int": lambda text: text.replace("{", '{"x": ' + "9" * 400 + ", ", 1).encode(),
    "another's benchmark": lambda text: text.replace(
        '"benchmarks": [', '"benchmarks": [{"extra_info": {"family_": 1}}, ', 1
    ).encode(),
}
#: Foreign words that want to be something else where they are shown.
LABELS = (
    "../../etc/x", "/etc/passwd", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
    "javascript:alert(1)", "{{ 7 * 7 }}", "$\\frac{1}{$", "%s %n", "\x1b[2J\x1b]0;x\x07", "a\r\nb",
    "\u202efdp.exe", "\ud800", "]]>", "-->", "| a | b |", "![x](http://example.com/x.png)", "",
)  # fmt: skip
#: File names that want to be somewhere else.
NAMES = (
    "...json", "..json", ".json", " .json", "a\nb.json", "<script>alert(1)<.json", "-rf.json",
    "\x1b[31m.json", "$(touch x).json", "%2e%2e%2f.json", "x" * 250 + ".json", "a;b&c|d.json",
    "😀.json", "\udcff.json", "..manyhands.json",
)  # fmt: skip
