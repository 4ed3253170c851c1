"""A user's own function: tried, classified, measured like a workload.

``--workload FILE.py:FUNCTION --items FILE.py:ITEMS`` leads here (`options`). The function is first
run in child processes (`probe`), where it can do no harm; what they found says how its seconds are
spent (`gil_shares`), how many items a round has (`round_items`) and which cases are run (`plan`).
Only then is it loaded into the timed process (`workload`).

The child side (`child`, `targets`, `options`) imports little beyond the standard library, so that
what it measures of the function's file (import seconds, memory) is the file's.
"""
