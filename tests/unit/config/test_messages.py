"""Each mistake in a config gives one sentence: key, value and remedy."""

import math

import pytest
import yaml

from tests.unit.config.edits import OWN_MODELS, changed, message, sampler, without
from zpoints.config.check import check

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
    ("dataset.image-size", 32, ["did you mean 'image_size'"]),
    # Right keys in wrong sections.
    ("image_size", 32, ["of the top level; indent it below dataset."]),
    ("epochs", 3, ["indent it below training or training of a case."]),
    ("encoder", {"kernels": [3]}, ["indent it below a case."]),
    ("k", 2, ["indent it below distributions.regions or a sampler."]),
    ("vectors", 2, ["below correlations, trainings, ", "or another section that has"]),
    ("dataset.epochs", 3, ["of dataset; move it below training or training of a case."]),
    ("dataset.seed", 3, ["of dataset; move it to the top level or a case."]),
    ("dataset.training", {}, ["of dataset; move it to the top level"]),
    ("cases.I.epochs", 3, ["of cases.I; indent it below cases.I.training."]),
    ("cases.I.filters", [8], ["indent it below cases.I.encoder or cases.I.decoder."]),
    ("imagesize", 32, ["did you mean dataset.image_size?"]),
    # Wrong types, numbers written as text.
    ("training.learning_rate", "5e-4", ["the text", "must be a number", "0.0005"]),
    ("cases.I.z_dim", "256", ["the text", "must be a number"]),
    ("cases.I.z_dim", 2.5, ["a whole number", "Number of latent components"]),
    ("cases.I.z_dim", True, ["a whole number"]),
    ("cases.I.z_dim", None, ["a whole number"]),
    ("cases.I.batch_norm", "yes", ["true or false"]),
    ("cases.I.batch_norm", "1", ["true or false"]),
    ("study", 5, ["a text", "put it in quotes: '5'"]),
    ("study", True, ["a text", "put it in quotes."]),
    ("dataset.count", "8,000", ["a whole number", "write 8000."]),
    ("cases.I.encoder.filters", "8, 16", ["a list such as", "write [8, 16]."]),
    ("dataset", [1], ["a section of indented keys"]),
    ("dataset", None, ["a section of indented keys"]),
    ("dataset", "5", ["a section of indented keys"]),
    ("cases.I", None, ["a section of indented keys"]),
    ("cases.I.encoder.strides", 2, ["a list such as [2, 2]"]),
    ("b_grid", 1.5, ["a list such as [2, 2]", "write [1.5]."]),
    ("samplers", ["box", "permuted"], ["each as box: {sampler: box}."]),
    # Values out of range or not among the choices.
    ("cases.I.z_dim", 0, ["at least 1"]),
    ("seed", -1, ["at least 0"]),
    ("dataset.source", "celebs", ["did you mean 'celeba'?"]),
    ("dataset.source", "Folder", ["did you mean 'folder'?"]),
    ("dataset.source", "celebs", ["'painted', 'folder', 'zip', 'array', 'celeba'"]),
    ("dataset.channels", 2, ["1, 3"]),
    ("dataset.validation_share", 0, ["more than 0"]),
    ("dataset.validation_share", 0.6, ["at most 0.5"]),
    ("dataset.image_size", 4, ["at least 8"]),
    ("training.learning_rate", 0, ["more than 0"]),
    ("training.loss", "MSE", ["'mse', 'mae'", "did you mean 'mse'?"]),
    ("dataset.crop", [10, 10, 90, 90], ["not pixels"]),
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
    # YAML reads yes and no as true and false.
    ("atlas.images", True, ["is true", "'auto', 'shown', 'none'"]),
    ("atlas.images", "non", ["did you mean 'none'?"]),
    ("atlas.thumbnails", 4, ["at least 8"]),
    ("atlas.decoder", "no way", ["true or false"]),
    ("atlas.cases", [], ["at least 1 entry"]),
    ("atlas.cases", ["I", "I"], ["twice"]),
    ("atlas.cases", ["I-seed3"], ["no case of this study (I, I-seed2)", "did you mean 'I-seed2'?"]),
    ("atlas.cases", ["I", "xyz"], ["holds 'xyz'", "choose among them."]),
    ("atlas.case", ["I"], ["did you mean 'cases'?"]),
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
    ("dataset.image_size", 18, ["cases.I ", "multiples of 4 only", "say 16 or 20"]),
    ("dataset.image_size", 9, ["say 8 or 12"]),
    ("dataset.image_size", 1023, ["say 1020 or 1024"]),
    ("cases.I.encoder.kernels", [3, 3, 3], ["3 entries", "one entry for each layer"]),
    ("cases.I.decoder.filters", [8, 16], ["end the list", "'channels'"]),
    ("cases.I.decoder.filters", [8, "chanels"], ["'channels'"]),
    ("dataset.crop", [0.5, 0, 0.5, 1], ["must name a box", "left < right"]),
    ("dataset.crop", [0, 1, 1, 0.5], ["must name a box", "top < bottom"]),
    ("dataset.attributes", "list.csv", ["painted faces have attributes of their own", "remove"]),
    ("dataset.md5", "any", ["'painted'", "no archive", "remove"]),
    ("dataset.md5", "x", ["which it cannot be"]),
    ("dataset.subset", "random", ["a count, and no painted faces"]),
    ("cases.I.encoder", None, ["the path of a model", "or a section of indented keys"]),
    ("cases.I.encoder", 5, ["the path of a model", "or a section of indented keys"]),
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
        assert any(str(one) in text or repr(one) in text for one in shown) or "is given" in text
    for word in words:
        assert word in text
    assert text[-1] in ".)?"
    assert "\n" not in text
    assert len(text) < 450


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
    assert check(tiny, schema)["dataset"]["path"] == "faces"


