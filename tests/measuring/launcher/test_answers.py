"""Deterministic answers are the same as themselves, whatever ``==`` says; others are not."""

import math
import pickle
from collections import namedtuple
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from lightwork.measuring.launcher.answers import same

Point = namedtuple("Point", "x y")


@dataclass
class Fit:
    coefficients: Any
    residual: float


class Slotted:
    """Knows identity alone."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


class Node:
    """Holds itself, as trees with parents do."""

    def __init__(self, value: float) -> None:
        self.value, self.parent = value, self


class Refuses:
    def __eq__(self, other: object) -> bool:
        raise ValueError("the truth value is ambiguous")

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: float) -> None:
        self.value = value


ANSWERS = [
    Fit(np.arange(3.0), 0.5),
    Fit(1, math.nan),
    Point(np.arange(2), math.nan),
    Decimal("NaN"),
    complex(3, math.nan),
    {1.0, math.nan},
    frozenset({("a", math.nan)}),
    {"a": [Fraction(1, 3), math.nan]},
    Slotted([1, 2]),
    Node(2.5),
    Refuses(1.0),
    np.array([1.0, math.nan]),
    np.array([[1], [2]], dtype=object),
    None,
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda one: type(one).__name__)
def test_what_went_through_pickle_is_the_same(answer: Any) -> None:
    """As the answer of another process is, which is what measurements compare with."""
    assert same(answer, pickle.loads(pickle.dumps(answer)))  # noqa: S301 - made here


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Fit(np.arange(3.0), 0.5), Fit(np.arange(3.0) + 1, 0.5)),
        (Fit(1, math.nan), Fit(2, math.nan)),
        (Point(1, 2), Point(1, 3)),
        (Decimal("NaN"), Decimal(1)),
        (complex(3, math.nan), complex(4, math.nan)),
        ({1.0, math.nan}, {2.0, math.nan}),
        ({1.0, math.nan}, {1.0}),
        (Node(2.5), Node(2.0)),
        (Refuses(1.0), Refuses(2.0)),
        (Slotted(1), Slotted(2)),
        (np.arange(3), np.arange(4)),
        (1, "1"),
    ],
)
def test_what_differs_is_not_the_same(one: Any, other: Any) -> None:
    """Beside one field, one element or a type, all is alike."""
    assert not same(one, other)
    assert not same(other, one)


def test_a_sparse_matrix_is_compared_by_what_it_holds() -> None:
    """Its ``==`` gives a matrix."""
    from scipy import sparse

    one, other = (sparse.csr_matrix(np.eye(4) * times) for times in (1, 2))
    assert same(one, one.copy())
    assert not same(one, other)
