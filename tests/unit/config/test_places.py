"""A key in a wrong section is told where it belongs, by the schema alone."""

import pytest

from zpoints.config import places

SCHEMA = {
    "properties": {
        "study": {},
        "seed": {},
        "images": {"properties": {"size": {}, "sheet": {"properties": {"rows": {}}}}},
        "cases": {"additionalProperties": {"$ref": "#/$defs/case"}},
        "samplers": {"additionalProperties": {"$ref": "#/$defs/sampler"}},
    },
    "$defs": {
        "case": {"oneOf": [{"$ref": "#/$defs/one"}, {"$ref": "#/$defs/two"}]},
        "one": {"properties": {"layers": {"properties": {"rows": {}, "stride": {}}}, "seed": {}}},
        "two": {"properties": {"layers": {}, "path": {}}},
        "sampler": {"oneOf": [{"properties": {"size": {}, "k": {}}}]},
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "own", "expected"),
    [
        ("size", "", ["images", "samplers.*"]),
        ("size", "images", ["samplers.*"]),
        ("size", "images.sheet", ["images", "samplers.*"]),
        ("rows", "", ["images.sheet", "cases.*.layers"]),
        ("rows", "images", ["images.sheet", "cases.*.layers"]),
        ("rows", "cases.I", ["cases.I.layers", "images.sheet"]),
        ("seed", "cases.I", [""]),
        ("seed", "images", ["", "cases.*"]),
        ("seed", "", ["cases.*"]),
        ("path", "", ["cases.*"]),
        ("quite", "", []),
    ],
)
def test_the_sections_that_know_a_key(name, own, expected):
    assert places.homes(name, own, SCHEMA) == expected


@pytest.mark.parametrize(
    ("name", "own", "expected"),
    [
        ("rows", "cases.I", "indent it below cases.I.layers"),
        ("rows", "", "indent it below images.sheet or layers of a case"),
        ("k", "images", "move it below a sampler"),
        ("study", "images", "move it to the top level, where lines are not indented"),
        ("seed", "images", "move it to the top level or a case"),
        ("quite", "", None),
    ],
)
def test_where_to_move_a_key(name, own, expected):
    assert places.remedy(name, own, SCHEMA) == expected


def test_many_sections_are_not_all_listed(schema):
    assert len(places.homes("vectors", "", schema)) > places.LISTED
    text = places.remedy("vectors", "", schema)
    assert text.count(",") == places.LISTED - 2
    assert text.endswith("or another section that has it (config/README.md)")


def test_keys_of_entries_are_those_of_all_their_kinds(schema):
    assert places.entry_keys("cases", SCHEMA) == {"layers", "seed", "path"}
    assert {"encoder", "training", "z_dim"} <= places.entry_keys("cases", schema)
    assert {"sampler", "k", "sigma"} <= places.entry_keys("samplers", schema)


@pytest.mark.parametrize(
    ("name", "cutoff", "expected"),
    [
        ("image-size", 0.8, "image_size"),
        ("Image Size", 0.8, "image_size"),
        ("imagesize", 0.8, "image_size"),
        ("sources", 0.8, "source"),
        ("sorce", 0.6, "source"),
        ("images", 0.8, None),
        ("quite", 0.6, None),
    ],
)
def test_the_nearest_name(name, cutoff, expected):
    assert places.near(name, ["image_size", "source", "path"], cutoff) == expected


def test_a_misspelt_key_of_another_section(schema):
    assert places.elsewhere("imagesize", schema) == "dataset.image_size"
    assert places.elsewhere("studdy", schema) == "study"
    assert places.elsewhere("quite_different", schema) is None
