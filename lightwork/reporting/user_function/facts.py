"""What was found out about a user's own function before it was measured, in words."""

import math
from collections.abc import Iterator

from lightwork.core.decision import INCONCLUSIVE
from lightwork.reporting.read.user_function import UserFunctionFacts
from lightwork.reporting.text.figures import (
    megabytes,
    payload,
    percent,
    percent_between,
    seconds_between,
    seconds_text,
)
from lightwork.reporting.text.verdict_model import LabelledText

CLASS_TEXTS = {
    "gil": "it holds the GIL, so threads take turns: worker processes",
    "native": "it computes without the GIL, so threads run side by side",
    "waits": "it waits, so threads wait side by side, and more of them than cores",
    "mixed": "a mixture: threads help as far as it does not hold the GIL",
    "": INCONCLUSIVE,
}
SHARE_TEXTS = {"gil": "holding the GIL", "native": "computing without it", "waits": "waiting"}
#: A single item that takes this share of a round bounds what any number of workers can reach.
_HEAVY = 0.2


def class_line(facts: UserFunctionFacts) -> LabelledText:
    """What it does with its seconds, with the interval of each share."""
    if not facts.shares:
        return LabelledText("Class", f"{CLASS_TEXTS['']}: {facts.reason}")
    clipped = {
        name: share._replace(low=max(0.0, share.low), high=min(1.0, share.high))
        for name, share in facts.shares.items()
    }
    shares = ", ".join(
        f"{percent_between(share)} {SHARE_TEXTS[name]}" for name, share in clipped.items()
    )
    doubt = "" if facts.sure else " (inconclusive: another class is within the intervals)"
    return LabelledText("Class", f"{CLASS_TEXTS[facts.class_name]}{doubt}; of its time {shares}")


def fact_lines(facts: UserFunctionFacts) -> Iterator[LabelledText]:
    """One line for each fact that matters to who runs it in parallel."""
    yield LabelledText("Per item", _item(facts))
    yield LabelledText("Measured on", _round(facts))
    yield LabelledText("Per worker", _child(facts))
    for mode, reason in facts.modes.items():
        if reason:
            yield LabelledText("Doesn't work", f"{mode}: {reason}")
    if facts.differs:
        where = f"when the function is run again or elsewhere ({facts.differs})"
        yield LabelledText("Answers", f"differ {where}; --check accepted them")
    if facts.own_workers > 0.15:
        theirs = f"{facts.own_workers:.1f} CPU seconds per wall second"
        text = f"{theirs} are of threads that it starts: they compete with the workers"
        yield LabelledText("Own workers", text)
    if facts.effects:
        does = ", ".join(f"{name} ({number} times)" for name, number in facts.effects.items())
        yield LabelledText("Side effects", f"it {does}: see that parallel calls don't collide")
    if facts.import_effects:
        does = f"its file {', '.join(facts.import_effects)}, in every worker that imports it"
        yield LabelledText("At import", f'{does}: put that under `if __name__ == "__main__":`')
    if facts.printed_bytes:
        printed = f"{facts.printed_bytes:,} bytes over the first items"
        yield LabelledText("Prints", f"{printed}; workers mix it")


def _item(facts: UserFunctionFacts) -> str:
    refused = [f"the {what} ({why})" for what, why in facts.refusals.items() if why]
    if refused:
        carried = f"pickle does not carry {', '.join(refused)}, so worker processes are out"
    else:
        carried = f"pickled, {payload(facts.bytes_in)} go in and {payload(facts.bytes_out)} out"
    return f"takes {seconds_between(facts.item_seconds)}; {carried}"


def _round(facts: UserFunctionFacts) -> str:
    items = facts.items
    text = f"the first {items.distinct:,} of {items.read:,} items"
    if items.more:
        text += " and more that nobody read"
    if items.in_round > items.distinct:
        text += f", repeated up to {items.in_round:,}"
    if items.looped < items.in_round:
        times_over = items.in_round / max(1, items.looped)
        text += f" (the serial loop ran {items.looped:,} of these, and counts {times_over:g} times)"
    share = facts.longest_item_seconds / max(facts.mean_item_seconds * items.in_round, 1e-12)
    if share > _HEAVY:
        text += (
            f"; the longest item alone takes {percent(share)} of it "
            f"({seconds_text(facts.longest_item_seconds)}), "
            f"so no number of workers reaches more than {1 / min(1.0, share):.1f}×"
        )
    right = (
        "the check accepted every answer" if facts.checked else "answers equal the serial loop's"
    )
    return f"{text}; {right}"


def _child(facts: UserFunctionFacts) -> str:
    cost = f"{seconds_text(facts.import_seconds)} and {megabytes(facts.import_bytes)}"
    text = f"importing the file takes {cost}, which forked ones have already"
    if not math.isnan(facts.worker_bytes):
        text += f"; a worker has {megabytes(facts.worker_bytes)} for itself"
    return text
