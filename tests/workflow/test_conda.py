"""`--use-conda` with environments that are solved and installed, from a channel in a folder.

Snakemake itself runs in such an environment too. It sees its own packages there and no others, so
a job finds nothing but what its environment file asks for. docs/conda.md says what this proves.
"""

import csv
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from support import conda_channel

rattler = pytest.importorskip("rattler", reason="py-rattler cannot be installed here")

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = ROOT / "tests" / "support" / "conda_stand_in.py"
ENVIRONMENTS = ("analysis", "training")
WHEELS = {name: wheel for wheel, name in conda_channel.CONDA_NAMES.items()}


def named(file):
    """Packages that an environment file names."""
    lines = yaml.safe_load(file.read_text())["dependencies"]
    return {line.split()[0] for line in lines}


def installed(prefix):
    """Name and version of the packages in an environment."""
    records = [json.loads(file.read_text()) for file in (prefix / "conda-meta").glob("*.json")]
    return {record["name"]: record["version"] for record in records}


@pytest.fixture(scope="module")
def conda(tmp_path_factory):
    """A conda command, and beside it an environment with Snakemake."""
    folder = tmp_path_factory.mktemp("conda")
    channel = conda_channel.Channel(folder / "channel", str(rattler.Subdir.current()))
    files = [ROOT / "envs" / f"{name}.yaml" for name in ENVIRONMENTS]
    (python,) = {re.search(r"- python =(\S+)", file.read_text())[1] for file in files}
    conda_channel.wrap_python(channel, f"{python}.0")
    packages = set.union(*map(named, files)) - {"python"}
    wheels = [WHEELS.get(package, package) for package in packages]
    conda_channel.wrap_wheels(channel, ["snakemake", *wheels])
    channel.publish()
    command = conda_channel.install_base(folder / "base", STAND_IN, folder / "channel")
    (folder / "snakemake.yaml").write_text(
        "channels: [conda-forge, nodefaults]\ndependencies: [snakemake]\n"
    )
    subprocess.run(
        [
            *(command, "env", "create", "--quiet", "--no-default-packages"),
            *("--file", folder / "snakemake.yaml", "--prefix", folder / "snakemake"),
        ],
        check=True,
    )
    return folder


@pytest.fixture
def study(fresh, conda):
    """A short study, run by the Snakemake that has an environment of its own."""
    fresh.python = str(conda / "snakemake" / "bin" / "python")
    fresh.path = os.pathsep.join([str(conda / "base" / "bin"), os.environ["PATH"]])

    def shorten(config):
        config["cases"] = {"I": config["cases"]["I"]}
        config["training"]["epochs"] = 1
        config["b_grid"] = [1]
        config["samplers"] = {"mixture": {"sampler": "gaussian-mixture", "n": 2}}

    fresh.configure(shorten)
    return fresh


def run(study, *targets, check=True):
    return study.snakemake(*targets, options=["--use-conda"], check=check)


def test_snakemake_has_none_of_the_packages_of_the_jobs(conda):
    own = installed(conda / "snakemake")
    assert "snakemake" in own
    for name in ENVIRONMENTS:
        # Snakemake itself brings Jinja.
        assert named(ROOT / "envs" / f"{name}.yaml") & own.keys() <= {"python", "jinja2"}


def test_jobs_find_all_that_they_need_in_the_environments_that_they_name(study):
    # The dominant components are a figure of Matplotlib; the table of samplers needs the rest.
    targets = ["results/tiny/I/quality/samplers.csv", "results/tiny/I/distributions/components.png"]
    output = run(study, *targets).output
    for name in ENVIRONMENTS:
        assert f"Creating conda environment envs/{name}.yaml" in output
    with (study.results / "I" / "quality" / "samplers.csv").open() as file:
        judged = {row["sampler"] for row in csv.DictReader(file)}
    assert {"images", "reconstructions", "uniform-b1", "mixture"} <= judged
    made = {}
    for prefix in (study.folder / ".snakemake" / "conda").glob("*/"):
        packages = installed(prefix)
        made["training" if "keras" in packages else "analysis"] = packages
    for name in ENVIRONMENTS:
        assert named(study.folder / "envs" / f"{name}.yaml") <= made[name].keys()
    assert "tensorflow" not in made["analysis"]
    assert "matplotlib-base" not in made["training"]

    again = run(study, *targets).output
    assert "Nothing to be done" in again
    assert "Creating conda environment" not in again


def test_a_package_that_no_file_names_is_missed(study):
    file = study.folder / "envs" / "analysis.yaml"
    file.write_text(re.sub(r".*simplejpeg.*\n", "", file.read_text()))
    result = run(study, "results/tiny/dataset/images.json", check=False)
    assert result.returncode == 1
    assert "No module named 'simplejpeg'" in result.output


def test_a_version_that_does_not_exist_stops_before_any_job(study):
    file = study.folder / "envs" / "analysis.yaml"
    file.write_text(re.sub(r"numpy >=\S+", "numpy >=99", file.read_text()))
    result = run(study, "results/tiny/dataset/images.json", check=False)
    assert result.returncode == 1
    assert "Could not create conda environment" in result.output
    assert re.search(r"No candidates were found for numpy >=99", result.output)
    assert not study.results.exists()


@pytest.mark.parametrize(
    ("arguments", "content", "message"),
    [
        (["install", "numpy"], "", "no answer to: conda install numpy"),
        (["env", "create", "--yes"], "", "required"),
        (None, "channels: [conda-forge]\ndependencies: []", "does not say nodefaults"),
        (None, "channels: [other, nodefaults]\ndependencies: []", "unknown channels: other"),
        (None, "channels: [nodefaults]\ndependencies: [pip: [x]]", "more than conda packages"),
    ],
)
def test_the_stand_in_refuses_what_it_does_not_do(conda, tmp_path, arguments, content, message):
    (tmp_path / "environment.yaml").write_text(content)
    arguments = arguments or [
        *("env", "create", "--quiet", "--no-default-packages"),
        *("--file", str(tmp_path / "environment.yaml"), "--prefix", str(tmp_path / "made")),
    ]
    result = subprocess.run(
        [conda / "base" / "bin" / "conda", *arguments], capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert message in result.stderr
    assert not (tmp_path / "made").exists()
