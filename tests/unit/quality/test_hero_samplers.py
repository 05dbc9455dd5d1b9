"""The samplers of the hero know less and less of the cloud."""

from zpoints.quality.hero_samplers import hero_samplers

CUBES = {"uniform-b1": {"sampler": "uniform", "b": 1}, "uniform-b2": {"sampler": "uniform", "b": 2}}


def test_one_of_each_kind_is_taken_in_the_order_of_what_it_knows():
    samplers = {
        **CUBES,
        "mixture": {"sampler": "gaussian-mixture", "n": 8},
        "as-wide": {"sampler": "uniform", "b": None},
        "shuffled": {"sampler": "permuted"},
        "shape": {"sampler": "gaussian-full"},
        "again": {"sampler": "gaussian-full"},
    }
    assert hero_samplers(samplers) == ["shape", "shuffled", "as-wide"]


def test_without_a_matched_cube_the_first_one_is_taken():
    assert hero_samplers({**CUBES, "shuffled": {"sampler": "permuted"}}) == [
        "shuffled",
        "uniform-b1",
    ]


def test_a_study_that_has_none_of_them_shows_its_first_samplers():
    samplers = {f"path-{k}": {"sampler": "path"} for k in range(5)}
    assert hero_samplers(samplers) == ["path-0", "path-1", "path-2"]
    assert hero_samplers({}) == []
