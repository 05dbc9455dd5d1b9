"""Neighbour scores against the papers' definitions, and in cases where the answer is known."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zpoints.quality.neighbours import neighbour_scores

NONE = dict.fromkeys(("precision", "recall", "density", "coverage"))


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
    scores = neighbour_scores(real, drawn, k)
    assert scores == pytest.approx(brute_force(real, drawn, k), abs=1e-12)


def test_neighbour_scores_of_known_sets():
    random = np.random.default_rng(0)
    real = random.normal(size=(300, 8)).astype(np.float32)
    same = neighbour_scores(real, real, 5)
    assert (same["precision"], same["recall"], same["coverage"]) == (1, 1, 1)
    far = neighbour_scores(real, real + 100, 5)
    assert set(far.values()) == {0}
    alike = neighbour_scores(real, random.normal(size=(300, 8)), 5)
    # Equal distributions: coverage is 1 - 1/2^5 but for the finite number (Naeem et al. 2020).
    assert alike["density"] == pytest.approx(1, abs=0.2)
    assert alike["coverage"] == pytest.approx(1 - 0.5**5, abs=0.04)


def test_neighbour_scores_tell_lost_modes_from_poor_images():
    random = np.random.default_rng(1)
    real = random.normal(size=(200, 4)) + 20 * (np.arange(200) % 2)[:, None]
    one_mode = random.normal(size=(200, 4))
    lost = neighbour_scores(real, one_mode, 5)
    assert lost["precision"] > 0.9
    assert lost["recall"] < 0.55
    assert lost["coverage"] < 0.55
    poor = neighbour_scores(one_mode, real, 5)
    assert poor["precision"] < 0.55
    # All at the densest place: better than real ones by density, but they cover little.
    dense = neighbour_scores(one_mode, one_mode[:50] * 0.1, 5)
    assert dense["density"] > 1.5
    assert dense["coverage"] < 0.5
    assert dense["recall"] < 0.2


def test_neighbour_scores_of_repeated_and_few_points():
    real = np.random.default_rng(2).normal(size=(30, 3))
    repeated = neighbour_scores(real, np.repeat(real.mean(axis=0)[None], 30, axis=0), 5)
    assert repeated["precision"] in (0, 1)
    assert repeated["recall"] == 0
    assert neighbour_scores(real[:3], real, 5) == neighbour_scores(real[:3], real, 2)
    assert neighbour_scores(real[:1], real, 5) == NONE
    assert neighbour_scores(real, real[:0], 5) == NONE
    assert neighbour_scores(np.ones((9, 2)), np.ones((9, 2)), 5)["coverage"] == 1
