"""Correlations with attributes against scipy, block by block, with gaps, constants and planting."""

import importlib.util
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from zpoints import attribute_correlations, geometry, stores
from zpoints.attribute_correlations import CrossCorrelation
from zpoints.errors import StudyError
from zpoints.shards import Shard
from zpoints.statistics import Covariance

SCRIPTS = Path(__file__).parents[2] / "workflow" / "scripts"


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def blockwise(x, y, size):
    """Merged from blocks of `size` rows."""
    total = CrossCorrelation(x.shape[1], y.shape[1])
    for start in range(0, len(x), size):
        total.merge(CrossCorrelation.of(x[start : start + size], y[start : start + size]))
    return total


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
            p = attribute_correlations.p_values(r[a, j], known.sum())
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
    p = attribute_correlations.p_values(np.array([-1, 0, 1]), np.array([40, 40, 3]))
    assert p.tolist() == [0, 1, 0]


@given(
    st.floats(1e-9, 0.5), st.integers(1, 10**6), st.integers(3, 10**6)
)  # fmt: skip
def test_the_level_is_where_p_reaches_it(alpha, tests, vectors):
    level = attribute_correlations.least_r(alpha, tests, vectors)
    assert 0 < level <= 1
    if level < 1 - 1e-6:
        p = attribute_correlations.p_values(level, vectors)
        assert p == pytest.approx(alpha / tests, rel=1e-4)


def planted(count=4000, z_dim=6):
    """Components of different spreads; one attribute follows component 2, one both 0 and 1."""
    random = np.random.default_rng(5)
    z = random.normal(size=(count, z_dim)) * [3, 2.9, 1, 0.6, 0.3, 0]
    z[:, :2] @= np.array([[1, 1], [1, -1]]) / np.sqrt(2)
    y = {
        "follows 2": 2 * z[:, 2] + random.normal(size=count),
        "follows 0 and 1": (z[:, 0] + z[:, 1] + random.normal(size=count) > 0).astype(float),
        **{f"independent {k}": random.normal(size=count) for k in range(10)},
        "constant": np.ones(count),
    }
    y["follows 2"][::3] = np.nan
    return z.astype(np.float32), pd.DataFrame(y)


def correlated(z, y, alpha=0.01):
    covariance = Covariance.of(z)
    principal = geometry.principal_components(covariance.mean, covariance.covariance)
    total = blockwise(attribute_correlations.coordinates(principal, z), y.to_numpy(), 700)
    return attribute_correlations.table(total, list(y), z.shape[1], alpha), principal


def test_what_was_planted_is_found_and_nothing_else():
    z, y = planted()
    found, principal = correlated(z, y)
    assert list(found) == list(attribute_correlations.COLUMNS)
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
    low, high = attribute_correlations.levels(found, 0.01)
    assert low == attribute_correlations.least_r(0.01, 120, 4000)
    assert high == attribute_correlations.least_r(0.01, 120, y["follows 2"].notna().sum())
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
    assert list(found) == list(attribute_correlations.COLUMNS)
    assert found.empty
    assert np.isnan(attribute_correlations.levels(found, 0.01)).all()


def test_the_part_that_a_figure_has_room_for():
    found, _ = correlated(*planted())
    cells = attribute_correlations.strongest(found, attributes=3, directions=2, components=2)
    assert list(cells) == ["direction", "component"]
    for kind, (r, significant) in cells.items():
        assert list(r.index[:2]) == ["follows 0 and 1", "follows 2"]
        assert len(r) == 3
        for table, column in ((r, "r"), (significant, "significant")):
            for name in table.index:
                for number in table.columns:
                    row = found[
                        (found["attribute"] == name)
                        & (found["kind"] == kind)
                        & (found["index"] == number)
                    ]
                    np.testing.assert_equal(table.loc[name, number], row[column].item())
    assert cells["direction"][0].columns.tolist() == [1, 2]
    # The strongest component of each of the two, not both of the first.
    first, second = cells["component"][0].columns
    assert first in (0, 1)
    assert second == 2


