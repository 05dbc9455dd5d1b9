"""What a person sees on the terminal: with the logger plugin, after a failure, and without it."""

import re
import subprocess
import sys

import pytest

from tests.workflow.conftest import ROOT, user_environment

PLUGIN = "snakemake_logger_plugin_zpoints"


def terminal(study, place, *targets, options=()):
    """Lines of the plain Snakemake, and its exit status; `place` is where Python looks first."""
    result = subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", *targets, "--cores", "2"),
            *("--configfile", "config/tiny.yaml", "--quiet", "host", "reason", *options),
        ],
        cwd=study.folder,
        env={**user_environment(), "PATH": study.path, "PYTHONPATH": str(place)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return result.stdout.splitlines(), result.returncode


@pytest.fixture
def place(finished):
    """Where the plugin lies in a study's folder."""
    return finished.folder / "workflow" / "logger"


@pytest.fixture
def no_plugin(tmp_path):
    """A place that hides the plugin where .venv knows it: a module of its name is no plugin."""
    folder = tmp_path / "hidden"
    folder.mkdir()
    (folder / f"{PLUGIN}.py").touch()
    return folder


def test_a_run_ends_with_numbers_and_page(finished, place):
    # The tables, what is drawn from them, and the verdicts.
    lines, status = terminal(finished, place, "all", options=["--forcerun", "samplers_table"])
    assert status == 0
    jobs = int(re.fullmatch(r"Study tiny: (\d+) jobs on 2 cores, about .+\.", lines[1])[1])
    assert jobs > 10
    assert len(lines) < jobs + 10
    # Two cases share a line.
    (table,) = [line for line in lines if "Comparing the samplers" in line]
    assert re.fullmatch(
        r" +\d+ % +\d+\.\d s  Comparing the samplers of cases I, I-seed2 \(2 jobs\)", table
    )
    at = next(k for k, line in enumerate(lines) if line.startswith("Study tiny is complete"))
    assert lines[at].startswith(f"Study tiny is complete: {jobs} jobs in ")
    ends = [line.split(":")[0] for line in lines[at + 1 :]]
    assert ends[:2] == ["Case I", "Case I-seed2"]
    page = re.fullmatch(r"Open (results/tiny/\S+\.html)\.", lines[-1])[1]
    assert (finished.folder / page).is_file()
    # Scaffolding is in Snakemake's log.
    output = "\n".join(lines)
    assert "Select jobs" not in output
    log = max((finished.folder / ".snakemake" / "log").glob("*.log"))
    assert f"{jobs} of {jobs} steps (100%) done" in log.read_text()
    # Once more: there is nothing to do, and the page is named again.
    again, status = terminal(finished, place, "all")
    assert status == 0
    assert again[1].startswith("Nothing to do")
    assert again[2:] == lines[at + 1 :]


def test_a_failed_run_ends_with_the_sentence(finished, place):
    finished.configure(lambda c: c["correlations"].update(pairs_figure={"colour": "smiel"}))
    lines, status = terminal(finished, place, "results/tiny/I/correlations/pairs.png")
    assert status == 1
    assert "correlations.pairs_figure.colour is 'smiel', which is no attribute" in lines[-1]
    assert lines[-2].startswith("Failed: Drawing correlated pairs of case I (log: results/tiny/")
    output = "\n".join(lines)
    assert "Traceback" not in output
    assert "Error in rule" not in output
    assert output.count("smiel") == 1


def test_a_mistake_in_the_config_ends_with_the_sentence(finished, place):
    finished.configure(lambda c: c["training"].update(epoch=3))
    lines, status = terminal(finished, place)
    assert status == 1
    assert "training.epoch (value 3) is not a known key" in lines[-1]


def test_a_dry_run_shows_the_plan_of_snakemake(finished, place):
    lines, status = terminal(finished, place, options=["-n", "--forcerun", "samplers_table"])
    assert status == 0
    assert "Job stats:" in lines
    assert lines[-1].startswith("This was a dry-run")


def test_without_the_plugin_snakemake_runs_as_before(finished, no_plugin):
    options = ["--forcerun", "history_figure"]
    target = "results/tiny/I/models/history.png"
    lines, status = terminal(finished, no_plugin, target, options=options)
    assert status == 0
    assert any(re.fullmatch(r"Job \d+: Drawing the loss of case I", line) for line in lines)
    assert "1 of 1 steps (100%) done" in lines
    assert not any(line.startswith("Study tiny") for line in lines)


def test_make_puts_the_plugin_where_snakemake_finds_it(tmp_path):
    """The recipe of .venv/logger.installed, on a Python environment that has nothing else."""
    (tmp_path / ".venv").mkdir()
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", ".venv"], cwd=tmp_path, check=True
    )
    (tmp_path / ".venv" / "uv.installed").touch()
    (tmp_path / "workflow" / "logger").mkdir(parents=True)
    (tmp_path / "workflow" / "logger" / PLUGIN).symlink_to(ROOT / "workflow" / "logger" / PLUGIN)
    subprocess.run(
        ["make", "-f", ROOT / "Makefile", ".venv/logger.installed"], cwd=tmp_path, check=True
    )
    found = "import pkgutil; print([m.name for m in pkgutil.iter_modules() if m.ispkg])"
    output = subprocess.run(
        [".venv/bin/python", "-c", found], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert PLUGIN in output
