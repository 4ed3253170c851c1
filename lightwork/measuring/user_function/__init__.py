"""A user's own function: looked at, raced as the job that it is, classed.

``lightwork FILE.py:FUNCTION --items …`` and pytest's ``--workload`` lead here (`request`).
`measure` looks at the function and runs the race, in processes of their own; `gil_shares` says how
its seconds are spent; `verdict` is what was decided, as plain values; `cases` makes tests of it.
"""
