"""Work on items in turn by several threads or processes, the results in the order of the items."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import connection
from typing import Any

from threadpoolctl import threadpool_limits


def in_order(
    pool: Executor, work: Callable[[Any], Any], items: Iterable[Any], ahead: int
) -> Iterator[Any]:
    """Results of `work` in the order of the items, at most `ahead` of them at once in memory.

    Args:
        pool: where the work is done.
        work: takes one item.
        items: looked at one by one, as there is room.
        ahead: items in work or done and not yet taken.
    """
    pending: deque = deque()
    try:
        for item in items:
            pending.append(pool.submit(work, item))
            if len(pending) >= ahead:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        # What nobody waits for any more need not be done.
        for future in pending:
            future.cancel()


def threaded(work: Callable[[Any], Any], items: Iterable[Any], threads: int) -> Iterator[Any]:
    """Results of `work` in the order of the items, by threads; for NumPy, which runs beside others.

    Matrix products take one thread each meanwhile: rounding depends on how a product is shared
    between threads, and results must not depend on the number of cores.
    """
    with threadpool_limits(1, "blas"):
        if threads <= 1:
            yield from map(work, items)
            return
        with ThreadPoolExecutor(threads) as pool:
            yield from in_order(pool, work, items, ahead=threads + 1)


def processes(workers: int) -> ProcessPoolExecutor:
    """Pool of processes that end with this one, even if it is killed."""
    # "spawn" because threads of zarr and ONNX Runtime may live in this process already: a fork
    # could inherit a lock.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Watch the parent: a worker that waits for items never notices that nobody sends any more."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # this runs in a worker

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
