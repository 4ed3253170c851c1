"""Words of a text counted in pure Python: 16 KB of text in, a dictionary out.

In the suite because of what travels: with processes each text and each dictionary is pickled,
sent and unpickled, which with threads is a pointer. It shows how much of a speedup the payload
takes away; the counting itself holds the GIL.

An item is a text of 32 paragraphs of 84 words each. A paragraph uses 24 words of a vocabulary of
240, the most frequent 24 times, the next 12 times, the k-th about 24/k times (Zipf). A result maps
each word that occurs to how often it does.

The expected counts are those that the text was composed with: for each paragraph the counts are
chosen first, then its words are written out and mixed; a text adds up its paragraphs.

Every text is a string of its own. (Items that are one object would be pickled once per chunk.)
"""

import functools

from lightwork.workload import Size, Workload

STARTS = "ba ce di fo gu ha ke li mo nu pa re si to vu"
ENDS = "d l n r s x ble cket dder lling ndow rest ssage ther tion wards"
VOCABULARY = [start + end for start in STARTS.split() for end in ENDS.split()]

#: How often the words of a paragraph occur: 24 words, 84 in all.
FREQUENCIES = [24 // rank for rank in range(1, 25)]
PARAGRAPHS = 64
PARAGRAPHS_PER_TEXT = 32

SIZES = {"small": Size(96, 0.026), "medium": Size(384, 0.105), "large": Size(3072, 0.84)}


def task(item: str) -> dict[str, int]:
    """Return how often each word occurs in the text ``item``."""
    counts: dict[str, int] = {}
    for word in item.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def items(size: str) -> list[str]:
    """Return the texts."""
    written = [text for text, _ in _paragraphs()]
    return ["\n".join(written[number] for number in chosen) for chosen in _plan(size)]


def expected(size: str) -> list[dict[str, int]]:
    """Return the counts that the texts were composed with."""
    composed = [counts for _, counts in _paragraphs()]
    return [_sum_counts([composed[number] for number in chosen]) for chosen in _plan(size)]


def _sum_counts(parts: list[dict[str, int]]) -> dict[str, int]:
    total = dict.fromkeys(VOCABULARY, 0)
    for part in parts:
        for word, count in part.items():
            total[word] += count
    return {word: count for word, count in total.items() if count}


def _plan(size: str) -> list[list[int]]:
    """Return for each text the numbers of its paragraphs."""
    # Imported here, since a worker needs it not. Of all the methods only random() is promised to
    # give the same in every version (https://docs.python.org/3/library/random.html).
    from random import Random

    draw = Random(2).random
    texts = range(SIZES[size].items)
    return [[int(draw() * PARAGRAPHS) for _ in range(PARAGRAPHS_PER_TEXT)] for _ in texts]


@functools.lru_cache(maxsize=1)
def _paragraphs() -> list[tuple[str, dict[str, int]]]:
    """Return the paragraphs, each with the counts it was written from."""
    from random import Random

    draw = Random(1).random
    paragraphs = []
    for _ in range(PARAGRAPHS):
        mixed_vocabulary = sorted(VOCABULARY, key=lambda _: draw())
        counts = dict(zip(mixed_vocabulary, FREQUENCIES, strict=False))
        words = [word for word, count in counts.items() for _ in range(count)]
        paragraphs.append((" ".join(sorted(words, key=lambda _: draw())), counts))
    return paragraphs


WORKLOAD = Workload(
    kind="cpu",
    sizes=SIZES,
    items=items,
    task=task,
    expected=expected,
    source="The counts that each text was composed with, before its words were mixed.",
)
