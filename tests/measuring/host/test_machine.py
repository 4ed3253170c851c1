"""Facts about the machine: a stable, anonymous id, and nothing that tells who the host is."""

import getpass
import json
import platform
from pathlib import Path

import pytest

from lightwork.measuring.host import machine as machine_module
from lightwork.measuring.host.machine import machine_facts, machine_id
from lightwork.measuring.host.python import python_facts


def test_the_id_is_stable_and_tells_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same host gives the same id, two hosts of one model different ones, neither readable."""
    ids = []
    for host in ("a" * 32, "a" * 32, "b" * 32):
        (tmp_path / "machine-id").write_text(host + "\n")
        monkeypatch.setattr(machine_module, "HOST_ID_FILES", (tmp_path / "machine-id",))
        ids.append(machine_id())
    assert ids[0] == ids[1] != ids[2]
    assert "aaaa" not in ids[0]


def test_neither_host_nor_user_is_named() -> None:
    """Host name and user do not stand anywhere in what is saved."""
    saved = json.dumps([machine_facts(None), python_facts()])
    assert platform.node() not in saved
    assert f'"{getpass.getuser()}"' not in saved


def test_facts_are_plain_and_whole() -> None:
    """All facts survive JSON unchanged, and the counts of cores agree with each other."""
    facts = machine_facts("my box")
    assert json.loads(json.dumps(facts)) == facts
    assert facts["label"] == "my box"
    assert 1 <= facts["usable_cores"] <= facts["logical_cores"]
    assert facts["memory_bytes"] > 0
