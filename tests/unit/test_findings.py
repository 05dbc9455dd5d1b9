"""Every published statement: its rule on both sides of its threshold, and what cannot be told."""

import dataclasses
import html
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from zpoints import findings, quality
from zpoints.findings import DIFFERS, NOT_TESTABLE, REPRODUCED

# Published half widths of the dominant components, in the order of their numbers.
HALF_WIDTHS = (
    *(1.5, 1.125, 1.625, 2.125, 1.5, 2, 1.875, 2.25, 4.125, 2.25),
    *(1.875, 1.5, 1.75, 2, 2.25, 1.25, 1.75, 1.5, 2.375, 1),
)
B, K = (1, 1.5, 2, 3, 12), (1, 1.5, 2, 3, 12)
# Probabilities by which as many of 170,000 uniform vectors hit as were published.
HIT = {(12, 3): 1e-9, (12, 12): 20 / 170_000, (2, 2): 10 / 170_000, (1.5, 2): 1.0, (1, 1.5): 1.0}


# Shares of images that pass for faces, as they would be if all that was published held.
FACES = {
    **{"reconstructions": 0.95, "uniform-b1": 0.0, "uniform-b2": 0.02, "uniform-matched": 0.01},
    **{"box-k1": 0.1, "gaussian-diagonal": 0.2, "permuted": 0.3, "gaussian-full": 0.6},
    **{"gaussian-pca": 0.7, "gaussian-mixture": 0.7, "interpolation": 0.8},
}


def samplers_table(rates=FACES, images=512):
    """Table of the samplers with Wilson's intervals, as samplers.csv has it."""
    rows = []
    for name, rate in rates.items():
        hits = round(rate * images)
        low, high = quality.rate_interval(hits, images)
        rows.append(
            {
                **{"sampler": name, "b": 1.5 if "uniform" in name else np.nan},
                **{"face_rate": hits / images, "face_rate_low": low, "face_rate_high": high},
                "kind": "reference" if name == "reconstructions" else "sampler",
                **{"images": images, "precision": hits / images},
            }
        )
    return pd.DataFrame(rows)


def faces(images=512, **rates):
    """Other shares of faces; names with _ for -, None leaves a sampler out."""
    changed = FACES | {name.replace("_", "-"): rate for name, rate in rates.items()}
    table = samplers_table(
        {name: rate for name, rate in changed.items() if rate is not None}, images
    )
    return lambda evidence: dataclasses.replace(evidence, samplers=table)


