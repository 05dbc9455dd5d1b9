"""What the rules derive from a checked config."""

import copy
import dataclasses

import pytest

from tests.unit.config.edits import CONFIGS, OWN_MODELS, changed, read, study
from zpoints.config.check import check
from zpoints.config.study import Study
from zpoints.samplers.kinds import KINDS


def study_of(tiny, schema, **cases):
    """The tiny study with cases made from its case I; what is None is left out."""
    first = tiny["cases"]["I"]
    tiny["cases"] = {
        name: case if case == OWN_MODELS else {**copy.deepcopy(first), **case}
        for name, case in cases.items()
    }
    return study(tiny, schema)


def test_cases_are_trained_or_adopted_in_the_order_of_the_config(tiny, schema):
    given = study_of(tiny, schema, z=OWN_MODELS, b={}, mine=OWN_MODELS, a={"seed": 3})
    assert given.cases == ["z", "b", "mine", "a"]
    assert given.trained == ["b", "a"]
    assert given.adopted == ["z", "mine"]


def test_a_study_is_not_changed(tiny, schema):
    with pytest.raises(dataclasses.FrozenInstanceError):
        study(tiny, schema).config = {}


def test_cubes_of_the_grid_are_the_first_samplers(tiny, schema):
    tiny = {**tiny, "b_grid": [1, 1.5], "samplers": {"m": {"sampler": "gaussian-mixture", "n": 3}}}
    assert list(study(tiny, schema).samplers.items()) == [
        ("uniform-b1", {"sampler": "uniform", "b": 1.0}),
        ("uniform-b1.5", {"sampler": "uniform", "b": 1.5}),
        ("m", {"sampler": "gaussian-mixture", "share": 0.99, "n": 3, "vectors": 20000}),
    ]


def alike(tiny, schema, **cases):
    return study_of(tiny, schema, **cases).alike


def test_cases_that_differ_by_their_seed_are_alike(tiny, schema):
    pairs = alike(tiny, schema, a={}, b={"seed": 2}, c={"seed": 3}, d={"z_dim": 4, "seed": 4})
    assert pairs == [("a", "b"), ("a", "c"), ("b", "c")]


def test_the_same_seed_is_no_second_training(tiny, schema):
    assert alike(tiny, schema, a={"seed": 2}, b={"seed": 2}, c={"seed": 2}) == []


def test_one_case_has_no_second_training(tiny, schema):
    assert alike(tiny, schema, a={}) == []


def test_models_of_a_user_are_no_second_training(tiny, schema):
    assert alike(tiny, schema, a={}, b=OWN_MODELS, c=OWN_MODELS) == []


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"training": {"threads": 1, "memory_gb": 1, "gpus": 1}}, True),
        ({"training": {"epochs": 2}}, True),  # as in the study's own section
        ({"training": {"epochs": 3}}, False),
        ({"training": {"loss": "mae"}}, False),
        ({"activation": "relu"}, False),
        ({"z_dim": 8.0}, True),
        ({"z_dim": 9}, False),
        ({"dropout": 0.1}, False),
        ({"encoder": {"filters": [8, 8], "kernels": [3, 3]}}, False),
        ({"encoder": {"kernels": [3, 3], "filters": [8, 16], "strides": None}}, True),
    ],
)
def test_what_makes_two_cases_one_architecture(tiny, schema, change, same):
    pairs = alike(tiny, schema, a={}, b={"seed": 7, **change})
    assert pairs == ([("a", "b")] if same else [])


@pytest.mark.parametrize("name", CONFIGS)
def test_the_configs_that_come_along_name_their_second_trainings(root, schema, name):
    given = study(read(root, name), schema)
    for one, other in given.alike:
        seeds = given.config["cases"][one]["seed"], given.config["cases"][other]["seed"]
        assert seeds in ((None, 2), (1, 2))
    if name != "celeba":
        assert ("I", "I-seed2") in given.alike


LEFT_OUT = {
    "dataset": ["workers", "shards", "preview"],
    "training": ["memory_gb", "threads", "gpus"],
    "encoding": ["threads", "shards"],
}


