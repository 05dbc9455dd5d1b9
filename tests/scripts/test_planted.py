"""The whole analysis on planted vectors: what was put in comes out, and nothing else.

Vectors of known laws are written to a real store, and the functions of the scripts run on it one
after another, with every warning an error.
"""

import html
import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import spatial, stats
from support.latents import write_latents

from workflow.scripts.cloud.covariance import covariance
from workflow.scripts.cloud.covariance_shard import covariance_shard
from workflow.scripts.cloud.distances import distances
from workflow.scripts.cloud.histogram import histogram
from workflow.scripts.cloud.histogram_shard import histogram_shard
from workflow.scripts.correlations.matrix import matrix
from workflow.scripts.correlations.slices import slices
from workflow.scripts.distributions.components import components
from workflow.scripts.distributions.radii import radii
from workflow.scripts.distributions.regions import regions
from workflow.scripts.distributions.uniform_components import uniform_components
from workflow.scripts.findings.verdicts import verdicts
from workflow.scripts.findings.verdicts_page import verdicts_page
from workflow.scripts.geometry.normality import normality
from workflow.scripts.geometry.origin import origin
from workflow.scripts.geometry.spectrum import spectrum
from workflow.scripts.trainings.training_distances import training_distances
from zpoints.errors import StudyError
from zpoints.findings.evidence import Evidence
from zpoints.findings.table import COLUMNS, DIFFERS, NOT_TESTABLE, REPRODUCED
from zpoints.findings.verdicts import STATEMENTS, judge
from zpoints.quality.table import COLUMNS as SAMPLERS_COLUMNS
from zpoints.shards import Shard

STEPS = ("histogram", "components", "cloud", "geometry", "matrix", "radii", "regions", "slices")
SETTINGS = {
    "histogram": {"range": [-12.0, 12.0], "bins": 97},
    "dominant": {"mode": 1.0, "half_width": 1.0},
    "origin": {"neighbours": 5, "neighbour_queries": 300},
    "normality": {"leading": 10, "outlier_sigma": 3.0},
    "correlations": {
        "vectors": 5000,
        "subsets": 3,
        "thresholds": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
        "pairs_above": 0.1,
    },
    "radii": {"b_grid": [1.0, 1.5, 3.0], "vectors": 5000, "bins": 200},
    "regions": {"b": [1.0, 2.0, 12.0], "k": [1.0, 2.0, 3.0, 12.0], "grid_values": [2, 10]},
    "slices": {"pairs": [], "limit": 2.0},
}