def published(z_dim=256):
    """Evidence as it would be if all that was published held."""
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
        components.loc[list(findings.DOMINANT), "dominant"] = True
        components.loc[list(findings.DOMINANT), "half_width"] = HALF_WIDTHS
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
    r = np.eye(z_dim)
    i, j = np.triu_indices(z_dim, 1)
    if z_dim == 256:
        # So many pairs above each threshold as were published.
        values, above = [], 0
        for threshold, count in sorted(findings.PAIRS_ABOVE.items(), reverse=True):
            values += [threshold + 0.05] * (count - above)
            above = count
        values[0] = -0.846
        r[i[: len(values)], j[: len(values)]] = values
    r = np.triu(r) + np.triu(r, 1).T
    return findings.Evidence(
        components=components,
        bin_width=0.25,
        radii=radii,
        region_hits=pd.DataFrame(hits, columns=["source", "b", "k", "log10_probability"]),
        grid_points=pd.DataFrame(
            {"values_per_axis": [10, 2], "log10_points": [256.0, 77.06]},
        ),
        correlations=r,
        drawn=5000,
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


def put(name, rows, column, value):
    """Change one column of one table; `rows` are the first so many, a list, or a condition."""

    def change(evidence):
        table = getattr(evidence, name).copy()
        chosen = rows(table) if callable(rows) else range(rows) if isinstance(rows, int) else rows
        table.loc[chosen, column] = value
        return dataclasses.replace(evidence, **{name: table})

    return change


def put_hits(b, k, expected):
    def rows(table):
        return (table["source"] == "uniform") & (table["b"] == b) & (table["k"] == k)

    with np.errstate(divide="ignore"):
        return put("region_hits", rows, "log10_probability", np.log10(expected / 170_000))


def put_b(b):
    return put("radii", [0], "b_matched", b)


def others(count, dominant):
    """So many dominant components, of which so many are among the published ones."""

    def change(evidence):
        table = evidence.components.copy()
        rest = [c for c in range(256) if c not in findings.DOMINANT]
        table["dominant"] = False
        table.loc[[*findings.DOMINANT[:dominant], *rest[: count - dominant]], "dominant"] = True
        return dataclasses.replace(evidence, components=table)

    return change


def pairs(threshold, count):
    def change(evidence):
        r = np.zeros((256, 256))
        i, j = np.triu_indices(256, 1)
        r[i[:count], j[:count]] = np.where(np.arange(count) % 2, 1, -1) * (threshold + 1e-6)
        r[i[count:], j[count:]] = threshold
        return dataclasses.replace(evidence, correlations=r + r.T + np.eye(256))

    return change


def strongest(value):
    def change(evidence):
        r = np.eye(256)
        r[3, 7] = r[7, 3] = value
        r[9] = r[:, 9] = np.nan
        return dataclasses.replace(evidence, correlations=r)

    return change


def slices(*vectors, drawn=5000):
    table = pd.DataFrame({"vectors": vectors, "limit": 2.0, "drawn": drawn})
    return lambda evidence: dataclasses.replace(evidence, slices=table)


def ninety(count):
    return put("origin", lambda t: t["quantity"] == "components_for_90%", "value", count)


def percentiles(*values):
    rows = [("components_for_90%", 26), ("components_for_95%", 40)]
    rows += [("percentile_of_zero", value) for value in values]
    table = pd.DataFrame(rows, columns=["quantity", "value"])
    return lambda evidence: dataclasses.replace(evidence, origin=table)


def counts(column, limit, most):
    """Just as many components as the statement allows, and one more; also below 0."""
    just, sign = limit, -1 if column == "mode" else 1
    yield [put("components", 256, column, 0.1), put("components", most, column, just * sign)], True
    yield [put("components", 256, column, 0.1), put("components", most + 1, column, just)], False
    yield [put("components", 256, column, limit - 1e-6)], True


# Id of a statement to changes of the evidence, and whether it is reproduced then.
RULES = {
    "modes_near_zero": [
        ([put("components", 25, "mode", 0.5), put("components", [99], "mode", -0.25)], True),
        ([put("components", 26, "mode", -0.5)], False),
        ([put("components", 26, "mode", np.nan)], False),
    ],
    "modes_0.25": counts("mode", 0.25, 25),
    "modes_1": counts("mode", 1, 10),
    "half_widths_1": counts("half_width", 1, 40),
    "half_widths_1.5": counts("half_width", 1.5, 20),
    "half_widths_3": counts("half_width", 3, 5),
    "values_within_12": [
        ([put("components", 1, "min", -12), put("components", [9], "max", 12)], True),
        ([put("components", 1, "min", -12.01)], False),
        ([put("components", [9], "max", 12.01)], False),
    ],
    "shapes_near_gaussian": [
        ([put("normality", [1], "statistic", 0.9)], True),
        ([put("normality", [1], "statistic", 0.899)], False),
    ],
    "dominant_count": [
        ([others(10, 0)], True),
        ([others(40, 0)], True),
        ([others(9, 9)], False),
        ([others(41, 20)], False),
    ],
    "dominant_numbers": [
        ([others(18, 18)], True),
        ([others(30, 17)], False),
        ([others(41, 20)], False),  # where many dominate, these do by chance
    ],
    "widest_component": [
        ([put("components", 256, "half_width", 2.75)], True),
        ([put("components", 256, "half_width", 2.74)], False),
        ([put("components", 1, "half_width", 6.18)], True),
        ([put("components", 1, "half_width", 6.19)], False),
    ],
    "radius_mean_formula": [
        ([put("radii", [1], "published_mean_relative_error", -9.9e-4)], True),
        ([put("radii", [1], "published_mean_relative_error", -1.1e-3)], False),
        ([put("radii", [2], "published_mean_relative_error", 1.1e-3)], False),
    ],
    "radius_std_formula": [
        ([put("radii", [1], "published_std_relative_error", -9.9e-3)], True),
        ([put("radii", [2], "published_std_relative_error", 15.0)], False),
        ([put("radii", [1], "published_std_relative_error", -0.011)], False),
    ],
    "best_b": [
        ([put_b(1.25)], True),
        ([put_b(1.75)], True),
        ([put_b(1.24)], False),
        ([put_b(1.76)], False),
    ],
    "useful_b": [
        ([put_b(1)], True),
        ([put_b(2)], True),
        ([put_b(0.99)], False),
        ([put_b(2.01)], False),
    ],
    "hits_b12_k3": [
        ([put_hits(12, 3, 0.49)], True),
        ([put_hits(12, 3, 0)], True),
        ([put_hits(12, 3, 0.51)], False),
    ],
    "hits_b12_k12": [
        ([put_hits(12, 12, 6.7)], True),
        ([put_hits(12, 12, 59)], True),
        ([put_hits(12, 12, 6.6)], False),
        ([put_hits(12, 12, 61)], False),
        ([put_hits(12, 12, 0)], False),
    ],
    "hits_b2_k2": [
        ([put_hits(2, 2, 3.4)], True),
        ([put_hits(2, 2, 29)], True),
        ([put_hits(2, 2, 3.3)], False),
        ([put_hits(2, 2, 31)], False),
    ],
    "hits_b1.5_k2": [
        ([put_hits(1.5, 2, 168_301)], True),
        ([put_hits(1.5, 2, 168_299)], False),
        ([put_hits(1.5, 2, 0)], False),
    ],
    "hits_b1_k1.5": [
        ([put_hits(1, 1.5, 168_301)], True),
        ([put_hits(1, 1.5, 168_299)], False),
        ([put_hits(1, 1.5, 1e-30)], False),
    ],
    "regular_grid": [
        ([put("grid_points", [1], "log10_points", 12.1)], True),
        ([put("grid_points", [1], "log10_points", 12.0)], False),
    ],
    **{
        f"pairs_{threshold:g}": [
            ([pairs(threshold, int(np.ceil(count / 2)))], True),
            ([pairs(threshold, 2 * count)], True),
            ([pairs(threshold, int(np.ceil(count / 2)) - 1)], False),
            ([pairs(threshold, 2 * count + 1)], False),
        ]
        for threshold, count in findings.PAIRS_ABOVE.items()
    },
    "strongest_pair": [
        ([strongest(-0.747)], True),
        ([strongest(0.945)], True),
        ([strongest(0.745)], False),
        ([strongest(-0.947)], False),
    ],
    "slice_stages": [
        ([slices(51, 40, 30)], True),
        ([slices(202, 160, 120)], True),
        ([slices(20, 16, 12, drawn=1000)], True),
        # Only the first slice counts.
        ([slices(101, 80, 60, 0, 0, 0)], True),
        ([slices(50, 80, 60)], False),
        ([slices(101, 161, 60)], False),
        ([slices(101, 80, 29)], False),
        ([slices(101, 80, 60, drawn=1000)], False),
    ],
    "origin_at_the_border": [
        ([percentiles(4.9, 50)], True),
        ([percentiles(95.1, 50)], True),
        ([percentiles(5, 95)], False),
    ],
    "effective_dimensions": [
        ([ninety(13)], True),
        ([ninety(51)], True),
        ([ninety(12)], False),
        ([ninety(52)], False),
    ],
    "uniform_fails": [
        # A quarter of the ceiling is 23.75 %, which is 121.6 of 512 images.
        ([faces(uniform_b2=100 / 512)], True),
        ([faces(uniform_b2=110 / 512)], False),
        ([faces(uniform_matched=0.9)], False),
        # So few images leave an interval that holds a quarter.
        ([faces(9)], False),
    ],
    "gaussian_full_succeeds": [
        # Half of the ceiling is 47.5 %: 243 of 512 images.
        ([faces(gaussian_full=270 / 512)], True),
        ([faces(gaussian_full=260 / 512)], False),
        ([faces(gaussian_full=0)], False),
    ],
    "interpolation_succeeds": [
        ([faces(interpolation=270 / 512)], True),
        ([faces(interpolation=260 / 512)], False),
    ],
    "correlations_and_precision": [
        ([faces(gaussian_full=0.3, permuted=0.2)], True),
        ([faces(gaussian_full=0.22, permuted=0.2)], False),
        ([faces(gaussian_full=0.2, permuted=0.3)], False),
        ([faces(gaussian_full=0, permuted=0)], False),
    ],
    **{
        f"{better}_over_{worse}".replace("-", "_"): [
            ([faces(**{better: 0.30, worse: 0.20})], True),
            ([faces(**{better: 0.22, worse: 0.20})], False),
            ([faces(**{better: 0.20, worse: 0.20})], False),
            ([faces(**{better: 0.20, worse: 0.30})], False),
            ([faces(**{better: 0.5, worse: 0.0}, images=4)], False),
            ([faces(**{better: 0.0, worse: 0.0})], False),
        ]
        for better, worse in (
            ("box-k1", "uniform-matched"),
            ("gaussian-diagonal", "box-k1"),
            ("permuted", "gaussian-diagonal"),
            ("gaussian-full", "permuted"),
            ("gaussian-full", "gaussian-diagonal"),
            ("gaussian-pca", "gaussian-full"),
            ("gaussian-mixture", "gaussian-full"),
        )
    },
}
CASES = [(id, *case) for id, cases in RULES.items() for case in cases]


def changed(changes, evidence):
    for change in changes:
        evidence = change(evidence)
    return evidence


def row_of(table, id):
    (row,) = table[table["id"] == id].to_dict("records")
    return row


def check_texts(table):
    """Texts are whole: for readers there is no NaN, no infinity, no empty cell."""
    assert list(table)[:7] == [
        *("id", "statement", "published", "case", "measured", "verdict", "rule")
    ]
    assert set(table["verdict"]) <= {REPRODUCED, DIFFERS, NOT_TESTABLE}
    for column in ("id", "statement", "published", "case", "measured", "rule"):
        for text in table[column]:
            assert isinstance(text, str)
            assert text
            assert not re.search(r"\b(nan|inf|none|<na>)\b", text.lower()), text
    untested = table["verdict"] == NOT_TESTABLE
    assert (table["reason"].str.len() > 0).tolist() == untested.tolist()
    assert table["value"].isna().tolist() == untested.tolist()
    assert np.isfinite(table["value"][~untested]).all()


def test_ids_are_unique_plain_names():
    ids = [statement.id for statement in findings.STATEMENTS]
    assert len(set(ids)) == len(ids) > 25
    assert all(re.fullmatch(r"[a-z0-9_.]+", id) for id in ids)
    for statement in findings.STATEMENTS:
        assert statement.rule.startswith("reproduced if ")
        assert statement.statement.endswith((".", ")."))


def test_every_statement_has_a_test_on_both_sides():
    assert set(RULES) == {statement.id for statement in findings.STATEMENTS}
    for id in RULES:
        assert {holds for case, _, holds in CASES if case == id} == {True, False}, id


def test_what_was_published_reproduces_itself():
    """Every rule calls the published values themselves reproduced."""
    table = findings.judge({"II": published()})
    check_texts(table)
    assert table["verdict"].eq(REPRODUCED).all(), table[table["verdict"] != REPRODUCED]


@pytest.mark.parametrize(
    ("id", "changes", "holds"),
    CASES,
    ids=[f"{id}-{number}" for number, (id, *_) in enumerate(CASES)],
)
def test_a_rule_on_both_sides_of_its_threshold(monkeypatch, id, changes, holds):
    chosen = [statement for statement in findings.STATEMENTS if statement.id == id]
    monkeypatch.setattr(findings, "STATEMENTS", chosen)
    table = findings.judge({"I": changed(changes, published())})
    check_texts(table)
    assert row_of(table, id)["verdict"] == (REPRODUCED if holds else DIFFERS)


SMALL = {
    *("modes_near_zero", "modes_0.25", "modes_1", "half_widths_1", "half_widths_1.5"),
    *("half_widths_3", "dominant_count", "dominant_numbers", "widest_component"),
    *("hits_b12_k3", "hits_b12_k12", "hits_b2_k2", "hits_b1.5_k2", "hits_b1_k1.5"),
    *(f"pairs_{threshold:g}" for threshold in findings.PAIRS_ABOVE),
    *("strongest_pair", "slice_stages"),
}


def test_what_was_published_for_256_components_says_nothing_of_24():
    table = findings.judge({"I": published(24)})
    check_texts(table)
    untested = table[table["verdict"] == NOT_TESTABLE]
    assert set(untested["id"]) == SMALL
    assert (untested["measured"] == "-").all()
    assert untested["reason"].str.contains("published for 256 components, here are 24").all()


def test_modes_of_other_bins_say_nothing():
    evidence = dataclasses.replace(published(), bin_width=0.1)
    table = findings.judge({"I": evidence})
    check_texts(table)
    untested = set(table["id"][table["verdict"] == NOT_TESTABLE])
    assert untested == {id for id in SMALL if id.startswith(("modes", "half", "widest", "hits"))}
    # Centres read from a file differ from 0.25 by rounding.
    evidence = dataclasses.replace(published(), bin_width=0.25 + 1e-12)
    assert findings.judge({"I": evidence})["verdict"].eq(REPRODUCED).all()


@pytest.mark.parametrize(
    ("id", "change", "words"),
    [
        ("shapes_near_gaussian", put("normality", [1], "statistic", np.nan), "constant"),
        ("dominant_numbers", others(0, 0), "no component is dominant"),
        ("origin_at_the_border", percentiles(), "no component is dominant"),
        ("strongest_pair", strongest(np.nan), None),
        ("slice_stages", lambda e: dataclasses.replace(e, slices=e.slices[:0]), "no slice"),
        ("slice_stages", put("slices", 3, "limit", 1.5), "limit is not 2"),
        (
            "pairs_0.1",
            lambda e: dataclasses.replace(e, drawn=100),
            "alone .* of 100 vectors have it; raise",
        ),
        (
            "hits_b12_k12",
            lambda e: dataclasses.replace(e, region_hits=e.region_hits[e.region_hits["k"] != 12]),
            "no b = 12 with k = 12",
        ),
    ],
)
def test_what_cannot_be_tested_says_why(id, change, words):
    evidence = change(published())
    if id == "strongest_pair":
        evidence = dataclasses.replace(evidence, correlations=np.full((256, 256), np.nan))
        words = "no two components vary"
    table = findings.judge({"I": evidence})
    check_texts(table)
    row = row_of(table, id)
    assert row["verdict"] == NOT_TESTABLE
    assert re.search(words, row["reason"])


def test_more_noise_than_a_threshold_leaves_the_higher_ones_testable():
    table = findings.judge({"I": dataclasses.replace(published(), drawn=200)})
    verdict = table.set_index("id")["verdict"]
    assert (verdict[["pairs_0.1", "pairs_0.2"]] == NOT_TESTABLE).all()
    assert (verdict[["pairs_0.3", "pairs_0.6"]] == REPRODUCED).all()


def without_detector(evidence):
    columns = ["face_rate", "face_rate_low", "face_rate_high"]
    table = evidence.samplers.assign(**dict.fromkeys(columns, np.nan))
    return dataclasses.replace(evidence, samplers=table)


FACE_RULES = {id for id in RULES if "_over_" in id or id.endswith(("_fails", "_succeeds"))}


def test_without_a_detector_no_sampler_is_judged():
    table = findings.judge({"I": without_detector(published())})
    check_texts(table)
    untested = table[table["verdict"] == NOT_TESTABLE]
    assert set(untested["id"]) == FACE_RULES
    assert untested["reason"].str.contains("quality.meter is none").all()


def test_too_few_images_have_no_precision():
    evidence = published()
    table = evidence.samplers.assign(precision=np.nan)
    found = findings.judge({"I": dataclasses.replace(evidence, samplers=table)})
    row = row_of(found, "correlations_and_precision")
    assert row["verdict"] == NOT_TESTABLE
    assert "too few images" in row["reason"]


@pytest.mark.parametrize(("rate", "testable"), [(0.5, True), (0.49, False), (0, False)])
def test_reconstructions_that_are_no_faces_tell_nothing_of_samplers(rate, testable):
    table = findings.judge({"I": faces(reconstructions=rate)(published())})
    check_texts(table)
    for id in FACE_RULES:
        row = row_of(table, id)
        assert (row["verdict"] != NOT_TESTABLE) is testable
        assert testable or "of the reconstructions pass for faces; train longer" in row["reason"]


@pytest.mark.parametrize("name", sorted(set(FACES) - {"reconstructions"}))
def test_a_sampler_that_is_left_out_is_named(name):
    table = findings.judge({"I": faces(**{name: None})(published())})
    check_texts(table)
    untested = table[table["verdict"] == NOT_TESTABLE]
    assert untested["reason"].eq(f"the config's samplers have no {name!r}").all()
    words = name.replace("-", "_")
    concerned = {id for id in FACE_RULES if words in re.split("_over_|_succeeds", id)}
    if name in ("gaussian-full", "permuted"):
        concerned.add("correlations_and_precision")
    assert set(untested["id"]) == concerned


def test_without_cubes_nothing_is_said_of_them():
    rates = {name: None for name in FACES if "uniform" in name}
    row = row_of(findings.judge({"I": faces(**rates)(published())}), "uniform_fails")
    assert (row["verdict"], row["reason"]) == (NOT_TESTABLE, "no sampler is uniform")


def rate_row(hits, images):
    low, high = quality.rate_interval(hits, images)
    return pd.Series({"face_rate": hits / images, "face_rate_low": low, "face_rate_high": high})


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10.
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_the_interval_of_a_difference_as_newcombe_has_it(counts, expected):
    first, second = rate_row(*counts[:2]), rate_row(*counts[2:])
    found = findings.difference_interval(first, second)
    assert found == pytest.approx(expected, abs=6e-5)
    low, high = findings.difference_interval(second, first)
    assert (-high, -low) == pytest.approx(found)


def test_the_interval_of_a_difference_holds_it_95_times_of_100():
    random = np.random.default_rng(0)
    p, q, images = 0.3, 0.22, 200
    rows = [rate_row(hits, images).to_dict() for hits in range(images + 1)]
    held = 0
    for first, second in random.binomial(images, (p, q), (2000, 2)):
        low, high = findings.difference_interval(rows[first], rows[second])
        held += low <= p - q <= high
    assert held / 2000 == pytest.approx(0.95, abs=0.02)


def test_a_cloud_that_is_a_point_has_no_dimensions_to_count():
    """Not 'differs': of a cloud without variance no share can be held."""
    row = row_of(findings.judge({"I": ninety(0)(published())}), "effective_dimensions")
    assert row["verdict"] == NOT_TESTABLE
    assert row["reason"]


def test_the_origin_row_counts_the_dominant_ones():
    row = row_of(findings.judge({"I": percentiles(1, 50, 99)(published())}), "origin_at_the_border")
    assert (row["measured"], row["value"]) == ("2 of 3 dominant ones", 2)


def test_every_case_is_judged_by_itself():
    cases = {"I": published(), "II": put_b(3)(published()), "small": published(24)}
    table = findings.judge(cases)
    check_texts(table)
    assert len(table) == 3 * len(findings.STATEMENTS)
    assert table["id"].tolist()[:3] == [findings.STATEMENTS[0].id] * 3
    assert table["case"].tolist()[:3] == list(cases)
    verdict = table.set_index(["id", "case"])["verdict"]
    assert verdict["best_b"].tolist() == [REPRODUCED, DIFFERS, REPRODUCED]
    for case, evidence in cases.items():
        alone = findings.judge({case: evidence}).reset_index(drop=True)
        together = table[table["case"] == case].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, together)


