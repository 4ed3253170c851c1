"""Markdown that a comment on GitHub can hold: what is too long is cut, and says so.

GitHub refuses a longer comment as a whole ("body is too long (maximum is 65536 characters)"), and
the workflow that posts it fails. A run of 1,400 cases on 192 cores makes about 29,000; long
reasons of many void or skipped cases make more.
"""

GITHUB_MOST = 65_536
#: What a workflow may put around ours: a heading, a mark by which it finds its comment again.
ROOM_FOR_OTHERS = 1_536
MOST = GITHUB_MOST - ROOM_FOR_OTHERS
OPEN, CLOSE = "<details>", "</details>"


def fitting(text: str, *, whole: str, keep_from: str = "") -> str:
    """``text``, or as many of its lines as fit, with a sentence that names where the ``whole`` is.

    What begins with the last ``keep_from`` is kept, if there is one: the command to type. A table
    is cut between its rows; what was folded away is closed again.
    """
    if len(text) <= MOST:
        return text
    head, mark, tail = text.rpartition(f"\n{keep_from}")
    head, tail = (head, mark + tail) if mark and keep_from else (text, "")
    cut = (
        f"\n**Cut here: a comment on GitHub holds {GITHUB_MOST:,} characters, and this would have "
        f"{len(text):,}. The whole stands in {whole}.**\n"
    )
    room = MOST - len(f"\n{CLOSE}\n{cut}{tail}")
    kept = head[:room].rpartition("\n")[0]
    closed = f"\n{CLOSE}\n" * (kept.count(OPEN) - kept.count(CLOSE))
    return f"{kept}\n{closed}{cut}{tail}"
