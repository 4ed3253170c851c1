"""A fleet by machine model: processor and usable cores, the model with most series first."""

from collections.abc import Sequence

from reports.machines.comparison import Model, Series
from reports.machines.labels import LONGEST
from reports.problem import one_line
from reports.wording import count


def models(series: Sequence[Series]) -> tuple[Model, ...]:
    """Which series are on the same model."""
    found: dict[str, list[str]] = {}
    for one in series:
        machine = one.machine
        processor = one_line(machine.cpu_model, LONGEST) or "unknown processor"
        name = f"{processor}, {count(machine.usable_cores, 'usable core')}"
        found.setdefault(name, []).append(one.label)
    return tuple(
        Model(name, tuple(labels))
        for name, labels in sorted(found.items(), key=lambda item: -len(item[1]))
    )
