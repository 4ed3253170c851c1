"""HOW CASES AND RUNS END: within a limit, with a reason, and nothing is left on the host.

`supervisor` is what the suite asks; the others are its parts. Nothing here runs inside a clock:
before a case its timer is armed, after it the process looks at itself. The guard is a process of
its own.
"""
