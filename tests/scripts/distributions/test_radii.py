"""Vector lengths of the data and of cubes."""

import numpy as np
import pandas as pd

from zpoints import files


def test_rows_and_histograms_of_data_and_cubes(case, measured_radii):
    table, arrays = pd.read_csv(measured_radii[0]), files.read_arrays(measured_radii[1])
    assert list(table)[:6] == ["source", "b", "mean", "std", "exact_mean", "exact_std"]
    assert table["source"].tolist() == ["latents", *["uniform"] * 3]
    norms = np.linalg.norm(case.vectors.astype(float), axis=1)
    assert np.isclose(table["mean"][0], norms.mean())
    assert table["b"].tolist()[1:3] == [1, 2.5]
    assert np.isclose(table["mean"][3], norms.mean(), rtol=0.1)  # the matched cube
    assert list(arrays) == ["edges", "shares", "central"]
    assert arrays["shares"].shape == (4, len(arrays["edges"]) - 1)
    np.testing.assert_allclose(arrays["shares"].sum(axis=1), 1)
    low, high = arrays["central"]
    assert norms.min() <= low < high <= norms.max()
