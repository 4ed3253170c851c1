r"""A short chain of SHA-256 digests over a large buffer: C code that releases the GIL.

In the suite because here threads are as good as processes: ``hashlib`` releases the GIL while
it hashes more than 2,047 bytes at once (https://docs.python.org/3/library/hashlib.html), and
the buffer stays in a core's cache, so that nothing is shared that could hold workers up.

A link of the chain is the digest of 131,072 letters "a" followed by the digest before it; the
chain starts with the item as 32 bytes, and has 4 links. More than 99 % of an item's time is in
those letters (0.07 ms a link on a processor with SHA instructions, several times that on one
without), the rest is Python under the GIL.

The expected digests hash the letters once: SHA-256 reads its input from front to back, so the
state after the letters can be copied, and a link costs 32 bytes instead of 131,104. That the
state is right is a constant from another program, checked whenever it is used::

    head -c 131072 /dev/zero | tr '\0' a | sha256sum
"""

import functools
import hashlib

from lightwork.workload import Size, Workload

LETTERS = b"a" * 131_072
DIGEST_OF_LETTERS = "b44ffb72fcc259676bd80495fef1b44b808ca8f1ffe1b1706a4d7911b0e31f11"
LINKS = 4

SIZES = {"small": Size(96, 0.028), "medium": Size(384, 0.112), "large": Size(3072, 0.90)}


def task(item: int) -> bytes:
    """Return the last digest (32 bytes) of the chain that starts with ``item``."""
    digest = _first_digest(item)
    for _ in range(LINKS):
        # Not sha256(LETTERS + digest): joining copies the letters while it holds the GIL.
        link = hashlib.sha256(LETTERS)
        link.update(digest)
        digest = link.digest()
    return digest


def _first_digest(item: int) -> bytes:
    return item.to_bytes(32, "big")


def items(size: str) -> list[int]:
    """Return the starts of the chains 0, 1, 2, …"""
    return list(range(SIZES[size].items))


def expected(size: str) -> list[bytes]:
    """Return the last digests, each link continued from the known state after the letters.

    Raises RuntimeError where this Python's SHA-256 of the letters is not the published one.
    """
    return [_expected_digest(item) for item in items(size)]


def _expected_digest(item: int) -> bytes:
    digest = _first_digest(item)
    for _ in range(LINKS):
        link = _state_after_letters().copy()
        link.update(digest)
        digest = link.digest()
    return digest


@functools.lru_cache(maxsize=1)
def _state_after_letters() -> "hashlib._Hash":
    state = hashlib.sha256()
    state.update(LETTERS)
    if state.hexdigest() != DIGEST_OF_LETTERS:
        raise RuntimeError(
            f"SHA-256 of {len(LETTERS)} letters 'a' is {state.hexdigest()} here, but "
            f"{DIGEST_OF_LETTERS} by sha256sum; the OpenSSL of this Python computes wrongly."
        )
    return state


WORKLOAD = Workload(
    kind="native",
    sizes=SIZES,
    items=items,
    task=task,
    expected=expected,
    source="Digest of the letters from coreutils sha256sum, each link continued from that state.",
)
