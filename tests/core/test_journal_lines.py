"""The lines of a journal: what was not written so is found, and only the last may be torn."""

import hashlib

import pytest

from lightwork.core.journal_lines import FIRST_BYTES, DamagedLine, line_of, whole_lines

RECORDS = [b'{"a":1}', b'{"b":[0.25,0.5]}', b'{"c":"x"}', b'{"d":{}}']


def lines() -> list[bytes]:
    """The four records as lines."""
    made, last_sum = [], ""
    for number, record in enumerate(RECORDS, 1):
        line, last_sum = line_of(record, number, last_sum)
        made.append(line)
    return made


def test_a_line_is_what_it_says() -> None:
    """Number, sum and record; the sum is BLAKE2b of the sum before, the number and the bytes."""
    first = lines()[0]
    expected = hashlib.blake2b(b' 1 {"a":1}', digest_size=16).hexdigest()
    assert first == b'{"line":1,"sum":"%b","record":{"a":1}}\n' % expected.encode()
    assert first.startswith(FIRST_BYTES)


def test_what_was_written_is_read() -> None:
    """All records, byte for byte, and where the last one ends."""
    content = b"".join(lines())
    read = whole_lines(content)
    assert (list(read.records), read.size, read.torn) == (RECORDS, len(content), False)


@pytest.mark.parametrize("missing", range(1, len(lines()[-1])))
def test_a_torn_last_line_is_left_out(missing: int) -> None:
    """Wherever it breaks off, the lines before it stand, and it is told."""
    content = b"".join(lines())[:-missing]
    read = whole_lines(content)
    assert (list(read.records), read.torn) == (RECORDS[:3], True)
    assert read.size == len(b"".join(lines()[:3]))


def test_a_last_line_of_zeros_is_torn() -> None:
    """After a power cut a file may be as long as it should be and hold zeros at its end."""
    whole = lines()
    for end in (b"\0" * len(whole[3]), whole[3][:20] + b"\0" * 50 + b"\n"):
        read = whole_lines(b"".join(whole[:3]) + end)
        assert (len(read.records), read.torn) == (3, True)


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (lambda made: made[:1] + made[2:], 2),  # dropped
        (lambda made: [*made[:2], *made[1:]], 3),  # doubled
        (lambda made: [made[0], made[2], made[1], made[3]], 2),  # moved
        (lambda made: [made[0], made[1].replace(b"0.25", b"0.26"), *made[2:]], 2),
        (lambda made: [made[0], made[1].replace(b'"line":2', b'"line":3'), *made[2:]], 2),
        (lambda made: [made[0], made[1][:-1] + made[2], made[3]], 2),  # joined
        (lambda made: [made[0], b"\n", *made[1:]], 2),
        (lambda made: [made[0].replace(b"1}", b"2}"), *made[1:]], 1),
        (lambda made: [made[0][:-1]], 1),  # nothing is known of the run
        (lambda _: [], 1),
    ],
)  # fmt: skip
def test_damage_before_the_last_line_is_refused_by_number(change: object, number: int) -> None:
    """Dropped, doubled, moved, joined and changed lines: the first that does not fit is named."""
    with pytest.raises(DamagedLine) as refused:
        whole_lines(b"".join(change(lines())))  # type: ignore[operator]
    assert refused.value.number == number


def test_lines_of_another_journal_are_refused() -> None:
    """Right in themselves and of the right number, but not after these lines."""
    other, last_sum = line_of(b'{"other":1}', 1, "")
    second, _ = line_of(RECORDS[1], 2, last_sum)
    with pytest.raises(DamagedLine) as refused:
        whole_lines(lines()[0] + second + lines()[2])
    assert refused.value.number == 2
    assert len(whole_lines(other + second).records) == 2
