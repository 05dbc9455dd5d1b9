"""Component values of uniform vectors."""

from pathlib import Path

import numpy as np
import pandas as pd

from workflow.scripts.distributions.uniform_components import uniform_components
from zpoints import files


def test_the_matched_cube_in_the_bins_of_the_data(case, measured_radii, uniform):
    arrays, data = files.read_arrays(uniform[1]), files.read_arrays(case.histogram)
    b = pd.read_csv(measured_radii[0])["b_matched"].iloc[0]
    assert list(arrays) == ["counts", "underflow", "overflow", "centres", "b"]
    assert arrays["b"] == b
    assert (arrays["centres"] == data["centres"]).all()
    assert arrays["counts"].shape == data["counts"].shape
    assert (arrays["counts"].sum(axis=1) == 500).all()
    inside = np.abs(arrays["centres"]) <= b + 0.125
    assert not arrays["counts"][:, ~inside].any()
    table = pd.read_csv(uniform[0])
    assert (table["max"] <= b).all()
    assert (table["max"] > 0.9 * b).all()


def test_a_given_cube_gives_the_same_bytes_each_time(case, measured_radii, tmp_path):
    written = []
    for number in range(2):
        paths = str(tmp_path / f"{number}.csv"), str(tmp_path / f"{number}.npz")
        settings = {"b": 0.5, "vectors": 50, "mode": 1, "half_width": 1}
        uniform_components(measured_radii[0], case.histogram, *paths, **settings, seed=[1, "a"])
        written.append([Path(path).read_bytes() for path in paths])
    assert written[0] == written[1]
    assert files.read_arrays(paths[1])["b"] == 0.5
