import re
import subprocess
import sys
from pathlib import Path

import pytest
import snakemake_logger_plugin_zpoints
from snakemake_logger_plugin_zpoints import typical

HEAD = "s\th:m:s\tmax_rss\n"


@pytest.fixture
def benchmarks(tmp_path):
    for name, seconds in (
        ("I/draws-path.tsv", 1.0),
        ("II/draws-uniform-b1.5.tsv", 2.0),
        ("I/training.tsv", 60.5),
        ("images_shard/1-of-2.tsv", 4.0),
        ("images_shard/2-of-2.tsv", 5.0),
        ("strange-of-another-workflow.tsv", 7.0),
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{HEAD}{seconds}\t0:00:01\t-\n")
    (tmp_path / "I" / "sheet-path.tsv").write_text("half a")
    return tmp_path


def test_means_of_what_a_study_took(benchmarks):
    rules = ["draws", "training", "images_shard", "sheet", "poster"]
    expected = {"draws": 1.5, "training": 60.5, "images_shard": 4.5}
    assert typical.measured(benchmarks, rules) == expected


def test_a_study_that_never_ran_has_none(tmp_path):
    assert typical.measured(tmp_path / "none", ["draws"]) == {}


def test_the_table_can_be_made_anew(benchmarks):
    output = subprocess.run(
        [sys.executable, "-m", "snakemake_logger_plugin_zpoints.typical", str(benchmarks)],
        cwd=Path(snakemake_logger_plugin_zpoints.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert output == '    "draws": 1.5,\n    "images_shard": 4.5,\n    "training": 60.5,\n'


def test_the_table_is_of_rules_that_exist(root):
    rules = {
        name
        for file in [root / "Snakefile", *(root / "rules").glob("*.smk")]
        for name in re.findall(r"^rule (\w+):", file.read_text(), flags=re.MULTILINE)
    }
    assert set(typical.SECONDS) <= rules
    # The trainings are most of the demo.
    assert typical.SECONDS["training"] > 5 * max(
        seconds for rule, seconds in typical.SECONDS.items() if rule != "training"
    )