def test_the_evidence_is_not_changed():
    evidence, untouched = published(), published()
    findings.judge({"I": evidence})
    for field in dataclasses.fields(evidence):
        value = getattr(evidence, field.name)
        if isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(value, getattr(untouched, field.name))


def trainings_table(*rows):
    """Rows of (case, other, quantity, distance); subsets are 1 ± 0.1 apart."""
    return pd.DataFrame(
        [
            {
                **{"case": case, "other": other, "quantity": quantity, "distance": distance},
                **{"distance_std": 0.1, "subset_distance": 1.0, "subset_distance_std": 0.1},
                **{"ratio": distance, "vectors": 100, "subsets": 10},
            }
            for case, other, quantity, distance in rows
        ]
    )


@pytest.mark.parametrize(
    ("spectrum", "radius", "verdict"),
    [
        (1, 1, DIFFERS),
        (1.42, 1.42, DIFFERS),
        (1.43, 1, REPRODUCED),
        (1, 1.43, REPRODUCED),
        (9, 9, REPRODUCED),
        (0, 0, DIFFERS),
    ],
)
def test_two_trainings(spectrum, radius, verdict):
    table = trainings_table(("I", "I2", "component_std", spectrum), ("I", "I2", "radius", radius))
    found = findings.judge_trainings(table, ["I", "II", "I2"])
    check_texts(found)
    (row,) = found.to_dict("records")
    assert row["verdict"] == verdict
    assert row["case"] == "I, I2"
    assert row["value"] == max(spectrum, radius)
    assert row["measured"] == (
        f"component std {spectrum:.2g} times as far apart as subsets, "
        f"radius {radius:.2g} times as far apart as subsets"
    )