@pytest.mark.parametrize("section", LEFT_OUT)
def test_what_decides_no_result_is_left_out(tiny, schema, section):
    given = study(tiny, schema)
    decisive = given.decisive(section)
    complete = given.config[section]
    assert list(decisive) == [key for key in complete if key not in LEFT_OUT[section]]
    assert all(decisive[key] == complete[key] for key in decisive)


@pytest.mark.parametrize("mark", [None, "speed"])
@pytest.mark.parametrize("key", ["dataset.crop", "training.threads", "encoding.batch_size"])
def test_a_key_that_does_not_say_what_it_decides_is_named(tiny, schema, key, mark):
    section, name = key.split(".")
    damaged = copy.deepcopy(schema)
    place = damaged["$defs"] if section == "training" else damaged["properties"]
    place[section]["properties"][name]["x-decides"] = mark
    with pytest.raises(ValueError, match=f"{key} does not say what it changes; give it x-decides"):
        Study(check(tiny, schema), damaged)


def test_the_settings_of_a_training_hold_what_decides_it(tiny, schema):
    given = study_of(tiny, schema, a={"seed": 5, "training": {"epochs": 7, "threads": 3}})
    settings = given.case_settings("a")
    assert list(settings) == [
        "z_dim", "encoder", "decoder", "activation", "batch_norm", "dropout", "training",
    ]  # fmt: skip
    assert settings["training"] == {**given.decisive("training"), "epochs": 7}
    assert given.training("a")["threads"] == 3
    assert given.training("a")["epochs"] == 7


def test_the_seed_of_a_step_is_that_of_the_case_or_of_the_study(tiny, schema):
    given = study_of(tiny, schema, a={}, b={"seed": 0})
    names = ["{case}", "draw", "{sampler}"]
    values = {"case": "a", "sampler": "box-k1"}
    assert given.seed(names, values) == [1, "tiny", "a", "draw", "box-k1"]
    assert given.seed(names, {**values, "case": "b"}) == [0, "tiny", "b", "draw", "box-k1"]
    assert given.seed(["images"], {}) == [1, "tiny", "images"]


def test_a_shared_seed_is_the_same_in_every_case(tiny, schema):
    given = study_of(tiny, schema, a={}, b={"seed": 0})
    assert given.shared_seed(["shown"]) == [1, "tiny", "shown"]


def test_samplers_have_plain_names(tiny, schema):
    config = {
        **tiny,
        "b_grid": [1.5],
        "samplers": {
            "matched": {"sampler": "uniform"},
            "box": {"sampler": "box", "k": 2},
            "cloud": {"sampler": "gaussian-full"},
            "some": {"sampler": "gaussian-pca", "share": 0.9},
        },
    }
    given = study_of(config, schema, a={})
    names = {sampler: given.plain_name(sampler) for sampler in given.samplers}
    assert names == {
        "uniform-b1.5": "random, from a cube (b = 1.5)",
        "matched": "random, from a cube",
        "box": "each component in its own range (k = 2)",
        "cloud": "the cloud's own shape",
        "some": "the cloud's main directions (share = 0.9)",
    }


@pytest.mark.parametrize("name", KINDS)
def test_samplers_of_both_kinds_of_case_read_what_they_need(tiny, schema, name):
    tiny["samplers"] = {"one": {"sampler": name}}
    given = study_of(tiny, schema, a={}, mine=OWN_MODELS)
    assert given.needs("one", "a") == given.needs("one", "mine") == set(KINDS[name].needs)


def test_a_cube_of_given_size_reads_the_number_of_components_at_most(tiny, schema):
    tiny = changed({**tiny, "b_grid": [2]}, "samplers.one", {"sampler": "uniform", "b": 1.25})
    given = study_of(tiny, schema, a={}, mine=OWN_MODELS)
    for name in ("uniform-b2", "one"):
        assert given.needs(name, "a") == set()
        assert given.needs(name, "mine") == {"latents"}


def test_each_sampler_has_its_family_and_all_options_of_its_kind(tiny, schema):
    given = study(tiny, schema)
    assert given.options("box-k1") == {"k": 1}
    assert given.options("permuted") == {}
    assert given.family("uniform-b1") == given.family("box-k1") == "cubes"
    assert given.family("gaussian-full") == "gaussians"
