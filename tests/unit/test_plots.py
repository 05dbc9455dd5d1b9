"""Figures: images of sensible size, the same bytes each time, and no trouble at the edges."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from zpoints import correlations, distributions, findings, geometry, plots, regions, trainings
from zpoints.statistics import Bins, ComponentStatistics, Covariance, LengthStatistics

BINS = Bins(-12, 12, 97)
R = np.random.default_rng(0)


def pictures(count, size=16, channels=3):
    return R.integers(0, 255, (count, size, size, channels)).astype(np.uint8)


DRAWN = set()


def draw(function, *arguments, path, **named):
    """Draw; no warning, a PNG that a person can look at, and the same bytes when drawn again."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        function(*arguments, path=path, **named)
        first = path.read_bytes()
        if function not in DRAWN:  # each kind of figure once: drawing takes its time
            function(*arguments, path=path, **named)
            DRAWN.add(function)
    assert first == path.read_bytes()
    assert first.startswith(b"\x89PNG")
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("L"))
        assert "Software" not in image.info
    height, width = pixels.shape
    assert 400 <= width <= 4000
    assert 150 <= height <= 4000
    assert pixels.std() > 2  # not blank
    assert (pixels[[0, -1]] > 250).mean() > 0.9  # nothing is cut off above or below
    assert (pixels[:, [0, -1]] > 250).mean() > 0.9  # nor at the sides
    return pixels


def component_data(vectors, dominant=(1, 1)):
    statistics = ComponentStatistics(vectors.shape[1], BINS)
    statistics.update(vectors)
    table = statistics.table(dict(zip(("mode", "half_width"), dominant, strict=True)))
    return statistics.counts[:, 1:-1], table


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


@given(
    n=st.integers(1, 13),
    columns=st.integers(1, 6),
    gap=st.integers(0, 3),
    channels=st.sampled_from([1, 3]),
)
def test_the_geometry_of_a_montage(n, columns, gap, channels):
    images = np.random.default_rng(n).integers(0, 200, (n, 4, 4, channels)).astype(np.uint8)
    sheet = plots.montage(images, columns, gap)
    rows = math.ceil(n / columns)
    assert sheet.dtype == np.uint8
    assert sheet.shape == (rows * 4 + (rows - 1) * gap, columns * 4 + (columns - 1) * gap, 3)
    covered = np.zeros(sheet.shape[:2], bool)
    for k, image in enumerate(images):
        row, column = divmod(k, columns)
        place = np.s_[row * (4 + gap) :, column * (4 + gap) :]
        assert (sheet[place][:4, :4] == image).all()
        covered[place][:4, :4] = True
    assert (sheet[~covered] == 255).all()
    assert covered.sum() == n * 16


@pytest.mark.parametrize(
    ("count", "channels"), [(1, 3), (1, 1), (2, 3), (5, 1), (64, 3), (64, 1), (200, 3)]
)
def test_sheets(path, count, channels):
    draw(plots.sheet, pictures(count, channels=channels), f"{count} images", path=path)


def test_a_sheet_is_nearly_square_or_as_wide_as_asked(path):
    square = draw(plots.sheet, pictures(64), "", path=path)
    assert 0.8 < square.shape[0] / square.shape[1] < 1.25
    wide = draw(plots.sheet, pictures(24), "", path=path, columns=12)
    assert wide.shape[1] > 2 * wide.shape[0]


@pytest.mark.parametrize("count", [1, 5, 12, 13, 36])
def test_reconstructions(path, count):
    draw(plots.reconstructions, pictures(count), pictures(count), "Reconstructions", path=path)


@pytest.mark.parametrize("counts", [[1], [12, 12, 12], [12, 1, 5]])
def test_the_overview(path, counts):
    rows = {f"row {k}": pictures(count) for k, count in enumerate(counts)}
    draw(plots.overview, rows, "Case I", path=path)


