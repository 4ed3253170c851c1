"""Whether two workers at once work, by how they are started; tried before anything is planned."""

from collections.abc import Sequence
from typing import Any

from benchmarks.own.asked import Asked
from benchmarks.own.child_process import look
from benchmarks.own.refusals import outcome_of
from benchmarks.own.request import MODES, Request
from benchmarks.own.targets import Refused

#: Seconds beyond the items' own that two workers may take to start.
START_SECONDS = 30.0
COMPANY = {
    "threads": "in two threads at once",
    "fork": "in forked workers",
    "forkserver": "in workers from a fork server",
    "spawn": "in spawned workers",
}


def refusals_of(first: dict[str, Any]) -> dict[str, str]:
    """What pickle does not carry of function, items and answers, and why; "" where it does."""
    return {what: first[f"{what}_refusal"] for what in ("function", "item", "answer")}


def two_at_once(
    request: Request,
    first: dict[str, Any],
    asked: Asked,
    start_methods: Sequence[str],
) -> tuple[dict[str, str], float | None]:
    """Why two at once do not work, by how they are started; and the memory of a worker.

    Raises `Refused` where nothing works.
    """
    limit = asked.item_limit + START_SECONDS + 2 * sum(first["seconds"][: request.distinct])
    found: dict[str, str] = {}
    memory = None
    for mode in MODES:
        if mode != "threads" and mode not in start_methods:
            continue
        refusal = next((f"{what}: {why}" for what, why in refusals_of(first).items() if why), "")
        if mode != "threads" and refusal:
            found[mode] = f"pickle does not carry the {refusal}"
            continue
        try:
            ended = look(request._replace(look=mode), limit)
            outcome = outcome_of(ended, asked, COMPANY[mode])
            memory = outcome.get("worker_bytes", memory)
            found[mode] = ""
        except Refused as refused:
            found[mode] = str(refused)
    if all(found.values()):
        raise Refused(next(iter(found.values())))
    return found, memory
