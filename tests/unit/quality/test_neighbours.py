"""Neighbour scores against the papers' definitions, and in cases where the answer is known."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zpoints.quality import neighbours
from zpoints.quality.measures import rate_interval
from zpoints.quality.neighbours import SCORES, Neighbours

NONE = dict.fromkeys(SCORES)


def neighbour_scores(real, drawn, k):
    return neighbours.neighbour_scores(real, drawn, k, np.random.default_rng(0))


def brute_force(real, drawn, k):
    """Precision, recall, density, coverage by loops, balls as the papers define them."""

    def radius(points, i):
        others = [math.dist(points[i], points[j]) for j in range(len(points)) if j != i]
        return sorted(others)[k - 1]

    def inside(centres, point):
        return [math.dist(c, point) <= radius(centres, i) for i, c in enumerate(centres)]

    in_real = [inside(real, point) for point in drawn]
    in_drawn = [inside(drawn, point) for point in real]
    precision = sum(any(row) for row in in_real) / len(drawn)
    recall = sum(any(row) for row in in_drawn) / len(real)
    return {
        "precision": precision,
        "recall": recall,
        "overlap": min(precision, recall),
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
    expected = brute_force(real, drawn, k)
    assert {name: scores[name] for name in expected} == pytest.approx(expected, abs=1e-12)
    assert 0 <= scores["overlap_low"] <= scores["overlap"] <= scores["overlap_high"] <= 1


def test_neighbour_scores_of_known_sets():
    random = np.random.default_rng(0)
    real = random.normal(size=(300, 8)).astype(np.float32)
    same = neighbour_scores(real, real, 5)
    assert (same["precision"], same["recall"], same["coverage"]) == (1, 1, 1)
    far = neighbour_scores(real, real + 100, 5)
    high = far.pop("overlap_high")
    assert set(far.values()) == {0}
    assert high == pytest.approx(rate_interval(0, 300)[1]), "counting alone allows this much"
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
    centre = real.mean(axis=0)
    reach = np.sort(np.linalg.norm(real[:, None] - real, axis=2), axis=1)[:, 5]
    inside = bool((np.linalg.norm(real - centre, axis=1) <= reach).any())
    assert repeated["precision"] == inside
    assert repeated["recall"] == 0
    assert neighbour_scores(real[:3], real, 5) == neighbour_scores(real[:3], real, 2)
    assert neighbour_scores(real[:1], real, 5) == NONE
    assert neighbour_scores(real, real[:0], 5) == NONE
    assert neighbour_scores(np.ones((9, 2)), np.ones((9, 2)), 5)["coverage"] == 1


def brute_force_overlap(real, drawn, k, first, second):
    """Overlap of sets in which point i counts first[i] or second[i] times, by loops."""

    def radius(points, weights, i):
        others = [
            math.dist(points[i], points[j])
            for j in range(len(points))
            for _ in range(weights[j])
            if j != i
        ]
        return sorted(others)[k - 1]

    def share(centres, of_centres, points, of_points):
        balls = [(c, radius(centres, of_centres, i)) for i, c in enumerate(centres)]
        inside = [
            any(w and math.dist(c, p) <= r for (c, r), w in zip(balls, of_centres, strict=True))
            for p in points
        ]
        return np.dot(inside, of_points) / sum(of_points)

    return min(share(real, first, drawn, second), share(drawn, second, real, first))


def test_replicates_are_overlaps_of_sets_drawn_with_replacement(monkeypatch):
    random = np.random.default_rng(4)
    real, drawn = random.normal(size=(20, 2)), random.normal(size=(15, 2)) + 0.7
    monkeypatch.setattr(neighbours, "REPLICATES", 40)
    interval = Neighbours.of(real, drawn).overlap_interval(3, np.random.default_rng(9))
    again, overlaps = np.random.default_rng(9), []
    for _ in range(40):
        first = np.bincount(again.integers(0, 20, 20), minlength=20)
        second = np.bincount(again.integers(0, 15, 15), minlength=15)
        overlaps.append(brute_force_overlap(real, drawn, 3, first, second))
    scores = brute_force(real, drawn, 3)
    deviations = np.quantile(np.array(overlaps) - np.mean(overlaps), (0.025, 0.975))
    low, high = scores["overlap"] + deviations
    count = 15 if scores["precision"] <= scores["recall"] else 20
    counted = rate_interval(round(scores["overlap"] * count), count)
    expected = max(0, min(low, counted[0])), min(1, max(high, counted[1]))
    assert interval == pytest.approx(expected)


@pytest.mark.parametrize(("shift", "scale"), [(0, 1), (1.5, 1), (0, 0.8), (0, 1.3)])
def test_intervals_hold_what_other_draws_of_the_same_clouds_give(shift, scale):
    """Other draws of both sets: at least 9 of 10 intervals hold the mean overlap of many draws."""
    random = np.random.default_rng(3)

    def draw():
        moved = np.array([shift, 0, 0, 0, 0, 0])
        return random.normal(size=(100, 6)), random.normal(size=(100, 6)) * scale + moved

    mean = np.mean([Neighbours.of(*draw()).scores(5)["overlap"] for _ in range(200)])
    intervals = [Neighbours.of(*draw()).overlap_interval(5, random) for _ in range(40)]
    assert sum(low <= mean <= high for low, high in intervals) >= 36
    widths = [high - low for low, high in intervals]
    assert np.mean(widths) < 0.45


def test_the_same_generator_gives_the_same_interval():
    random = np.random.default_rng(5)
    real, drawn = random.normal(size=(50, 3)), random.normal(size=(40, 3))
    assert neighbour_scores(real, drawn, 5) == neighbour_scores(real, drawn, 5)
    other = neighbours.neighbour_scores(real, drawn, 5, np.random.default_rng(1))
    assert other["overlap"] == neighbour_scores(real, drawn, 5)["overlap"]
