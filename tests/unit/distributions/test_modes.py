"""Components without a mode are found and named."""

import numpy as np
import pytest

from zpoints.cloud.histograms import Bins, ComponentStatistics
from zpoints.distributions.components import table
from zpoints.distributions.modes import reason, without_mode


def test_components_beyond_all_bins_have_no_mode():
    vectors = np.random.default_rng(0).normal([0, 90, 0, -90], 1, (200, 4)).astype(np.float32)
    described = table(ComponentStatistics.of(vectors, Bins(-12, 12, 97)), 1, 2)
    assert without_mode(described["half_width"].to_numpy()).tolist() == [1, 3]
    assert described["mode"].isna().tolist() == [False, True, False, True]
    assert not described["dominant"][[1, 3]].any(), "what has no mode is not dominant by it"


def test_all_components_may_have_a_mode():
    assert without_mode(np.array([0.2, 3])).size == 0


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ([7], "component 7 lies outside distributions.histogram.range and has no mode; widen"),
        ([7, 9], "components 7 and 9 lie outside distributions.histogram.range and have no mode;"),
        ([0, 3, 4], "components 0, 3 and 4 lie outside"),
        (np.arange(5), "components 0, 1, 2, 3 and 4 lie outside"),
        (np.arange(8), "components 0, 1, 2, 3, 4 and 3 more lie outside"),
    ],
)
def test_the_reason_names_them(missing, words):
    assert reason(missing).startswith(words)
    assert reason(missing).endswith("widen the range")