class Study:
    """Runs the scripts on one store; each table is read where it is asked for."""

    def __init__(self, folder, vectors, chunk=4096, **changes):
        self.folder = folder
        self.vectors = vectors.astype(np.float32)
        self.latents = write_latents(folder, vectors, chunk)
        self.settings = {
            name: {**values, **changes.get(name, {})} for name, values in SETTINGS.items()
        }
        self.settings["correlations"]["vectors"] = min(
            self.settings["correlations"]["vectors"],
            changes.get("correlations", {}).get("vectors", len(vectors)),
        )

    def path(self, name):
        return str(self.folder / name)

    def table(self, name):
        return pd.read_csv(self.path(f"{name}.csv"))

    def array(self, name):
        return np.load(self.path(f"{name}.npy"), allow_pickle=False)

    def run(self, *steps):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for step in steps or STEPS:
                getattr(self, step)()
        return self

    def shards(self, script, **settings):
        """Paths of what two shards' jobs write."""
        folder = self.folder / "shards"
        folder.mkdir(exist_ok=True)
        paths = [folder / f"{script.__name__}-{number}.npz" for number in (1, 2)]
        for number, path in enumerate(paths, 1):
            script(self.latents, path, Shard(number, 2), threads=2, **settings)
        return paths

    def histogram(self):
        settings = self.settings["histogram"]
        histogram(
            self.latents,
            self.shards(histogram_shard, **settings),
            self.path("histogram.npz"),
            self.path("moments.npz"),
            **settings,
        )

    def components(self):
        components(
            self.path("histogram.npz"),
            self.path("moments.npz"),
            self.path("components.csv"),
            **self.settings["dominant"],
        )

    def cloud(self):
        covariance(
            self.latents,
            self.shards(covariance_shard),
            self.path("cloud.npz"),
            self.path("lengths.npz"),
        )
        distances(self.latents, self.path("cloud.npz"), self.path("mahalanobis.npz"), threads=2)

    def geometry(self):
        paths = {
            "latents": self.latents,
            "cloud": self.path("cloud.npz"),
            "distances": self.path("mahalanobis.npz"),
            "components": self.path("components.csv"),
        }
        spectrum(self.path("cloud.npz"), self.path("pca.csv"))
        origin(
            **paths,
            output=self.path("origin.csv"),
            threads=2,
            seed=[1, "planted", "I", "geometry"],
            **self.settings["origin"],
        )
        normality(
            **paths, output=self.path("normality.csv"), threads=2, **self.settings["normality"]
        )

    def matrix(self):
        matrix(
            latents=self.latents,
            cloud=self.path("cloud.npz"),
            matrix=self.path("matrix.npy"),
            full_matrix=self.path("full_matrix.npy"),
            subset=self.path("subset.npy"),
            pairs=self.path("pairs.csv"),
            thresholds_table=self.path("thresholds.csv"),
            seed=[1, "planted", "I", "correlate"],
            threads=2,
            **self.settings["correlations"],
        )

    def radii(self):
        radii(
            self.path("cloud.npz"),
            self.path("lengths.npz"),
            self.path("radii.csv"),
            self.path("radii.npz"),
            seed=[1, "planted", "I", "radii"],
            **self.settings["radii"],
        )

    def regions(self):
        regions(
            self.latents,
            self.path("components.csv"),
            self.path("region_hits.csv"),
            self.path("grid_points.csv"),
            seed=[1, "planted", "I", "regions"],
            **self.settings["regions"],
        )

    def slices(self):
        slices(
            latents=self.latents,
            cloud=self.path("cloud.npz"),
            subset=self.path("subset.npy"),
            table=self.path("slices.csv"),
            inside=self.path("slices.npz"),
            **self.settings["slices"],
        )

    def uniform_components(self):
        uniform_components(
            self.path("radii.csv"),
            self.path("histogram.npz"),
            self.path("uniform_components.csv"),
            self.path("uniform_histogram.npz"),
            b=None,
            vectors=5000,
            seed=[1, "planted", "I", "uniform_components"],
            **self.settings["dominant"],
        )

    def evidence(self):
        """Path of the file of each field of `Evidence`."""
        # No images are decoded here, so there is nothing that samplers could be judged by.
        pd.DataFrame(columns=SAMPLERS_COLUMNS).to_csv(self.path("samplers.csv"), index=False)
        return {
            "components": self.path("components.csv"),
            "histogram": self.path("histogram.npz"),
            "radii": self.path("radii.csv"),
            "region_hits": self.path("region_hits.csv"),
            "grid_points": self.path("grid_points.csv"),
            "correlations": self.path("matrix.npy"),
            "subset": self.path("subset.npy"),
            "slices": self.path("slices.csv"),
            "origin": self.path("origin.csv"),
            "normality": self.path("normality.csv"),
            "samplers": self.path("samplers.csv"),
        }

    def judged(self):
        return judge({"I": Evidence.load(**self.evidence())})

    def quantity(self, name):
        """A value of origin.csv that belongs to no component."""
        table = self.table("origin")
        (value,) = table["value"][table["quantity"] == name]
        return value

    def test(self, name):
        """A row of normality.csv."""
        return self.table("normality").set_index("test").loc[name]


def law():
    """Mean, standard deviations and correlations of the planted Gaussian."""
    z_dim = 16
    mean = np.zeros(z_dim)
    mean[[2, 5, 9]] = 2.25, -1.5, 0.5
    std = np.array(
        [0.3, 0.6, 2, 0.4, 1.6, 1.2, 0.5, 0.35, 0.7, 0.9, 0.45, 0.3, 0.55, 3.2, 0.8, 0.4]
    )
    r = np.eye(z_dim)
    for (i, j), value in PAIRS.items():
        r[i, j] = r[j, i] = value
    return SimpleNamespace(
        mean=mean, std=std, r=r, covariance=r * np.outer(std, std), squares=mean**2 + std**2
    )


