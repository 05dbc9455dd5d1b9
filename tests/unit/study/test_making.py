"""How a study was made: times by rule, versions, trainings."""

import os

import pandas as pd
import pytest

from zpoints.study import making

HEAD = "s\th:m:s\tmax_rss\tmax_vms\n"


@pytest.fixture
def benchmarks(tmp_path):
    def write(place, seconds, memory):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{HEAD}{seconds}\t0:00:01\t{memory}\t1\n")

    write("I/training.tsv", 100, 900)
    write("II/training.tsv", 50, 700)
    write("I/draws-box-k1.tsv", 1, 100)
    write("I/draws-uniform-b1.5.tsv", 2, "-")
    write("I/encoding_shard/1-of-2.tsv", 3, 50)
    write("I/encoding_shard/2-of-2.tsv", 3, 60)
    write("images.tsv", 4, 80)
    (tmp_path / "broken.tsv").write_text("no table")
    return tmp_path


def test_jobs_are_joined_by_rule(benchmarks):
    assert making.steps(benchmarks, ["I", "II"]) == [
        ("training", 2, 150, 900),
        ("encoding_shard", 2, 6, 60),
        ("images", 1, 4, 80),
        ("draws", 2, 3, 100),
    ]


def test_times_are_told_or_said_to_be_missing(benchmarks, tmp_path):
    text = making.times_text(making.steps(benchmarks, ["I", "II"]))
    assert text.startswith("The times of 7 jobs add up to 2 min 43 s, of which training took 92")
    assert making.steps(tmp_path / "nowhere", ["I"]) == []
    assert "not at hand" in making.times_text([])


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.44, "0.4 s"), (12.4, "12 s"), (219.03, "3 min 39 s"), (3900, "1 h 5 min")],
)
def test_durations(seconds, text):
    assert making.duration(seconds) == text


def test_versions_are_of_this_project_and_of_packages_that_are_here(tmp_path):
    found = dict(making.versions())
    assert found["zpoints"].count(".") == 2
    assert found["pandas"] == pd.__version__
    assert "zpoints" not in dict(making.versions(tmp_path / "pyproject.toml"))
    assert making.cores() == os.cpu_count()


def test_a_training_is_told_by_its_history():
    history = pd.DataFrame(
        {"epoch": [1, 2], "val_loss": [0.04, 0.025], "images_per_second": [1000.0, 3000.0]}
    )
    assert making.training_text(history) == (
        "Trained for 2 epochs; the loss on validation images went from 0.04 to 0.025; 2,000 images "
        "a second."
    )
    assert making.training_text(history.head(1)).startswith("Trained for 1 epoch; ")
    assert "not trained here" in making.training_text(None)
