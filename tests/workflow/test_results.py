"""What a finished study holds: files, columns, and numbers that fit each other."""

import base64
import gzip
import html
import json
import re

import numpy as np
import onnxruntime
import pandas as pd
import pytest
import xarray
from PIL import Image
from scipy import stats

from zpoints.findings.table import NOT_TESTABLE, UNDECIDED, VERDICTS
from zpoints.quality.checks import overlap_failures

CASES = ("I", "I-seed2")
FIGURES = (
    "models/history.png",
    "models/reconstructions.png",
    "distributions/components.png",
    "distributions/dominant.png",
    "distributions/radii.png",
    "distributions/region_hits.png",
    "geometry/spectrum.png",
    "geometry/normality.png",
    "correlations/matrix.png",
    "correlations/pairs.png",
    "correlations/slices.png",
    "attributes/attributes.png",
    "samplers/uniform-b1/images.png",
    "samplers/uniform-b2/images.png",
    "samplers/gaussian-full/images.png",
    "quality/overlap.png",
    "quality/face_rate.png",
    "quality/trade_off.png",
    "samplers/paths.png",
    "samplers/interpolations.png",
    "quality/poster.png",
    "quality/hero.png",
)
SAMPLERS = ("uniform-b1", "uniform-b2", "box-k1", "permuted", "gaussian-full")
NOT_DRAWN = ("images", "reconstructions", "mean-image", "noise", "scrambled")
COLUMNS = {
    "models/history.csv": "epoch, loss, val_loss, images_per_second",
    "distributions/components.csv": "component, mode, half_width, mean, std, skewness, "
    "excess_kurtosis, share, dominant",
    "distributions/radii.csv": "source, b, mean, std, exact_mean, exact_std",
    "distributions/region_hits.csv": "b, k, vectors, hits, log10_probability",
    "geometry/pca.csv": "rank, variance, cumulative",
    "correlations/thresholds.csv": "threshold, pairs",
    "correlations/pairs.csv": "i, j, r",
    "correlations/slices.csv": "stage, component, vectors",
    "quality/samplers.csv": "sampler, b, images, face_rate, face_rate_low, face_rate_high, "
    "sharpness, diversity, cycle_error, mahalanobis, precision, recall, density, coverage, "
    "overlap, overlap_low, overlap_high, share_of_ceiling",
}


def latents_of(study, case):
    return xarray.open_zarr(study.results / case / "latents" / "latents.zarr")["latents"].to_numpy()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("figure", FIGURES)
def test_figure_is_a_readable_png(finished_once, case, figure):
    with Image.open(finished_once.results / case / figure) as image:
        assert image.format == "PNG"
        assert min(image.size) > 150
        assert len(np.unique(np.asarray(image.convert("L")))) > 10


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("table", COLUMNS)
def test_tables_begin_with_the_agreed_columns(finished_once, case, table):
    columns = COLUMNS[table].split(", ")
    assert list(pd.read_csv(finished_once.results / case / table))[: len(columns)] == columns


def test_the_atlas_holds_the_vectors_of_every_case(finished_once):
    text = (finished_once.results / "atlas.html").read_text(encoding="utf-8")
    (found,) = re.findall(r'type="application/json" id="atlas">(.*?)</script>', text, re.DOTALL)
    described = json.loads(found)
    assert [case["name"] for case in described["cases"]] == list(CASES)
    for number, case in enumerate(described["cases"]):
        assert case["why_no_decoder"] == ""
        blobs = {
            name: np.frombuffer(gzip.decompress(base64.b64decode(content)), kind)
            for name, kind, content in re.findall(
                rf'data-blob="{number}/(\w+)" data-type="(\w+)" data-gzip>(.*?)<', text
            )
        }
        stored = latents_of(finished_once, case["name"])
        count, z_dim = stored.shape
        points = case["step"] * blobs["points"].reshape(z_dim, count).T
        back = blobs["mean"] + points @ blobs["directions"].reshape(z_dim, z_dim)
        assert np.abs(back - stored).max() <= case["step"] / 2 * np.sqrt(z_dim) + 1e-5
        session = onnxruntime.InferenceSession(
            str(finished_once.results / case["name"] / "models" / "decoder.onnx")
        )
        vectors = blobs["reference_vectors"].reshape(-1, z_dim)
        images = session.run(None, {case["decoder_input"]: vectors})[0]
        given = blobs["reference_images"].reshape(images.shape) / 255
        assert np.abs(given - images.clip(0, 1)).max() <= 0.5001 / 255


