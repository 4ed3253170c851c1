"""A Manager: workers take chunks from its queue and put results in its dict."""

import multiprocessing


def work(task, queue, results):
    while (chunk := queue.get()) is not None:
        results.update({number: task(item) for number, item in chunk})


def run(task, items, workers, chunksize, start_method):
    context = multiprocessing.get_context(start_method)
    with context.Manager() as manager:
        queue, results = manager.Queue(), manager.dict()
        pairs = list(enumerate(items))
        for start in range(0, len(pairs), chunksize):
            queue.put(pairs[start : start + chunksize])
        processes = [
            context.Process(target=work, args=(task, queue, results)) for _ in range(workers)
        ]
        for process in processes:
            queue.put(None)
            process.start()
        for process in processes:
            process.join()
        found = results.copy()
    return [found[number] for number in range(len(items))]
