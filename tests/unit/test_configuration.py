"""The config of a study: complete if right, one sentence if wrong."""

import copy
import json
import math
from collections import OrderedDict

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from zpoints import architecture, configuration
from zpoints.errors import StudyError

CONFIGS = ("config", "celeba", "tiny")


def read(root, name):
    return yaml.safe_load((root / "config" / f"{name}.yaml").read_text())


def changed(config, key, value):
    """Copy of a config with one dotted key set; a list's place is a number."""
    config = copy.deepcopy(config)
    *parents, last = key.split(".")
    inner = config
    for part in parents:
        inner = inner[int(part)] if part.isdecimal() else inner.setdefault(part, {})
    inner[int(last) if last.isdecimal() else last] = value
    return config


def without(config, key):
    config = copy.deepcopy(config)
    *parents, last = key.split(".")
    inner = config
    for part in parents:
        inner = inner[part]
    del inner[last]
    return config


def message(config, schema):
    with pytest.raises(StudyError) as caught:
        configuration.check(config, schema)
    return str(caught.value)


def leaves(schema, root, prefix=""):
    """Every key of the schema that holds a value, with what the schema says of it."""
    for key, inner in schema["properties"].items():
        if "$ref" in inner:
            inner = {**root["$defs"][inner["$ref"].split("/")[-1]], **inner}
        if "properties" in inner:
            yield from leaves(inner, root, f"{prefix}{key}.")
        elif key == "cases":
            yield from leaves(root["$defs"]["case"], root, "cases.*.")
        else:
            yield prefix + key, inner


def lookup(config, key):
    for part in key.split("."):
        config = config[part]
    return config


@pytest.mark.parametrize("name", CONFIGS)
def test_the_configs_that_come_along_are_valid_and_filled(root, schema, name):
    config = configuration.check(read(root, name), schema)
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
    config = configuration.check(
        {"study": "short", "dataset": {"count": 9000}, "cases": {"I": case}}, schema
    )
    seen = 0
    for key, inner in leaves(schema, schema):
        found = lookup(config, key.replace("*", "I"))
        if key in given_keys or key.split(".")[-1] in ("filters", "kernels"):
            continue
        if key == "samplers":
            # Each has all options; those of other samplers are empty.
            found = {
                name: {option: value for option, value in entry.items() if value is not None}
                for name, entry in found.items()
            }
        assert found == inner["default"], key
        assert not isinstance(found, bool) or isinstance(inner["default"], bool)
        seen += 1
    assert seen > 50


def test_keys_stand_in_the_order_of_the_schema(tiny, schema):
    config = configuration.check(tiny, schema)
    assert list(config) == list(schema["properties"])
    assert list(config["dataset"]) == list(schema["properties"]["dataset"]["properties"])
    assert list(config["cases"]["I"]) == list(schema["$defs"]["case"]["properties"])


def test_cases_keep_their_own_order(tiny, schema):
    tiny["cases"] = {"z": tiny["cases"]["I"], "a": tiny["cases"]["I-seed2"]}
    assert list(configuration.check(tiny, schema)["cases"]) == ["z", "a"]


def test_a_case_overrides_single_keys_of_the_training(tiny, schema):
    tiny["cases"]["I"]["training"] = {"epochs": 7}
    cases = configuration.check(tiny, schema)["cases"]
    own, common = cases["I"]["training"], cases["I-seed2"]["training"]
    assert (own["epochs"], common["epochs"]) == (7, 2)
    assert {**own, "epochs": 2} == common
    assert own["batch_size"] == 16


def test_the_config_is_not_changed_and_shares_nothing_with_the_result(tiny, schema):
    before, before_schema = copy.deepcopy(tiny), copy.deepcopy(schema)
    config = configuration.check(tiny, schema)
    config["b_grid"].append(99)
    config["distributions"]["radii"]["b_grid"].append(99)
    config["correlations"]["thresholds"].append(99)
    config["cases"]["I"]["encoder"]["filters"].append(99)
    assert tiny == before
    assert schema == before_schema