def test_images_are_described(finished_once):
    dataset = finished_once.results / "dataset"
    manifest = json.loads((dataset / "images.json").read_text())
    store = xarray.open_zarr(dataset / "images.zarr")
    table = pd.read_csv(dataset / "images.csv")
    assert store["images"].dtype == np.uint8
    assert store["images"].dims == ("image", "y", "x", "channel")
    assert store["images"].shape == (96, 16, 16, 3)
    assert manifest["counts"] == {
        "seen": 96, "stored": 96, "skipped": 0,
        "other_files": 0, "train": 86, "validation": 10, "test": 0,
    }  # fmt: skip
    split = store["split"].to_numpy()
    assert (table["split"] == np.array(["train", "validation", "test"])[split]).all()
    assert (split == 1).sum() == 10
    assert len(table.columns) > 20, "the factors stand beside the images"
    assert list(pd.read_csv(dataset / "skipped.csv")) == ["file", "reason"]


@pytest.mark.parametrize("case", CASES)
def test_latents_are_what_the_encoder_gives(finished_once, case):
    results = finished_once.results
    images = xarray.open_zarr(results / "dataset" / "images.zarr")["images"].to_numpy()
    session = onnxruntime.InferenceSession(results / case / "models" / "encoder.onnx")
    (expected,) = session.run(None, {"images": images.astype(np.float32) / 255})
    latents = latents_of(finished_once, case)
    assert latents.dtype == np.float32
    np.testing.assert_allclose(latents, expected, rtol=1e-4, atol=1e-5)


def test_a_second_seed_gives_another_autoencoder(finished_once):
    first, second = (latents_of(finished_once, case) for case in CASES)
    assert first.shape == second.shape
    assert not np.allclose(first, second, atol=0.01)


@pytest.mark.parametrize("case", CASES)
def test_components(finished_once, case):
    latents = latents_of(finished_once, case)
    folder = finished_once.results / case / "distributions"
    table = pd.read_csv(folder / "components.csv")
    np.testing.assert_allclose(table["mean"], latents.mean(axis=0, dtype=float), rtol=1e-6)
    np.testing.assert_allclose(table["std"], latents.std(axis=0, dtype=float), rtol=1e-6)
    assert table["share"].sum() == pytest.approx(1)
    with np.load(finished_once.results / case / "cloud" / "histogram.npz") as saved:
        assert saved["counts"].shape == (8, 97)
        assert saved["counts"].dtype == np.int64
        total = saved["counts"].sum(axis=1) + saved["underflow"] + saved["overflow"]
        edges = np.linspace(-12.125, 12.125, 98)
        expected = [np.histogram(column, edges)[0] for column in latents.T]
        assert (saved["counts"] == expected).all()
    assert (total == 96).all()


@pytest.mark.parametrize("case", CASES)
def test_radii(finished_once, case):
    lengths = np.linalg.norm(latents_of(finished_once, case).astype(float), axis=1)
    table = pd.read_csv(finished_once.results / case / "distributions" / "radii.csv")
    data, uniform = table.iloc[0], table.iloc[1:]
    assert data["source"] == "latents"
    assert (uniform["source"] == "uniform").all()
    assert data["mean"] == pytest.approx(lengths.mean(), rel=1e-6)
    assert data["std"] == pytest.approx(lengths.std(), rel=1e-6)
    assert data["b_matched"] == pytest.approx(lengths.mean() / np.sqrt(8 / 3), rel=1e-6)
    np.testing.assert_allclose(uniform["b"], [1, 2, data["b_matched"]], rtol=1e-6)
    np.testing.assert_allclose(uniform["mean"], uniform["exact_mean"], rtol=0.03)


