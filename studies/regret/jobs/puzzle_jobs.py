"""Puzzles: queens, and the game of life."""

import random

BOARDS = [6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11]


def queens(size: int) -> int:
    """How many ways to place queens: each board is much harder than the one before."""

    def place(row: int, columns: int, left: int, right: int) -> int:
        if row == size:
            return 1
        free, found = ~(columns | left | right) & ((1 << size) - 1), 0
        while free:
            bit = free & -free
            free ^= bit
            found += place(row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1)
        return found

    return place(0, 0, 0, 0)


GARDENS = list(range(32))


def life(seed: int) -> tuple[int, int]:
    """Who lives after 50 generations on a board that has no edge."""
    chance = random.Random(seed)
    size = 32
    alive = {(chance.randrange(size), chance.randrange(size)) for _ in range(300)}
    for _ in range(50):
        near: dict[tuple[int, int], int] = {}
        for row, column in alive:
            for down, right in (
                (-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1),
            ):  # fmt: skip
                place = (row + down) % size, (column + right) % size
                near[place] = near.get(place, 0) + 1
        alive = {place for place, n in near.items() if n == 3 or (n == 2 and place in alive)}
    return len(alive), sum(row * size + column for row, column in alive)
