"""How many rounds the host disturbed, by what, and how many were run again."""

from collections import Counter

from reports.saved import SavedRun
from reports.wording import count


def disturbed_words(run: SavedRun) -> str:
    """``7 of 640 rounds were disturbed (5 foreign CPU, 2 slow host) and repeated``."""
    rounds = sum(len(saved.case_seconds) for saved in run.cases)
    disturbed = sum(sum(saved.disturbed) for saved in run.cases)
    words = f"{disturbed} of {count(rounds, 'round')} were disturbed"
    if not disturbed:
        return words
    causes = causes_of(run)
    if causes:
        words += f" ({', '.join(f'{number} {cause}' for cause, number in causes.most_common())})"
    return words + _repeated(run.repeated_rounds, disturbed)


def causes_of(run: SavedRun) -> Counter[str]:
    """How many rounds each cause disturbed; one with two causes counts for both."""
    texts = (text for saved in run.cases for text in saved.disturbed_by or ())
    return Counter(cause for text in texts for cause in text.split(", ") if cause)


def _repeated(repeated: int | None, disturbed: int) -> str:
    """How many of them were run again; older files do not tell."""
    if repeated is None:
        return " and repeated where the budget allowed"
    if repeated >= disturbed:  # more: of cases that gave wrong answers and are not in the file
        return " and repeated"
    return f", {repeated} of them repeated"
