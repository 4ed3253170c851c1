"""WHAT IT MEANS: saved runs in; a verdict in words, charts, a page and tables out.

The way of the data, one module each::

    locating ─► reading ─► table ─► estimates ─► analysis ─► ranking ─► verdict ─► terminal
     (files)    (checked)  (rows)   (intervals)     │                      │       summary
                                                    └─► charts/ ─► drawing ─┴──────► page

Never loaded while anything is timed. Imports nothing of ours but ``lightwork.core.record``.
To add a chart, add one file to ``reports/charts``.
"""