def test_checking_twice_changes_nothing(tiny, schema):
    once = configuration.check(tiny, schema)
    assert repr(configuration.check(once, schema)) == repr(once)


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
    config = configuration.check(read(root, name), schema)
    # Complete, so that every key is written in another way; what is named freely keeps its order.
    written = rewrite(config)
    for section in ("cases", "samplers"):
        written[section] = {name: written[section][name] for name in config[section]}
    assert repr(configuration.check(written, schema)) == repr(config)


def test_counts_written_as_floats_become_whole_numbers(tiny, schema):
    """JSON schema takes 8.0 for an integer; Keras, NumPy indices and ranges do not."""
    tiny["cases"]["I"]["encoder"]["filters"] = [8.0, 16.0]
    tiny = changed(tiny, "correlations.pairs_figure.pairs", [[0.0, 1.0]])
    config = configuration.check(tiny, schema)
    assert repr(config["cases"]["I"]["encoder"]["filters"]) == "[8, 16]"
    assert repr(config["correlations"]["pairs_figure"]["pairs"]) == "[[0, 1]]"


# What is wrong: key, value, words that the message must hold besides both.
MISTAKES = [
    # Misspelt keys at every level.
    ("sede", 3, ["did you mean 'seed'"]),
    ("quite_different", 3, ["remove it", "Known here: study, seed"]),
    ("dataset.image_sise", 32, ["did you mean 'image_size'"]),
    ("dataset.preview.image", 16, ["did you mean 'images'"]),
    ("cases.I.zdim", 8, ["did you mean 'z_dim'"]),
    ("cases.I.encoder.filter", [8, 16], ["did you mean 'filters'"]),
    ("cases.I.decoder.stride", [2, 2], ["did you mean 'strides'"]),
    ("cases.I.training.epoch", 3, ["did you mean 'epochs'"]),
    ("training.learningrate", 0.1, ["did you mean 'learning_rate'"]),
    ("encoding.batchsize", 3, ["did you mean 'batch_size'"]),
    ("distributions.histogramm", {}, ["did you mean 'histogram'"]),
    ("distributions.histogram.bin", 97, ["did you mean 'bins'"]),
    ("distributions.dominant.modes", 1, ["did you mean 'mode'"]),
    ("distributions.radii.vector", 9, ["did you mean 'vectors'"]),
    ("distributions.components_figure.dominants", 9, ["did you mean 'dominant'"]),
    ("distributions.radii_figure.bmax", 9, ["did you mean 'b_max'"]),
    ("correlations.treshold", [0.1], ["did you mean 'thresholds'"]),
    ("correlations.matrix_figure.limits", 1, ["did you mean 'limit'"]),
    ("correlations.pairs_figure.point", 1, ["did you mean 'points'"]),
    ("correlations.slices.limits", 1, ["did you mean 'limit'"]),
    ("distributions.uniform_components.vector", 1, ["did you mean 'vectors'"]),
    ("trainings.subset", 3, ["did you mean 'subsets'"]),
    ("geometry.neighbour", 3, ["did you mean 'neighbours'"]),
    ("samples.counts", 1, ["did you mean 'count'"]),
    ("samples.sheet.image", 1, ["did you mean 'images'"]),
    # Wrong types, numbers written as text.
    ("training.learning_rate", "5e-4", ["the text", "must be a number", "0.0005"]),
    ("cases.I.z_dim", "256", ["the text", "must be a number"]),
    ("cases.I.z_dim", 2.5, ["a whole number", "Number of latent components"]),
    ("cases.I.z_dim", True, ["a whole number"]),
    ("cases.I.z_dim", None, ["a whole number"]),
    ("cases.I.batch_norm", "yes", ["true or false"]),
    ("cases.I.batch_norm", "1", ["true or false"]),
    ("study", 5, ["a text"]),
    ("dataset", [1], ["a section of indented keys"]),
    ("dataset", None, ["a section of indented keys"]),
    ("dataset", "5", ["a section of indented keys"]),
    ("cases.I", None, ["a section of indented keys"]),
    ("cases.I.encoder.strides", 2, ["a list such as [2, 2]"]),
    ("b_grid", 1.5, ["a list such as [2, 2]"]),
    # Values out of range or not among the choices.
    ("cases.I.z_dim", 0, ["at least 1"]),
    ("seed", -1, ["at least 0"]),
    ("dataset.source", "celebs", ["'painted', 'folder', 'zip', 'array', 'celeba'"]),
    ("dataset.channels", 2, ["1, 3"]),
    ("dataset.validation_share", 0, ["more than 0"]),
    ("dataset.validation_share", 0.6, ["at most 0.5"]),
    ("dataset.image_size", 4, ["at least 8"]),
    ("training.learning_rate", 0, ["more than 0"]),
    ("training.loss", "MSE", ["'mse', 'mae'"]),
    ("cases.I.dropout", 1, ["less than 1"]),
    ("cases.I.activation", "tanh", ["leaky_relu"]),
    ("correlations.thresholds", [], ["at least 1 entry"]),
    ("correlations.thresholds", [0.1, 0.1], ["twice"]),
    ("correlations.pairs_figure.pairs", [[0, 1]] * 17, ["17 entries", "16 at most"]),
    ("distributions.histogram.range", [1], ["at least 2 entries"]),
    ("correlations.slices.pairs", [[0, 1]] * 10, ["10 entries", "9 at most"]),
    ("correlations.slices.pairs", [[0]], ["at least 2 entries"]),
    ("correlations.slices.limit", 0, ["more than 0"]),
    ("correlations.slices.limit", None, ["a number"]),
    ("trainings.vectors", 0, ["at least 1"]),
    ("trainings.subsets", 1, ["at least 2"]),
    ("trainings.subsets", 101, ["at most 100"]),
    ("distributions.uniform_components.b", 0, ["at least 1e-06"]),
    ("distributions.uniform_components.b", "1.5", ["the text", "must be a number"]),
    ("distributions.uniform_components.vectors", 0, ["at least 1"]),
    ("geometry.leading", 31, ["at most 30"]),
    ("study", "a/b", ["letters", "rename"]),
    ("study", "tiny\n", ["letters", "rename"]),
    ("study", "", ["letters", "rename"]),
    ("cases", {}, ["empty", "at least one"]),
    # Not finite: YAML reads .nan and .inf.
    ("training.learning_rate", math.nan, []),
    ("training.learning_rate", math.inf, []),
    ("dataset.validation_share", math.nan, []),
    ("distributions.histogram.range", [-math.inf, math.inf], []),
    ("distributions.histogram.range", [math.nan, 12], []),
    ("b_grid", [1, math.inf], []),
    ("distributions.radii.b_grid", [math.nan], []),
    ("distributions.uniform_components.b", math.inf, []),
    ("correlations.slices.limit", math.nan, []),
    # Values that do not fit together.
    ("correlations.vectors", 97, ["dataset.count", "96", "without replacement", "lower"]),
    ("correlations.pairs_figure.image", 96, ["0 to 95", "choose"]),
    ("samples.sheet.images", 17, ["samples.count", "16", "lower"]),
    ("distributions.histogram.range", [12, -12], ["smaller"]),
    ("distributions.histogram.range", [3, 3], ["smaller"]),
    ("b_grid", [1, 2, 1.0000001], ["six digits", "keep one"]),
    ("distributions.radii.b_grid", [2, 2.0000001], ["six digits", "keep one"]),
    ("dataset.path", "faces", ["dataset.source", "'painted'", "remove"]),
    ("cases.I.decoder.strides", [2, 4], ["32x32", "dataset.image_size", "16", "choose"]),
    ("dataset.image_size", 18, ["cases.I.decoder.strides", "20x20", "choose"]),
    ("cases.I.encoder.kernels", [3, 3, 3], ["3 entries", "one entry for each layer"]),
    ("cases.I.decoder.filters", [8, 16], ["end the list", "'channels'"]),
    ("cases.I.decoder.filters", [8, "chanels"], ["'channels'"]),
]
# Keys that the message names by a place inside them, or beside the one that was changed.
ELSEWHERE = {"dataset.image_size": "image_size", "dataset.validation_share": "validation_share"}


