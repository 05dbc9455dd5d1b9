"""The config of a study: complete if right, one sentence if wrong."""

import copy
import math
from collections import OrderedDict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.config.edits import (
    CONFIGS,
    OWN_MODELS,
    changed,
    kinds_of_samplers,
    leaves,
    lookup,
    message,
    read,
    sampler,
    without,
)
from zpoints.config.check import RESERVED_CASES, RESERVED_SAMPLERS, check
from zpoints.errors import StudyError
from zpoints.models import architecture


@pytest.mark.parametrize("name", CONFIGS)
def test_the_configs_that_come_along_are_valid_and_filled(root, schema, name):
    config = check(read(root, name), schema)
    for key, _ in leaves(schema, schema):
        if key.startswith("cases.*."):
            for case in config["cases"].values():
                lookup(case, key.removeprefix("cases.*."))
        else:
            lookup(config, key)


def test_every_default_is_filled_in(schema):
    layers = {"encoder": ([8, 16], [3, 3]), "decoder": ([8, "channels"], [3, 3])}
    case = {name: {"filters": f, "kernels": k} for name, (f, k) in layers.items()}
    given_keys = {"study", "dataset.count"}
    config = check({"study": "short", "dataset": {"count": 9000}, "cases": {"I": case}}, schema)
    seen = 0
    for key, inner in leaves(schema, schema):
        found = lookup(config, key.replace("*", "I"))
        if key in given_keys or key.split(".")[-1] in ("filters", "kernels"):
            continue
        if key == "samplers":
            found = {
                name: {option: entry[option] for option in inner["default"][name]}
                for name, entry in found.items()
            }
        assert found == inner["default"], key
        assert not isinstance(found, bool) or isinstance(inner["default"], bool)
        seen += 1
    assert seen > 50


def test_keys_stand_in_the_order_of_the_schema(tiny, schema):
    config = check(tiny, schema)
    assert list(config) == list(schema["properties"])
    assert list(config["dataset"]) == list(schema["properties"]["dataset"]["properties"])
    assert list(config["cases"]["I"]) == list(schema["$defs"]["trained_case"]["properties"])


def test_cases_keep_their_own_order(tiny, schema):
    tiny["cases"] = {"z": tiny["cases"]["I"], "a": tiny["cases"]["I-seed2"]}
    assert list(check(tiny, schema)["cases"]) == ["z", "a"]


def test_a_case_overrides_single_keys_of_the_training(tiny, schema):
    tiny["cases"]["I"]["training"] = {"epochs": 7}
    cases = check(tiny, schema)["cases"]
    own, common = cases["I"]["training"], cases["I-seed2"]["training"]
    assert (own["epochs"], common["epochs"]) == (7, 2)
    assert {**own, "epochs": 2} == common
    assert own["batch_size"] == 16


def test_the_config_is_not_changed_and_shares_nothing_with_the_result(tiny, schema):
    before, before_schema = copy.deepcopy(tiny), copy.deepcopy(schema)
    config = check(tiny, schema)
    config["b_grid"].append(99)
    config["distributions"]["radii"]["b_grid"].append(99)
    config["correlations"]["thresholds"].append(99)
    config["cases"]["I"]["encoder"]["filters"].append(99)
    assert tiny == before
    assert schema == before_schema


def test_checking_twice_changes_nothing(tiny, schema):
    once = check(tiny, schema)
    assert repr(check(once, schema)) == repr(once)


def reordered(value):
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return [reordered(v) for v in value] if isinstance(value, list) else value


def ordered_dicts(value):
    if isinstance(value, dict):
        return OrderedDict((key, ordered_dicts(inner)) for key, inner in value.items())
    return [ordered_dicts(v) for v in value] if isinstance(value, list) else value


