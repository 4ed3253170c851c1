"""What single workloads promise beyond the contract: published answers, counted costs."""

import hashlib
import math
from collections import Counter
from types import ModuleType

import pytest

from workloads import (
    fetch_and_parse,
    fib,
    hash_chain,
    mandelbrot,
    matmul,
    prime_count,
    sleep,
    sleep_uneven,
    triad,
    word_count,
)


def test_the_sieve_finds_as_many_primes_as_published() -> None:
    """π(10^5) = 9,592 and π(10^6) = 78,498 (https://oeis.org/A006880)."""
    assert prime_count._sieve(100_000).count(1) == 9_592
    assert prime_count._sieve(1_000_000).count(1) == 78_498


def test_the_trial_divisors_decide_up_to_the_last_block() -> None:
    """No number of the large size has only factors above the largest divisor."""
    beyond = prime_count.FIRST_NUMBER + prime_count.SIZES["large"].items * prime_count.BLOCK
    assert math.isqrt(beyond - 1) <= prime_count.ODD_DIVISORS[-1]


def test_fibonacci_numbers_are_the_published_ones() -> None:
    """F(17) = 1,597 and F(100) = 354,224,848,179,261,915,075 (https://oeis.org/A000045)."""
    assert fib.task(0) == 1_597
    assert fib._fibonacci_pair(100)[0] == 354_224_848_179_261_915_075


def test_sha256_is_the_published_one() -> None:
    """A million letters "a" have the digest of FIPS 180-2, appendix B.3."""
    published = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    assert hashlib.sha256(b"a" * 1_000_000).hexdigest() == published


def test_a_wrong_sha256_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Expected digests are refused, not given, where they do not start from the known state."""
    monkeypatch.setattr(hash_chain, "LETTERS", b"b" * 131_072)
    hash_chain._state_after_letters.cache_clear()
    with pytest.raises(RuntimeError, match="by sha256sum"):
        hash_chain.expected("small")


def test_the_mandelbrot_rows_are_uneven() -> None:
    """By counted steps the first half of the rows is more than five times the second."""
    steps = [sum(row) for row in mandelbrot.expected("small")]
    half = len(steps) // 2
    assert sum(steps[:half]) > 5 * sum(steps[half:])
    assert max(steps) > 50 * min(steps)


def test_every_size_of_mandelbrot_shows_the_same_picture() -> None:
    """Rows of the small size are rows of the medium one, and those of the large one."""
    small, medium, large = (mandelbrot.items(size) for size in mandelbrot.SIZES)
    assert small == medium[::4] == large[::32]


def test_the_fixed_point_counts_need_no_luck() -> None:
    """With 64 bits more after the point, the counts of the small size are the same."""
    rows = [mandelbrot._imaginary_units(row) for row in mandelbrot.items("small")]
    known = mandelbrot.expected("small")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mandelbrot, "FIXED_POINT_BITS", 120)
        assert [mandelbrot._expected_row.__wrapped__(row) for row in rows] == known


@pytest.mark.parametrize("module", [matmul, triad])
def test_sums_of_doubles_are_exact(module: ModuleType) -> None:
    """The largest results are whole numbers below 2**53, so the order of adding is no matter."""
    assert max(module.expected("large")) < 2**53


def test_a_text_is_counted_as_the_standard_library_does() -> None:
    """Two thousand words of a text give the same counts by collections.Counter."""
    text = word_count.items("small")[0]
    assert word_count.task(text) == Counter(text.split())
    assert len(text.split()) == 2_688


def test_the_texts_are_the_same_in_every_python() -> None:
    """The digest was taken with Python 3.11, 3.12 and 3.13; every other must give it too."""
    digest = hashlib.sha256("\n\n".join(word_count.items("small")).encode()).hexdigest()
    assert digest == "a95dfc91971b780f7183dcfb78e0b91e0e60727a59553c77e9bb3a35cd9924d6"


def test_uneven_waits_are_the_same_in_every_python() -> None:
    """The order was taken with Python 3.11, 3.12 and 3.13; every other must give it too."""
    known = [3, 6, 1, 6, 1, 1, 3, 1, 24, 1, 3, 1, 1, 6, 1, 3, 3, 1, 1, 1, 1, 6, 18, 3]
    assert sleep_uneven.items("small") == [milliseconds / 1000 for milliseconds in known]


@pytest.mark.parametrize("size", sleep.SIZES)
def test_uneven_waits_add_up_to_the_even_ones(size: str) -> None:
    """What differs between the two is the unevenness alone."""
    uneven, even = sleep_uneven.items(size), sleep.items(size)
    assert len(uneven) == len(even)
    assert math.fsum(uneven) == pytest.approx(math.fsum(even))


def test_quoted_fields_are_parsed() -> None:
    """Commas and doubled quotes within quotes belong to the field (RFC 4180)."""
    text = '1,"a, ""b""",\n"""x""",,"y"\n'
    assert list(fetch_and_parse._parse(text)) == [["1", 'a, "b"', ""], ['"x"', "", "y"]]
