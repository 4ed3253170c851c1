"""Studies: what METHOD.md says of the suite itself, measured by commands that anyone can run.

They take minutes and depend on the host, so they are no tests; each prints the table that stands
in METHOD.md. Run them as modules from the checkout: ``python -m studies.null_control``.
"""