@pytest.mark.parametrize("room", [1, 1000])
def test_more_room_than_there_is_to_show_and_little(room):
    found, _ = correlated(*planted())
    cells = attribute_correlations.strongest(found, room, room, room)
    expected = (min(room, 13), min(room, 6))
    assert all(part.shape == expected for both in cells.values() for part in both)


def test_what_is_not_defined_anywhere_can_be_chosen_too():
    z, y = planted(50)
    found, _ = correlated(z, y[["constant"]])
    (r, significant), _ = attribute_correlations.strongest(found, 40, 20, 20).values()
    assert r.isna().all(axis=None)
    assert not significant.any(axis=None)


def script(name):
    """A script's module; without Snakemake it runs nothing."""
    found = importlib.util.spec_from_file_location(f"script_{name}", SCRIPTS / f"{name}.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


class Study:
    """The scripts on a store of planted vectors, in chunks of a given size."""

    def __init__(self, folder, z, y, chunk):
        self.folder = folder
        self.latents = folder / "latents.json"
        with stores.Writer(
            self.latents, "latents", ("image", "component"), z.shape[1:], "float32", chunk
        ) as writer:
            writer.append(z)
            writer.publish({}, {})
        script("cloud_shard").cloud_shard(
            str(self.latents), folder / "sums.npz", Shard(1, 1), threads=1
        )
        script("cloud").cloud(
            str(self.latents), [folder / "sums.npz"], folder / "cloud.npz", folder / "lengths.npz"
        )
        known = y.copy()
        known.insert(0, "image", np.arange(len(y)))
        known.to_csv(folder / "known.csv", index=False)

    def run(self, threads=1):
        script("correlate_attributes").correlate_attributes(
            latents=str(self.latents),
            moments=str(self.folder / "cloud.npz"),
            known=str(self.folder / "known.csv"),
            table=str(self.folder / "attributes.csv"),
            alpha=0.01,
            threads=threads,
        )
        return (self.folder / "attributes.csv").read_bytes()

    def draw(self):
        script("attributes_figure").attributes_figure(
            table=str(self.folder / "attributes.csv"),
            figure=str(self.folder / "attributes.png"),
            settings={"attributes": 40, "directions": 20, "components": 20},
            alpha=0.01,
            case="I",
        )
        return (self.folder / "attributes.png").read_bytes()


@pytest.mark.parametrize("chunk", [64, 1000, 10_000])
def test_the_scripts_give_what_the_functions_give(tmp_path, chunk):
    z, y = planted(1000)
    y = y.rename(columns={"independent 0": "None"})  # a name that pandas takes for a gap
    study = Study(tmp_path, z, y, chunk)
    first = study.run()
    assert study.run(threads=3) == first
    found = pd.read_csv(tmp_path / "attributes.csv", keep_default_na=False, na_values=[""])
    expected, _ = correlated(z, y)
    assert sorted(set(found["attribute"])) == sorted(y)
    key = ["attribute", "kind", "index"]
    pd.testing.assert_frame_equal(
        found.sort_values(key, ignore_index=True),
        expected.sort_values(key, ignore_index=True),
        rtol=1e-5,
        check_dtype=False,
    )
    assert study.draw().startswith(b"\x89PNG")


def test_the_scripts_without_attributes(tmp_path):
    z, y = planted(100)
    study = Study(tmp_path, z, y[[]], 64)
    assert study.run() == (",".join(attribute_correlations.COLUMNS) + "\n").encode()
    assert study.draw().startswith(b"\x89PNG")


def test_attributes_of_other_images(tmp_path):
    z, y = planted(100)
    study = Study(tmp_path, z, y.head(99), 64)
    with pytest.raises(StudyError, match=r"known\.csv does not hold the images 0 to 99"):
        study.run()
