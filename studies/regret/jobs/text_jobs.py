"""Texts: scored, compared, counted, searched for names that are nearly right."""

import difflib
import random
import re
from collections import Counter

_SYLLABLES = ("ka", "lo", "mi", "ren", "tu", "sa", "vel", "dor", "in", "est", "pra", "qui", "zon")
_GOOD = {"kalo", "miren", "velsa", "dorin", "mazon"}


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3))))


_CHANCE = random.Random(3)
_WORDS = [_word(_CHANCE) for _ in range(2000)]


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))


def texts() -> list[str]:
    """2,000 reviews."""
    chance = random.Random(1)
    return [_text(chance, chance.randint(50, 250)) for _ in range(2000)]


def score_text(text: str) -> float:
    """Good words, weighted by their length and place."""
    tokens = re.findall(r"[a-z]+", text.lower())
    score = 0.0
    for place, token in enumerate(tokens):
        if token in _GOOD:
            score += 2.0
        score += len(token) / (1 + place)
    return round(score, 6)


def chapters() -> list[str]:
    """12 chapters, each longer than the one before."""
    chance = random.Random(2)
    return [_text(chance, 5000 * number) for number in range(1, 13)]


def count_words(chapter: str) -> dict[str, int]:
    """The 200 most frequent words."""
    return dict(sorted(Counter(re.findall(r"\w+", chapter)).most_common(200)))


PAIRS = [(_text(_CHANCE, 6), _text(_CHANCE, 6)) for _ in range(3000)]


def edit_distance(pair: tuple[str, str]) -> int:
    """Levenshtein's distance, row by row."""
    one, other = pair
    before = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        now = [row]
        for column, right in enumerate(other, 1):
            changed = before[column - 1] + (left != right)
            now.append(min(before[column] + 1, now[-1] + 1, changed))
        before = now
    return before[-1]


NAMES = sorted({_word(_CHANCE) + _word(_CHANCE) for _ in range(400)})
MISSPELT = [name[:2] + name[3:] for name in NAMES[:120]]


def closest_names(name: str) -> list[str]:
    """The names that a misspelt one may have meant."""
    return difflib.get_close_matches(name, NAMES, n=3)