# No component stands in two pairs, so that any values make a correlation matrix.
PAIRS = {(2, 13): -0.846, (4, 5): 0.7, (0, 1): 0.55, (8, 9): -0.35, (3, 6): 0.25, (10, 14): 0.15}
COUNT = 20_000


def gaussian(count=COUNT, seed=2026):
    planted = law()
    random = np.random.default_rng(seed)
    z = random.normal(size=(count, len(planted.mean)))
    return planted.mean + z @ np.linalg.cholesky(planted.covariance).T


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """The planted Gaussian, analysed."""
    return Study(tmp_path_factory.mktemp("gaussian"), gaussian()).run()


def test_planted_pairs_are_found_and_no_others(study):
    noise = 1 / np.sqrt(5000)
    found = study.table("pairs")
    strongest = list(zip(found["i"], found["j"], strict=True))[: len(PAIRS)]
    assert strongest == list(PAIRS)
    for row in found.head(len(PAIRS)).itertuples():
        assert row.r == pytest.approx(PAIRS[row.i, row.j], abs=4 * noise)
    assert len(found) == len(PAIRS)
    everything = study.array("full_matrix")
    np.testing.assert_allclose(everything, law().r, atol=4.5 / np.sqrt(COUNT))
    np.testing.assert_allclose(study.array("matrix"), law().r, atol=4.5 * noise)
    subset = study.array("subset")
    assert len(np.unique(subset)) == 5000
    expected = np.corrcoef(study.vectors[subset].astype(float), rowvar=False)
    np.testing.assert_allclose(study.array("matrix"), expected, atol=1e-9)


def test_the_numbers_of_pairs_above_thresholds(study):
    table = study.table("thresholds")
    expected = [sum(abs(r) > t for r in PAIRS.values()) for t in table["threshold"]]
    assert expected == [6, 5, 4, 3, 3, 2]
    for column in ("pairs", "all_vectors", "subsets_mean"):
        assert table[column].tolist() == expected
    assert (table["subsets_std"] == 0).all()


def test_components_are_ranked_by_their_share(study):
    planted, table = law(), study.table("components")
    share = planted.squares / planted.squares.sum()
    assert table["share"].sum() == pytest.approx(1)
    np.testing.assert_allclose(table["share"], share, rtol=0.05)
    by_rank = table.sort_values("rank")["component"].to_numpy()
    assert by_rank.tolist() == np.argsort(-table["share"], kind="stable").tolist()
    assert by_rank[:4].tolist() == np.argsort(-share)[:4].tolist() == [13, 2, 5, 4]
    dominant = table["component"][table["dominant"]].tolist()
    assert dominant == [2, 4, 5, 9, 13]  # 9 by its half width of 1.06


def test_moments_modes_and_half_widths(study):
    planted, table = law(), study.table("components")
    root = np.sqrt(COUNT)
    np.testing.assert_array_less(np.abs(table["mean"] - planted.mean), 4.5 * planted.std / root)
    np.testing.assert_array_less(abs(table["std"] / planted.std - 1), 4.5 / np.sqrt(2) / root)
    assert np.abs(table["skewness"]).max() < 4.5 * np.sqrt(6) / root
    assert np.abs(table["excess_kurtosis"]).max() < 4.5 * np.sqrt(24) / root
    # The half width at half maximum of a Gaussian is 1.1774 of its standard deviation; counts
    # in bins are those of the Gaussian spread by the bin, of the variance width² / 12.
    expected = np.sqrt(2 * np.log(2)) * np.sqrt(planted.std**2 + 0.25**2 / 12)
    np.testing.assert_allclose(table["half_width"], expected, rtol=0.08, atol=0.02)
    # The mode is the fullest of bins whose counts scatter: near the mean, in units of the width.
    np.testing.assert_array_less(np.abs(table["mode"] - planted.mean), 0.13 + 0.35 * planted.std)
    assert (table[["underflow", "overflow"]].sum(axis=1).drop(13) == 0).all()
    np.testing.assert_allclose(table["min"], study.vectors.min(axis=0), rtol=1e-8)
    np.testing.assert_allclose(table["max"], study.vectors.max(axis=0), rtol=1e-8)


