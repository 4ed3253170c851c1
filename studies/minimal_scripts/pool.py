"""``Pool.map``."""

import multiprocessing


def run(task, items, workers, chunksize, start_method):
    with multiprocessing.get_context(start_method).Pool(workers) as pool:
        return pool.map(task, items, chunksize)