def test_each_pair_of_trainings_has_a_row():
    table = trainings_table(
        *(("I", "I2", quantity, 1.0) for quantity in ("component_std", "radius")),
        *(("I", "I3", quantity, 5.0) for quantity in ("component_std", "radius")),
    )
    found = findings.judge_trainings(table, ["I", "I2", "I3"])
    check_texts(found)
    assert found["case"].tolist() == ["I, I2", "I, I3"]
    assert found["verdict"].tolist() == [DIFFERS, REPRODUCED]


@pytest.mark.parametrize("distance", [0.0, 2.0])
def test_trainings_whose_subsets_do_not_differ_have_no_ratio_to_show(distance):
    """Constant clouds: `trainings.compare` leaves the ratio empty."""
    table = trainings_table(
        ("I", "I2", "component_std", distance), ("I", "I2", "radius", distance)
    ).assign(ratio=np.nan, subset_distance=0.0, distance_std=0.0, subset_distance_std=0.0)
    found = findings.judge_trainings(table, ["I", "I2"])
    (row,) = found.to_dict("records")
    assert row["verdict"] == (REPRODUCED if distance else DIFFERS)
    assert "nan" not in row["measured"]


@pytest.mark.parametrize("table", [None, trainings_table()])
def test_without_a_second_training_nothing_can_be_told(table):
    found = findings.judge_trainings(table, ["I", "II"])
    check_texts(found)
    (row,) = found.to_dict("records")
    assert row["verdict"] == NOT_TESTABLE
    assert "seeds" in row["reason"]
    assert list(found) == list(findings.judge({"I": published()}))


