"""``Pool.imap_unordered``, put back in order by number."""

import multiprocessing
from functools import partial


def numbered(task, pair):
    number, item = pair
    return number, task(item)


def run(task, items, workers, chunksize, start_method):
    results = [None] * len(items)
    with multiprocessing.get_context(start_method).Pool(workers) as pool:
        pairs = pool.imap_unordered(partial(numbered, task), enumerate(items), chunksize)
        for number, result in pairs:
            results[number] = result
    return results
