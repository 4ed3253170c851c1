"""``joblib.Parallel`` with the backend ``threading``: a ``ThreadPool`` behind joblib's batches."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from lightwork.strategies import NO_START_METHOD
from lightwork.strategies.parts.installed import why_not_installed
from lightwork.strategy import Runner, Strategy


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:  # noqa: ARG001 - the contract's name and signature
    """Open the ``Parallel``; its threads start and end with it.

    After a task's error it is made anew, for the reason that :mod:`.joblib_loky` gives.
    """
    from joblib import Parallel, delayed

    with ExitStack() as kept:

        def opened() -> Any:
            return kept.enter_context(Parallel(n_jobs=workers, backend="threading"))

        parallel = opened()

        def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
            nonlocal parallel
            parallel.batch_size = chunksize
            try:
                results: list[Any] = parallel(delayed(task)(item) for item in items)
            except Exception:
                kept.close()
                parallel = opened()
                raise
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
