"""hashlib.sha256 of 2 MB: OpenSSL, without the GIL for more than 2047 bytes (_hashopenssl.c)."""

import hashlib

ITEMS = [bytes([number]) * 2_000_000 for number in range(8)]


def work(item: bytes) -> str:
    """Hash it."""
    return hashlib.sha256(item).hexdigest()
