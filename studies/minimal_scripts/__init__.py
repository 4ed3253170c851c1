"""The shortest sensible script for each mechanism, as one types it after reading its manual.

A strategy may cost at most 5 % more than its yardstick on the same items: then the suite measures
the mechanism and not itself. ``python -m studies.yardsticks`` compares them in pairs. They
know nothing of dead workers and foreign exceptions, and share no line, on purpose.
"""
