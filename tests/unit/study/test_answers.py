"""Sentences on the samplers say what the table says, and nothing where its controls fail."""

import numpy as np
import pytest
from support.samplers_tables import empty, samplers_table

from zpoints.findings.table import DOES_NOT_HOLD, HOLDS, UNDECIDED
from zpoints.quality.marks import rows_of
from zpoints.study import answers

YES = dict.fromkeys((answers.CUBES, answers.CLOUD, answers.CORRELATIONS), HOLDS)
NBSP = "\N{NO-BREAK SPACE}"


def failing(**changes):
    return samplers_table(noise={"overlap": 0.31}, **changes)


def test_the_answer_follows_the_verdicts():
    assert answers.answer(samplers_table(), YES) == [
        "Random vectors from a cube do not do it; vectors of the cloud's own shape do.",
        "It is the correlations between components that make the difference.",
    ]
    other = {answers.CUBES: DOES_NOT_HOLD, answers.CLOUD: UNDECIDED}
    assert answers.answer(samplers_table(), other) == [
        "Random vectors from a cube do it too; whether vectors of the cloud's own shape do is "
        "undecided."
    ]
    only = {answers.CLOUD: HOLDS, answers.CORRELATIONS: "not testable here"}
    assert answers.answer(samplers_table(), only) == ["Vectors of the cloud's own shape do."]
    assert answers.answer(samplers_table(), {}) == []


def test_without_controls_that_pass_there_is_no_answer():
    (sentence,) = answers.answer(failing(), YES)
    assert sentence.startswith("This case cannot answer the question")
    assert "noise has overlap 0.31, more than 0.05" in sentence


def test_numbers_are_those_of_the_table():
    assert answers.numbers(samplers_table()) == [
        "Overlap is 0.12 for the best of 2 cubes, 0.13 for “right distributions, no "
        "correlations” and 0.88 for “the cloud's own shape”. Reconstructions of real images, the "
        "most that this decoder can be expected to reach, have 0.96."
    ]
    few = samplers_table(without=("permuted", "gaussian-full", "uniform-b2"))
    assert answers.numbers(few)[0].startswith("Overlap is 0.01 for the only cube. ")
    none = samplers_table(without=("permuted", "gaussian-full", "uniform-b1", "uniform-b2"))
    assert answers.numbers(none) == ["No sampler could be measured. The ceiling is 0.96."]
    unmeasured = samplers_table(reconstructions={"precision": None, "recall": None})
    assert "there is no ceiling" in answers.numbers(unmeasured)[0]


def test_a_decoder_that_makes_no_faces_is_told():
    blind = samplers_table(reconstructions={"face_rate": 0.02})
    assert answers.numbers(blind)[1] == (
        "Mind that this decoder makes few faces of anything: the detector sees one in "
        f"2{NBSP}% of its reconstructions."
    )
    assert len(answers.numbers(samplers_table(detected=False))) == 1


def test_the_summary_spans_the_cases_that_pass():
    better = samplers_table(gaussian_full={"precision": 0.96, "recall": 0.96})
    tables = {"I": samplers_table(), "II": better}
    assert answers.summary(tables) == (
        f"In both cases images from the cloud's own shape reach 92 to 100{NBSP}% of what the "
        f"decoder can do; those from a cube [\N{MINUS SIGN}b, b], b from 1 to 2, at most 12{NBSP}%."
    )
    assert answers.summary({"I": samplers_table()}).startswith(
        f"Images from the cloud's own shape reach 92{NBSP}% of"
    )
    assert answers.summary({**tables, "III": failing()}).startswith("In 2 of 3 cases images")
    assert answers.summary({"I": failing()}) == (
        "In no case does the measure of likeness pass its controls: there is no answer here."
    )
    assert answers.summary({"I": samplers_table(without=("gaussian-full",))}) == ""


def test_precision_alone_is_said_to_be_fooled_where_it_is():
    cube = {"precision": 0.95, "recall": 0.0}
    text = answers.bland(samplers_table(uniform_b1=cube))
    assert "1 of 5 samplers have a precision of at least 0.9 and a recall of at most 0.1" in text
    assert f"the detector sees a face in 0{NBSP}% of its images" in text
    assert "sees a face" not in answers.bland(samplers_table(detected=False, uniform_b1=cube))
    seen = answers.bland(samplers_table(uniform_b1={**cube, "face_rate": 0.9}))
    assert "has precision 0.95 and recall 0.00." in seen
    assert "not even faces" not in seen
    assert answers.bland(samplers_table()) == ""
    assert answers.bland(failing(uniform_b1=cube)) == ""


def test_the_detector_is_quoted_where_it_applies_and_passes():
    praised = samplers_table(permuted={"precision": 0.01, "recall": 0.9})
    assert f"shows a face in 67{NBSP}% of its images and has an overlap of 0.01" in (
        answers.detector(praised)
    )
    assert "no measure of variety" in answers.detector(samplers_table())
    assert answers.detector(samplers_table(detected=False)).startswith("No detector applies")
    broken = answers.detector(samplers_table(scrambled={"face_rate": 0.5}))
    assert "does not pass its controls" in broken
    assert "scrambled has face rate 0.5, more than 0.05" in broken


@pytest.mark.parametrize(("detected", "subject"), [(True, "faces"), (False, "images")])
def test_the_subject_is_faces_where_a_detector_looks_for_them(detected, subject):
    assert answers.subject(samplers_table(detected=detected)) == subject


def test_figures_of_a_row():
    rows = {row.sampler: row for row in rows_of(samplers_table(permuted=empty()))}
    assert answers.figures(rows["gaussian-full"]) == {
        "overlap": "0.88",
        "interval": "0.84 to 0.92",
        "faces": f"84{NBSP}%",
    }
    assert answers.figures(rows["permuted"])["overlap"] == "no images"
    unknown = rows["gaussian-full"]._replace(face_rate=rows["permuted"].face_rate)
    assert answers.figures(unknown)["faces"] == ""
    assert np.isnan(rows["permuted"].overlap.value)


def test_lists_and_counts():
    assert answers.listed(["a"]) == "a"
    assert answers.listed(["a", "b", "c"]) == "a, b and c"
    assert [answers.counted(*pair) for pair in ((3, 3), (2, 3), (2, 2), (1, 1))] == [
        "all 3",
        "2 of 3",
        "both",
        "the one",
    ]