@pytest.mark.parametrize(("key", "value", "words"), MISTAKES)
def test_a_mistake_gives_a_sentence_with_key_value_and_remedy(tiny, schema, key, value, words):
    text = message(changed(tiny, key, value), schema)
    assert text.startswith("config: ")
    assert ELSEWHERE.get(key, key) in text
    # A list may be named as a whole, by its length or by the entry that is wrong.
    shown = [value, *value, len(value)] if isinstance(value, list) else [value]
    shown += [{None: "null", True: "true"}[value]] if value in (None, True) else []
    if value not in ({},):
        assert any(str(one) in text or repr(one) in text for one in shown)
    for word in words:
        assert word in text
    assert text[-1] in ".)"
    assert "\n" not in text
    assert len(text) < 450


@pytest.mark.parametrize("where", ["pairs_figure", "slices"])
@pytest.mark.parametrize("pair", [[0, 8], [8, 0], [3, 3]])
def test_pairs_must_name_two_different_components(tiny, schema, where, pair):
    key = f"correlations.{where}.pairs"
    text = message(changed(tiny, key, [[0, 1], pair]), schema)
    assert f"{key} holds [{pair[0]}, {pair[1]}]" in text
    assert "0 to 7" in text
    configuration.check(changed(tiny, key, [[0, 1], [7, 0]]), schema)


