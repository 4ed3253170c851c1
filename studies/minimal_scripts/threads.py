"""``threading.Thread``, each with every n-th chunk."""

import threading


def run(task, items, workers, chunksize, start_method):
    results = [None] * len(items)

    def work(worker):
        for start in range(worker * chunksize, len(items), workers * chunksize):
            for place in range(start, min(start + chunksize, len(items))):
                results[place] = task(items[place])

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
