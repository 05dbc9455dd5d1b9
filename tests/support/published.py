"""Evidence as it would be if all statements held, and what tests of statements share."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest

from zpoints import files
from zpoints.findings.distributions import DOMINANT
from zpoints.findings.evidence import Evidence
from zpoints.findings.statement import NotTestableError
from zpoints.findings.table import COLUMNS, NOT_TESTABLE, UNDECIDED, VERDICTS
from zpoints.quality.checks import check_columns
from zpoints.quality.measures import rate_interval

# Published half widths of the dominant components, in the order of their numbers.
HALF_WIDTHS = [1.5, 1.125, 1.625, 2.125, 1.5, 2, 1.875, 2.25, 4.125, 2.25]
HALF_WIDTHS += [1.875, 1.5, 1.75, 2, 2.25, 1.25, 1.75, 1.5, 2.375, 1]
B, K = (1, 1.5, 2, 3, 12), (1, 1.5, 2, 3, 12)
# Probabilities by which as many of 170,000 uniform vectors hit as were published.
HIT = {(12, 3): 1e-9, (12, 12): 20 / 170_000, (2, 2): 10 / 170_000, (1.5, 2): 1.0, (1, 1.5): 1.0}
# Published numbers of pairs with |r| above a threshold.
PAIRS_ABOVE = {0.1: 1456, 0.2: 158, 0.3: 44, 0.4: 25, 0.5: 16, 0.6: 8}
# Shares of images that pass for faces; they stand for overlaps too.
FACES = {
    "reconstructions": 0.95,
    "uniform-b1": 0.0,
    "uniform-b2": 0.02,
    "uniform-matched": 0.01,
    "box-k1": 0.1,
    "gaussian-diagonal": 0.2,
    "permuted": 0.3,
    "gaussian-full": 0.6,
    "gaussian-pca": 0.7,
    "gaussian-mixture": 0.7,
    "interpolation": 0.8,
}
B_OF = {"uniform-b1": 1.0, "uniform-b2": 2.0, "uniform-matched": 1.5}
CONTROLS = ("noise", "scrambled", "mean-image")


def published(z_dim=256):
    """Evidence as it would be if all statements held."""
    components = pd.DataFrame(
        {
            "component": np.arange(z_dim),
            "mode": 0.0,
            "half_width": 0.5,
            "min": -3.0,
            "max": 3.0,
            "dominant": False,
        }
    )
    if z_dim == 256:
        components.loc[DOMINANT, "dominant"] = True
        components.loc[DOMINANT, "half_width"] = HALF_WIDTHS
    else:
        components.loc[0, "dominant"] = True
    radii = pd.DataFrame(
        {
            "source": ["latents", "uniform", "uniform"],
            "b": [np.nan, 1, 2],
            "b_matched": [1.5, 1.0, 2.0],
            "published_mean_relative_error": [np.nan, 1e-5, -9e-4],
            "published_std_relative_error": [np.nan, 1e-3, -9e-3],
        }
    )
    hits = [("latents", np.nan, k, -0.1) for k in K]
    hits += [("uniform", b, k, np.log10(HIT.get((b, k), 0.5))) for b in B for k in K]
    return Evidence(
        components=components,
        histogram=bins(0.25),
        radii=radii,
        region_hits=pd.DataFrame(hits, columns=["source", "b", "k", "log10_probability"]).assign(
            missing=0
        ),
        grid_points=pd.DataFrame({"values_per_axis": [10, 2], "log10_points": [256.0, 77.06]}),
        correlations=correlation_matrix(z_dim),
        subset=np.arange(5000),
        slices=pd.DataFrame({"vectors": [101, 80, 60], "limit": 2.0, "drawn": 5000}),
        origin=pd.DataFrame(
            [
                ("components_for_90%", np.nan, 26),
                ("components_for_95%", np.nan, 40),
                ("percentile_of_zero", 15, 50.0),
                ("percentile_of_zero", 195, 97.0),
            ],
            columns=["quantity", "component", "value"],
        ),
        normality=pd.DataFrame(
            {"test": ["marginals", "near_gaussian_marginals"], "statistic": [0.1, 0.95]}
        ),
        samplers=samplers_table(),
    )


def write_evidence(folder, evidence):
    """Files of the evidence, as the analyses write them: field to path."""
    paths = {}
    for field in dataclasses.fields(evidence):
        value = getattr(evidence, field.name)
        kinds = {pd.DataFrame: "csv", np.ndarray: "npy", dict: "npz"}
        path = folder / f"{field.name}.{kinds[type(value)]}"
        if isinstance(value, pd.DataFrame):
            files.write_table(path, value)
        elif isinstance(value, dict):
            files.write_arrays(path, **value)
        else:
            files.write_array(path, value)
        paths[field.name] = str(path)
    return paths


def bins(width):
    """A histogram whose bins have a width."""
    return {"centres": np.arange(-48, 49) * width}


def correlation_matrix(z_dim):
    """As many pairs above each threshold as were published, if there are enough components."""
    r = np.eye(z_dim)
    i, j = np.triu_indices(z_dim, 1)
    if z_dim == 256:
        values, above = [], 0
        for threshold, count in sorted(PAIRS_ABOVE.items(), reverse=True):
            values += [threshold + 0.05] * (count - above)
            above = count
        values[0] = -0.846
        r[i[: len(values)], j[: len(values)]] = values
    return np.triu(r) + np.triu(r, 1).T


def samplers_table(rates=FACES, images=512):
    """Table of the samplers with Wilson's intervals, and controls that pass.

    Both face rate and overlap are the shares of `rates`.
    """
    kinds = {"reconstructions": "reference"}
    rows = [
        sampler_row(name, kinds.get(name, "sampler"), rate, images) for name, rate in rates.items()
    ]
    rows.append(sampler_row("images", "reference", 1.0, images))
    rows += [sampler_row(name, "control", 0.0, images) for name in CONTROLS]
    return pd.DataFrame([{**row, **check_columns(row)} for row in rows])


def sampler_row(name, kind, rate, images):
    hits = round(rate * images)
    low, high = rate_interval(hits, images)
    row = {"sampler": name, "b": B_OF.get(name, np.nan), "images": images, "kind": kind}
    for column in ("face_rate", "overlap"):
        row |= {column: hits / images, f"{column}_low": low, f"{column}_high": high}
    return row | {"meter": "face"}


def controls_fail(*names, column="overlap_check"):
    """Controls that fail."""

    def change(evidence):
        table = evidence.samplers.copy()
        for name in names:
            sentence = f"fail: {name} has overlap 0.5, more than 0.05"
            table.loc[table["sampler"] == name, column] = sentence
        return dataclasses.replace(evidence, samplers=table)

    return change


def replace(**fields):
    """A change of the evidence: other values of some fields."""
    return lambda evidence: dataclasses.replace(evidence, **fields)


def put(name, rows, column, value):
    """Change one column of one table; `rows` are the first so many, a list, or a condition."""

    def change(evidence):
        table = getattr(evidence, name).copy()
        places = rows(table) if callable(rows) else range(rows) if isinstance(rows, int) else rows
        table.loc[places, column] = value
        return dataclasses.replace(evidence, **{name: table})

    return change


def faces(images=512, **rates):
    """Other shares of faces and overlaps; names with _ for -, None leaves a sampler out."""
    table = FACES | {name.replace("_", "-"): rate for name, rate in rates.items()}
    table = {name: rate for name, rate in table.items() if rate is not None}
    return replace(samplers=samplers_table(table, images))


def rule_cases(rules):
    """Parameters id, change and expected of a test of each rule.

    Args:
        rules: id of a statement to pairs of a change of the evidence, and whether the statement
            holds then; None if that is not decided.
    """
    return [
        pytest.param(id, *case, id=f"{id}-{number}")
        for id, pairs in rules.items()
        for number, case in enumerate(pairs)
    ]


def check_both_sides(cases, statements, sides=(True, False)):
    """Every statement is tested on all sides of its threshold, and no other is."""
    tested = {(id, expected) for (id, _, expected), *_ in cases}
    assert tested == {(statement.id, side) for statement in statements for side in sides}


def check(statements, id, evidence):
    """Outcome of a statement, whose texts are whole: for readers there is no NaN, no infinity."""
    (statement,) = (statement for statement in statements if statement.id == id)
    outcome = statement.judge(evidence)
    assert outcome.measured
    assert not re.search(r"\b(nan|inf|none|<na>)\b", outcome.measured.lower())
    assert np.isfinite(outcome.value)
    assert (outcome.holds is None) == bool(outcome.reason)
    return outcome


def why_not(statements, id, evidence):
    """The reason why the evidence cannot test a statement."""
    with pytest.raises(NotTestableError) as error:
        check(statements, id, evidence)
    return str(error.value)


def check_texts(table):
    """Texts of a table of verdicts are whole: there is no NaN, no infinity, no empty cell."""
    assert list(table) == COLUMNS
    assert set(table["verdict"]) <= set(VERDICTS)
    for column in ("id", "statement", "published", "case", "measured", "rule", "source", "subject"):
        for text in table[column]:
            assert isinstance(text, str)
            assert text
            assert not re.search(r"\b(nan|inf|none|<na>)\b", text.lower()), text
    untested = table["verdict"] == NOT_TESTABLE
    unknown = untested | (table["verdict"] == UNDECIDED)
    assert (table["reason"].str.len() > 0).tolist() == unknown.tolist()
    assert table["chance"][untested].isna().all()
    assert table["value"].isna().tolist() == untested.tolist()
    assert np.isfinite(table["value"][~untested]).all()


def trainings_table(*rows):
    """Rows of (case, other, quantity, distance); subsets are 1 ± 0.1 apart."""
    table = pd.DataFrame(rows, columns=["case", "other", "quantity", "distance"])
    return table.assign(
        distance_std=0.1,
        subset_distance=1.0,
        subset_distance_std=0.1,
        ratio=table["distance"],
        vectors=100,
        subsets=10,
    )
