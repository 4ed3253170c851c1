"""Passwords, checksums and compression: work that the standard library does in C."""

import hashlib
import lzma
import random
import zlib

PASSWORDS = [f"correct horse {number} battery" for number in range(500)]


def hash_password(password: str) -> str:
    """As a web framework stores it, with fewer rounds."""
    return hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt", 10_000).hex()


def blobs() -> list[bytes]:
    """24 blocks of 100 kB that compress by about half."""
    chance = random.Random(1)
    letters = bytes(range(97, 113))
    return [bytes(chance.choices(letters, k=100_000)) for _ in range(24)]


def compress(blob: bytes) -> bytes:
    """The block, compressed: 50 kB of answer."""
    return zlib.compress(blob, 6)


def parts() -> list[bytes]:
    """48 parts of a file, of 1 MB."""
    chance = random.Random(2)
    return [chance.randbytes(1_000_000) for _ in range(48)]


def checksum(part: bytes) -> str:
    """The checksum of a part: short."""
    return hashlib.sha1(part).hexdigest()  # noqa: S324 nothing secret


def letters() -> list[bytes]:
    """10 mails, the largest last."""
    chance = random.Random(3)
    return [
        b" ".join(chance.choices((b"dear", b"sir", b"madam", b"invoice", b"late"), k=2500 * size))
        for size in (1, 1, 1, 2, 2, 3, 4, 6, 9, 30)
    ]


def archived_size(letter: bytes) -> int:
    """How small a mail becomes in an archive."""
    return len(lzma.compress(letter, preset=4))
