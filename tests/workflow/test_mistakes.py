"""A mistake on the command line or in a config: one sentence, from Snakemake as from make."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflow.conftest import ROOT, user_environment


def sentences(output):
    """Lines of the output but for what Snakemake says of itself before it reads a config."""
    lines = [line for line in output.splitlines() if line.strip()]
    return [line for line in lines if not line.startswith(("Using workflow", "Complete log"))]


def refused(study, *targets, config=None):
    """The one sentence with which Snakemake refuses to plan."""
    if config is not None:
        study.config_file = study.folder / config
    result = study.snakemake(*targets, options=["-n"], check=False)
    assert result.returncode == 1
    assert "Traceback" not in result.output
    assert "Exception" not in result.output
    assert "WorkflowError" not in result.output
    assert ".smk" not in result.output
    return sentences(result.output)


def test_a_config_that_is_not_there(fresh):
    (text,) = refused(fresh, config="config/tony.yaml")
    assert text == "config: there is no file config/tony.yaml; did you mean config/tiny.yaml?"


def test_a_config_that_yaml_cannot_read(fresh):
    text = fresh.config_file.read_text()
    fresh.config_file.write_text(text.replace("  source: painted", "\tsource: painted"))
    (text,) = refused(fresh)
    assert text == "config/tiny.yaml, line 5, column 1: a tab stands here; indent with spaces only."


def test_the_config_that_snakemake_reads_by_itself(fresh):
    path = fresh.folder / "config" / "config.yaml"
    path.write_text("study:demo\n" + path.read_text())
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "-n"]
    result = subprocess.run(
        command, cwd=fresh.folder, env=user_environment(), capture_output=True, text=True
    )
    assert result.returncode == 1
    (text,) = sentences(result.stdout + result.stderr)
    assert text.startswith("config/config.yaml, line 1: 'study:demo' has no space after its colon")


def test_a_key_at_a_wrong_depth(fresh):
    fresh.append("config/tiny.yaml", "image_size: 32\n")
    (text,) = refused(fresh)
    assert text.startswith("config/tiny.yaml, line ")
    assert text.endswith("is not a known key of the top level; indent it below dataset.")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--config", "seed=abc"], "config: seed is 'abc', but must be a whole number"),
        (["--config", "dataset.count=5"], "config: --config takes keys of the top level"),
        (["--forcerun", "imges"], "target 'imges' is no stage, step or file of this study; did"),
    ],
)
def test_what_stands_on_the_command_line(fresh, options, words):
    result = fresh.snakemake(options=["-n", *options], check=False)
    assert result.returncode == 1
    assert "Traceback" not in result.output
    assert sentences(result.output)[-1].startswith(words)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("qualty", "is no stage, step or file of this study; did you mean quality? Stages: data"),
        ("poster", "ask for a file of it, such as results/tiny/I/quality/poster.png. Stages: da"),
        ("results/tiny/I/poster.png", "did you mean results/tiny/I/quality/poster.png or result"),
        ("results/demo/I/quality/poster.png", "is of the study 'demo', but the config is that of"),
    ],
)
def test_a_target_that_nothing_makes(fresh, target, words):
    text = refused(fresh, target)[-1]
    assert text.startswith(f"target {target!r} ")
    assert words in text
    if "Stages" in words:
        for stage in ("dataset", "findings", "all"):
            assert stage in text.rpartition("Stages: ")[2]
    assert "listing" not in text.rpartition("Stages: ")[2]


def test_files_and_rules_remain_targets(fresh):
    """Also a file without a case, and a rule that no stage is."""
    for target in ("results/tiny/dataset/images.json", "images"):
        assert ("images",) in fresh.planned(target)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(
    ("config", "status", "words"),
    [
        ("config/tiny.yaml", 0, "config/tiny.yaml is fine: study tiny, 96 images painted"),
        ("nowhere.yaml", 2, "config: there is no file nowhere.yaml; name one that there is"),
    ],
)
def test_make_check(tmp_path, config, status, words):
    command = ["make", "--no-print-directory", "check", f"CONFIG={config}", "PACKAGES="]
    environment = {**os.environ, "MAKEFLAGS": "", "MAKELEVEL": ""}
    result = subprocess.run(
        [*command, f"BIN={Path(sys.executable).parent}"],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == status
    lines = sentences(result.stdout + result.stderr)
    assert lines[0].startswith(words)
    # The other line is make's own, of the exit status.
    assert len(lines) == (1 if status == 0 else 2)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("target", ["demo", "report"])
def test_make_checks_before_it_plans(target):
    command = ["make", "-n", target, "PACKAGES=", "CONFIG=nowhere.yaml"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    lines = result.stdout.splitlines()
    first = next(line for line in lines if "nowhere.yaml" in line)
    assert "zpoints.config.summary nowhere.yaml" in first
    assert any("snakemake" in line for line in lines[lines.index(first) :])