@pytest.mark.parametrize("where", ["pairs_figure", "slices"])
def test_pairs_must_fit_every_case(tiny, schema, where):
    tiny["cases"]["I-seed2"] = {**tiny["cases"]["I-seed2"], "z_dim": 4}
    text = message(changed(tiny, f"correlations.{where}.pairs", [[0, 7]]), schema)
    assert "cases.I-seed2 has the components 0 to 3" in text


@pytest.mark.parametrize("b", [1.5, 0.5, 2, 2.0, 1e-6, 1000000, None])
def test_a_number_that_may_be_left_empty_is_kept_as_it_is(tiny, schema, b):
    tiny = changed(tiny, "distributions.uniform_components.b", b)
    config = configuration.check(tiny, schema)
    found = config["distributions"]["uniform_components"]["b"]
    assert found == b
    # Equal settings have equal repr: a number is a float however it was written.
    assert found is None or isinstance(found, float)


def alike(tiny, schema, **cases):
    """Pairs that are found among cases made from the tiny study's case I."""
    first = tiny["cases"]["I"]
    tiny["cases"] = {name: {**copy.deepcopy(first), **case} for name, case in cases.items()}
    return configuration.same_but_for_the_seed(configuration.check(tiny, schema)["cases"])


def test_cases_that_differ_by_their_seed_are_found(tiny, schema):
    found = alike(tiny, schema, a={}, b={"seed": 2}, c={"seed": 3}, d={"z_dim": 4, "seed": 4})
    assert found == [("a", "b"), ("a", "c"), ("b", "c")]


def test_the_same_seed_is_no_second_training(tiny, schema):
    assert alike(tiny, schema, a={"seed": 2}, b={"seed": 2}, c={"seed": 2}) == []


def test_one_case_has_no_second_training(tiny, schema):
    assert alike(tiny, schema, a={}) == []


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
    found = alike(tiny, schema, a={}, b={"seed": 7, **change})
    assert found == ([("a", "b")] if same else [])


@pytest.mark.parametrize("name", CONFIGS)
def test_the_configs_that_come_along_name_their_second_trainings(root, schema, name):
    cases = configuration.check(read(root, name), schema)["cases"]
    for one, other in configuration.same_but_for_the_seed(cases):
        assert (cases[one]["seed"], cases[other]["seed"]) in ((None, 2), (1, 2))
    if name != "celeba":
        assert ("I", "I-seed2") in configuration.same_but_for_the_seed(cases)


@pytest.mark.parametrize("name", ["dataset", "logs", "benchmarks", "Logs"])
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


@pytest.mark.parametrize("source", ["folder", "celeba"])
def test_a_folder_is_needed_where_files_are_read(tiny, schema, source):
    tiny["dataset"]["source"] = source
    text = message(tiny, schema)
    assert "dataset.path is missing" in text
    assert repr(source) in text
    tiny["dataset"]["path"] = "faces"
    assert configuration.check(tiny, schema)["dataset"]["path"] == "faces"


def test_painted_faces_need_a_number(tiny, schema):
    text = message(changed(tiny, "dataset.count", None), schema)
    assert "dataset.count is missing" in text
    assert "set it" in text


