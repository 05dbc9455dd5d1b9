"""How far two trainings are apart: nothing for the same cloud, something for another."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from zpoints.findings.trainings import differ
from zpoints.trainings import distances

COLUMNS = [
    "quantity",
    "distance",
    "distance_std",
    "subset_distance",
    "subset_distance_std",
    "ratio",
    "vectors",
    "subsets",
]
SCALE = np.array([3, 2.2, 1.5, 1, 0.6, 0.3])


def cloud(seed, rows=2000, scale=SCALE):
    random = np.random.default_rng(seed)
    return (random.normal(size=(rows, len(scale))) * scale + 0.5).astype(np.float32)


def compare(first, second, vectors=500, subsets=8, seed=0):
    takes = first.__getitem__, second.__getitem__
    generator = np.random.default_rng(seed)
    table = distances.compare(*takes, len(first), vectors, subsets, generator)
    assert list(table) == COLUMNS
    assert table["quantity"].tolist() == ["component_std", "radius"]
    return table.set_index("quantity", drop=False)


class Taken:
    """Gives vectors, and remembers which rows."""

    def __init__(self, vectors):
        self.vectors, self.rows = vectors, []

    def __call__(self, rows):
        self.rows.append(rows)
        return self.vectors[rows]


def verdicts(table):
    """Whether the trainings differ by the rule of the findings, for each quantity."""
    return {row["quantity"]: differ(row) for _, row in table.iterrows()}


def test_spreads_are_sorted_standard_deviations():
    vectors = cloud(0)[:, ::-1]
    spreads = distances.spreads(vectors)
    assert spreads.dtype == np.float64
    np.testing.assert_allclose(spreads, np.sort(vectors.astype(float).std(axis=0))[::-1])
    np.testing.assert_allclose(spreads, SCALE, rtol=0.1)


def test_distances_by_hand():
    first = np.array([[3.0, 4], [-3, -4]])  # spreads 4, 3; lengths 5, 5
    second = np.array([[0, 1.0], [0, 3]])  # spreads 1, 0; lengths 1, 3
    result = distances.cloud_distances(first, second)
    assert result == pytest.approx({"component_std": 3, "radius": 3})


@given(st.integers(0, 200), st.integers(1, 40), st.integers(1, 5))
def test_distances_are_a_metric_that_knows_no_order(seed, rows, z_dim):
    random = np.random.default_rng(seed)
    first, second, third = random.normal(size=(3, rows, z_dim)) * [[[1]], [[2]], [[3]]]

    def distance(a, b):
        return np.array(list(distances.cloud_distances(a, b).values()))

    np.testing.assert_allclose(distance(first, second), distance(second, first))
    assert (
        distance(first, third) <= distance(first, second) + distance(second, third) + 1e-9
    ).all()
    # Components may be numbered anew, and vectors come in any order.
    renamed = random.permutation(first[:, random.permutation(z_dim)])
    np.testing.assert_allclose(distance(first, renamed), 0, atol=1e-12)


def test_scaling_scales_the_distances():
    first, second = cloud(0), cloud(1) * 2
    one, ten = (distances.cloud_distances(first * k, second * k) for k in (1, 10))
    assert ten == pytest.approx({name: 10 * value for name, value in one.items()}, rel=1e-5)


def test_one_training_does_not_differ_from_itself():
    table = compare(cloud(0), cloud(0))
    assert (table["distance"] == 0).all()
    assert (table["distance_std"] == 0).all()
    assert (table["subset_distance"] > 0).all()
    assert (table["ratio"] == 0).all()
    assert (table["vectors"] == 500).all()
    assert (table["subsets"] == 8).all()
    assert not any(verdicts(table).values())


def test_components_numbered_anew_are_the_same_cloud():
    first = cloud(0)
    table = compare(first, first[:, [3, 5, 0, 1, 4, 2]])
    np.testing.assert_allclose(table["distance"], 0, atol=1e-6)
    assert not any(verdicts(table).values())


@pytest.mark.parametrize("factor", [0.7, 1.3])
def test_a_scaled_copy_differs(factor):
    table = compare(cloud(0), cloud(0) * np.float32(factor))
    assert (table["ratio"] > 3).all()
    assert all(verdicts(table).values())
    expected = abs(factor - 1) * SCALE.mean()
    assert table.loc["component_std", "distance"] == pytest.approx(expected, rel=0.05)


def test_another_shape_with_the_same_spread_differs_in_the_lengths_only():
    random = np.random.default_rng(3)
    first = random.normal(size=(4000, 6))
    second = first * random.choice([0.5, math.sqrt(1.75)], (4000, 1))
    assert verdicts(compare(first, second, 2000)) == {"component_std": False, "radius": True}


@pytest.mark.parametrize("seed", range(3))
def test_two_draws_of_one_gaussian_do_not_differ(seed):
    table = compare(cloud(10 + seed), cloud(20 + seed), seed=seed)
    assert not any(verdicts(table).values())
    assert ((table["ratio"] > 0.4) & (table["ratio"] < 2.5)).all()


def test_the_yardstick_is_the_one_of_independent_gaussians():
    """Closed forms of the mean distances of two samples of n Gaussian vectors."""
    n = 400
    table = compare(cloud(0, 40_000), cloud(1, 40_000), n, 60)
    # Both standard deviations scatter by s / sqrt(2 n), so their difference by s / sqrt(n).
    expected = SCALE.mean() * math.sqrt(2 / math.pi / n)
    assert table.loc["component_std", "subset_distance"] == pytest.approx(expected, rel=0.1)
    # W1 is the area between the distribution functions, whose difference scatters by
    # sqrt(2 F (1 - F) / n).
    length = np.linalg.norm(cloud(2, 100_000).astype(float), axis=1)
    grid = np.linspace(0, length.max(), 400)
    below = np.searchsorted(np.sort(length), grid) / len(length)
    area = integrate.trapezoid(np.sqrt(2 * below * (1 - below) / n), grid)
    expected = area * math.sqrt(2 / math.pi)
    assert table.loc["radius", "subset_distance"] == pytest.approx(expected, rel=0.15)


def test_lengths_are_compared_as_by_scipy():
    first, second = cloud(0, 100), cloud(1, 70)
    expected = stats.wasserstein_distance(
        np.linalg.norm(first.astype(float), axis=1), np.linalg.norm(second.astype(float), axis=1)
    )
    assert distances.cloud_distances(first, second)["radius"] == pytest.approx(expected)


def test_trainings_are_compared_on_the_same_images():
    first, second = Taken(cloud(0, 100)), Taken(cloud(1, 100))
    distances.compare(first, second, 100, 1000, 5, np.random.default_rng(1))
    assert len(first.rows) == 10
    for rows, same in zip(first.rows, second.rows, strict=True):
        assert (rows == same).all()
        assert (np.diff(rows) > 0).all()
    for one, other in zip(first.rows[::2], first.rows[1::2], strict=True):
        assert len(one) == len(other) == 50  # at most half of the rows
        assert not set(one) & set(other)


def test_the_same_seed_gives_the_same_table():
    first, second = cloud(0), cloud(1)
    pd.testing.assert_frame_equal(compare(first, second), compare(first, second))
    assert not compare(first, second, seed=1).equals(compare(first, second))


@pytest.mark.parametrize("rows", [2, 3, 50])
@pytest.mark.parametrize("kind", ["alike", "zero", "usual", "one moved"])
def test_small_and_constant_clouds_are_defined(rows, kind):
    first = cloud(0, rows)
    if kind != "usual":
        first = np.full_like(first, 0.0 if kind == "zero" else 0.1)
    second = first + np.float32(1) if kind == "one moved" else first.copy()
    with np.errstate(all="raise"):
        table = compare(first, second, subsets=2)
    numbers = table.drop(columns="quantity")
    assert not np.isinf(numbers).any(axis=None)
    assert numbers.drop(columns="ratio").notna().all(axis=None)
    # Where subsets do not differ at all there is no ratio.
    assert (table["ratio"].isna() == (table["subset_distance"] == 0)).all()
    assert verdicts(table) == {"component_std": False, "radius": kind == "one moved"}


@pytest.mark.parametrize("vectors", [60, 1000])
def test_spectra_are_of_the_same_images(vectors):
    first, second = Taken(cloud(0, 100)), Taken(cloud(1, 100) * 2)
    spectra = distances.spectra(first, second, 100, vectors, np.random.default_rng(1))
    (rows,), (same,) = first.rows, second.rows
    assert (rows == same).all()
    assert len(set(rows)) == len(rows) == min(vectors, 100)
    for number, taken in enumerate((first, second)):
        expected = taken.vectors[rows].astype(float)
        np.testing.assert_allclose(
            spectra["lengths"][number], np.linalg.norm(expected, axis=1), rtol=1e-12
        )
        np.testing.assert_allclose(
            spectra["spreads"][number], np.sort(expected.std(axis=0))[::-1], rtol=1e-12
        )
    assert set(spectra) == {"spreads", "lengths"}
