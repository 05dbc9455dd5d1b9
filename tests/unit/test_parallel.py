import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from zpoints import parallel


@given(st.lists(st.integers(), max_size=20), st.integers(1, 5))
def test_results_come_in_the_order_of_the_items(items, threads):
    def slower_at_first(item):
        time.sleep(0.001 * (hash(item) % 3))
        return -item

    found = list(parallel.threaded(slower_at_first, items, threads))
    assert found == [-item for item in items]


def test_no_more_results_wait_than_asked_for():
    taken, seen = [0], []

    def items():
        for item in range(30):
            seen.append(item + 1 - taken[0])
            yield item

    with ThreadPoolExecutor(2) as pool:
        for _ in parallel.in_order(pool, str, items(), ahead=4):
            taken[0] += 1
    assert max(seen) == 4


def test_several_threads_work_at_once():
    barrier = threading.Barrier(2, timeout=20)
    assert list(parallel.threaded(lambda _: barrier.wait() >= 0, range(4), 2)) == [True] * 4


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_reaches_the_caller_and_the_rest_is_not_begun(threads):
    begun = []

    def work(item):
        begun.append(item)
        if item == 1:
            raise OSError("item 1")

    with pytest.raises(OSError, match="item 1"):
        list(parallel.threaded(work, range(1000), threads))
    assert len(begun) < 10


@pytest.mark.parametrize("threads", [1, 2])
def test_matrix_products_take_one_thread_and_all_of_them_later(threads):
    np.ones((2, 2)) @ np.ones((2, 2))

    def blas():
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    before = blas()
    assert before
    assert list(parallel.threaded(lambda _: set(blas()), range(2), threads)) == [{1}, {1}]
    assert blas() == before
