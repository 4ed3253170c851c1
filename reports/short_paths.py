"""Paths of SVG in fewer bytes: the same lines, to a tenth of a point, from one place to the next.

What matplotlib writes (``M 691.27 425.54 L 691.27 422.32``) becomes ``M691.3 425.5v-3.2``. Numbers
are rounded where they are absolute, so that no error adds up. Grammar: W3C, Scalable Vector
Graphics (SVG) 2, section 9.3.
"""

import re
from collections.abc import Iterator
from functools import cache

PARTS = re.compile(r"[MLCQzZ]|-?[\d.]+")
#: How many numbers a command takes.
TAKES = {"M": 2, "L": 2, "Q": 4, "C": 6}


def short_path(path: str, per_point: int = 10) -> str:
    """The same path with places rounded to ``per_point`` steps of a point.

    A path with commands that matplotlib does not write stays as it is.
    """
    parts = PARTS.findall(path)
    if not parts or parts[0] != "M" or len("".join(parts)) != len("".join(path.split())):
        return path
    return "".join(_commands(parts, per_point))


def _commands(parts: list[str], per_point: int) -> Iterator[str]:
    x = y = start_x = start_y = 0
    place, last = 0, ""
    while place < len(parts):
        command = parts[place]
        place += 1
        if command in "zZ":
            yield "z"
            x, y, last = start_x, start_y, "z"
            continue
        values = [round(float(part) * per_point) for part in parts[place : place + TAKES[command]]]
        place += TAKES[command]
        ahead = [value - (y if i % 2 else x) for i, value in enumerate(values)]
        x, y = values[-2], values[-1]
        letter = command.lower()
        if command == "M":
            start_x, start_y = x, y
            if not last:
                letter = "M"  # so that it may follow another path
        elif command == "L" and 0 in ahead:
            # A line of no length must stay one: with round ends it is a dot.
            letter, ahead = ("v", ahead[1:]) if ahead[0] == 0 else ("h", ahead[:1])
        # After a first place another would be taken for the end of a line.
        yield _joined("" if letter == last and letter in "lcq" else letter, ahead, per_point)
        last = letter


def _joined(letter: str, values: list[int], per_point: int) -> str:
    words = [_number(value, per_point) for value in values]
    text = "".join(word if word.startswith("-") else f" {word}" for word in words)
    return letter + text.lstrip() if letter else text


@cache
def _number(steps: int, per_point: int) -> str:
    """``-.5`` for five steps of a tenth back."""
    text = f"{steps / per_point:g}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
