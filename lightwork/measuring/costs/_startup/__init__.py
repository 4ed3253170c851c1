"""How workers are started here: what the families `startup` and `memory` share.

A forked worker has loaded whatever its parent has, a spawned one what its task's module imports:
nothing heavy in `worker_tasks`.
"""
