"""The model of docs/several_hosts.md holds in its simulation."""

import pytest

from studies.several_hosts import SETTINGS, Setting, model, rows, simulated_seconds
from tests.fixtures.places import ROOT

PAGE = ROOT / "docs" / "several_hosts.md"


def test_the_simulation_knows_simple_answers() -> None:
    """Four tasks of a second on two workers, free of all else: two seconds."""
    plain = Setting(4, 1.0, 0.0, 0.0, 0.0, 1.0, 1, 2)
    assert simulated_seconds(plain, 0) == pytest.approx(2.0)
    assert simulated_seconds(plain._replace(hosts=2), 0) == pytest.approx(1.0)
    dispatched = plain._replace(tasks=100, task_seconds=1e-9, dispatch_seconds=0.1)
    assert simulated_seconds(dispatched, 0) == pytest.approx(10.0)


@pytest.fixture(scope="module")
def table() -> list[tuple[str, int, float, float, float]]:
    return list(rows())


def test_every_setting_lies_between_the_bounds(
    table: list[tuple[str, int, float, float, float]],
) -> None:
    """Least and most by the model enclose what the simulation gives (1 % for its median)."""
    for name, hosts, least, most, simulated in table:
        assert 0.99 * least <= simulated <= 1.01 * most, (name, hosts)


def test_bounds_are_in_order() -> None:
    """Whatever the number of hosts."""
    for setting in SETTINGS.values():
        for hosts in (1, 3, 40):
            bounds = model(setting._replace(hosts=hosts))
            assert bounds.low <= bounds.high


def test_the_page_shows_the_table_of_the_study(
    table: list[tuple[str, int, float, float, float]],
) -> None:
    """Its rows are those that the study prints."""
    page = PAGE.read_text()
    for name, hosts, least, most, simulated in table:
        assert f"| {name} | {hosts} | {least:.1f} to {most:.1f} | {simulated:.1f} |" in page
