"""Titles say what is in the table, not what was expected of it."""

from support.samplers_tables import empty, samplers_table

from zpoints.quality import titles

NO_FIT = ("gaussian-full", "permuted")


def plain(text):
    return text.replace("\u00a0", " ")


def test_overlap_of_the_leading_sampler_and_the_best_cube():
    assert titles.overlap(samplers_table(), "II") == (
        "Case II: the cloud's own shape reaches 0.88 of a ceiling of 0.96; the best cube 0.12"
    )


def test_without_it_the_best_fitted_sampler_leads_and_then_the_best_cube():
    table = samplers_table(without=["gaussian-full"])
    assert titles.overlap(table, "I").startswith(
        "Case I: right distributions, no correlations reaches 0.13 of"
    )
    table = samplers_table(without=[*NO_FIT, "latents"])
    assert titles.overlap(table, "I") == (
        "Case I: random, from a cube (b = 2) reaches 0.12 of a ceiling of 0.96"
    )
    table = samplers_table(without=["uniform-b1", "uniform-b2"])
    assert titles.overlap(table, "I").endswith("a ceiling of 0.96")


def test_a_sampler_without_images_does_not_lead():
    table = samplers_table(gaussian_full=empty())
    assert "right distributions" in titles.overlap(table, "I")
    names = ("gaussian-full", "latents", "permuted", "uniform-b1", "uniform-b2")
    table = samplers_table(without=names)
    assert titles.overlap(table, "I") == "Case I: no sampler has an overlap"
    assert titles.trade_off(table, "I") == "Case I: no sampler has an overlap"


def test_where_controls_of_the_overlap_fail_no_result_is_stated():
    table = samplers_table(scrambled={"recall": 0.2})
    text = "Case I: overlap cannot tell samplers apart here, its controls fail"
    assert titles.overlap(table, "I") == text
    assert titles.trade_off(table, "I") == text
    assert "84" in titles.face_rate(table, "I"), "the detector is another measure"


def test_face_rates_and_whether_the_mean_image_passes():
    assert plain(titles.face_rate(samplers_table(), "I")) == (
        "Case I: the detector sees a face in 84 % of images from the cloud's own shape, 90 % of "
        "reconstructions, 2 % of images from the best cube; the mean image passes too"
    )
    table = samplers_table(mean_image={"face_rate": 0.0}, without=["uniform-b1", "uniform-b2"])
    assert plain(titles.face_rate(table, "I")) == (
        "Case I: the detector sees a face in 84 % of images from the cloud's own shape, 90 % of "
        "reconstructions; the mean image does not pass"
    )


def test_the_detector_may_be_absent_or_fail_its_controls():
    assert titles.face_rate(samplers_table(detected=False), "I") == (
        "Case I: no face detector applies"
    )
    table = samplers_table(images={"face_rate": 0.7})
    assert titles.face_rate(table, "I") == (
        "Case I: the face detector cannot be relied on here, its controls fail"
    )
    assert "0.88" in titles.overlap(table, "I")


def test_fidelity_and_variety_of_the_leading_sampler_and_the_cube_of_the_highest_overlap():
    assert titles.trade_off(samplers_table(), "I") == (
        "Case I: the cloud's own shape has precision 0.88 and recall 0.95; the best cube 0.12 and "
        "0.30"
    )
