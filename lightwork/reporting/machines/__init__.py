"""SEVERAL RUNS SIDE BY SIDE: machines and interpreters as series, repeats pooled, fleets summed up.

    files ─► digests (one a run, without its rounds) ─► series (one a machine, its limits and its
    Python; repeats pooled) ─► comparison ─► words, charts, page, tables

Rounds are dropped as soon as a file is read: thousands of runs fit into memory as digests.
"""
