"""WHAT is computed: one file per workload, its file name is its name everywhere.

To add a workload, add one file here that defines ``task``, ``items``, ``expected`` and
``WORKLOAD`` (types in `lightwork.workload`); nothing else needs to be edited. Files that start
with ``_`` are not workloads.
"""
