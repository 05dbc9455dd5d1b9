"""Vectors from a cube: uniform, repeatable, and the same in blocks of any size."""

import numpy as np
from scipy import stats

from zpoints.distributions.uniform import uniform_blocks


def test_uniform_blocks_fill_the_cube_in_blocks():
    blocks = list(uniform_blocks(3, 5, 2500, np.random.default_rng(1), block=1000))
    assert [len(block) for block in blocks] == [1000, 1000, 500]
    vectors = np.concatenate(blocks)
    assert vectors.dtype == np.float32
    assert np.abs(vectors).max() <= 3
    assert stats.kstest(vectors.ravel(), stats.uniform(-3, 6).cdf).pvalue > 0.001
    again = uniform_blocks(3, 5, 2500, np.random.default_rng(1), block=1000)
    assert (np.concatenate(list(again)) == vectors).all()
    # The size of the blocks is a matter of memory, not of the result.
    other = uniform_blocks(3, 5, 2500, np.random.default_rng(1), block=77)
    assert (np.concatenate(list(other)) == vectors).all()
