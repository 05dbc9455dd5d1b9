"""Sentences on the cloud say what the tables say."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from support.case_results import attribute_table, case_results, radii, ramp, region_hits

from zpoints.study import explanations as say

NBSP = "\N{NO-BREAK SPACE}"


def test_directions_that_hold_a_share_are_counted():
    pca = pd.DataFrame({"cumulative": [0.5, 0.9, 1.0]})
    assert [say.directions_for(pca, share) for share in (0.4, 0.5, 0.9, 0.91)] == [1, 1, 2, 3]


def test_a_flat_cloud_is_set_beside_a_cube():
    case = case_results()
    assert say.spectrum_title(case) == f"2 of 6 directions hold 90{NBSP}% of the variance"
    text = say.spectrum_text(case)
    assert (
        "Each of 500 images is a point with 6 numbers. The cloud of these points is flat." in text
    )
    assert f"Its widest direction holds 60{NBSP}% of the variance" in text
    assert f"2 hold 90{NBSP}%, 3 hold 95{NBSP}% and 5 hold 99{NBSP}%" in text
    assert "takes 6 of them" in text


def test_a_round_cloud_is_not_called_flat():
    variance = np.ones(6)
    pca = pd.DataFrame(
        {"rank": range(1, 7), "variance": variance, "cumulative": variance.cumsum() / 6}
    )
    assert "is not flat." in say.spectrum_text(case_results(pca=pca))
    point = pca.assign(variance=0.0, cumulative=0.0)
    assert "single point" in say.spectrum_title(case_results(pca=point))
    assert say.spectrum_text(case_results(pca=point)) == ""


def test_pairs_and_dominant_components_are_counted():
    case = case_results()
    assert "Of 15 pairs there are 12 with |r| above 0.1, 5 with |r| above 0.3 and 1 with" in (
        say.pairs_text(case)
    )
    assert say.dominant_text(case) == (
        "2 components stand out as dominant, by a far mode or a large half width, with "
        f"50{NBSP}% of the mean squared length."
    )
    one = case.components.assign(dominant=[True] + [False] * 5)
    assert say.dominant_text(case_results(components=one)).startswith(
        "1 component stands out as dominant"
    )
    none = case.components.assign(dominant=False)
    assert say.dominant_text(case_results(components=none)) == (
        "None of the 6 components dominates."
    )
    assert say.pairs_text(case_results(thresholds=case.thresholds.head(0))) == ""


def test_two_trainings_are_set_beside_parts_of_one_cloud():
    rows = pd.DataFrame(
        {
            "case": ["I", "I"],
            "other": ["I-seed2", "I-seed2"],
            "quantity": ["component_std", "radius"],
            "ratio": [4.65, np.nan],
        }
    )
    (sentence,) = say.trainings_text(rows)
    assert "Cases I and I-seed2 are one architecture" in sentence
    assert "by more than two random halves of one cloud do: 4.7 times for the widths" in sentence
    (near,) = say.trainings_text(rows.assign(ratio=[0.9, 3.0]))
    assert "further apart" not in near
    assert say.trainings_text(None) == []


def test_lengths_are_those_of_the_table():
    case = case_results()
    assert say.lengths_title(case) == (
        "Vectors of images are 3.2 ± 0.9 long, those of the matched cube 3.2 ± 0.3"
    )
    text = say.lengths_text(case)
    assert f"b{NBSP}={NBSP}1.50" in text
    assert "spread 3.0 times as much" in text
    assert "In 6 dimensions nearly all of a cube lies in a thin shell" in text
    assert f"From b{NBSP}={NBSP}3 on at most 1{NBSP}% of" in text
    wide = radii().assign(std=[0.9, 0.8, 1.6], inside_central_99=[0.99, 0.9, 0.5])
    text = say.lengths_text(case_results(radii=wide))
    assert "shell" not in text and "From b" not in text
    alone = case_results(radii=radii().head(1))
    assert say.lengths_title(alone) == "Vectors of images are 3.2 ± 0.9 long"
    assert say.lengths_text(alone) == ""


def test_the_region_is_told_for_the_data_and_each_cube():
    sentence, rows = say.region_rows(case_results())
    assert "3 half widths" in sentence
    assert f"80{NBSP}% of the images' vectors lie in it" in sentence
    assert rows == [
        ("images", f"80{NBSP}%"),
        (f"the cube with b{NBSP}={NBSP}1", "1 in 3,162"),
        (f"the cube with b{NBSP}={NBSP}2", "1 in 10⁷"),
    ]
    missing = region_hits().assign(hits=np.nan, log10_probability=np.nan)
    assert say.region_rows(case_results(region_hits=missing)) == ("", [])
    never = region_hits()
    never.loc[never["source"] == "uniform", "log10_probability"] = -np.inf
    assert say.region_rows(case_results(region_hits=never))[1][1][1] == "none"


def test_distances_of_the_nearest_cube_and_of_shuffled_values():
    text = say.distance_text(case_results())
    assert "Half of the images lie nearer than 2.3." in text
    assert "b = 1, the median vector is at 1,234" in text
    assert f"farther out than 100{NBSP}% of the images" in text
    assert "each component's own values, shuffled, are at 31." in text
    case = case_results()
    no_cubes = case.samplers[case.samplers["b"].isna()]
    assert say.distance_text(case_results(samplers=no_cubes)) == ""


def test_an_attribute_belongs_to_a_direction_that_follows_it_significantly():
    case = case_results()
    assert say.attribute_of(case, 1) == ("skin_tone", -0.9)
    assert say.attribute_of(case, 2) is None
    assert say.attributes_title(case) == "1 of 2 attributes are followed by a principal direction"
    none = case_results(attributes=False)
    assert say.attributes_title(none) == "The images of this study have no attributes"
    assert say.attribute_of(none, 1) is None
    assert say.attribute_rows(none, 5) == []


def test_rows_of_attributes_are_sorted_and_limited():
    rows = say.attribute_rows(case_results(), 5)
    assert [row["attribute"] for row in rows] == ["skin_tone", "NA"]
    assert rows[0] == {
        "attribute": "skin_tone",
        "rank": 1,
        "r": -0.9,
        "component": 3,
        "component_r": 0.5,
    }
    assert len(say.attribute_rows(case_results(), 1)) == 1
    unknown = dataclasses.replace(case_results(), attributes=attribute_table().assign(r=np.nan))
    assert say.attribute_rows(unknown, 5) == []


@pytest.mark.parametrize(("single", "little"), [(10, True), (190, False)])
def test_little_happens_along_a_component_only_if_it_was_measured(single, little):
    paths = {
        "labels": np.array(["component 4", "PC 1 (60.0 %)"]),
        "images": np.stack([ramp(single), ramp(200)]),
    }
    text = say.paths_text(case_results(paths=paths))
    assert "by 200 of 255 grey levels, in the mean" in text
    assert f"by {single} along a single component" in text
    assert ("does little" in text) == little


def test_without_both_kinds_of_paths_nothing_is_compared():
    paths = {"labels": np.array(["PC 1 (60.0%)"]), "images": ramp(9)[None]}
    assert say.paths_text(case_results(paths=paths)) == ""
    assert say.change(ramp(90)) == 90