class Reader(HTMLParser):
    """Cells of the table, and whether all tags are closed in turn."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.rows, self.widths, self.tags = [], [], [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
            self.widths.append(0)
        if tag in ("td", "th"):
            self.rows[-1].append((dict(attrs).get("class"), ""))
            self.widths[-1] += int(dict(attrs).get("colspan", 1))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if {"td", "th"} & set(self.open):
            name, text = self.rows[-1][-1]
            self.rows[-1][-1] = (name, text + data)


def read_page(table):
    page = findings.page(table)
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert not reader.open
    assert page.startswith("<!DOCTYPE html>")
    assert "utf-8" in page
    return page, reader


def test_the_page_holds_every_statement_rule_and_verdict():
    cases = {"I": published(), "small": published(24), "II": put_b(9)(published())}
    table = findings.judge(cases)
    page, reader = read_page(table)
    head, *rows = reader.rows
    assert [text for _, text in head] == ["published statement", "published", *cases]
    assert len(rows) == len(findings.STATEMENTS)
    for statement, row in zip(findings.STATEMENTS, rows, strict=True):
        assert row[0][1] == statement.statement + statement.rule
        assert row[1][1] == statement.published
        for case, (name, text) in zip(cases, row[2:], strict=True):
            found = row_of(table[table["case"] == case], statement.id)
            assert name == {"reproduced": "reproduced", "differs": "differs"}.get(
                found["verdict"], "not"
            )
            if found["verdict"] == NOT_TESTABLE:
                assert text == f"not testable here: {found['reason']}"
            else:
                assert text == f"{found['measured']} ({found['verdict']})"
    for verdict, count in table["verdict"].value_counts().items():
        assert f"{verdict}: {count}" in page


def test_the_page_shows_every_pair_of_trainings():
    cases = ["I", "II", "I2", "I3"]
    pairs = [("I", "I2", 2.0), ("I", "I3", 3.0), ("I2", "I3", 4.0)]
    rows = [
        (case, other, quantity, distance)
        for case, other, distance in pairs
        for quantity in ("component_std", "radius")
    ]
    table = pd.concat(
        [
            findings.judge(dict.fromkeys(cases, published())),
            findings.judge_trainings(trainings_table(*rows), cases),
        ],
        ignore_index=True,
    )
    check_texts(table)
    _, reader = read_page(table)
    assert len(set(reader.widths)) == 1
    shown = " ".join(text for row in reader.rows[-len(pairs) :] for _, text in row)
    for case, other, distance in pairs:
        assert f"{case}, {other}" in shown
        assert f"radius {distance:g} times" in shown


@pytest.mark.parametrize("cases", [["I"], ["I", "II"]])
def test_the_page_says_why_no_trainings_were_compared(cases):
    table = pd.concat(
        [
            findings.judge(dict.fromkeys(cases, published())),
            findings.judge_trainings(None, cases),
        ],
        ignore_index=True,
    )
    _, reader = read_page(table)
    assert len(set(reader.widths)) == 1
    assert "no two cases are one architecture" in reader.rows[-1][-1][1]


@pytest.mark.parametrize("case", ["", "I, "])
def test_the_page_escapes_what_it_shows(case):
    table = findings.judge({"I": published()}).head(2).copy()
    evil = '<script>alert(1)</script> & "quote" {curly} {{}}'
    for column in ("statement", "published", "measured", "rule", "reason"):
        table[column] = evil
    table["case"] = case + evil
    table.loc[1, "verdict"] = NOT_TESTABLE
    page, reader = read_page(table)
    assert "script" not in reader.tags
    assert "<script" not in page
    assert html.escape(evil) in page
    for row in reader.rows[1:]:
        assert row[0][1] == evil + evil
        assert evil in row[2][1]


def test_the_table_survives_a_file(tmp_path):
    table = pd.concat(
        [
            findings.judge({"I": published(), "small": published(24)}),
            findings.judge_trainings(None, ["I", "small"]),
        ],
        ignore_index=True,
    )
    path = tmp_path / "findings.csv"
    table.to_csv(path, index=False)
    read = pd.read_csv(path, keep_default_na=False, dtype=str)
    assert (read.drop(columns="value") == table.drop(columns="value")).all(axis=None)
