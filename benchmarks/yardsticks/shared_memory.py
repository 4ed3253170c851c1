"""``Array``: items and results (whole numbers here) lie in shared memory, nothing is sent."""

import multiprocessing


def work(task, items, results, worker, workers):
    for place in range(worker, len(items), workers):
        results[place] = task(items[place])


def run(task, items, workers, chunksize, start_method):
    context = multiprocessing.get_context(start_method)
    shared = context.Array("q", items, lock=False)
    results = context.Array("q", len(items), lock=False)
    processes = [
        context.Process(target=work, args=(task, shared, results, worker, workers))
        for worker in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return list(results)
