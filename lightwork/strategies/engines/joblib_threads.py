"""``joblib.Parallel`` with the backend ``threading``: a ``ThreadPool`` behind joblib's batches."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lightwork.strategies import NO_START_METHOD
from lightwork.strategies.parts.installed import why_not_installed
from lightwork.strategy import Runner, Strategy


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:  # noqa: ARG001 - the contract's name and signature
    """Open the ``Parallel``; its threads start and end with it."""
    from joblib import Parallel, delayed

    with Parallel(n_jobs=workers, backend="threading") as parallel:

        def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
            parallel.batch_size = chunksize
            results: list[Any] = parallel(delayed(task)(item) for item in items)
            return results

        yield run


STRATEGY = Strategy(
    open,
    "thread",
    (NO_START_METHOD,),
    reusable=True,
    requires=why_not_installed("joblib"),
    loads=280,
    imports=("joblib",),
)