@pytest.mark.parametrize("case", CASES)
def test_region_hits(finished_once, case):
    folder = finished_once.results / case / "distributions"
    components = pd.read_csv(folder / "components.csv")
    table = pd.read_csv(folder / "region_hits.csv")
    reach = np.abs(latents_of(finished_once, case) - components["mode"].to_numpy())
    reach = (reach / components["half_width"].to_numpy()).max(axis=1)
    own = table[table["source"] == "latents"]
    assert own["hits"].tolist() == [int((reach <= k).sum()) for k in own["k"]]
    uniform = table[table["source"] == "uniform"]
    assert len(uniform) == 25
    assert (uniform["vectors"] == 96).all()
    assert (uniform["log10_probability"] <= 0).all()


@pytest.mark.parametrize("case", CASES)
def test_geometry(finished_once, case):
    latents = latents_of(finished_once, case).astype(float)
    folder = finished_once.results / case / "geometry"
    pca = pd.read_csv(folder / "pca.csv")
    expected = np.sort(np.linalg.eigvalsh(np.cov(latents.T, bias=True)))[::-1]
    np.testing.assert_allclose(pca["variance"], expected, rtol=1e-6, atol=1e-9)
    origin = pd.read_csv(folder / "origin.csv").set_index("quantity")["value"]
    assert origin["centre_distance"] == pytest.approx(np.linalg.norm(latents.mean(axis=0)))
    assert origin["nearest_distance"] == pytest.approx(np.linalg.norm(latents, axis=1).min())
    normality = pd.read_csv(folder / "normality.csv").set_index("test")
    # The mean of Mahalanobis² is the number of dimensions, whatever the distribution.
    assert normality.loc["mahalanobis2_mean", "statistic"] == pytest.approx(8, rel=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_correlations(finished_once, case):
    folder = finished_once.results / case / "correlations"
    subset = np.load(folder / "subset.npy", allow_pickle=False)
    assert len(np.unique(subset)) == 50
    expected = np.corrcoef(latents_of(finished_once, case)[subset].astype(float), rowvar=False)
    matrix = np.load(folder / "matrix.npy", allow_pickle=False)
    np.testing.assert_allclose(matrix, expected, atol=1e-9)
    above = np.abs(expected[np.triu_indices(8, 1)])
    thresholds = pd.read_csv(folder / "thresholds.csv")
    assert list(thresholds["pairs"]) == [(above > t).sum() for t in thresholds["threshold"]]
    everything = np.corrcoef(latents_of(finished_once, case).astype(float), rowvar=False)
    np.testing.assert_allclose(np.load(folder / "full_matrix.npy"), everything, atol=1e-9)
    full = np.abs(everything[np.triu_indices(8, 1)])
    assert list(thresholds["all_vectors"]) == [(full > t).sum() for t in thresholds["threshold"]]
    assert (thresholds["subsets_std"] > 0).any()
    pairs = pd.read_csv(folder / "pairs.csv")
    assert len(pairs) == (above > 0.1).sum()
    assert (pairs["i"] < pairs["j"]).all()
    assert pairs["r"].abs().is_monotonic_decreasing


def test_attributes_are_the_painted_factors(finished_once):
    dataset = finished_once.results / "dataset"
    factors = pd.read_csv(dataset / "images.csv", keep_default_na=False)
    table = pd.read_csv(dataset / "attributes.csv")
    assert next(iter(table)) == "image"
    assert table["image"].tolist() == list(range(96))
    assert all(pd.api.types.is_numeric_dtype(values) for _, values in table.items())
    for factor in list(factors)[2:]:
        if factor in table:
            np.testing.assert_array_equal(table[factor], factors[factor])
        else:
            own = [name for name in table if name.startswith(f"{factor}=")]
            chosen = table[own].idxmax(axis=1)
            assert (chosen == f"{factor}=" + factors[factor]).all()
            assert (table[own].sum(axis=1) == 1).all()


@pytest.mark.parametrize("case", CASES)
def test_attributes(finished_once, case):
    results = finished_once.results
    found = pd.read_csv(results / case / "attributes" / "attributes.csv")
    columns = "attribute, kind, index, r, vectors, p_value, q_value, significant"
    assert list(found) == columns.split(", ")
    known = pd.read_csv(results / "dataset" / "attributes.csv").drop(columns="image")
    assert len(found) == known.shape[1] * 2 * 8
    assert found["attribute"].is_monotonic_increasing
    assert (found["vectors"] == 96).all()
    latents = latents_of(finished_once, case).astype(float)
    _, directions = np.linalg.eigh(np.cov(latents.T, bias=True))
    values = {
        **{("component", j): latents[:, j] for j in range(8)},
        **{("direction", rank): latents @ directions[:, -rank] for rank in range(1, 9)},
    }
    tested = found[found["r"].notna()]
    for row in tested.iloc[::37].itertuples():
        expected = stats.pearsonr(values[row.kind, row.index], known[row.attribute])
        # The sign of a direction is a convention.
        sign = np.sign(expected.statistic * row.r) if row.kind == "direction" else 1
        assert row.r == pytest.approx(sign * expected.statistic, abs=1e-6)
        assert row.p_value == pytest.approx(expected.pvalue, rel=1e-4)
    assert (tested["significant"] == (tested["p_value"] <= 0.01 / len(tested))).all()


def test_findings(finished_once):
    table = pd.read_csv(finished_once.results / "findings" / "findings.csv", keep_default_na=False)
    columns = ["id", "statement", "published", "case", "measured", "verdict", "rule"]
    assert list(table)[:7] == columns
    assert {"reproduced", "differs", "not testable here"} < set(table["verdict"]) <= {*VERDICTS}
    assert (table["reason"] != "")[table["verdict"].isin([NOT_TESTABLE, UNDECIDED])].all()
    each = table[table["case"].isin(CASES)]
    assert (each["id"].value_counts() == len(CASES)).all()
    (together,) = table[table["id"] == "trainings_differ"].itertuples()
    assert together.case == "I, I-seed2"
    # Two trainings of a few steps are far apart, subsets of one are not.
    assert together.verdict == "reproduced"
    page = (finished_once.results / "findings" / "findings.html").read_text()
    assert all(f"<tr><td>{html.escape(text)}" in page for text in table["statement"])
    with Image.open(finished_once.results / "trainings/trainings.png") as image:
        assert min(image.size) > 300


def test_trainings(finished_once):
    table = pd.read_csv(finished_once.results / "trainings" / "trainings.csv")
    assert list(table["quantity"]) == ["component_std", "radius"]
    assert (table["vectors"] == 48).all(), "two disjoint halves of 96"
    first, second = (np.linalg.norm(latents_of(finished_once, case), axis=1) for case in CASES)
    far = stats.wasserstein_distance(first, second)
    assert table["distance"][1] == pytest.approx(far, rel=0.1)


@pytest.mark.parametrize("case", CASES)
def test_slices(finished_once, case):
    folder = finished_once.results / case
    table = pd.read_csv(folder / "correlations/slices.csv")
    drawn = latents_of(finished_once, case)[np.load(folder / "correlations/subset.npy")]
    i, j = table["component"][1:].astype(int)
    share = pd.read_csv(folder / "distributions/components.csv")["share"]
    assert [i, j] == share.nlargest(2).index.tolist()
    below = np.abs(drawn) < 2
    others = np.delete(below, [i, j], axis=1).all(axis=1)
    expected = [others, others & below[:, i], others & below[:, i] & below[:, j]]
    assert table["vectors"].tolist() == [stage.sum() for stage in expected]


@pytest.mark.parametrize("case", CASES)
def test_samplers(finished_once, case):
    folder = finished_once.results / case
    table = pd.read_csv(folder / "quality/samplers.csv")
    assert sorted(table["sampler"]) == sorted([*SAMPLERS, *NOT_DRAWN])
    drawn_or_real = table[table["kind"] != "control"]
    assert table["kind"].tolist()[-3:] == ["control"] * 3
    assert drawn_or_real["overlap"].is_monotonic_decreasing
    assert (table["overlap"] == table[["precision", "recall"]].min(axis=1)).all()
    assert table["overlap"].between(table["overlap_low"], table["overlap_high"]).all()
    controls = table.set_index("sampler")["overlap"]
    failing = (controls[["noise", "scrambled", "mean-image"]] > 0.05).sum()
    failing += controls["reconstructions"] < 0.75
    assert len(overlap_failures(table)) == failing
    by_name = table.set_index("sampler")
    assert (by_name.loc[list(SAMPLERS), "images"] == 16).all()
    assert (table["face_rate_low"] <= table["face_rate"]).all()
    assert (table["face_rate"] <= table["face_rate_high"]).all()
    assert by_name.loc[["noise", "scrambled"], "face_rate"].max() == 0
    assert by_name.loc["mean-image", "diversity"] == 0
    assert (table["features"] == "appearance").all()
    # One row by other means: the judge's file holds what the images and vectors give.
    images = np.load(folder / "samplers/permuted/images.npy")
    vectors = np.load(folder / "samplers/permuted/latents.npy")
    session = onnxruntime.InferenceSession(folder / "models/encoder.onnx")
    (again,) = session.run(None, {"images": images.astype(np.float32) / 255})
    latents = latents_of(finished_once, case).astype(float)
    total = latents.var(axis=0).sum()
    error = np.median(np.linalg.norm(again - vectors, axis=1)) / np.sqrt(total)
    assert by_name.loc["permuted", "cycle_error"] == pytest.approx(error, rel=1e-4)
    inverse = np.linalg.inv(np.cov(latents.T, bias=True))
    off = vectors - latents.mean(axis=0)
    distance = np.median(np.sqrt(np.einsum("ij,jk,ik->i", off, inverse, off)))
    assert by_name.loc["permuted", "mahalanobis"] == pytest.approx(distance, rel=1e-3)


def test_figures_show_the_same_real_images(finished_once):
    results = finished_once.results
    first, second = (np.load(results / case / "models/reconstructions.npz") for case in CASES)
    assert (first["originals"] == second["originals"]).all()
    ends = np.load(results / "I" / "samplers" / "interpolations.npz")
    shown = {image.tobytes() for image in first["originals"]}
    strips = ends["images"]
    assert len(strips) > 0
    assert all(strip[0].tobytes() in shown and strip[-1].tobytes() in shown for strip in strips)


@pytest.mark.parametrize("case", CASES)
def test_samplers_draw_what_they_say(finished_once, case):
    latents = latents_of(finished_once, case)
    folder = finished_once.results / case
    permuted = np.load(folder / "samplers/permuted/latents.npy")
    for component in range(8):
        assert np.isin(permuted[:, component], latents[:, component]).all()
    table = pd.read_csv(folder / "distributions/components.csv")
    box = np.load(folder / "samplers/box-k1/latents.npy")
    inside = np.abs(box - table["mode"].to_numpy()) <= table["half_width"].to_numpy() + 1e-5
    assert inside.all()


@pytest.mark.parametrize("case", CASES)
def test_samples_are_uniform_vectors_decoded(finished_once, case):
    folder = finished_once.results / case
    for b in (1, 2):
        vectors = np.load(folder / f"samplers/uniform-b{b}/latents.npy", allow_pickle=False)
        images = np.load(folder / f"samplers/uniform-b{b}/images.npy", allow_pickle=False)
        assert vectors.shape == (16, 8)
        assert 0.8 * b < np.abs(vectors).max() <= b
        session = onnxruntime.InferenceSession(folder / "models" / "decoder.onnx")
        (decoded,) = session.run(None, {session.get_inputs()[0].name: vectors})
        assert np.abs(images / 255 - decoded).max() <= 0.5 / 255 + 1e-5


def test_jobs_say_how_far_they_are(finished_once):
    log = (finished_once.results / "logs" / "I" / "training.log").read_text()
    for text in (log, finished_once.first_output):
        assert "172/172" in text
        assert "images/s" in text
        assert "val_loss" in text
    assert "oneDNN" not in finished_once.first_output, "native noise belongs into the log"
