"""Studies: what METHOD.md and docs/ say of the suite itself, by commands that anyone can run.

Most take minutes and depend on the host, so they are no tests; each prints the table that is in
the document. Run them as modules from the checkout: ``python -m studies.null_control``.
"""