def floats(value):
    if isinstance(value, dict):
        return {key: floats(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [floats(inner) for inner in value]
    return float(value) if type(value) is int else value


@pytest.mark.parametrize("rewrite", [ordered_dicts, floats, reordered])
@pytest.mark.parametrize("name", CONFIGS)
def test_equal_settings_have_equal_repr(root, schema, name, rewrite):
    config = check(read(root, name), schema)
    # Complete, so that every key is written in another way; what is named freely keeps its order.
    written = rewrite(config)
    for section in ("cases", "samplers"):
        written[section] = {name: written[section][name] for name in config[section]}
    assert repr(check(written, schema)) == repr(config)


def test_counts_written_as_floats_become_whole_numbers(tiny, schema):
    """JSON schema takes 8.0 for an integer; Keras, NumPy indices and ranges do not."""
    tiny["cases"]["I"]["encoder"]["filters"] = [8.0, 16.0]
    tiny = changed(tiny, "correlations.pairs_figure.pairs", [[0.0, 1.0]])
    config = check(tiny, schema)
    assert repr(config["cases"]["I"]["encoder"]["filters"]) == "[8, 16]"
    assert repr(config["correlations"]["pairs_figure"]["pairs"]) == "[[0, 1]]"


def test_the_atlas_takes_cases_of_the_study_in_any_order(tiny, schema):
    assert check(tiny, schema)["atlas"] == {
        "images": "auto", "thumbnails": 64, "decoder": True, "cases": None,
    }  # fmt: skip
    tiny["atlas"] = {"cases": ["I-seed2", "I"], "images": "none"}
    assert check(tiny, schema)["atlas"]["cases"] == ["I-seed2", "I"]


@pytest.mark.parametrize("where", ["pairs_figure", "slices"])
@pytest.mark.parametrize("pair", [[0, 8], [8, 0], [3, 3]])
def test_pairs_must_name_two_different_components(tiny, schema, where, pair):
    key = f"correlations.{where}.pairs"
    text = message(changed(tiny, key, [[0, 1], pair]), schema)
    assert f"{key} holds [{pair[0]}, {pair[1]}]" in text
    assert "0 to 7" in text
    check(changed(tiny, key, [[0, 1], [7, 0]]), schema)


@pytest.mark.parametrize("where", ["pairs_figure", "slices"])
def test_pairs_must_fit_every_case(tiny, schema, where):
    tiny["cases"]["I-seed2"] = {**tiny["cases"]["I-seed2"], "z_dim": 4}
    text = message(changed(tiny, f"correlations.{where}.pairs", [[0, 7]]), schema)
    assert "cases.I-seed2 has the components 0 to 3" in text


@pytest.mark.parametrize("b", [1.5, 0.5, 2, 2.0, 1e-6, 1000000, None])
def test_a_number_that_may_be_left_empty_is_kept_as_it_is(tiny, schema, b):
    tiny = changed(tiny, "distributions.uniform_components.b", b)
    config = check(tiny, schema)
    found = config["distributions"]["uniform_components"]["b"]
    assert found == b
    # Equal settings have equal repr: a number is a float however it was written.
    assert found is None or isinstance(found, float)


@pytest.mark.parametrize("name", [*RESERVED_CASES, "Logs", "Quality"])
def test_a_case_may_not_take_the_name_of_a_results_folder(tiny, schema, name):
    tiny["cases"][name] = tiny["cases"]["I"]
    text = message(tiny, schema)
    assert f"cases.{name} " in text
    assert "choose another name" in text


@pytest.mark.parametrize("name", ["a b", "a/b", "..", "-a", "", "é", 1, True, None, 1.5, "a\n"])
def test_a_case_name_must_be_a_plain_word(tiny, schema, name):
    tiny["cases"] = {name: tiny["cases"]["I"]}
    text = message(tiny, schema)
    assert "cases" in text
    assert str(name) in text or repr(name) in text


def test_from_a_folder_the_number_may_be_left_out(tiny, schema):
    tiny["dataset"] = {"source": "folder", "path": "faces", "image_size": 16}
    tiny["correlations"]["vectors"] = 10**6  # cannot be judged before the images are counted
    assert check(tiny, schema)["dataset"]["count"] is None


ODD = st.sampled_from(
    [None, "", "x", "5e-4", "3", -1, 0, 1, 3, 2.5, 1e300, 10**30, True, False, [], {}, [1], [0.5],
     [None], [[1]], [[1, 2]], ["x"], {"a": 1}, {1: 2}, {None: {}}, math.nan, math.inf, -math.inf]
)  # fmt: skip


def places(value, prefix=()):
    """Every place inside a config, as a tuple of keys and numbers."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in inner:
        yield (*prefix, key)
        if isinstance(child, (dict, list)):
            yield from places(child, (*prefix, key))


@pytest.mark.parametrize(
    "odd",
    [None, "", "x", -1, 0, 1e300, True, [], {}, [[1, 2]], ["x"], {1: 2}, math.nan, math.inf],
    ids=repr,
)
def test_each_value_in_turn_may_be_odd(root, schema, odd):
    """Every place of a complete config gets the value: a config or a StudyError, nothing else."""
    config = without(read(root, "tiny"), "cases.I-seed2")
    config["samplers"]["path"] = {"sampler": "path", "components": [0, 1]}
    config["cases"]["mine"] = OWN_MODELS
    config = check(config, schema)
    wrong = []
    for where in places(config):
        damaged = copy.deepcopy(config)
        inner = damaged
        for part in where[:-1]:
            inner = inner[part]
        inner[where[-1]] = odd
        try:
            repr(check(damaged, schema))
        except StudyError:
            continue
        except Exception as error:
            wrong.append((where, error))
        else:
            # JSON has no such numbers, and no step of the study can use them.
            if isinstance(odd, float) and not math.isfinite(odd):
                wrong.append((where, "accepted"))
    assert not wrong


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_damage_gives_a_config_or_a_study_error(root, schema, data):
    config = read(root, "tiny")
    config["cases"]["mine"] = OWN_MODELS
    config = check(config, schema)
    for _ in range(data.draw(st.integers(1, 3))):
        where = data.draw(st.sampled_from(list(places(config))))
        inner = config
        for part in where[:-1]:
            inner = inner[part]
        kind = data.draw(st.sampled_from(["replace", "delete", "add"]))
        if kind == "delete":
            del inner[where[-1]]
        elif kind == "add" and isinstance(inner, dict):
            name = data.draw(st.sampled_from(["zz", 1, None, True, "I"]))
            inner[name] = copy.deepcopy(data.draw(ODD))
        else:
            inner[where[-1]] = copy.deepcopy(data.draw(ODD))
        if not config or not list(places(config)):
            break
    try:
        result = check(config, schema)
    except StudyError as error:
        assert str(error)
    else:
        # What is accepted is complete and can be used.
        for name, case in result["cases"].items():
            if "training" not in case:
                continue
            architecture.from_config(case, result["dataset"]["image_size"], 3, name)
        assert repr(check(result, schema)) == repr(result)


def test_samplers_are_filled_in_and_keep_their_order(tiny, schema):
    tiny["samplers"] = {
        "z": {"sampler": "box"},
        "a": {"sigma": 2, "sampler": "path"},
        "m": {"n": 3.0, "sampler": "gaussian-mixture"},
    }
    samplers = check(tiny, schema)["samplers"]
    assert repr(samplers) == repr(
        {
            "z": {"sampler": "box", "k": 1.0},
            "a": {"sampler": "path", "components": None, "sigma": 2.0},
            "m": {"sampler": "gaussian-mixture", "share": 0.99, "n": 3, "vectors": 20000},
        }
    )


def test_every_sampler_has_its_own_options_with_defaults(tiny, schema):
    kinds = kinds_of_samplers(schema)
    tiny["samplers"] = {name: {"sampler": name} for name in kinds}
    for name, entry in check(tiny, schema)["samplers"].items():
        properties = kinds[name]["properties"]
        assert list(entry) == list(properties)
        assert all(entry[key] == properties[key]["default"] for key in list(entry)[1:])


def test_a_case_with_models_of_its_own_has_no_training(tiny, schema):
    tiny["cases"]["mine"] = OWN_MODELS
    tiny["cases"]["known"] = {"seed": 3, **OWN_MODELS, "z_dim": 8.0}
    cases = check(tiny, schema)["cases"]
    assert repr(cases["mine"]) == repr({**OWN_MODELS, "seed": None})
    assert repr(cases["known"]) == repr({"z_dim": 8, **OWN_MODELS, "seed": 3})


def test_components_of_models_that_keep_their_z_dim_are_not_judged(tiny, schema):
    tiny["cases"] = {"mine": dict(OWN_MODELS)}
    tiny = changed(tiny, "correlations.slices.pairs", [[0, 4000]])
    tiny = sampler(tiny, "far", sampler="path", components=[1, 5000])
    check(tiny, schema)
    text = message(changed(tiny, "cases.mine.z_dim", 4001), schema)
    assert "samplers.far.components is [1, 5000], but cases.mine has the components" in text


@pytest.mark.parametrize("name", ["uniform-b1", "Uniform-B2", "mine", "MINE", "a b", ""])
def test_two_samplers_cannot_share_a_name(tiny, schema, name):
    """uniform-b1 and uniform-b2 come from the b_grid of the tiny study."""
    config = sampler(sampler(tiny, "Mine", sampler="permuted"), name, sampler="latents")
    text = message(config, schema)
    assert "samplers" in text
    assert "rename it" in text


@pytest.mark.parametrize("name", RESERVED_SAMPLERS)
def test_a_sampler_may_not_take_the_name_of_a_reference(tiny, schema, name):
    """Their rows stand in one table, and findings look for them by these names."""
    text = message(sampler(tiny, name, sampler="permuted"), schema)
    assert f"samplers.{name}" in text
