"""What the charts draw is what the results say."""

from xml.etree import ElementTree

import numpy as np
import pandas as pd
from support.case_results import case_results, radii
from support.samplers_tables import empty, samplers_table

from zpoints.study import plots

NBSP = "\N{NO-BREAK SPACE}"


def said(svg):
    return [
        group.get("aria-label")
        for group in ElementTree.fromstring(svg).iter("g")
        if "mark" in group.get("class")
    ]


def test_the_ladder_has_the_order_of_the_table_and_controls_apart():
    case = case_results()
    ladder = plots.ladder(case)
    order = [row["sampler"] for row in (*ladder["rows"], *ladder["controls"])]
    assert order == case.samplers["sampler"].tolist()
    assert {row["kind"] for row in ladder["controls"]} == {"control"}
    assert ladder["rows"][0]["overlap"] == "0.96"
    bars = {row["sampler"]: row["bar"] for row in ladder["rows"]}
    assert said(bars["gaussian-full"]) == [
        f"the cloud's own shape: overlap 0.88; 95{NBSP}% interval 0.84 to 0.92, 100 images"
    ]
    assert 'x1="96%"' in bars["uniform-b1"]  # the ceiling


def test_failing_controls_and_samplers_without_images_are_marked():
    table = samplers_table(noise={"overlap": 0.3}, permuted=empty())
    ladder = plots.ladder(case_results(samplers=table))
    assert [row["sampler"] for row in ladder["controls"] if row["fails"]] == ["noise"]
    row = next(row for row in ladder["rows"] if row["sampler"] == "permuted")
    assert (row["overlap"], row["bar"], row["precision"]) == ("no images", "", "")


def test_precision_against_recall_has_a_mark_for_each_measured_row():
    case = case_results()
    marks = said(plots.trade_off(case))
    assert len(marks) == len(case.samplers)
    assert "the cloud's own shape; precision 0.88, recall 0.95" in marks
    without = case_results(samplers=samplers_table(permuted=empty()))
    assert len(said(plots.trade_off(without))) == len(case.samplers) - 1


def test_the_spectrum_says_how_many_directions_hold_what():
    case = case_results()
    marks = said(plots.spectrum(case))
    assert f"2 directions hold 90{NBSP}%; in a cube 33{NBSP}%" in marks
    assert f"1 direction holds 60{NBSP}%; in a cube 17{NBSP}%" in marks
    label = ElementTree.fromstring(plots.spectrum(case)).get("aria-label")
    assert f"2 of 6 directions hold 90{NBSP}% of the variance" in label
    point = case.pca.assign(variance=0.0, cumulative=0.0)
    assert said(plots.spectrum(case_results(pca=point))) == []


def test_lengths_of_the_data_and_of_cubes_are_told():
    marks = said(plots.lengths(case_results()))
    assert f"images: 3.2 ± 0.9; 99{NBSP}% within the images' central 99{NBSP}%" in marks
    assert (
        f"cube b{NBSP}={NBSP}1.5: 3.2 ± 0.3; 100{NBSP}% within the images' central 99{NBSP}%"
        in marks
    )
    assert len(marks) == 3


def test_cubes_far_out_or_drawn_twice_are_left_out():
    far = radii().assign(mean=[3.2, 3.2, 32.0])
    assert len(said(plots.lengths(case_results(radii=far)))) == 2
    same = radii().assign(b=[np.nan, 1.5, 1.52])
    assert len(said(plots.lengths(case_results(radii=same)))) == 2


def test_lengths_that_are_all_zero_leave_an_empty_chart():
    zero = radii().assign(mean=0.0, std=0.0, b_matched=0.0)
    nothing = {"edges": np.ones(1), "shares": np.zeros((3, 0)), "central": np.zeros(2)}
    assert said(plots.lengths(case_results(radii=zero, lengths=nothing))) == []


def test_distances_come_nearest_first():
    rows = plots.distances(case_results())
    assert [row["sampler"] for row in rows] == [
        "latents", "gaussian-full", "permuted", "uniform-b1", "uniform-b2",
    ]  # fmt: skip
    assert [row["distance"] for row in rows] == ["2.3", "2.4", "31", "1,234", "2,469"]
    assert said(rows[2]["bar"]) == [
        "right distributions, no correlations: median distance 31; "
        f"farther out than 100{NBSP}% of the images"
    ]
    unknown = case_results().samplers.assign(mahalanobis=np.nan)
    assert plots.distances(case_results(samplers=unknown)) == []
    assert isinstance(unknown, pd.DataFrame)