def test_from_a_folder_the_number_may_be_left_out(tiny, schema):
    tiny["dataset"] = {"source": "folder", "path": "faces", "image_size": 16}
    tiny["correlations"]["vectors"] = 10**6  # cannot be judged before the images are counted
    assert configuration.check(tiny, schema)["dataset"]["count"] is None


@pytest.mark.parametrize("key", ["study", "cases", "cases.I.encoder", "cases.I.decoder.kernels"])
def test_a_missing_key_is_named(tiny, schema, key):
    text = message(without(tiny, key), schema)
    assert f"{key} is missing" in text
    assert "config/config.yaml" in text


@pytest.mark.parametrize("config", [None, {}, [], "text", [1], 5])
def test_a_config_that_is_no_mapping_is_a_study_error(schema, config):
    message(config, schema)


@pytest.mark.parametrize("key", ["cases.I.z_dim", "seed"])
def test_a_number_in_quotes_is_told_how_to_write_it(tiny, schema, key):
    text = message(changed(tiny, key, "12"), schema)
    written = text.split("when written ")[1].split(",")[0]
    configuration.check(changed(tiny, key, yaml.safe_load(written)), schema)


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
    config = configuration.check(without(read(root, "tiny"), "cases.I-seed2"), schema)
    wrong = []
    for where in places(config):
        damaged = copy.deepcopy(config)
        inner = damaged
        for part in where[:-1]:
            inner = inner[part]
        inner[where[-1]] = odd
        try:
            repr(configuration.check(damaged, schema))
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
    config = configuration.check(read(root, "tiny"), schema)
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
        result = configuration.check(config, schema)
    except StudyError as error:
        assert str(error)
    else:
        # What is accepted is complete and can be used.
        for name, case in result["cases"].items():
            architecture.from_config(case, result["dataset"]["image_size"], 3, name)
        assert repr(configuration.check(result, schema)) == repr(result)


def test_the_reference_lists_every_key_with_its_default(schema):
    text = configuration.describe(schema)
    rows = {}
    for line in text.splitlines():
        if not line.startswith("| `"):
            continue  # the heading
        cells = [cell.strip() for cell in line.replace(r"\|", "/").strip("|").split("|")]
        assert len(cells) == 4, line
        assert cells[1] and cells[3], line
        rows[cells[0].strip("`")] = cells
    for key, inner in leaves(schema, schema):
        key = key.replace("*", "{case}")
        if key.startswith("cases.{case}.training."):
            continue  # one row says that they are those of `training`
        assert inner["description"].rstrip(".")[:30].split("|")[0] in rows[key][3], key
        assert bool(rows[key][2]) is ("default" in inner), key
    assert "cases.{case}.training" in rows
    assert text.endswith("|\n")


def test_the_schema_describes_every_key_and_keeps_its_own_rules(schema):
    for key, inner in leaves(schema, schema):
        assert len(inner["description"]) > 10, key
    configuration.jsonschema.Draft202012Validator.check_schema(schema)


def test_a_key_that_stands_twice_is_named(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("study: a\ntraining:\n  epochs: 1\n  epochs: 2\n")
    with pytest.raises(StudyError, match=r"line 4: 'epochs' stands twice .*keep one"):
        configuration.check_file(path)
    path.write_text("a: &x {b: 1}\nc: {<<: *x, b: 2}\nd: [{b: 1}, {b: 2}]\n")
    configuration.check_file(path)
    path.write_text("")
    configuration.check_file(path)


def from_folder(tiny, schema, folder, **changes):
    tiny["dataset"].update(source="folder", path=str(folder), count=None)
    tiny["correlations"].update(changes)
    config = configuration.check(tiny, schema)
    return config, {"path": str(folder)}


def test_a_folder_is_checked_until_its_images_are_stored(tiny, schema, tmp_path):
    manifest = tmp_path / "images.json"
    config, settings = from_folder(tiny, schema, tmp_path / "nowhere")
    with pytest.raises(
        StudyError, match=r"dataset\.path is .*nowhere.*no such file or folder; set it"
    ):
        configuration.check_source(config, settings, manifest)
    stored = {"origin": {"dataset": settings}, "counts": {"stored": 96}}
    manifest.write_text(json.dumps(stored))
    configuration.check_source(config, settings, manifest)
    # Other settings need the folder again.
    with pytest.raises(StudyError, match="no such file or folder"):
        configuration.check_source(config, {**settings, "image_size": 32}, manifest)


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, "holds no image file .*; set it to where"),
        (49, "holds 49 images, too few for .*; lower"),
    ],
)
def test_a_folder_with_too_few_images_stops_before_any_job(tiny, schema, tmp_path, count, sentence):
    for number in range(count):
        (tmp_path / f"{number}.JPG").touch()
    (tmp_path / "notes.txt").touch()
    config, settings = from_folder(tiny, schema, tmp_path)
    with pytest.raises(StudyError, match=sentence):
        configuration.check_source(config, settings, tmp_path / "images.json")


