"""The verdict on a user's own function as it is printed: fields are text."""

from typing import NamedTuple

from reports.trust import Line


class OwnVerdict(NamedTuple):
    """All that is said of it; ``code`` is a whole script."""

    function: str  # as it was typed
    lines: tuple[Line, ...]
    code: str
    where: str  # where to put the code

    @property
    def indented_code(self) -> str:
        """The script as a block of Markdown that nothing in it can end."""
        return "\n".join(f"    {line}".rstrip() for line in self.code.splitlines())
