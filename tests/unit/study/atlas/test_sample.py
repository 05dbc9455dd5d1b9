"""All images of a small study are points, of a large one a random sample."""

import numpy as np
import pytest

from zpoints.seeding import generator
from zpoints.study.atlas.sample import SAMPLE, VALUES, WHOLE, point_rows


@pytest.mark.parametrize("vectors", [1, 2, 500, WHOLE])
def test_a_small_study_is_shown_whole(vectors):
    rows = point_rows(vectors, 256, generator(1, "atlas"))
    np.testing.assert_array_equal(rows, np.arange(vectors))


def test_of_a_large_study_each_image_is_as_likely():
    rows = point_rows(200_000, 256, generator(1, "atlas"))
    assert len(rows) == len(np.unique(rows)) == SAMPLE
    assert (np.diff(rows) > 0).all()
    assert rows[0] >= 0 and rows[-1] < 200_000
    # 1,000 are expected in each tenth, with a standard deviation of 29.
    tenths = np.bincount(rows // 20_000)
    assert np.abs(tenths - 1000).max() < 150


def test_the_draw_depends_on_the_seed_alone():
    one, same, other = (point_rows(20_000, 4, generator(seed, "atlas")) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_vectors_of_very_many_components_are_fewer():
    rows = point_rows(8000, 1000, generator(1, "atlas"))
    assert len(rows) == VALUES // 1000 < 8000
    assert len(point_rows(8000, 10 * VALUES, generator(1, "atlas"))) == 1
