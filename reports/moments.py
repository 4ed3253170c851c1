"""Moments as a saved file names them."""

from datetime import UTC, datetime

from reports.value_kinds import singly


def _moment(value: object) -> datetime | None:
    """The moment that a value of a file means; None if it is none."""
    try:
        return in_utc(value) if isinstance(value, str) else None
    except ValueError:
        return None


def in_utc(text: str) -> datetime:
    """An ISO moment; without a zone it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:  # the first or the last hours that there are, elsewhere
        raise ValueError(str(error)) from error


MOMENT = singly("a moment such as 2026-11-24T05:00:00+00:00", _moment)