def test_painted_faces_need_a_number(tiny, schema):
    text = message(changed(tiny, "dataset.count", None), schema)
    assert "dataset.count is missing" in text
    assert "set it" in text


@pytest.mark.parametrize("key", ["study", "cases", "cases.I.encoder", "cases.I.decoder.kernels"])
def test_a_missing_key_is_named(tiny, schema, key):
    text = message(without(tiny, key), schema)
    assert f"{key} is missing" in text
    assert "config/config.yaml" in text


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (
            {"filters": [8], "decoder": {}},
            ["cases.I.encoder is missing", "write encoder and"],
        ),
        (
            {"filters": [8], "encoder": {}},
            ["cases.I.decoder is missing", "write decoder and"],
        ),
    ],
)
def test_keys_of_a_layer_without_its_section_are_told(tiny, schema, keys, words):
    text = message({**tiny, "cases": {"I": keys}}, schema)
    for word in [*words, "cases.I.filters is one of its keys", "indent filters below it"]:
        assert word in text


def test_a_case_and_a_sampler_need_a_name(tiny, schema):
    text = message({**tiny, "cases": tiny["cases"]["I"]}, schema)
    assert "stands where the name of a case belongs; below cases write" in text
    text = message({**tiny, "samplers": {"sampler": "box", "k": 1}}, schema)
    assert "stands where the name of a sampler belongs; below samplers write" in text


@pytest.mark.parametrize(
    ("name", "entry", "words"),
    [
        ("permuted", None, "write permuted: {sampler: permuted}."),
        ("mine", "box", "write mine: {sampler: box}."),
        ("boxes", {"k": 1}, "samplers.boxes.sampler is missing; add it, such as sampler: box."),
    ],
)
def test_a_sampler_without_its_word_is_told_how_to_write_it(tiny, schema, name, entry, words):
    assert words in message({**tiny, "samplers": {name: entry}}, schema)


def test_a_dot_is_no_way_into_a_section(tiny, schema):
    text = message({**tiny, "dataset.count": 5}, schema)
    assert "dataset.count (value 5) is not a known key; write the dot as sections" in text
    assert "dataset: {count: ...}" in text


def test_a_size_of_images_is_told_that_all_cases_can_decode(tiny, schema):
    deep = {"filters": [8, 8, 16], "kernels": [3, 3, 3]}
    back = {"filters": [8, 8, "channels"], "kernels": [3, 3, 3]}
    tiny["cases"]["deep"] = {"encoder": deep, "decoder": back}
    text = message(changed(tiny, "dataset.image_size", 36), schema)
    assert "cases.deep fit multiples of 8 only; say 32 or 40." in text
    text = message(changed(tiny, "dataset.image_size", 70), schema)
    assert "say 64 or 72." in text
    for size in (64, 72):
        check(changed(tiny, "dataset.image_size", size), schema)


@pytest.mark.parametrize("config", [None, {}, [], "text", [1], 5])
def test_a_config_that_is_no_mapping_is_a_study_error(schema, config):
    message(config, schema)


