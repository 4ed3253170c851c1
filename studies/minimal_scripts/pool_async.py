"""``Pool.apply_async``, one task a call, then close and join."""

import multiprocessing


def run(task, items, workers, chunksize, start_method):
    pool = multiprocessing.get_context(start_method).Pool(workers)
    waiting = [pool.apply_async(task, (item,)) for item in items]
    results = [one.get() for one in waiting]
    pool.close()
    pool.join()
    return results
