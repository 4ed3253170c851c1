"""Sizes of payloads as the cases have them: ``32KiB`` is 32768 bytes."""

import re

_SIZE = re.compile(r"(\d+)(B|KiB|MiB|GiB)")
_BYTES = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


def payload_bytes(size: str) -> int | None:
    """The bytes of a size such as ``1MiB``; None where the text is no such size."""
    found = _SIZE.fullmatch(size)
    return int(found[1]) * _BYTES[found[2]] if found else None
