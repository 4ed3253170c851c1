"""``SharedMemory``: items and results (whole numbers here) lie in it, nothing is sent."""

import multiprocessing
from array import array
from multiprocessing.shared_memory import SharedMemory


def work(task, memory, count, worker, workers):
    words = memory.buf.cast("q")
    for place in range(worker, count, workers):
        words[count + place] = task(words[place])
    words.release()


def run(task, items, workers, chunksize, start_method):
    context = multiprocessing.get_context(start_method)
    count = len(items)
    memory = SharedMemory(create=True, size=2 * 8 * count)
    words = memory.buf.cast("q")
    words[:count] = array("q", items)
    processes = [
        context.Process(target=work, args=(task, memory, count, worker, workers))
        for worker in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    results = words[count:].tolist()
    words.release()
    memory.close()
    memory.unlink()
    return results
