"""Correlations with attributes against SciPy, block by block, with gaps, constants and planting."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from support.planted_attributes import blockwise, correlated, planted

from zpoints.attributes import correlations
from zpoints.attributes.correlations import CrossCorrelation


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def data(count, missing, seed=0):
    """Vectors of 4 components and attributes of 3 kinds, some of their values missing."""
    random = np.random.default_rng(seed)
    x = (random.normal(size=(count, 4)) * [1, 0.01, 30, 1] + [0, 5, -100, 1e4]).astype(np.float32)
    y = random.normal(size=(count, 3)) + x[:, [0]]
    y[:, 1] = y[:, 1] > 0.3  # a dichotomy
    y[:, 2] = 1e6 + 0.01 * y[:, 2]
    y[random.random(y.shape) < missing] = np.nan
    return x, y


@given(
    count=st.integers(3, 60),
    size=st.integers(1, 60),
    missing=st.sampled_from([0, 0.3, 0.9]),
    seed=st.integers(0, 1000),
)
def test_scipy_agrees_whatever_the_blocks(count, size, missing, seed):
    x, y = data(count, missing, seed)
    found = blockwise(x, y, size)
    r = found.r
    for a, values in enumerate(y.T):
        known = np.isfinite(values)
        assert found.vectors[a] == known.sum()
        for j, component in enumerate(x.T):
            if known.sum() < 3 or np.ptp(values[known]) == 0 or np.ptp(component[known]) == 0:
                assert np.isnan(r[a, j])
                continue
            expected = stats.pearsonr(component[known].astype(float), values[known])
            assert r[a, j] == pytest.approx(expected.statistic, abs=1e-7)
            p = correlations.p_values(r[a, j], known.sum())
            assert p == pytest.approx(expected.pvalue, rel=1e-4, abs=1e-7)


def test_the_point_biserial_coefficient():
    x, y = data(500, 0)
    r = blockwise(x, y[:, [1]], 99).r[0]
    for j, component in enumerate(x.T):
        expected = stats.pointbiserialr(y[:, 1] > 0, component.astype(float))
        assert r[j] == pytest.approx(expected.statistic, abs=1e-9)


@pytest.mark.parametrize("missing", [0, 0.4])
def test_the_order_of_merging_does_not_matter(missing):
    x, y = data(300, missing)
    whole = CrossCorrelation.of(x, y)
    for size in (1, 7, 64, 299, 300, 1000):
        part = blockwise(x, y, size)
        assert part.vectors.tolist() == whole.vectors.tolist()
        np.testing.assert_allclose(part.r, whole.r, atol=1e-10)
    first, second = (
        CrossCorrelation.of(x[rows], y[rows]) for rows in (slice(200), slice(200, 300))
    )
    second.merge(first)
    np.testing.assert_allclose(second.r, whole.r, atol=1e-10)


@pytest.mark.parametrize("size", [1, 3, 50])
@pytest.mark.parametrize("value", [0, 0.1, -1e6 / 3])
def test_constants_have_no_correlation(size, value):
    x, y = data(50, 0.3)
    x[:, 1] = value
    y[:, 0] = value
    found = blockwise(x, y, size)
    assert np.isnan(found.r[0]).all()
    assert np.isnan(found.r[:, 1]).all()
    assert np.isfinite(found.r[1:, [0, 2, 3]]).all()


def test_a_component_that_is_constant_where_an_attribute_is_known():
    x, y = data(50, 0)
    y[20:, 0] = np.nan
    x[:20, 2] = 0.1
    found = blockwise(x, y, 8).r
    assert np.isnan(found[0, 2])
    assert np.isfinite(found[1, 2])


@pytest.mark.parametrize("known", [0, 1, 2])
def test_too_few_known_values(known):
    x, y = data(50, 0)
    y[known:, 0] = np.nan
    y[:, 1] = np.inf
    found = blockwise(x, y, 8)
    assert np.isnan(found.r[:2]).all()
    assert found.vectors.tolist() == [known, 0, 50]


def test_perfect_correlation():
    x = np.linspace(-1, 1, 40)[:, None]
    found = blockwise(x, np.hstack([3 - 2 * x, 5 * x]), 7)
    np.testing.assert_allclose(found.r, [[-1], [1]], atol=1e-12)
    assert (np.abs(found.r) <= 1).all()
    p = correlations.p_values(np.array([-1, 0, 1]), np.array([40, 40, 3]))
    assert p.tolist() == [0, 1, 0]


@given(
    st.floats(1e-9, 0.5), st.integers(1, 10**6), st.integers(3, 10**6)
)  # fmt: skip
def test_the_level_is_where_p_reaches_it(alpha, tests, vectors):
    level = correlations.least_r(alpha, tests, vectors)
    assert 0 < level <= 1
    if level < 1 - 1e-6:
        p = correlations.p_values(level, vectors)
        assert p == pytest.approx(alpha / tests, rel=1e-4)


def test_what_was_planted_is_found_and_nothing_else():
    z, y = planted()
    found, principal = correlated(z, y)
    assert list(found) == list(correlations.COLUMNS)
    assert len(found) == 13 * 12
    cells = found[found["significant"]].groupby(["attribute", "kind"])["index"].apply(set).to_dict()
    turned = set(np.flatnonzero(np.abs(principal.directions[:, :2]).sum(axis=1) > 0.5) + 1)
    along = np.abs(principal.directions[:, 2]).argmax() + 1
    assert turned == {1, 2}
    assert cells["follows 2", "component"] == {2}
    assert cells["follows 2", "direction"] == {along}
    assert cells["follows 0 and 1", "component"] == {0, 1}
    assert cells["follows 0 and 1", "direction"] <= turned
    assert len(cells) == 4
    best = found[found["attribute"] == "follows 2"].iloc[0]
    assert best["vectors"] == y["follows 2"].notna().sum()
    assert best["r"] == pytest.approx(2 / np.sqrt(5), abs=0.02)


def test_directions_are_those_of_the_principal_components():
    z, y = planted()
    found, principal = correlated(z, y)
    scores = (z - principal.centre) @ principal.directions.T
    own = found[(found["attribute"] == "follows 2") & (found["kind"] == "direction")]
    known = y["follows 2"].notna()
    for row in own.itertuples():
        if row.index > principal.rank:
            continue
        expected = stats.pearsonr(scores[known, row.index - 1], y["follows 2"][known])
        assert row.r == pytest.approx(expected.statistic, abs=1e-9)


def test_what_is_constant_is_no_test():
    z, y = planted()
    found, principal = correlated(z, y)
    assert principal.rank == 5
    undefined = (
        (found["attribute"] == "constant")
        | ((found["kind"] == "component") & (found["index"] == 5))
        | ((found["kind"] == "direction") & (found["index"] == 6))
    )
    assert found[["r", "p_value", "q_value"]].isna().all(axis=1).tolist() == undefined.tolist()
    assert not found["significant"][undefined].any()
    tested = found[~undefined]
    assert len(tested) == 12 * 10
    np.testing.assert_allclose(
        tested["q_value"], stats.false_discovery_control(tested["p_value"]), rtol=1e-12
    )
    assert (tested["significant"] == (tested["p_value"] <= 0.01 / 120)).all()
    low, high = correlations.levels(found, 0.01)
    assert low == correlations.least_r(0.01, 120, 4000)
    assert high == correlations.least_r(0.01, 120, y["follows 2"].notna().sum())
    complete = tested[tested["vectors"] == 4000]
    assert (complete["significant"] == (complete["r"].abs() >= low)).all()


def test_the_order_of_the_table():
    found, _ = correlated(*planted())
    assert found["attribute"].is_monotonic_increasing
    for _, own in found.groupby("attribute"):
        assert own["kind"].tolist() == ["component"] * 6 + ["direction"] * 6
    for (_, kind), own in found.groupby(["attribute", "kind"]):
        assert sorted(own["index"]) == list(range(6) if kind == "component" else range(1, 7))
        size = own["r"].abs()
        assert size.dropna().is_monotonic_decreasing
        assert size.isna().is_monotonic_increasing  # what is not defined comes last


def test_independent_attributes_are_flagged_as_rarely_as_promised():
    random = np.random.default_rng(3)
    z = random.normal(size=(200, 5))
    flagged = []
    for _ in range(200):
        y = pd.DataFrame(random.normal(size=(200, 4)), columns=list("abcd"))
        flagged.append(correlated(z, y, alpha=0.1)[0]["significant"].any())
    # The tests of components and directions are not independent, so the share is below alpha.
    assert 0.01 <= np.mean(flagged) <= 0.1 + 3 * np.sqrt(0.1 * 0.9 / 200)


def test_a_data_set_without_attributes():
    z, y = planted(50)
    found, _ = correlated(z, y[[]])
    assert list(found) == list(correlations.COLUMNS)
    assert found.empty
    assert np.isnan(correlations.levels(found, 0.01)).all()
