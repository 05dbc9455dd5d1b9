"""Random latent vectors."""

import numpy as np
import pytest
from scipy import stats

from zpoints import samplers


@pytest.mark.parametrize("b", [0.5, 1.5, 12])
def test_uniform_vectors_fill_the_cube_evenly(b):
    vectors = samplers.uniform(b, 16, 2000, np.random.default_rng(1))
    assert vectors.shape == (2000, 16)
    assert vectors.dtype == np.float32
    assert np.abs(vectors).max() <= b
    assert stats.kstest(vectors.ravel(), stats.uniform(-b, 2 * b).cdf).pvalue > 0.001
    # Independent components: correlations stay within their noise.
    r = np.corrcoef(vectors, rowvar=False)[np.triu_indices(16, 1)]
    assert np.abs(r).max() < 5 / np.sqrt(2000)


def test_the_generator_decides():
    first = samplers.uniform(1, 4, 5, np.random.default_rng(1))
    assert (first == samplers.uniform(1, 4, 5, np.random.default_rng(1))).all()
    assert (first != samplers.uniform(1, 4, 5, np.random.default_rng(2))).any()
    assert np.allclose(samplers.uniform(3, 4, 5, np.random.default_rng(1)), 3 * first)


def test_no_vectors_are_fine():
    assert samplers.uniform(1, 4, 0, np.random.default_rng(1)).shape == (0, 4)