def test_the_spectrum_is_the_planted_one(study):
    covariance = law().covariance
    expected = np.sort(np.linalg.eigvalsh(covariance))[::-1]
    table = study.table("pca")
    np.testing.assert_allclose(table["variance"], expected, rtol=0.06)
    assert table["cumulative"].iloc[-1] == pytest.approx(1)
    for share in (0.9, 0.95, 0.99):
        wanted = int((np.cumsum(expected) / expected.sum() < share).sum()) + 1
        assert study.quantity(f"components_for_{share:.0%}") == wanted
    ratio = expected.sum() ** 2 / (expected**2).sum()
    assert study.quantity("participation_ratio") == pytest.approx(ratio, rel=0.05)


def test_where_the_origin_lies(study):
    planted = law()
    assert study.quantity("centre_distance") == pytest.approx(
        np.linalg.norm(planted.mean), abs=0.05
    )
    distance = np.sqrt(planted.mean @ np.linalg.solve(planted.covariance, planted.mean))
    assert study.quantity("mahalanobis") == pytest.approx(distance, rel=0.03)
    quantile = stats.chi2.cdf(distance**2, 16)
    assert study.quantity("mahalanobis_quantile") == pytest.approx(quantile, abs=0.02)
    median = np.sqrt(stats.chi2.median(16))
    assert study.quantity("mahalanobis_median_of_data") == pytest.approx(median, rel=0.01)
    table = study.table("origin").dropna(subset="component")
    assert table["component"].tolist() == [2, 4, 5, 9, 13]
    for row in table.itertuples():
        j = int(row.component)
        expected = 100 * stats.norm.cdf(-planted.mean[j] / planted.std[j])
        assert row.value == pytest.approx(expected, abs=1.5)
    nearest = np.sort(np.linalg.norm(study.vectors.astype(float), axis=1))
    assert study.quantity("nearest_distance") == pytest.approx(nearest[0], rel=1e-6)
    assert study.quantity("kth_distance") == pytest.approx(nearest[4], rel=1e-6)
    # Of the bulk a sample is asked: the median over all vectors is near that over 300 of them.
    tree = spatial.KDTree(study.vectors.astype(float))
    own = tree.query(study.vectors[::20].astype(float), 6)[0][:, 1:]
    for name, column in (("nearest", 0), ("kth", -1)):
        found = study.quantity(f"{name}_distance_median_of_data")
        assert found == pytest.approx(np.median(own[:, column]), rel=0.08)
    share = (own[:, 0] < nearest[0]).mean()
    assert study.quantity("nearest_distance_quantile") == pytest.approx(share, abs=0.1)


def test_a_gaussian_is_called_one(study):
    for kind in ("skewness", "kurtosis"):
        row = study.test(f"mardia_{kind}_all")
        assert (row["vectors"], row["dimensions"]) == (COUNT, 10)
        assert row["p_value"] > 0.001
    assert study.test("mahalanobis2_kolmogorov_smirnov")["p_value"] > 0.001
    assert study.test("mahalanobis2_mean")["statistic"] == pytest.approx(16, rel=1e-6)
    assert study.test("mahalanobis2_std")["statistic"] == pytest.approx(np.sqrt(32), rel=0.03)
    assert study.test("marginals")["statistic"] == 1
    assert study.test("near_gaussian_marginals")["statistic"] == 1


