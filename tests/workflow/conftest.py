"""The real Snakemake on the tiny study, run once; each test gets a copy of the finished folder."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
NAMED = Path(__file__).with_name("named_snakemake.py")
# Rules that only name a stage.
STAGES = {
    *("all", "dataset", "models", "latents", "cloud", "distributions", "correlations"),
    *("geometry", "attributes", "trainings", "samplers", "quality", "findings", "study"),
}
PARTS = ("Snakefile", "rules", "workflow", "zpoints", "config", "profiles", "envs")


class Study:
    """A folder with the workflow and a study in it."""

    def __init__(self, folder):
        self.folder = folder
        self.config_file = folder / "config" / "tiny.yaml"
        self.python = sys.executable
        self.path = os.environ["PATH"]

    @property
    def results(self):
        return self.folder / "results" / "tiny"

    def snakemake(self, *targets, options=(), check=True):
        """Run Snakemake; targets stand before options, which may take several values.

        The result's `jobs` are (rule, values of its wildcards, ...) of the jobs planned or started.
        """
        environment = user_environment()
        environment["PATH"] = self.path
        result = subprocess.run(
            [
                *(self.python, str(NAMED), *targets, "--cores", "2"),
                *("--configfile", str(self.config_file.relative_to(self.folder)), *options),
            ],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        result.output = result.stdout + result.stderr
        result.jobs = jobs_in(result.output)
        if check and result.returncode != 0:
            pytest.fail(result.output)
        return result

    def planned(self, *targets, options=()):
        """Jobs that a run would start: rule and values of the wildcards."""
        result = self.snakemake(*targets, options=["-n", *options])
        if not result.jobs:
            assert "Nothing to be done" in result.output
        return result.jobs

    def configure(self, change):
        """Edit the config as a dict."""
        config = yaml.safe_load(self.config_file.read_text())
        change(config)
        self.config_file.write_text(yaml.safe_dump(config, sort_keys=False))

    def append(self, path, text):
        with (self.folder / path).open("a") as file:
            file.write(text)


def user_environment():
    """The environment without a Snakemake around it, where Python keeps what it compiled."""
    without = ("SNAKEMAKE", "PYTHONDONTWRITEBYTECODE")
    return {
        key: value for key, value in os.environ.items() if not any(word in key for word in without)
    }


def jobs_in(output):
    """(rule, values of its wildcards, ...) of the jobs that Snakemake's output names."""
    # Jobs write to the same stream, and may do so before Snakemake has ended its line.
    lines = re.findall(r"JOB (\[.*)$", output, flags=re.MULTILINE)
    jobs = {tuple(json.JSONDecoder().raw_decode(line)[0]) for line in lines}
    return {job for job in jobs if job[0] not in STAGES}


def copy_workflow(folder):
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / part)
    return Study(folder)


@pytest.fixture
def fresh(tmp_path):
    """The workflow with nothing run."""
    return copy_workflow(tmp_path)


@pytest.fixture(scope="session")
def finished_once(tmp_path_factory):
    """The finished study; of several processes of pytest-xdist the first that asks makes it."""
    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent
    output = place / "finished.txt"
    with (place / "finished.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        study = Study(place / "finished")
        if not output.exists():
            shutil.rmtree(study.folder, ignore_errors=True)
            study.folder.mkdir()
            copy_workflow(study.folder)
            output.write_text(study.snakemake().output)
    study.first_output = output.read_text()
    return study


@pytest.fixture
def finished(finished_once, tmp_path):
    """A finished study of its own for each test, times of files kept."""
    folder = tmp_path / "study"
    shutil.copytree(finished_once.folder, folder)
    return Study(folder)
