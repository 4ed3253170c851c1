"""What is wrong with one of several Pythons; the others are measured all the same."""


class Unusable(Exception):
    """A Python that can't be measured: one line that names it, says why and what to do."""
