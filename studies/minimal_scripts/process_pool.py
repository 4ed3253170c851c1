"""``ProcessPoolExecutor.map``."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def run(task, items, workers, chunksize, start_method):
    context = multiprocessing.get_context(start_method)
    with ProcessPoolExecutor(workers, mp_context=context) as executor:
        return list(executor.map(task, items, chunksize=chunksize))
