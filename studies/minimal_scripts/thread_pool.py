"""``ThreadPoolExecutor.map``, a chunk a call."""

from concurrent.futures import ThreadPoolExecutor


def run(task, items, workers, chunksize, start_method):
    chunks = [items[start : start + chunksize] for start in range(0, len(items), chunksize)]
    with ThreadPoolExecutor(workers) as executor:
        parts = executor.map(lambda chunk: [task(item) for item in chunk], chunks)
        return [result for part in parts for result in part]
