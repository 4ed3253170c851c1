"""Real runs, broken off and continued: nothing that was finished is lost or changed."""

import json
import signal
import sys
from typing import Any

import pytest

from lightwork.core.journal_lines import whole_lines
from tests.fixtures.broken_runs import PLAN, SAVED, only_journal, run_until
from tests.fixtures.checkout import LITTLE, Checkout

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="real signals and limits")


def figures(run: dict[str, Any]) -> dict[str, Any]:
    """All that a saved file says of each case, by its name."""
    return {one["fullname"]: one for one in run["benchmarks"]}


def journalled(checkout: Checkout) -> dict[str, Any]:
    """All that the journal says of each case, by its name."""
    records = map(json.loads, whole_lines(only_journal(checkout).read_bytes()).records)
    return figures({"benchmarks": [one["benchmark"] for one in records if "benchmark" in one]})


def test_a_run_goes_on_until_it_is_whole(checkout: Checkout) -> None:
    """SIGTERM saves what was finished; --resume keeps it to the last bit, even after SIGKILL."""
    ended = run_until(checkout, "speedup empty", signal.SIGTERM, *PLAN, SAVED)
    assert (ended.code, ended.left) == (128 + signal.SIGTERM, []), ended.said
    assert "ended by SIGTERM" in ended.said
    first = checkout.saved()
    assert not first["lightwork"]["finished"]
    assert figures(first) == journalled(checkout)
    assert 1 <= len(first["benchmarks"]) < 4

    ended = run_until(checkout, "speedup empty", signal.SIGKILL, SAVED, "--resume")
    assert ended.code == -signal.SIGKILL
    kept = journalled(checkout)
    assert set(figures(first)) <= set(kept)

    ended = run_until(checkout, "", 0, SAVED, "--resume")
    assert (ended.code, ended.left) == (0, [])
    assert f"{len(kept)} kept" in ended.said
    whole = checkout.saved()
    ours = whole["lightwork"]
    assert ours["finished"]
    assert ours["run_id"] == first["lightwork"]["run_id"]
    assert [one["kept"] for one in ours["resumed"]] == [len(first["benchmarks"]), len(kept)]
    assert len(whole["benchmarks"]) == ours["planned_cases"] == 4
    assert {name: figures(whole)[name] for name in kept} == kept
    assert {name: kept[name] for name in figures(first)} == figures(first)
    assert checkout.journals() == []
    assert ours["seconds"] > first["lightwork"]["seconds"]


def test_a_hang_up_ends_workers_and_saves(checkout: Checkout) -> None:
    """SIGHUP amid a pool's case: 129, the finished cases are saved, no worker is left."""
    # Medium ones sleep for seconds: a busy host may be late with the signal.
    plan = (*PLAN[:2], "--sizes=medium", "--strategies=serial,pool", "--workers=2")
    ended = run_until(checkout, "speedup empty", signal.SIGHUP, *plan, "--benchmark-json=run.json")
    assert (ended.code, ended.left) == (128 + signal.SIGHUP, []), ended.said
    saved = json.loads((checkout.folder / "run.json").read_text())
    kept = journalled(checkout)
    # The signal may come when a case is measured, and not yet in the journal.
    assert {name: figures(saved)[name] for name in kept} == kept
    assert len(kept) <= len(saved["benchmarks"]) <= len(kept) + 1
    assert 3 <= len(saved["benchmarks"]) < 6


def test_a_full_disk_ends_the_run_with_whole_records(checkout: Checkout) -> None:
    """What is journalled is whole and named; nothing half is saved; with room it goes on."""
    little = (*LITTLE, "--strategies=serial,threads,thread_pool", "--workers=1,2")
    ended = run_until(checkout, "", 0, *little, SAVED, file_bytes=10_000)
    assert ended.code == 1
    assert "the journal can't be written: File too large. Finished cases are safe in" in ended.said
    assert "not saved: " in ended.said
    assert checkout.saved_files() == []
    kept = journalled(checkout)
    assert 1 <= len(kept) < 7
    assert not list(checkout.folder.rglob("*.part"))
    ended = run_until(checkout, "", 0, SAVED, "--resume")
    assert ended.code == 0
    assert {name: figures(checkout.saved())[name] for name in kept} == kept


def test_a_finished_run_that_could_not_be_saved_is_not_lost(checkout: Checkout) -> None:
    """Killed between its last case and the saving: --resume measures nothing and saves all."""
    little = (*LITTLE, "--strategies=serial,threads", "--workers=1")
    ended = run_until(checkout, "[2/2]", signal.SIGKILL, *little)
    if ended.code != -signal.SIGKILL:  # it was quicker; nobody asked that it be saved, either
        assert "2 of 2 cases are in the journal" in ended.said
    kept = journalled(checkout)
    ended = run_until(checkout, "", 0, SAVED, "--resume")
    assert (ended.code, figures(checkout.saved())) == (0, kept)


def test_no_journal_no_run(checkout: Checkout) -> None:
    """Where none can be written, one sentence says so before anything is measured."""
    (checkout.folder / ".benchmarks").mkdir()
    (checkout.folder / ".benchmarks" / "journal").write_text("in the way")
    done = checkout.pytest(*LITTLE, SAVED)
    assert done.returncode == 4
    assert "not measured: no journal can be written in .benchmarks/journal: " in done.stderr
    assert "--benchmark-storage=FOLDER" in done.stderr
    assert "[1/" not in done.stdout


def test_an_end_amid_the_collection_begins_nothing(checkout: Checkout) -> None:
    """Status 2, and no journal of no cases."""
    (checkout.folder / "benchmarks" / "test_ended.py").write_text("raise KeyboardInterrupt")
    done = checkout.pytest(*LITTLE, SAVED)
    assert (done.returncode, checkout.journals()) == (2, [])
    assert "ERROR" not in done.stdout + done.stderr


def test_what_has_changed_is_not_continued(checkout: Checkout) -> None:
    """Other code: refused with got and expected before anything is measured."""
    little = (*LITTLE, "--strategies=serial,threads", "--workers=1")
    done = checkout.pytest(*little)
    assert done.returncode == 0
    assert "not saved" in done.stdout
    changed = checkout.folder / "lightwork" / "strategies" / "threads.py"
    text = changed.read_text() + "\n# another line\n"
    changed.unlink()  # a hard link
    changed.write_text(text)
    done = checkout.pytest("--resume")
    assert "code version: got " in done.stderr
    assert (done.returncode, "Traceback" in done.stdout + done.stderr) == (4, False)
    assert "[1/" not in done.stdout
