"""``multiprocessing.Process``, each with every n-th item, results back over a ``Pipe``."""

import multiprocessing


def work(connection, task, share):
    connection.send([task(item) for item in share])


def run(task, items, workers, chunksize, start_method):
    context = multiprocessing.get_context(start_method)
    results, ends = [None] * len(items), []
    for worker in range(workers):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(theirs, task, items[worker::workers]))
        process.start()
        ends.append((process, ours))
    for worker, (process, ours) in enumerate(ends):
        results[worker::workers] = ours.recv()
        process.join()
    return results
