"""docs/machines.md says what the code does."""

from lightwork.reporting.read.load import (
    MOST_BYTES,
    MOST_CONTAINERS,
    MOST_KEYS,
    MOST_MEMORY,
    MOST_VALUES,
)
from lightwork.reporting.read.pack import MEMBERS, SUFFIX
from lightwork.reporting.read.run import MOST_SAVED_CASES
from tests.fixtures.places import ROOT

TEXT = " ".join((ROOT / "docs" / "machines.md").read_text().split())


def test_limits_are_those_of_the_reader() -> None:
    """Whoever is refused finds the same numbers there."""
    for words in (
        f"{MOST_BYTES >> 20} MB",
        f"{MOST_VALUES // 10**6} million values",
        f"{MOST_KEYS // 10**6} million keys",
        f"{MOST_CONTAINERS:,} lists and objects",
        f"{MOST_SAVED_CASES:,} cases",
        f"{MOST_MEMORY / 2**30:.2f} GB of memory",
    ):
        assert words in TEXT, words


def test_a_pack_is_described_as_it_is() -> None:
    """Its members and its name."""
    assert [name for name in (*MEMBERS, SUFFIX) if name not in TEXT] == []
