"""A target that nothing makes is told with the stages, and with what was meant."""

import pytest

from zpoints.config import targets

STAGES = ["dataset", "quality", "all"]
MADE = {
    "images": ["results/mine/dataset/images.json"],
    "poster": ["results/mine/I/quality/poster.png", "results/mine/II/quality/poster.png"],
    "sheet": ["results/mine/I/samplers/box/sheet.png", "results/mine/II/samplers/box/sheet.png"],
    "images_shard": [],
}
LISTED = "Stages: dataset, quality, all."


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("a.csv", ["a.csv"]),
        ("{case}/a.csv", ["I/a.csv", "II/a.csv"]),
        ("{case}/{sampler}/{case}.npy", ["I/box/I.npy", "II/box/II.npy"]),
        ("{case,I|II}/a.csv", ["I/a.csv", "II/a.csv"]),
        ("{case}/{scatteritem}.npz", []),
    ],
)
def test_the_files_of_an_output(pattern, expected):
    assert targets.files(pattern, {"case": ["I", "II"], "sampler": ["box"]}) == expected


def test_a_rule_without_a_case_makes_no_file():
    assert targets.files("{case}/a.csv", {"case": []}) == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("MissingRuleException:\nNo rule to produce poter (if you use input functions", "poter"),
        ("No rule to produce results/a b.png (if you use input functions", "results/a b.png"),
        ("WorkflowError:\nTarget rules may not contain wildcards. Please", "poster"),
        ("WorkflowError:\nSomething else", None),
    ],
)
def test_the_target_is_read_from_what_snakemake_says(message, expected):
    assert targets.unmade(message, ["quality", "poster"], MADE) == expected


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("qualty", "is no stage, step or file of this study; did you mean quality?"),
        ("Quality", "did you mean quality?"),
        ("postr", "did you mean poster, which makes results/mine/I/quality/poster.png?"),
        ("image_shard", "did you mean images_shard?"),
        ("xyz", "ask for a stage or a file of 'mine'."),
        ("poster", "many jobs; ask for a file of it, such as results/mine/I/quality/poster.png."),
        ("images_shard", "is a step of many jobs; ask for a stage."),
        ("poster.png", "mean results/mine/I/quality/poster.png or results/mine/II/quality/post"),
        ("results/mine/II/poster.png", "did you mean results/mine/II/quality/poster.png or"),
        ("results/mine/I/quality/postr.png", "did you mean results/mine/I/quality/poster.png?"),
        ("results/mine/nothing.bin", "is no file that this study makes; ask for a stage or a file"),
    ],
)
def test_what_was_meant(target, words):
    text = targets.sentence(target, "mine", STAGES, MADE)
    assert text.startswith(f"target {target!r} is ")
    assert words in text
    assert text.endswith(LISTED)


def test_a_file_of_another_study_asks_for_its_config():
    text = targets.sentence("results/demo/I/quality/poster.png", "mine", STAGES, MADE)
    assert "is of the study 'demo', but the config is that of 'mine'" in text
    assert "--configfile" in text
