"""Kinds of work: what users ask about, and which need a core for each worker."""

#: What users ask about, in this order, and the kinds of work behind it.
HEADINGS = {
    "cpu": "Computing in pure Python",
    "native": "Computing outside the GIL",
    "memory": "Bound by memory bandwidth",
    "sleep": "Waiting",
    "mixed": "Waiting, then computing",
}
#: Kinds that need a core for each worker; the others wait for some of their seconds.
COMPUTING = ("cpu", "native", "memory")
#: The kind of a workload that costs nothing: it shows overhead.
OVERHEAD = "empty"


def heading(kind: str) -> str:
    """What users call work of ``kind``."""
    return HEADINGS.get(kind, f"Work of kind {kind}")


def in_order(kinds: list[str]) -> list[str]:
    """Each kind once, in the order in which users ask; what costs nothing is none."""
    known = [kind for kind in HEADINGS if kind in kinds]
    others = [kind for kind in dict.fromkeys(kinds) if kind not in HEADINGS and kind != OVERHEAD]
    return known + others
