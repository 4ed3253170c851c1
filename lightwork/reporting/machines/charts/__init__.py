"""WHAT SEVERAL MACHINES LOOK LIKE: one file per chart of a `Comparison`.

To add a chart, add one file here that defines ``CHART``, as in `lightwork.reporting.charts`. Up to
`MOST_LINES` series have a line, a row or a marker each; more are summed up by model (`fleet`).
"""
