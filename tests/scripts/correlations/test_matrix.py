"""Correlations of subsets and of all vectors."""

from pathlib import Path

import numpy as np
import pandas as pd


def test_matrices_are_those_of_the_vectors(case, correlated):
    rows = np.load(correlated.subset)
    assert rows.shape == (80,)
    for path, vectors in (
        (correlated.matrix, case.vectors[rows]),
        (correlated.full_matrix, case.vectors),
    ):
        expected = np.corrcoef(vectors.astype(float), rowvar=False)
        np.testing.assert_allclose(np.load(path), expected, atol=1e-12)


def test_pairs_and_counts_are_those_of_the_matrix(correlated):
    r = np.abs(np.load(correlated.matrix)[np.triu_indices(5, 1)])
    pairs, counts = pd.read_csv(correlated.pairs), pd.read_csv(correlated.thresholds)
    assert pairs[["i", "j"]].iloc[0].tolist() == [1, 4]
    assert len(pairs) == (r > 0.2).sum()
    assert list(counts)[:2] == ["threshold", "pairs"]
    assert counts["pairs"].tolist() == [(r > 0.1).sum(), (r > 0.5).sum()]


def test_another_run_with_more_threads_writes_the_same(correlated, again):
    for name, path in vars(correlated).items():
        assert Path(path).read_bytes() == Path(getattr(again, name)).read_bytes()
