"""The gate as JUnit's XML: it fits the common schema, and each case has its outcome."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.test_report_gate import gate, rows, run, slower
from tests.test_report_gate_annotations import HOSTILE, hostile, voided

#: After junit-10.xsd of Jenkins' xunit-plugin (a copy: pytest, testing/example_scripts/): which
#: elements one may have, which attributes it must and may have.
ALLOWED = {
    "testsuites": ({"testsuite"}, set(), {"name", "time", "tests", "failures", "errors"}),
    "testsuite": (
        {"properties", "testcase"},
        {"name", "tests", "failures", "errors"},
        {"time", "skipped", "timestamp"},
    ),
    "properties": ({"property"}, set(), set()),
    "property": (set(), {"name", "value"}, set()),
    "testcase": ({"failure", "skipped", "system-out"}, {"name"}, {"classname", "time"}),
    "failure": (set(), set(), {"type", "message"}),
    "skipped": (set(), set(), {"type", "message"}),
    "system-out": (set(), set(), set()),
}


def junit(tmp_path: Path) -> ElementTree.Element:
    return ElementTree.parse(tmp_path / "out" / "gate.junit.xml").getroot()  # noqa: S314 - our own


@pytest.mark.parametrize("name", [HOSTILE, "pool"])
def test_the_xml_fits_the_common_schema(tmp_path: Path, name: str) -> None:
    """It parses, and no element or attribute is one that Jenkins' schema lacks."""
    old, new = run(1), slower(run(2), 1.15, "pool")
    gate(tmp_path, *((hostile(old), hostile(new)) if name == HOSTILE else (old, new)))
    for element in junit(tmp_path).iter():
        children, must, may = ALLOWED[element.tag]
        assert {child.tag for child in element} <= children
        assert must <= set(element.attrib) <= must | may
    moment = junit(tmp_path)[0].attrib["timestamp"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", moment)


def test_each_case_is_a_testcase(tmp_path: Path) -> None:
    """Failing ones fail, untold ones are skipped, others pass; the sums are those of the CSV."""
    new = voided(slower(run(2), 1.15, "threads"))
    gate(tmp_path, run(1), new)
    outcomes = {}
    for case in junit(tmp_path).iter("testcase"):
        told = {child.tag: child for child in case}
        outcomes[case.attrib["classname"], case.attrib["name"]] = (
            told.popitem()[1].get("type", "passed") if told else "none"
        )
    expected = [row["outcome"] for row in rows(tmp_path)]
    passed = ("no change", "faster")
    assert list(outcomes.values()) == [
        "passed" if outcome in passed else outcome for outcome in expected
    ]
    suite = junit(tmp_path)[0].attrib
    failing = sum(outcome in ("slower", "became void", "vanished") for outcome in expected)
    assert (int(suite["tests"]), int(suite["failures"])) == (len(expected), failing)
    assert int(suite["skipped"]) == sum(outcome == "can't tell" for outcome in expected)


def test_a_failure_says_what_and_why(tmp_path: Path) -> None:
    """Its message holds the change with both intervals; a void case its reason, made harmless."""
    gate(tmp_path, run(1), voided(slower(run(2), 1.15, "threads")))
    slow, void = (
        [one for one in junit(tmp_path).iter("failure") if one.attrib["type"] == kind]
        for kind in ("slower", "became void")
    )
    assert all("for all cases at once" in one.attrib["message"] for one in slow)
    assert all("::add-mask::x ##[error]y" in (one.text or "") for one in void)
    assert len(slow) > 0
    assert len(void) > 0


def test_the_suite_says_what_was_compared(tmp_path: Path) -> None:
    """Threshold, machine, files and outcome stand in its properties."""
    gate(tmp_path, run(1), run(2))
    found = {one.attrib["name"]: one.attrib["value"] for one in junit(tmp_path).iter("property")}
    assert found["threshold_percent"] == "5"
    assert found["new"] == "0000_run.json"
    assert found["outcome"].startswith("Gate at 5 %: passed")
    assert found["machine"].startswith("made-up host")
