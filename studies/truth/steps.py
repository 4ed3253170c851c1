"""The function of `studies.duet_truth`, about 5 ms over all items: NEW does more steps of the same.

`studies.duet_truth` writes this file into OLD's and NEW's folder, with another number of steps.
"""

HUNDREDS = 100
ITEMS = list(range(20))


def task(item: int, hundreds: int = HUNDREDS) -> int:
    """Nothing but steps of pure Python; gives 0."""
    total = item
    for _ in range(hundreds):
        for step in range(90):
            total += step * step
    return 0


def expected(_item: int) -> int:
    """What `task` gives."""
    return 0


def do(level: float) -> list[int]:
    """Do ``level`` times the work."""
    return [task(item, round(level * HUNDREDS)) for item in ITEMS]
