"""The gate as ``gate.junit.xml``, which GitHub's test reporters, GitLab and Jenkins read.

Elements and attributes are those of Jenkins' junit-10.xsd (xunit-plugin), which the others allow
too; hence what is known of a case stands in its text, as ``properties`` belong to a suite there.
"""

from collections.abc import Iterator
from datetime import UTC
from xml.etree import ElementTree

from reports.gate import CANT_TELL, FAILING, Compared, Gate
from reports.gate_words import change_between, counts, needed, percent_change, title
from reports.matching import NEW, NOT_COMPARABLE, Unmatched
from reports.problem import one_line

#: Outcomes of which nothing is told: neither passed nor failed.
SKIPPED = (CANT_TELL, NEW, NOT_COMPARABLE)
LONGEST = 2000
#: There are no seconds to tell, as changes are ratios; but readers take a missing time for NaN.
NO_TIME = "0"


def gate_junit(gate: Gate) -> str:
    """The XML text: one suite, a testcase for each case."""
    outcomes = [row.outcome for row in gate.rows]
    sums = {
        "name": "manyhands gate",
        "tests": str(len(outcomes)),
        "failures": str(sum(outcome in FAILING for outcome in outcomes)),
        "errors": "0",
        "time": NO_TIME,
    }
    root = ElementTree.Element("testsuites", sums)
    skipped = str(sum(outcome in SKIPPED for outcome in outcomes))
    measured = max(run.saved_at for run in gate.new).astimezone(UTC)
    moment = measured.strftime("%Y-%m-%dT%H:%M:%S")
    suite = ElementTree.SubElement(root, "testsuite", sums, skipped=skipped, timestamp=moment)
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in _properties(gate):
        ElementTree.SubElement(properties, "property", name=name, value=_plain(value))
    for row in gate.rows:
        _add_case(suite, row, gate)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _properties(gate: Gate) -> Iterator[tuple[str, str]]:
    newest = gate.new[-1]
    yield "outcome", title(gate)
    yield "cases", counts(gate)
    yield "threshold_percent", f"{100 * gate.threshold:g}"
    yield "old", ", ".join(run.file_name for run in gate.old)
    yield "new", ", ".join(run.file_name for run in gate.new)
    yield "machine", f"{newest.machine.label} ({newest.machine.id})"
    yield "python", newest.python.version
    for number, why in enumerate(gate.untrusted, 1):
        yield f"null_control_failed_{number}", why


def _add_case(suite: ElementTree.Element, row: Compared | Unmatched, gate: Gate) -> None:
    about = {"classname": _plain(f"gate.{row.family}"), "name": _plain(row.case.id)}
    case = ElementTree.SubElement(suite, "testcase", about, time=NO_TIME)
    words = _plain("; ".join(_words(row, gate)))
    if row.outcome in FAILING or row.outcome in SKIPPED:
        element = "failure" if row.outcome in FAILING else "skipped"
        said = {"type": row.outcome, "message": words}
        # Some readers show the message, some the text.
        ElementTree.SubElement(case, element, said).text = words
    else:
        ElementTree.SubElement(case, "system-out").text = words


def _words(row: Compared | Unmatched, gate: Gate) -> Iterator[str]:
    yield row.outcome
    if isinstance(row, Unmatched):
        yield row.why
        return
    yield f"{change_between(row.change.estimate)} by itself"
    yield f"{change_between(row.change.together)} for all cases at once"
    yield f"slowdowns are found from {percent_change(row.detectable)}"
    if row.outcome == CANT_TELL:
        yield needed(row, gate)
    elif row.why:
        yield row.why


def _plain(text: str) -> str:
    """On one line, without what XML has no character for; ElementTree escapes the markup."""
    return one_line(text, LONGEST)
