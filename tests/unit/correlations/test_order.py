"""The order in which components that correlate stand together."""

import numpy as np
import pytest

from zpoints.correlations.order import clustered


def blocks(size, count, generator):
    """Vectors whose components form groups of which each follows one hidden value, up to signs."""
    hidden = generator.normal(size=(500, count))
    signs = generator.choice([-1, 1], size=size * count)
    return np.repeat(hidden, size, axis=1) * signs + 0.3 * generator.normal(
        size=(500, size * count)
    )


def test_groups_stand_together_whatever_their_signs():
    generator = np.random.default_rng(0)
    mixed = generator.permutation(20)
    matrix = np.corrcoef(blocks(5, 4, generator)[:, mixed], rowvar=False)
    groups = (mixed // 5)[clustered(matrix)]
    assert sorted(clustered(matrix)) == list(range(20))
    assert (np.diff(groups) != 0).sum() == 3


@pytest.mark.parametrize("size", [1, 2, 3, 9])
def test_any_number_of_components(size):
    assert sorted(clustered(np.eye(size))) == list(range(size))


def test_constant_components_correlate_with_none():
    matrix = np.full((4, 4), np.nan)
    matrix[np.ix_([0, 3], [0, 3])] = 1
    order = clustered(matrix).tolist()
    assert sorted(order) == [0, 1, 2, 3]
    assert abs(order.index(0) - order.index(3)) == 1
