"""One sentence says that a config is fine, or what is wrong with it."""

import resource
import subprocess
import sys

import pytest
import yaml

from tests.unit.config.edits import OWN_MODELS, changed, study
from zpoints.config import summary


@pytest.fixture
def mine(tmp_path, monkeypatch, tiny):
    """Write a config into the working folder, which holds 60 images; its path."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "faces").mkdir()
    for number in range(60):
        (tmp_path / "faces" / f"{number}.png").touch()

    def write(**dataset):
        config = {**tiny, "study": "mine"}
        config["dataset"] = {"source": "folder", "path": "faces", "image_size": 16, **dataset}
        (tmp_path / "mine.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
        return "mine.yaml"

    return write


def test_a_config_that_is_fine(mine):
    assert summary.summary(mine()) == (
        "mine.yaml is fine: study mine, 60 images from faces at 16x16 pixels, "
        "2 cases (I, I-seed2), 5 samplers; results go to results/mine."
    )
    assert "55 images from faces" in summary.summary(mine(count=55))


def test_what_a_study_does_in_words(tiny, schema):
    assert summary.described(study(tiny, schema), None).startswith(
        "study tiny, 96 images painted at 16x16 pixels, 2 cases"
    )
    tiny["cases"] = {"own": OWN_MODELS}
    tiny["dataset"].update(source="array", path="a.npy", count=None)
    tiny = changed(tiny, "samplers", {})
    assert summary.described(study(tiny, schema), None) == (
        "study tiny, images from a.npy at 16x16 pixels, 1 case (own), 2 samplers; "
        "results go to results/tiny"
    )
    assert "170,000 images" in summary.described(study(tiny, schema), 170000)


@pytest.mark.parametrize("name", ["config", "tiny"])
def test_the_configs_that_come_along(root, monkeypatch, name):
    monkeypatch.chdir(root)
    assert summary.summary(f"config/{name}.yaml").startswith(f"config/{name}.yaml is fine: study")


@pytest.mark.parametrize(
    ("dataset", "words"),
    [
        ({"path": "fases"}, "mine.yaml, line 5: dataset.path is 'fases'"),
        ({"image_size": 18}, "mine.yaml, line 6: dataset.image_size is 18"),
        (
            {"count": 61},
            "mine.yaml, line 5: dataset.path 'faces' holds 60 images, too few",
        ),
        ({"sise": 3}, "mine.yaml, line 7: dataset.sise (value 3) is not a known key"),
    ],
)
def test_a_mistake_ends_in_its_sentence_and_status_2(mine, capsys, dataset, words):
    assert summary.main(mine(**dataset)) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(words)
    assert output.err.count("\n") == 1


def test_the_command_answers_within_two_seconds_of_cpu(mine, root):
    path = mine()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "zpoints.config.summary"]
    environment = {"PYTHONPATH": str(root), "PATH": ""}
    fine = subprocess.run([*command, path], env=environment, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert fine.returncode == 0
    assert fine.stdout.startswith("mine.yaml is fine: study mine")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < 2
    wrong = subprocess.run([*command, "no.yaml"], env=environment, capture_output=True, text=True)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("config: there is no file no.yaml; name one that there is")
