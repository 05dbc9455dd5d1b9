"""The real Snakemake on the tiny study, run once; each test gets a copy of the finished folder."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
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
        """Run Snakemake; targets stand before options, which may take several values."""
        environment = {key: value for key, value in os.environ.items() if "SNAKEMAKE" not in key}
        environment["PATH"] = self.path
        result = subprocess.run(
            [
                *(self.python, "-m", "snakemake", *targets, "--cores", "2"),
                *("--configfile", str(self.config_file.relative_to(self.folder)), *options),
            ],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        result.output = result.stdout + result.stderr
        if check and result.returncode != 0:
            pytest.fail(result.output)
        return result

    def planned(self, *targets, options=()):
        """Messages of the jobs that a run would start, the final target rules left out."""
        output = self.snakemake(*targets, options=["-n", *options]).output
        messages = re.findall(r"^Job \d+: (.*)$", output, flags=re.MULTILINE)
        if not messages:
            assert "Nothing to be done" in output
        return {message for message in messages if "complete" not in message}

    def configure(self, change):
        """Edit the config as a dict."""
        config = yaml.safe_load(self.config_file.read_text())
        change(config)
        self.config_file.write_text(yaml.safe_dump(config, sort_keys=False))

    def append(self, path, text):
        with (self.folder / path).open("a") as file:
            file.write(text)


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
    study = copy_workflow(tmp_path_factory.mktemp("finished"))
    study.first_output = study.snakemake().output
    return study


@pytest.fixture
def finished(finished_once, tmp_path):
    """A finished study of its own for each test, times of files kept."""
    folder = tmp_path / "study"
    shutil.copytree(finished_once.folder, folder)
    return Study(folder)
