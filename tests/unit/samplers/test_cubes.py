"""Uniform vectors fill their cube or their box evenly."""

import logging

import numpy as np
import pytest
from scipy import stats

from tests.unit.samplers.spaces import correlated, draw, known_of
from zpoints.samplers.draws import Known


@pytest.mark.parametrize("b", [0.5, 1.5, 12])
def test_uniform_vectors_fill_the_cube_evenly(b):
    vectors = draw("uniform", Known(16), 2000, b=b)
    assert vectors.shape == (2000, 16)
    assert np.abs(vectors).max() <= b
    assert stats.kstest(vectors.ravel(), stats.uniform(-b, 2 * b).cdf).pvalue > 0.001
    # Independent components: correlations stay within their noise.
    r = np.corrcoef(vectors, rowvar=False)[np.triu_indices(16, 1)]
    assert np.abs(r).max() < 5 / np.sqrt(2000)


def test_b_scales_the_same_vectors():
    np.testing.assert_allclose(
        draw("uniform", Known(4), 5, b=3), 3 * draw("uniform", Known(4), 5, b=1), rtol=1e-6
    )


def test_matched_uniform_vectors_have_the_mean_length_of_the_data():
    known = known_of(correlated(z_dim=64))
    drawn = draw("uniform", known, 4000)
    lengths = np.linalg.norm(drawn.astype(float), axis=1)
    # Exact to a relative 1 / (10 z_dim): std b / sqrt(15), mean b sqrt(z_dim / 3).
    assert lengths.mean() == pytest.approx(known.cloud.mean_radius, rel=0.005)
    assert np.abs(drawn).max() == pytest.approx(known.cloud.matched_b, rel=1e-3)


@pytest.mark.parametrize("k", [0.5, 2])
def test_box_fills_its_region(k):
    known = known_of(correlated())
    scaled = (draw("box", known, 4000, k=k) - known.mode) / (k * known.half_width)
    assert np.abs(scaled).max() <= 1 + 1e-6
    for component in scaled.T:
        assert stats.kstest(component, stats.uniform(-1, 2).cdf).pvalue > 1e-4


@pytest.mark.parametrize("missing", [[4], [0, 4]])
def test_a_box_without_a_mode_of_every_component_is_not_drawn(caplog, missing):
    mode, half_width = np.zeros(6), np.ones(6)
    mode[missing] = half_width[missing] = np.nan
    known = known_of(correlated(), mode=mode, half_width=half_width)
    with caplog.at_level(logging.WARNING, "zpoints"):
        vectors = draw("box", known, 50)
    assert vectors.shape == (0, 6)
    assert vectors.dtype == np.float32
    (record,) = caplog.records
    named = " and ".join(map(str, missing))
    assert f"{named} lie" in record.message
    assert "widen the range" in record.message