@pytest.mark.parametrize("epochs", [1, 2, 24, 100])
def test_the_history(path, epochs):
    loss = 0.1 / np.arange(1, epochs + 1)
    table = pd.DataFrame({"epoch": np.arange(1, epochs + 1), "loss": loss, "val_loss": 1.1 * loss})
    draw(plots.history, table, "mse", "Case I", path=path)


def test_a_history_that_does_not_move(path):
    table = pd.DataFrame({"epoch": [1, 2, 3], "loss": [0.07] * 3, "val_loss": [0.07] * 3})
    draw(plots.history, table, "mse", "Case I", path=path)


CLOUDS = {
    "usual": R.normal(R.normal(0, 1, 30), R.gamma(2, 0.5, 30), (500, 30)),
    "one component": R.normal(0, 2, (500, 1)),
    "none dominant": R.normal(0, 0.3, (500, 6)),
    "all dominant": R.normal(2, 2, (500, 30)),
    "constant": np.full((50, 4), 0.5),
    "zero": np.zeros((50, 4)),
    "out of range": np.full((50, 3), 40.0),
    "partly out of range": np.column_stack([R.normal(0, 1, 50), np.full(50, 40.0)]),
}


def test_dominant_components_up_to_the_limit(path):
    counts, table = component_data(CLOUDS["all dominant"])
    draw(plots.dominant_components, {"": counts}, BINS, table, 24, "24 of 30", path=path)


@pytest.mark.parametrize("name", CLOUDS)
def test_the_components(path, name):
    counts, table = component_data(CLOUDS[name].astype(np.float32))
    b = max(np.abs(CLOUDS[name]).max(), 0.1)
    uniform, _ = component_data(R.uniform(-b, b, CLOUDS[name].shape).astype(np.float32))
    sources = {"latent vectors": counts, f"uniform vectors, b = {b:.3g}": uniform}
    draw(plots.components, sources, BINS, table, name, path=path)
    draw(plots.dominant_components, sources, BINS, table, 3, name, path=path)


def test_the_components_of_one_source(path):
    counts, table = component_data(CLOUDS["usual"])
    draw(plots.components, {"latent vectors": counts}, BINS, table, "one panel", path=path)
    draw(plots.dominant_components, {"one": counts}, BINS, table, 9, "one panel", path=path)


def measured(lengths):
    statistics = LengthStatistics()
    statistics.update(np.asarray(lengths, float))
    return statistics


def radii_data(lengths, z_dim=16, grid=(1, 1.5, 2, 3)):
    sets = [measured(lengths)]
    central = tuple(sets[0].quantile([0.005, 0.995]))
    rows = [distributions.radius_row("latents", math.nan, sets[0], z_dim, central)]
    # A cube of no size has no relative errors.
    for b in [*grid, rows[0]["b_matched"] or 1e-7]:
        blocks = distributions.uniform_blocks(b, z_dim, 300, np.random.default_rng(1))
        sets.append(distributions.measure_lengths(blocks))
        rows.append(distributions.radius_row("uniform", b, sets[-1], z_dim, central))
    return (*distributions.length_histograms(sets, 60), pd.DataFrame(rows), central)


