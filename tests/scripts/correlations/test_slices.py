"""Counts of the vectors in slices."""

import numpy as np
import pandas as pd
import pytest
from support.latents import cloud_of, write_latents

from workflow.scripts.correlations.slices import slices
from zpoints import files
from zpoints.correlations.slices import slice_counts


def test_counts_and_vectors_of_given_slices(case, correlated, sliced):
    table, inside = pd.read_csv(sliced[0]), files.read_arrays(sliced[1])["inside"]
    vectors = case.vectors[np.load(correlated.subset)]
    assert list(table)[:3] == ["stage", "component", "vectors"]
    for number, pair in enumerate([(1, 4), (0, 2)]):
        expected, passing = slice_counts(vectors, pair, 2)
        counts = table["vectors"][3 * number : 3 * number + 3]
        assert counts.tolist() == expected["vectors"].tolist()
        assert (inside[number] == passing).all()


@pytest.mark.parametrize("z_dim", [1, 4])
def test_without_a_choice_the_largest_shares_are_taken(tmp_path, z_dim):
    vectors = np.random.default_rng(1).normal(size=(50, z_dim)) * [1, 3, 2, 0.1][:z_dim]
    cloud, subset, table, inside = (
        str(tmp_path / name) for name in ("cloud.npz", "subset.npy", "slices.csv", "slices.npz")
    )
    cloud_of(vectors).save(cloud)
    np.save(subset, np.arange(20))
    slices(write_latents(tmp_path, vectors), cloud, subset, table, inside, pairs=[], limit=2)
    rows = pd.read_csv(table)
    assert rows[["i", "j"]].to_numpy().tolist() == ([] if z_dim == 1 else [[1, 2]] * 3)
    assert files.read_arrays(inside)["inside"].shape == (min(z_dim - 1, 1), 20)