@pytest.mark.parametrize("key", ["cases.I.z_dim", "seed"])
def test_a_number_in_quotes_is_told_how_to_write_it(tiny, schema, key):
    text = message(changed(tiny, key, "12"), schema)
    written = text.split("when written ")[1].split(",")[0]
    check(changed(tiny, key, yaml.safe_load(written)), schema)


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
        ({"sampler": "gausian-full"}, ["must be one of", "; did you mean 'gaussian-full'?"]),
        ({"sampler": "Box"}, ["; did you mean 'box'?"]),
        ({"k": 1}, ["sampler is missing"]),
        ({"sampler": "gaussian-pca", "share": 0}, ["more than 0"]),
        ({"sampler": "gaussian-pca", "share": 1.1}, ["at most 1"]),
        ({"sampler": "gaussian-mixture", "n": 2.5}, ["a whole number"]),
        ({"sampler": "box", "kk": 2.5}, ["not a known key", "did you mean 'k'"]),
        ({"sampler": "box", "k": None}, ["k is null", "a number", "Reach to either side"]),
        ({"sampler": "uniform", "b": "2"}, ["the text '2'", "must be a number"]),
        ({"sampler": None}, ["sampler is null", "must be one of 'uniform'"]),
    ],
)
def test_a_mistake_in_a_sampler_gives_a_sentence(tiny, schema, entry, words):
    text = message(sampler(tiny, "mine", **entry), schema)
    assert text.startswith("config: samplers.mine")
    for word in words:
        assert word in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("dataset", "words"),
    [
        ({"source": "folder"}, ["path is missing", "'folder'", "where the images are"]),
        ({"source": "array", "path": ""}, ["path is missing", "'array'"]),
        ({"source": "zip", "path": None}, ["path is missing", "'zip'"]),
        ({"source": "folder", "path": "a", "md5": "any"}, ["md5", "'folder'", "no archive"]),
        ({"source": "array", "path": "a", "md5": "any"}, ["md5", "'array'", "no archive"]),
        ({"source": "zip", "path": "a", "subset": "random"}, ["subset", "give a count"]),
        ({}, ["count is missing", "no natural number", "set it"]),
        ({"source": "painted"}, ["count is missing"]),
        ({"path": "faces", "count": 96}, ["path is 'faces'", "'painted', which reads none"]),
        ({"md5": "any", "count": 96}, ["md5", "'painted'"]),
        ({"subset": "random", "count": 96}, ["subset", "no painted faces"]),
    ],
)
def test_what_a_source_of_images_needs(tiny, schema, dataset, words):
    text = message({**tiny, "dataset": dataset}, schema)
    for word in ["config: dataset.", *words]:
        assert word in text


@pytest.mark.parametrize(
    "dataset",
    [
        {"source": "zip", "path": "a", "md5": "any"},
        {"source": "celeba", "path": "a", "md5": "0" * 32},
        {"source": "zip", "path": "a", "subset": "random", "count": 96},
        {"source": "folder", "path": "a", "attributes": "list.csv"},
        {"count": 96, "path": None, "attributes": None, "md5": None},
    ],
)
def test_what_a_source_of_images_may_have(tiny, schema, dataset):
    check({**tiny, "dataset": {**dataset, "image_size": 16}}, schema)


def test_a_study_without_a_dataset_paints_faces_and_needs_their_number(tiny, schema):
    assert "dataset.count is missing" in message(without(tiny, "dataset"), schema)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"encoder": "models/encoder.h5"}, ["encoder is 'models/encoder.h5'", ".onnx or .keras"]),
        ({"decoder": ""}, ["decoder is ''", "ends in .onnx or .keras"]),
        (
            {"decoder": {"filters": ["channels"], "kernels": [3]}},
            ["cases.mine has a path and a section", "two paths", "two sections"],
        ),
        (
            {"training": {"epochs": 3}},
            ["cases.mine.training", "trained here", "brings models of its own", "remove it"],
        ),
        ({"activation": "relu"}, ["cases.mine.activation", "trained here", "remove it"]),
        ({"dropuot": 0.1}, ["cases.mine.dropuot", "not a known key"]),
        ({"sede": 1}, ["did you mean 'seed'"]),
        ({"z_dim": 0}, ["cases.mine.z_dim is 0", "at least 1"]),
        ({"seed": "1"}, ["cases.mine.seed is the text '1'", "must be a number"]),
        ({"encoder": None}, ["cases.mine.encoder is null", "or a section of indented keys"]),
    ],
)
def test_a_mistake_in_a_case_with_own_models_gives_a_sentence(tiny, schema, change, words):
    tiny["cases"]["mine"] = {**OWN_MODELS, **change}
    text = message(tiny, schema)
    assert text.startswith("config: cases.mine")
    for word in words:
        assert word in text
    assert "\n" not in text


@pytest.mark.parametrize("part", ["encoder", "decoder"])
def test_a_case_without_one_of_its_models_is_told(tiny, schema, part):
    tiny["cases"]["mine"] = {part: OWN_MODELS[part]}
    other = "decoder" if part == "encoder" else "encoder"
    assert f"cases.mine.{other} is missing" in message(tiny, schema)