def test_lengths_and_the_matched_cube(study):
    planted, table = law(), study.table("radii")
    lengths = np.linalg.norm(study.vectors.astype(float), axis=1)
    data, *cubes = table.to_dict("records")
    assert data["mean"] == pytest.approx(lengths.mean())
    assert data["std"] == pytest.approx(lengths.std())
    assert data["b_matched"] == pytest.approx(lengths.mean() / np.sqrt(16 / 3))
    # Σ (mean² + std²) is the mean of the squared length.
    square = data["mean"] ** 2 + data["std"] ** 2
    assert square == pytest.approx(planted.squares.sum(), rel=0.03)
    assert data["inside_central_99"] == pytest.approx(0.99, abs=1e-3)
    assert [cube["b"] for cube in cubes[:-1]] == [1, 1.5, 3]
    assert cubes[-1]["b"] == pytest.approx(data["b_matched"])
    for cube in cubes:
        for moment in ("mean", "std"):
            error = cube[f"{moment}_error"]
            assert abs(cube[moment] - cube[f"exact_{moment}"]) < 4 * error
        assert cube["vectors"] == 5000
    assert cubes[-1]["mean"] == pytest.approx(data["mean"], rel=0.02)
    assert cubes[-1]["inside_central_99"] == 1
    low, high = np.quantile(lengths, [0.005, 0.995])
    with np.load(study.path("radii.npz")) as saved:
        np.testing.assert_allclose(saved["central"], [low, high], rtol=2e-3)
        np.testing.assert_allclose(saved["shares"].sum(axis=1), 1)


def test_hits_of_the_region(study):
    table, described = study.table("region_hits"), study.table("components")
    mode, half_width = described["mode"].to_numpy(), described["half_width"].to_numpy()
    reach = (np.abs(study.vectors - mode) / half_width).max(axis=1)
    for row in table.itertuples():
        assert row.vectors == COUNT
        if row.source == "latents":
            assert row.hits == (reach <= row.k + 1e-12).sum()
            continue
        low = np.maximum(mode - row.k * half_width, -row.b)
        high = np.minimum(mode + row.k * half_width, row.b)
        probability = np.clip((high - low) / (2 * row.b), 0, 1).prod()
        assert 10**row.log10_probability == pytest.approx(probability, rel=1e-6)
        scatter = np.sqrt(COUNT * probability * (1 - probability))
        assert abs(row.hits - COUNT * probability) <= 4.5 * scatter + 1e-9 + (probability < 1e-3)
    own = table[table["source"] == "latents"].set_index("k")["hits"]
    assert own[1] < own[2] < own[3] <= own[12] == COUNT
    grid = study.table("grid_points").set_index("values_per_axis")["log10_points"]
    assert grid[10] == pytest.approx(16)


def test_slices_of_the_two_widest_components(study):
    table = study.table("slices")
    assert table[["i", "j"]].drop_duplicates().to_numpy().tolist() == [[13, 2]]
    vectors = np.abs(study.vectors[study.array("subset")])
    inside = np.delete(vectors, [13, 2], axis=1).max(axis=1) < 2
    first = inside & (vectors[:, 13] < 2)
    expected = [inside.sum(), first.sum(), (first & (vectors[:, 2] < 2)).sum()]
    assert table["vectors"].tolist() == expected
    assert 0 < expected[2] < expected[1] < expected[0] < 5000


def test_the_uniform_components_are_those_of_the_matched_cube(study):
    study.run("uniform_components")
    table = study.table("uniform_components")
    b = study.table("radii")["b_matched"].iloc[0]
    assert table["max"].max() <= b
    assert table["max"].min() > 0.99 * b
    np.testing.assert_allclose(table["std"], b / np.sqrt(3), rtol=0.05)
    np.testing.assert_allclose(table["share"], 1 / 16, rtol=0.1)
    with np.load(study.path("uniform_histogram.npz")) as saved:
        assert saved["counts"].sum() + saved["underflow"].sum() + saved["overflow"].sum() == 80_000
        assert float(saved["b"]) == pytest.approx(b)


def test_the_findings_of_a_planted_cloud(study):
    table = study.judged().set_index("id")
    verdict = table["verdict"]
    assert verdict["shapes_near_gaussian"] == REPRODUCED
    assert verdict["radius_mean_formula"] == DIFFERS  # at 16 components: 0.13 % off
    assert verdict["radius_std_formula"] == DIFFERS
    assert table["value"]["radius_std_formula"] == pytest.approx(4, rel=0.01)
    assert verdict["regular_grid"] == DIFFERS  # 2^16 points
    assert verdict["origin_at_the_border"] == DIFFERS
    assert verdict["pairs_0.5"] == NOT_TESTABLE


