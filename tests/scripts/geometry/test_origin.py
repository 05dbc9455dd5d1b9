"""The table of the origin."""

import numpy as np
import pandas as pd
import pytest

from workflow.scripts.geometry.origin import origin


def test_the_origin_is_measured_whatever_the_threads(tmp_path, paths, vectors):
    settings = {"seed": [1, "study", "I", "geometry"], "neighbours": 2, "neighbour_queries": 50}
    for threads in (1, 3):
        origin(**paths, output=tmp_path / f"{threads}.csv", threads=threads, **settings)
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "3.csv").read_bytes()
    table = pd.read_csv(tmp_path / "1.csv")
    assert list(table) == ["quantity", "component", "value"]
    value = table[table["component"].isna()].set_index("quantity")["value"]
    lengths = np.sort(np.linalg.norm(vectors.astype(float), axis=1))
    assert value["nearest_distance"] == pytest.approx(lengths[0])
    assert value["kth_distance"] == pytest.approx(lengths[1])
    percentiles = table[table["quantity"] == "percentile_of_zero"]
    assert percentiles["component"].tolist() == [0, 1]
    assert percentiles["value"].tolist() == (100 * (vectors < 0).mean(axis=0))[:2].tolist()
