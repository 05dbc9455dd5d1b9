"""Figures of merit against closed forms, other libraries and brute force."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist
from scipy.stats import binomtest

from zpoints import geometry, quality, synthetic
from zpoints.errors import StudyError
from zpoints.statistics import LengthStatistics

KEYS = [
    *("images", "face_rate", "face_rate_low", "face_rate_high", "sharpness", "diversity"),
    *("cycle_error", "mahalanobis", "mahalanobis_quantile"),
    *("precision", "recall", "density", "coverage", "score_10", "score_50", "score_90"),
]
NONE = dict.fromkeys(("precision", "recall", "density", "coverage"))


@pytest.fixture(scope="module")
def faces():
    """Painted faces, uint8 (60, 64, 64, 3)."""
    return synthetic.paint(synthetic.draw_factors(11, 0, 60), 64)


def principal_of(vectors):
    return geometry.principal_components(
        vectors.mean(axis=0, dtype=float), np.cov(vectors.T.astype(float), bias=True)
    )


def reference_of(images, z, features=None):
    features = np.zeros((2, 1)) if features is None else features
    squared = LengthStatistics()
    squared.update(principal_of(z).mahalanobis(z) ** 2)
    return quality.measure_reference(principal_of(z), squared, images, images, features)


def wilson(hits, n, z=1.959963984540054):
    """Roots p of (p - hits/n)² = z² p (1 - p) / n."""
    low, high = sorted(np.roots([1 + z * z / n, -2 * hits / n - z * z / n, (hits / n) ** 2]).real)
    return low, high


@pytest.mark.parametrize(
    ("hits", "n"), [(0, 512), (1, 512), (256, 512), (511, 512), (3, 4), (1, 1)]
)
def test_rate_interval_agrees_with_the_closed_form(hits, n):
    low, high = quality.rate_interval(hits, n)
    assert (low, high) == pytest.approx(wilson(hits, n), abs=1e-9)
    theirs = binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert 0 <= low <= hits / n <= high <= 1
    narrow = quality.rate_interval(hits, n, level=0.5)
    assert low <= narrow[0] <= narrow[1] <= high


def test_no_trials_have_no_rate():
    with pytest.raises(StudyError, match="no rate of no images"):
        quality.rate_interval(0, 0)


def test_blurred_images_are_less_sharp(faces):
    previous = quality.sharpness(faces)
    assert previous.shape == (60,)
    assert previous.dtype == np.float64
    for sigma in (0.5, 1, 2, 4):
        blurred = np.stack([cv2.GaussianBlur(image, (0, 0), sigma) for image in faces])
        found = quality.sharpness(blurred)
        assert (found < previous).all()
        previous = found


def test_sharpness_of_known_images():
    # A checkerboard of 0 and 2: the Laplacian is ±8 everywhere but at borders, which mirror.
    y, x = np.mgrid[:8, :8]
    board = np.uint8((x + y) % 2 * 2)[None, ..., None]
    assert quality.sharpness(board).tolist() == [64]
    assert quality.sharpness(np.repeat(board, 3, axis=3)).tolist() == [64]
    flat = np.full((2, 8, 8, 1), 77, np.uint8)
    assert quality.sharpness(flat).tolist() == [0, 0]


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
        patch.setattr(quality, "DIVERSITY_BLOCK", block)
        found = quality.diversity(images)
    assert found == pytest.approx(pdist(images.reshape(n, -1) / 255).mean(), rel=1e-12)


def test_diversity_of_equal_and_few_images(faces):
    assert quality.diversity(np.repeat(faces[:1], 300, axis=0)) == 0
    assert quality.diversity(faces[:1]) is None
    assert quality.diversity(faces[:0]) is None


def test_cycle_error_is_in_units_of_the_spread():
    random = np.random.default_rng(0)
    cloud = random.normal(size=(5000, 4)) * [1, 2, 2, 4]
    spread = quality.spread(principal_of(cloud))
    assert spread == pytest.approx(5, rel=0.03)
    z = cloud[:101].astype(np.float32)
    assert quality.cycle_error(z, z, spread) == 0
    assert quality.cycle_error(z, z + np.float32([3, 0, 4, 0]), 5.0) == pytest.approx(1, rel=1e-6)
    assert quality.cycle_error(z, z + 1, 0.0) is None


def brute_force(real, drawn, k):
    """Precision, recall, density, coverage by loops, balls as the papers define them."""

    def radius(points, i):
        others = [math.dist(points[i], points[j]) for j in range(len(points)) if j != i]
        return sorted(others)[k - 1]

    def inside(centres, point):
        return [math.dist(c, point) <= radius(centres, i) for i, c in enumerate(centres)]

    in_real = [inside(real, point) for point in drawn]
    in_drawn = [inside(drawn, point) for point in real]
    return {
        "precision": sum(any(row) for row in in_real) / len(drawn),
        "recall": sum(any(row) for row in in_drawn) / len(real),
        "density": sum(sum(row) for row in in_real) / (k * len(drawn)),
        "coverage": sum(any(row[i] for row in in_real) for i in range(len(real))) / len(real),
    }


@settings(max_examples=15, deadline=None)
@given(
    n=st.integers(6, 25), m=st.integers(6, 25), d=st.integers(1, 4), k=st.integers(1, 5),
    shift=st.floats(0, 3), seed=st.integers(0, 2**32),
)  # fmt: skip
def test_neighbour_scores_agree_with_brute_force(n, m, d, k, shift, seed):
    random = np.random.default_rng(seed)
    real, drawn = random.normal(size=(n, d)), random.normal(size=(m, d)) + shift
    found = quality.neighbour_scores(real, drawn, k)
    assert found == pytest.approx(brute_force(real, drawn, k), abs=1e-12)


def test_neighbour_scores_of_known_sets():
    random = np.random.default_rng(0)
    real = random.normal(size=(300, 8)).astype(np.float32)
    same = quality.neighbour_scores(real, real)
    assert (same["precision"], same["recall"], same["coverage"]) == (1, 1, 1)
    far = quality.neighbour_scores(real, real + 100)
    assert set(far.values()) == {0}
    alike = quality.neighbour_scores(real, random.normal(size=(300, 8)))
    # Equal distributions: coverage is 1 - 1/2^5 but for the finite number (Naeem et al. 2020).
    assert alike["density"] == pytest.approx(1, abs=0.2)
    assert alike["coverage"] == pytest.approx(1 - 0.5**5, abs=0.04)


def test_neighbour_scores_tell_lost_modes_from_poor_images():
    random = np.random.default_rng(1)
    real = random.normal(size=(200, 4)) + 20 * (np.arange(200) % 2)[:, None]
    one_mode = random.normal(size=(200, 4))
    lost = quality.neighbour_scores(real, one_mode)
    assert lost["precision"] > 0.9
    assert lost["recall"] < 0.55
    assert lost["coverage"] < 0.55
    poor = quality.neighbour_scores(one_mode, real)
    assert poor["precision"] < 0.55
    # All at the densest place: better than real ones by density, but they cover little.
    dense = quality.neighbour_scores(one_mode, one_mode[:50] * 0.1)
    assert dense["density"] > 1.5
    assert dense["coverage"] < 0.5
    assert dense["recall"] < 0.2


def test_neighbour_scores_of_repeated_and_few_points():
    real = np.random.default_rng(2).normal(size=(30, 3))
    repeated = quality.neighbour_scores(real, np.repeat(real.mean(axis=0)[None], 30, axis=0))
    assert repeated["precision"] in (0, 1)
    assert repeated["recall"] == 0
    assert quality.neighbour_scores(real[:3], real) == quality.neighbour_scores(real[:3], real, 2)
    assert quality.neighbour_scores(real[:1], real) == NONE
    assert quality.neighbour_scores(real, real[:0]) == NONE
    assert quality.neighbour_scores(np.ones((9, 2)), np.ones((9, 2)))["coverage"] == 1


def test_judge_gives_a_whole_row(faces):
    random = np.random.default_rng(3)
    z, features = random.normal(size=(2, 60, 5)).astype(np.float32)
    scores = np.linspace(-1, 3, 30)
    scores[7] = 0  # no face: not above 0
    reference = reference_of(faces[30:], z[30:], features[30:])
    row = quality.judge(faces[:30], reference, features[:30], scores, z[:30], z[:30] + 1)
    assert list(row) == KEYS
    assert all(isinstance(value, (int, float)) for value in row.values())
    hits = 22
    assert row["images"] == 30
    assert row["face_rate"] == hits / 30
    interval = quality.rate_interval(hits, 30)
    assert (row["face_rate_low"], row["face_rate_high"]) == interval
    quantiles = [row[f"score_{q}"] for q in (10, 50, 90)]
    assert quantiles == pytest.approx([-0.6, 1, 2.6], abs=1e-9)
    sharp = [np.median(quality.sharpness(images)) for images in (faces[:30], faces[30:])]
    assert row["sharpness"] == pytest.approx(sharp[0] / sharp[1])
    assert row["diversity"] == pytest.approx(1, abs=0.2)
    assert row["cycle_error"] == pytest.approx(math.sqrt(5 / principal_of(z[30:]).variance.sum()))
    distances = [principal_of(z[30:]).mahalanobis(part) for part in (z[:30], z[30:])]
    assert row["mahalanobis"] == pytest.approx(np.median(distances[0]))
    expected = (distances[1] < np.median(distances[0])).mean()
    assert row["mahalanobis_quantile"] == pytest.approx(expected, abs=0.02)
    expected = quality.neighbour_scores(features[30:], features[:30])
    assert {name: row[name] for name in NONE} == expected


def test_real_images_judged_by_themselves_are_the_unit(faces):
    z = np.random.default_rng(4).normal(size=(60, 5))
    row = quality.judge(faces, reference_of(faces, z, z), z, z=z, z_again=z)
    assert (row["sharpness"], row["diversity"], row["cycle_error"]) == (1, 1, 0)
    assert row["mahalanobis_quantile"] == pytest.approx(0.5, abs=0.02)


def test_what_is_not_given_is_none(faces):
    row = quality.judge(faces[:9], reference_of(faces, np.eye(3)), np.zeros((1, 1)))
    assert list(row) == KEYS
    # One drawn point has no neighbours to look at.
    given = ["images", "sharpness", "diversity"]
    assert [key for key in KEYS if row[key] is not None] == given


def test_one_image_and_flat_references(faces):
    point = np.zeros((4, 3))
    flat = np.full((4, 64, 64, 3), 9, np.uint8)
    reference = reference_of(flat, point, features=point)
    row = quality.judge(faces[:1], reference, point[:1], np.array([0.5]), point[:1], point[:1])
    undefined = {"sharpness", "diversity", "cycle_error", *NONE}
    assert {key for key in KEYS if row[key] is None} == undefined
    assert row["face_rate"] == 1
    assert row["mahalanobis"] == 0


def test_no_images_are_told(faces):
    with pytest.raises(StudyError, match="no images to judge"):
        quality.judge(faces[:0], reference_of(faces, np.eye(3)), np.eye(3))


@pytest.mark.parametrize("channels", [1, 3])
def test_references_look_like_nothing(faces, channels):
    images = faces[..., :channels]
    sets = quality.references(images, np.random.default_rng(5))
    assert list(sets) == ["mean-image", "noise", "scrambled"]
    for made in sets.values():
        assert made.shape == images.shape
        assert made.dtype == np.uint8
    mean = sets["mean-image"]
    assert (mean == mean[0]).all()
    assert np.abs(mean[0] - images.mean(axis=0)).max() <= 0.5
    counts = np.bincount(sets["noise"].ravel(), minlength=256)
    expected = sets["noise"].size / 256
    assert np.abs(counts - expected).max() < 6 * math.sqrt(expected)
    for image, scrambled in zip(images, sets["scrambled"], strict=True):
        # The same pixels (colours kept whole) in another order.
        pixels = [np.sort(x.reshape(-1, channels), axis=0) for x in (image, scrambled)]
        assert (pixels[0] == pixels[1]).all()
        colours = [
            np.unique(x.reshape(-1, channels), axis=0, return_counts=True)
            for x in (image, scrambled)
        ]
        assert all((a == b).all() for a, b in zip(*colours, strict=True))
    orders = sets["scrambled"][:2].reshape(2, -1)
    assert (orders[0] != orders[1]).any()
    again = quality.references(images, np.random.default_rng(5))
    assert all((again[name] == made).all() for name, made in sets.items())


def test_one_blurry_mean_face_is_found_out(faces):
    z = np.random.default_rng(6).normal(size=(60, 5)).astype(np.float32)
    reference = reference_of(faces, z, features=z)
    mean = quality.references(faces, np.random.default_rng(7))["mean-image"]
    repeated = np.repeat(z[:1], 60, axis=0)
    row = quality.judge(mean, reference, repeated, np.ones(60), repeated, repeated)
    assert row["face_rate"] == 1
    assert row["diversity"] == 0
    assert row["sharpness"] < 0.2
    assert row["recall"] < 0.1