@pytest.mark.parametrize("chunk", [37, 30_000])
def test_results_do_not_depend_on_the_chunks(tmp_path, chunk):
    vectors = gaussian(3000)
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    changes = {"correlations": {"vectors": 1000}, "radii": {"vectors": 500}}
    one, other = Study(first, vectors, 1000, **changes), Study(second, vectors, chunk, **changes)
    one.run()
    other.run()
    for path in sorted(first.glob("*.csv")):
        pd.testing.assert_frame_equal(
            one.table(path.stem), other.table(path.stem), rtol=1e-7, atol=1e-9, obj=path.stem
        )
    for path in sorted(first.glob("*.npy")):
        np.testing.assert_allclose(one.array(path.stem), other.array(path.stem), atol=1e-10)
    for path in sorted(first.glob("*.npz")):
        with np.load(path) as saved, np.load(second / path.name) as again:
            for name in saved.files:
                # A length at the edge of a bin may fall on either side by rounding.
                if path.name == "mahalanobis.npz" and name in ("counts", "first_bin"):
                    continue
                np.testing.assert_allclose(
                    again[name], saved[name], rtol=1e-6, atol=1e-9, err_msg=f"{path.name} {name}"
                )


def test_running_again_gives_the_same_bytes(tmp_path):
    study = Study(tmp_path, gaussian(500), radii={"vectors": 200}).run()
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.*") if path.is_file()}
    study.run()
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert not list(tmp_path.glob("partial-*"))


# Clouds that are no Gaussian, each in another way.


def small(tmp_path, vectors):
    return Study(tmp_path, vectors, radii={"vectors": 500}).run(
        "histogram", "components", "cloud", "geometry"
    )


def test_heavy_tails_are_caught(tmp_path):
    study = small(tmp_path, np.random.default_rng(1).standard_t(5, (COUNT, 12)))
    assert study.test("mardia_kurtosis_all")["p_value"] < 1e-9
    assert study.test("mahalanobis2_kolmogorov_smirnov")["p_value"] < 1e-9
    assert study.test("marginals")["statistic"] == 0
    assert study.test("near_gaussian_marginals")["statistic"] < 0.5
    assert study.test("mahalanobis2_std")["statistic"] > 1.3 * np.sqrt(24)
    core = study.test("mardia_kurtosis_within_3_sigma")
    assert core["vectors"] < 0.97 * COUNT