LENGTHS = {
    "usual": R.normal(5, 1, 400),
    "constant": np.full(400, 3.0),
    "narrow and short": R.normal(0.02, 0.001, 400),
    "long": R.normal(500, 30, 400),
    "one": np.array([4.0]),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_the_radii(path, name):
    draw(plots.radii, *radii_data(LENGTHS[name]), 12, name, path=path)


@pytest.mark.parametrize("grid", [(1,), (2, 1), (1, 1.5, 2, 3, 4, 5, 8, 12)])
def test_the_radii_with_other_grids(path, grid):
    draw(plots.radii, *radii_data(LENGTHS["usual"], grid=grid), 12, "", path=path)


def test_the_radii_where_no_cube_is_small_enough(path):
    draw(plots.radii, *radii_data(LENGTHS["usual"]), 0.5, "none drawn", path=path)


def test_the_radii_where_all_vectors_are_zero(path):
    draw(plots.radii, *radii_data(np.zeros(50)), 12, "zero", path=path)


@pytest.mark.parametrize("size", [1, 2, 40])
@pytest.mark.parametrize("limit", [0.6, 1])
def test_the_matrix(path, size, limit):
    matrix = np.corrcoef(R.normal(size=(20, size)), rowvar=False).reshape(size, size)
    order = R.permutation(size)
    draw(plots.matrix, matrix, order, 1 / math.sqrt(20), limit, "Case I", path=path)


def test_a_matrix_of_perfect_correlations(path):
    draw(plots.matrix, np.ones((3, 3)), np.arange(3), 0.7, 0.6, "2 vectors", path=path)


def test_a_matrix_without_a_number(path):
    order = np.arange(5)
    draw(plots.matrix, np.full((5, 5), np.nan), order, 0.1, 0.6, "constant components", path=path)


def test_the_order_decides_what_the_heat_map_shows(path):
    matrix = np.corrcoef(R.normal(size=(20, 8)), rowvar=False)
    one, other = (
        draw(plots.matrix, matrix, order, 0.2, 0.6, "", path=path)
        for order in (np.arange(8), np.arange(8)[::-1])
    )
    assert (one != other).any()


@pytest.mark.parametrize("count", [0, 1, 4])
def test_the_slices(path, count):
    vectors = R.normal(size=(300, 12))
    chosen = [
        (k, k + 1, correlations.slice_counts(vectors, (k, k + 1), 2)[1]) for k in range(count)
    ]
    draw(plots.slices, vectors, chosen, 2.0, "Case I", path=path)


@pytest.mark.parametrize("inside", [True, False])
def test_slices_that_hold_all_vectors_or_none(path, inside):
    chosen = [(0, 1, np.full(50, inside))]
    draw(plots.slices, np.full((50, 2), 3.0), chosen, 2.0, "alike", path=path)


def verdicts(cases):
    texts = {
        findings.REPRODUCED: "101, 80, 60 of 5000",
        findings.DIFFERS: "10^-123 for 2 per axis",
        findings.NOT_TESTABLE: "-",
    }
    rows = []
    for number, statement in enumerate(findings.STATEMENTS):
        for place, case in enumerate(cases):
            verdict = list(texts)[(number + place) % 3]
            start = [statement.id, statement.statement, statement.published, case]
            rows.append([*start, texts[verdict], verdict, statement.rule, "", 1.0])
    return pd.DataFrame(rows, columns=findings.COLUMNS)


@pytest.mark.parametrize("cases", [["I"], ["I", "II", "III", "I-seed2"]])
def test_the_findings(path, cases):
    table = verdicts(cases)
    table = table if len(cases) == 1 else table.head(12 * len(cases))
    draw(plots.findings, table, "Findings", path=path)


def test_the_findings_with_a_row_for_all_cases(path):
    rows = verdicts(["I", "II"]).head(8)
    table = pd.concat([rows, findings.judge_trainings(None, ["I", "II"])])
    draw(plots.findings, table, "Findings", path=path)


def test_each_pair_of_trainings_has_its_own_room_in_the_findings(path):
    heights = []
    for others in (["I2"], ["I2", "I3", "I4"]):
        compared = pd.DataFrame(
            [
                {
                    **{"case": "I", "other": other, "quantity": quantity, "distance": 1.0},
                    **{"subset_distance": 1.0, "distance_std": 0.1, "subset_distance_std": 0.1},
                    "ratio": 1.0,
                }
                for other in others
                for quantity in ("component_std", "radius")
            ]
        )
        rows = findings.judge_trainings(compared, ["I", *others])
        table = pd.concat([verdicts(["I", "I2", "I3", "I4"]).head(8), rows])
        heights.append(draw(plots.findings, table, "Findings", path=path).shape[0])
    assert heights[1] > heights[0] + 50


@pytest.mark.parametrize("kind", ["usual", "two pairs", "alike", "two vectors"])
def test_the_trainings(path, kind):
    clouds, tables = [], []
    for number in range(2 if kind == "two pairs" else 1):
        pair = R.normal(size=(2, 200, 6)) * [[[1]], [[1.5]]]
        if kind == "alike":
            pair[:] = 2.0
        if kind == "two vectors":
            pair = pair[:, :2]
        takes = [cloud.__getitem__ for cloud in pair]
        table = trainings.compare(*takes, pair.shape[1], 50, 3, np.random.default_rng(number))
        tables.append(table.assign(case="I", other=f"I-seed{number}"))
        clouds.append(("I", f"I-seed{number}", *pair))
    draw(plots.trainings, clouds, pd.concat(tables), "Two trainings", path=path)


@pytest.mark.parametrize("count", [0, 1, 5, 16])
def test_the_pairs(path, count):
    vectors = R.normal(size=(200, 20))
    chosen = [(k, k + 1, 0.5) for k in range(count)]
    uniform = R.uniform(-4, 4, (10, 20))
    draw(plots.pairs, vectors, chosen, uniform, vectors[0], 4, "Case I", path=path)


ATTRIBUTES = {
    "continuous": R.normal(size=200),
    "binary": (R.random(200) < 0.3).astype(float),
    "partly unknown": np.where(R.random(200) < 0.5, np.nan, R.normal(size=200)),
    "binary, partly unknown": np.where(R.random(200) < 0.5, np.nan, 1.0),
    "unknown": np.full(200, np.nan),
    "constant": np.full(200, 7.0),
    "costs $5 to $6, in a name that is longer than any label has room for": R.normal(size=200),
}


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_pairs_coloured_by_an_attribute(path, name):
    vectors = R.normal(size=(200, 20))
    chosen = [(0, 1, 0.5), (2, 3, 0.5)]
    uniform = R.uniform(-4, 4, (10, 20))
    arguments = (vectors, chosen, uniform, vectors[0], 4, "Case I")
    plain = draw(plots.pairs, *arguments, path=path)
    coloured = draw(plots.pairs, *arguments, path=path, colour=(name, ATTRIBUTES[name]))
    assert coloured.shape == plain.shape
    assert (coloured != plain).any()


def attribute_cells(attributes, directions, components, gaps=0):
    """What plots.attributes takes, of random correlations."""
    names = [f"attribute {k} ${k}$" for k in range(attributes)]
    cells = {}
    for kind, columns in (("direction", directions), ("component", components)):
        r = pd.DataFrame(R.uniform(-0.7, 0.7, (attributes, columns)), names).round(2)
        r = r.mask(R.random(r.shape) < gaps)
        cells[kind] = (r, r.abs() > 0.3)
    return cells


@pytest.mark.parametrize(
    "shape", [(1, 1, 1), (3, 8, 8), (25, 20, 20), (40, 20, 20), (80, 40, 40), (40, 1, 20)]
)
def test_the_attributes(path, shape):
    cells = attribute_cells(*shape)
    draw(plots.attributes, cells, 2 * shape[0], 512, 0.01, (0.3, 0.3), "Case I", path=path)


@pytest.mark.parametrize("gaps", [0.3, 1])
def test_attributes_with_gaps(path, gaps):
    tests, levels = (0, (math.nan, math.nan)) if gaps == 1 else (100, (0.3, 0.45))
    cells = attribute_cells(6, 20, 20, gaps)
    draw(plots.attributes, cells, 6, tests, 0.01, levels, "Case I", path=path)


def test_a_data_set_without_attributes(path):
    draw(plots.attributes, {}, 0, 0, 0.01, (math.nan, math.nan), "Case I", path=path)


def test_pairs_of_constant_components_without_uniform_vectors(path):
    vectors = np.ones((2, 2))
    chosen = [(0, 1, math.nan)]
    draw(plots.pairs, vectors, chosen, np.empty((0, 2)), vectors[0], 1.5, "", path=path)


def test_drawing_leaves_the_style_of_others_alone(path):
    before = dict(plots.mpl.rcParams)
    plots.matrix(np.eye(3), np.arange(3), 0.1, 1, "", path)
    assert dict(plots.mpl.rcParams) == before


@pytest.mark.parametrize("shift", [0, 5])
def test_the_region_hits(path, shift):
    mode, half_width = np.full(3, float(shift)), np.full(3, 0.5)
    rows = [("latents", np.nan, k, 10, k, -0.5) for k in (1, 2)]
    for b in (1, 12):
        for k in (1, 2):
            rows.append(("uniform", b, k, 10, 0, regions.log10_probability(b, k, mode, half_width)))
    columns = ["source", "b", "k", "vectors", "hits", "log10_probability"]
    draw(plots.regions, pd.DataFrame(rows, columns=columns), title="Case I", path=path)


@pytest.mark.parametrize("kind", ["gaussian", "one component", "point"])
def test_the_geometry(path, kind):
    vectors = R.normal(size=(200, 1 if kind == "one component" else 5))
    vectors = vectors * 0 if kind == "point" else vectors
    covariance = Covariance(vectors.shape[1])
    covariance.update(vectors)
    principal = geometry.principal_components(covariance.mean, covariance.covariance)
    draw(plots.spectrum, principal.table(), title="Case I", path=path)
    _, table = component_data(vectors)
    squared = measured(principal.mahalanobis(vectors) ** 2)
    draw(plots.normality, squared, 1.5, principal.rank, table, title="Case I", path=path)


def test_the_normality_of_two_vectors(path):
    _, table = component_data(np.arange(6.0).reshape(2, 3))
    draw(plots.normality, measured([1, 1]), 0.5, 1, table, title="Case I", path=path)


def rates_table(detected=True, alike=False):
    """A table of samplers, those of a cube and the sets they are compared with."""
    names = ["images", "mean-image", "gaussian-full", "permuted", "latents", "uniform-b1", "noise"]
    rate = np.full(7, 0.9) if alike else np.array([1, 1, 0.94, 0.9, 0.95, 0.1, 0])
    return pd.DataFrame(
        {
            "sampler": names,
            "b": [np.nan] * 5 + [1, np.nan],
            "kind": ["reference"] * 2 + ["sampler"] * 4 + ["reference"],
            "images": 512,
            "face_rate": rate if detected else np.nan,
            "face_rate_low": np.maximum(rate - 0.03, 0) if detected else np.nan,
            "face_rate_high": np.minimum(rate + 0.03, 1) if detected else np.nan,
            "precision": rate,
            "diversity": 0.9 if alike else [1, 0, 0.92, 0.45, 0.93, 0.4, 1.6],
        }
    )


@pytest.mark.parametrize("detected", [True, False])
@pytest.mark.parametrize("figure", [plots.face_rates, plots.trade_off])
def test_samplers_with_and_without_a_detector(path, figure, detected):
    draw(figure, rates_table(detected), "Case I", path=path)


def test_labels_of_equal_points_do_not_cover_each_other(path, monkeypatch):
    found = []
    label = plots._label_points

    def watch(axes, points):
        label(axes, points)
        axes.figure.draw_without_rendering()
        renderer = axes.figure.canvas.get_renderer()
        assert all(
            np.hypot(*text.xyann) < 200 and axes.bbox.overlaps(text.get_window_extent(renderer))
            for text in axes.texts
        )
        found.extend(plots.Text.get_window_extent(text, renderer) for text in axes.texts)

    monkeypatch.setattr(plots, "_label_points", watch)
    plots.trade_off(rates_table(alike=True), "Case I", path)
    assert len(found) == 6, "every sampler but noise has a label"
    for k, box in enumerate(found):
        assert not any(box.overlaps(other) for other in found[:k])


def test_no_sampler_has_a_rate(path):
    nothing = rates_table(detected=False).assign(precision=np.nan)
    draw(plots.face_rates, nothing, "Case I", path=path)
    draw(plots.trade_off, nothing, "Case I", path=path)
