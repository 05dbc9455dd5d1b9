"""Measures against closed forms and other libraries."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist
from scipy.stats import binomtest

from zpoints.errors import StudyError
from zpoints.quality import measures


def wilson(hits, n, z=1.959963984540054):
    """Roots p of (p - hits/n)² = z² p (1 - p) / n."""
    low, high = sorted(np.roots([1 + z * z / n, -2 * hits / n - z * z / n, (hits / n) ** 2]).real)
    return low, high


@pytest.mark.parametrize(
    ("hits", "n"), [(0, 512), (1, 512), (256, 512), (511, 512), (3, 4), (1, 1)]
)
def test_rate_interval_agrees_with_the_closed_form(hits, n):
    low, high = measures.rate_interval(hits, n)
    assert (low, high) == pytest.approx(wilson(hits, n), abs=1e-9)
    theirs = binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert 0 <= low <= hits / n <= high <= 1


def test_no_trials_have_no_rate():
    with pytest.raises(StudyError, match="no rate of no images"):
        measures.rate_interval(0, 0)


def test_blurred_images_are_less_sharp(faces):
    previous = measures.sharpness(faces)
    assert previous.shape == (60,)
    assert previous.dtype == np.float64
    for sigma in (0.5, 1, 2, 4):
        blurred = np.stack([cv2.GaussianBlur(image, (0, 0), sigma) for image in faces])
        sharpness = measures.sharpness(blurred)
        assert (sharpness < previous).all()
        previous = sharpness


def test_sharpness_of_known_images():
    # A checkerboard of 0 and 2: the Laplacian is ±8 everywhere but at borders, which mirror.
    y, x = np.mgrid[:8, :8]
    board = np.uint8((x + y) % 2 * 2)[None, ..., None]
    assert measures.sharpness(board).tolist() == [64]
    assert measures.sharpness(np.repeat(board, 3, axis=3)).tolist() == [64]
    flat = np.full((2, 8, 8, 1), 77, np.uint8)
    assert measures.sharpness(flat).tolist() == [0, 0]


@settings(max_examples=20, deadline=None)
@given(
    n=st.integers(2, 30),
    channels=st.sampled_from([1, 3]),
    block=st.integers(1, 31),
    seed=st.integers(0),
)
def test_diversity_agrees_with_scipy(n, channels, block, seed):
    images = np.random.default_rng(seed).integers(0, 256, (n, 5, 5, channels), np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measures, "DIVERSITY_BLOCK", block)
        diversity = measures.diversity(images)
    assert diversity == pytest.approx(pdist(images.reshape(n, -1) / 255).mean(), rel=1e-12)


def test_diversity_of_equal_and_few_images(faces):
    assert measures.diversity(np.repeat(faces[:1], 300, axis=0)) == 0
    assert measures.diversity(faces[:1]) is None
    assert measures.diversity(faces[:0]) is None


def test_cycle_error_is_in_units_of_the_spread():
    random = np.random.default_rng(0)
    cloud = random.normal(size=(5000, 4)) * [1, 2, 2, 4]
    spread = measures.spread(np.linalg.eigvalsh(np.cov(cloud.T, bias=True)))
    assert spread == pytest.approx(5, rel=0.03)
    z = cloud[:101].astype(np.float32)
    assert measures.cycle_error(z, z, spread) == 0
    assert measures.cycle_error(z, z + np.float32([3, 0, 4, 0]), 5.0) == pytest.approx(1, rel=1e-6)
    assert measures.cycle_error(z, z + 1, 0.0) is None


def test_a_ratio_needs_both_values():
    assert measures.ratio(3.0, 2.0) == 1.5
    assert measures.ratio(0.0, 2.0) == 0
    assert measures.ratio(None, 2.0) is None
    assert measures.ratio(3.0, None) is None
    assert measures.ratio(3.0, 0.0) is None