def test_a_folder_with_enough_images_passes(tiny, schema, tmp_path):
    (tmp_path / "below").mkdir()
    for number in range(50):
        (tmp_path / "below" / f"{number}.png").touch()
    config, settings = from_folder(tiny, schema, tmp_path)
    configuration.check_source(config, settings, tmp_path / "images.json")


def sampler(config, name, **entry):
    """Copy of a config with one more sampler."""
    samplers = config.get("samplers", {})
    return {**copy.deepcopy(config), "samplers": {**samplers, name: entry}}


def test_samplers_are_filled_in_and_keep_their_order(tiny, schema):
    tiny["samplers"] = {"z": {"sampler": "box"}, "a": {"sampler": "path", "sigma": 2}}
    found = configuration.check(tiny, schema)["samplers"]
    assert list(found) == ["z", "a"]
    assert list(found["z"]) == list(schema["$defs"]["sampler"]["properties"])
    assert found["a"]["sigma"] == 2.0
    assert isinstance(found["a"]["sigma"], float)
    assert found["a"]["k"] is None


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"sampler": "uniform", "k": 1}, ["k is an option of box", "'uniform'", "remove it"]),
        ({"sampler": "box", "b": 1.5}, ["b is an option of uniform", "'box'", "remove it"]),
        ({"sampler": "latents", "sigma": 1}, ["sigma is an option of path", "remove it"]),
        ({"sampler": "permuted", "share": 0.5}, ["gaussian-pca and gaussian-mixture", "remove it"]),
        ({"sampler": "path", "components": [1, 1]}, ["[1, 1]", "0 to 7", "two different ones"]),
        ({"sampler": "path", "components": [0, 8]}, ["[0, 8]", "0 to 7", "two different ones"]),
        ({"sampler": "path", "components": [0]}, ["at least 2 entries"]),
        ({"sampler": "gausian-full"}, ["'gausian-full'", "must be one of", "'gaussian-full'"]),
        ({"k": 1}, ["sampler is missing"]),
        ({"sampler": "gaussian-pca", "share": 0}, ["more than 0"]),
        ({"sampler": "gaussian-pca", "share": 1.1}, ["at most 1"]),
        ({"sampler": "gaussian-mixture", "n": 2.5}, ["a whole number"]),
        ({"sampler": "box", "kk": 2.5}, ["not a known key", "did you mean 'k'"]),
    ],
)
def test_a_mistake_in_a_sampler_gives_a_sentence(tiny, schema, entry, words):
    text = message(sampler(tiny, "mine", **entry), schema)
    assert text.startswith("config: samplers.mine")
    for word in words:
        assert word in text
    assert "\n" not in text


@pytest.mark.parametrize("name", ["uniform-b1", "Uniform-B2", "mine", "MINE", "a b", ""])
def test_two_samplers_cannot_share_a_name(tiny, schema, name):
    """uniform-b1 and uniform-b2 come from the b_grid of the tiny study."""
    config = sampler(sampler(tiny, "Mine", sampler="permuted"), name, sampler="latents")
    text = message(config, schema)
    assert "samplers" in text
    assert "rename it" in text


@pytest.mark.parametrize("name", ["images", "reconstructions", "mean-image", "noise", "scrambled"])
def test_a_sampler_may_not_take_the_name_of_a_reference(tiny, schema, name):
    """Their rows stand in one table, and findings look for them by these names."""
    text = message(sampler(tiny, name, sampler="permuted"), schema)
    assert f"samplers.{name}" in text
