"""How the parts of a round's wall time are drawn and called: alike in all charts of them."""

from typing import NamedTuple

from reports.charts._style import AREAS


class PartLook(NamedTuple):
    """``field`` is one of `reports.decomposition.Parts`."""

    field: str
    colour: str
    name: str
    words: str  # after "% of 91 ms are"


#: From the left of a bar: first what a worker is there for.
LOOKS = (
    PartLook("alone", AREAS["green"], "work, as if alone: the efficiency", "work, as if alone"),
    PartLook(
        "longer", AREAS["yellow"], "work taking longer than alone", "work taking longer than alone"
    ),
    PartLook(
        "between", AREAS["vermillion"], "between tasks: dispatch, pickling", "dispatch and pickling"
    ),
    PartLook("waiting", AREAS["sky"], "waiting for the last worker", "waiting for the last worker"),
    PartLook("start_up", AREAS["orange"], "start-up, to the first task", "start-up"),
    PartLook(
        "results_home", AREAS["purple"], "results on their way home", "results on their way home"
    ),
    PartLook("ending", AREAS["grey"], "ending the workers", "ending the workers"),
)
COLOUR = {look.field: look.colour for look in LOOKS}
