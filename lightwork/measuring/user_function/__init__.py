"""A user's own function: looked at, classified, measured like a workload.

``--workload FILE.py:FUNCTION --items FILE.py:ITEMS`` leads here
(`lightwork.measuring.user_function.options`). The function is first run in child processes
(`probe`), where it can do no harm; what they found says how its seconds are spent (`shares`), how
many items a round has (`round_size`) and which cases are run (`own_plan`). Only then is it loaded
into the timed process.

The child side (``child``, ``*_look``, ``targets``, ``board``) imports the standard library alone,
so that what it measures of the function's file (import seconds, memory) is the file's.
"""
