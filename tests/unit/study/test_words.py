"""What words mean: cases, likeness, and one glossary for page and docs."""

import re
from pathlib import Path

import pytest

from zpoints.study.words import FEATURES, GLOSSARY, case_sentence, likeness

DOCS = Path(__file__).resolve().parents[3] / "docs"
I = {"z_dim": 8, "encoder": {"filters": [4, 8], "kernels": [3, 5]}, "seed": 1}  # noqa: E741


def test_the_glossary_of_the_docs_is_the_one_of_the_page():
    text = (DOCS / "figures.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", text[text.index("## Glossary") :], re.MULTILINE)
    assert tuple(rows[1:]) == GLOSSARY


def test_cases_are_told_by_what_sets_them_apart():
    adopted = {"encoder": "encoder.onnx", "decoder": "decoder.onnx"}
    other = {**I, "encoder": {"filters": [16], "kernels": [3]}}
    text = case_sentence({"I": I, "II": other, "I-seed2": {**I, "seed": 2}, "mine": adopted})
    assert text == (
        "Each case is one autoencoder: I has an encoder of 4, 8 filters (3, 5 pixels wide) and 8 "
        "numbers a vector; II has an encoder of 16 filters (3 pixels wide) and 8 numbers a vector; "
        "I-seed2 is I trained once more, from another seed; mine is of your own files."
    )
    assert case_sentence({"mine": adopted}).startswith("The case is one autoencoder: mine is of")


@pytest.mark.parametrize("features", FEATURES)
def test_likeness_names_features_and_neighbours(features, schema):
    text = likeness(features, 7)
    assert FEATURES[features] in text
    assert "neighbour number 7" in text
    quality = schema["properties"]["quality"]["properties"]
    assert set(FEATURES) == set(quality["features"]["enum"])