def test_two_clusters_are_caught(tmp_path):
    random = np.random.default_rng(2)
    vectors = random.normal(size=(COUNT, 12))
    vectors[: COUNT // 3] += 1.5
    study = small(tmp_path, vectors)
    for kind in ("skewness", "kurtosis"):
        assert study.test(f"mardia_{kind}_all")["p_value"] < 1e-6
    assert study.test("marginals")["statistic"] < 0.2


def test_a_copula_behind_gaussian_marginals_is_caught(tmp_path):
    """z2 = s z1 with a random sign s: Gaussian, uncorrelated, and yet not independent."""
    random = np.random.default_rng(3)
    vectors = random.normal(size=(COUNT, 12))
    vectors[:, 2] = vectors[:, 1] * random.choice([-1, 1], COUNT)
    study = small(tmp_path, vectors).run("matrix")
    assert np.abs(study.array("full_matrix")[1, 2]) < 4.5 / np.sqrt(COUNT)
    assert study.test("marginals")["statistic"] == 1
    # Among twelve equal variances the pair may stand outside the ten leading directions.
    study.settings["normality"]["leading"] = 12
    study.run("geometry")
    assert study.test("mardia_kurtosis_all")["p_value"] < 1e-9
    assert study.test("mardia_skewness_all")["p_value"] > 1e-6
    assert study.test("near_gaussian_marginals")["statistic"] == 1


def test_a_skewed_component_is_caught_and_named(tmp_path):
    random = np.random.default_rng(4)
    vectors = random.normal(size=(COUNT, 12))
    vectors[:, 7] = random.exponential(size=COUNT)
    study = small(tmp_path, vectors)
    assert study.test("marginals")["statistic"] == pytest.approx(11 / 12)
    assert study.test("near_gaussian_marginals")["statistic"] == pytest.approx(11 / 12)
    table = study.table("components")
    assert table["skewness"].abs().idxmax() == 7
    assert table["skewness"][7] == pytest.approx(2, abs=0.3)


def test_outliers_are_left_out_of_the_core(tmp_path):
    vectors = np.random.default_rng(5).normal(size=(COUNT, 6))
    vectors[::200] *= 5
    study = small(tmp_path, vectors)
    assert study.test("mardia_kurtosis_all")["p_value"] < 1e-9
    core, everything = (study.test(f"mardia_kurtosis_{name}") for name in ("within_3_sigma", "all"))
    assert abs(core["statistic"]) < abs(everything["statistic"]) / 5


# Clouds that no study should stumble over.


def normal(count, z_dim, seed=0):
    return np.random.default_rng(seed).normal(size=(count, z_dim))


def with_constant(value, count=300, z_dim=5):
    vectors = normal(count, z_dim)
    vectors[:, 3] = value
    return vectors


ODD = {
    "a constant component": with_constant(0.7),
    "a component of zeros": with_constant(0.0),
    "a large constant": with_constant(11.9),
    "all components constant": np.tile([0.1, -2.3, 0.7], (300, 1)),
    "all at the origin": np.zeros((300, 4)),
    "one component": normal(300, 1),
    "one constant component": np.full((300, 1), 0.3),
    "two components": normal(300, 2),
    "two vectors": normal(2, 5),
    "two vectors of one component": normal(2, 1),
    "two vectors alike": np.ones((2, 3)),
    "three vectors": normal(3, 8),
    "fewer vectors than components": normal(10, 24),
    "two components alike": np.repeat(normal(300, 2), 2, axis=1),
    "tiny": normal(300, 3) * 1e-8,
    "far away": normal(300, 3) * 1e-3 + 10,
    "two values": np.random.default_rng(0).choice([-1.0, 1], (300, 3)),
    "wide": normal(300, 3) * 1e3,
}
# Where a column may be empty, and why.
EMPTY = {
    "components": {"skewness", "excess_kurtosis"},  # of constant components
    "uniform_components": {"skewness", "excess_kurtosis"},  # where the matched b is 0
    "origin": {"component", "value"},  # distances to more neighbours than there are
    "normality": {"statistic", "p_value", "expected"},  # too few vectors, or no directions
    "radii": None,  # nothing exact is known of the data
    "region_hits": {"b"},  # the data's own rows
    "slices": {"component"},  # stage 1 adds none
}


@pytest.mark.parametrize("name", ODD)
def test_odd_clouds_have_defined_results(tmp_path, name):
    vectors = ODD[name]
    study = Study(tmp_path, vectors, 70, radii={"vectors": 200}).run()
    study.run("uniform_components")
    for path in sorted(tmp_path.glob("*.csv")):
        table = study.table(path.stem)
        numbers = table.select_dtypes("number")
        if path.stem == "region_hits":  # log10 of no hits
            numbers = numbers.drop(columns="log10_probability")
        assert not np.isinf(numbers).any(axis=None), path.stem
        empty = set(table.columns[table.isna().any()])
        allowed = EMPTY.get(path.stem, set())
        assert allowed is None or empty <= allowed, path.stem
    described = study.table("components")
    assert described["share"].sum() == pytest.approx(1 if np.any(study.vectors) else 0)
    radii = study.table("radii")
    assert radii[["mean", "std", "mean_error", "std_error", "b_matched"]].notna().all(axis=None)
    varies = np.ptp(study.vectors, axis=0) > 0
    assert (described["std"] > 0).tolist() == varies.tolist()
    assert (described["skewness"].notna()).tolist() == varies.tolist()
    pairs = study.table("pairs")
    assert varies[pairs[["i", "j"]].to_numpy(int)].all()
    rank = np.linalg.matrix_rank(
        study.vectors.astype(float) - study.vectors.mean(axis=0, dtype=float), rtol=1e-5
    )
    assert (study.table("pca")["variance"] > 0).sum() >= rank
    with np.load(study.path("mahalanobis.npz")) as saved:
        assert saved["rank"] == rank
        assert np.isfinite(saved["origin"])
    for text in study.judged()["measured"]:
        assert "nan" not in text.lower().split()
        assert "inf" not in text.lower().split()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("step", ["histogram", "cloud", "matrix"])
def test_a_value_that_is_not_finite_is_one_sentence(tmp_path, bad, step):
    vectors = normal(300, 4)
    vectors[250, 2] = bad
    study = Study(tmp_path, vectors, 100, radii={"vectors": 100})
    with pytest.raises(StudyError, match=r"not finite; the training diverged: lower training"):
        study.run(step)
    assert not list(tmp_path.glob("*.csv")) and not list(tmp_path.glob("*.np?"))
    assert not list(tmp_path.glob("partial-*"))


def test_fewer_vectors_than_the_subset_needs_is_one_sentence(tmp_path):
    study = Study(tmp_path, normal(99, 4), correlations={"vectors": 100})
    study.settings["correlations"]["vectors"] = 100
    with pytest.raises(StudyError) as caught:
        study.run("matrix")
    text = str(caught.value)
    assert "correlations.vectors is 100" in text
    assert "only 99" in text
    assert "lower it" in text
    assert "\n" not in text


def test_a_component_outside_the_histogram_is_named(tmp_path):
    vectors = normal(300, 4)
    vectors[:, 2] += 40
    study = Study(tmp_path, vectors)
    study.run("histogram", "components", "cloud", "geometry", "matrix", "radii", "slices")
    assert study.table("components")["mode"].isna().tolist() == [False, False, True, False]
    hits = study.run("regions").table("region_hits")
    assert len(hits) == 4 * (1 + 3)
    assert (hits["missing"] == 1).all()
    assert hits[["hits", "log10_probability"]].isna().all(axis=None)
    assert (hits["vectors"] == len(vectors)).all()


def test_one_pair_may_be_named(tmp_path):
    study = Study(tmp_path, gaussian(400), slices={"pairs": [[0, 1], [13, 2]], "limit": 2.0})
    study.run("cloud", "matrix", "slices")
    table = study.table("slices")
    assert table["stage"].tolist() == [1, 2, 3] * 2
    assert table["i"].tolist() == [0] * 3 + [13] * 3
    assert (table["vectors"] <= table["drawn"]).all()


def test_a_second_training_is_compared_with_the_first(tmp_path, image_store):
    """The scripts on two stores: a permuted copy is the same cloud, a wider one is not."""
    vectors = gaussian(2000)
    first, copy, wider = (tmp_path / name for name in ("I", "I-copy", "I-wider"))
    for folder in (first, copy, wider):
        folder.mkdir()
    one = Study(first, vectors, radii={"vectors": 200}).run()
    copied = write_latents(copy, vectors[:, ::-1])
    widened = write_latents(wider, vectors * 1.2, chunk=300)
    trainings = str(tmp_path / "trainings.csv")
    training_distances(
        pairs=[["I", "I-copy"], ["I", "I-wider"]],
        first=[one.latents, one.latents],
        second=[copied, widened],
        table=trainings,
        spectra=str(tmp_path / "spectra.npz"),
        vectors=500,
        subsets=5,
        seed=[1, "planted", "compare_trainings"],
    )
    table, page = (str(tmp_path / f"findings.{end}") for end in ("csv", "html"))
    evidence = {field: [path] for field, path in one.evidence().items()}
    verdicts(["I"], evidence, trainings, table)
    cases = {"cases": ["I"], "study": "planted", "source": "array"}
    images = str(image_store(12).path.with_suffix(".json"))
    verdicts_page(table, evidence["samplers"], images, page, **cases)
    rows = pd.read_csv(table)
    assert list(rows)[:7] == COLUMNS[:7]
    verdict = rows[rows["id"] == "trainings_differ"].set_index("case")["verdict"]
    assert verdict["I, I-copy"] == DIFFERS
    assert verdict["I, I-wider"] == REPRODUCED
    assert len(rows) == len(STATEMENTS) + 2
    text = Path(page).read_text(encoding="utf-8")
    for statement in STATEMENTS:
        assert html.escape(statement.text) in text
