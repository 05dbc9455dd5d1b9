"""How a study was made: versions, the times of its jobs, and how its models were trained."""

import os
import platform
import tomllib
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pandas as pd

# Packages that results depend on most, as far as the job has them.
PACKAGES: tuple[str, ...] = (
    *("snakemake", "numpy", "pandas", "scipy", "scikit-learn", "keras", "tensorflow"),
    *("tensorflow-cpu", "jax", "onnxruntime", "opencv-python-headless", "dlib-bin", "zarr"),
    *("pillow", "jinja2"),
)
PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


class Step(NamedTuple):
    """Jobs of a rule together: their number, seconds, and the most memory of one in MB."""

    rule: str
    jobs: int
    seconds: float
    memory: float


def versions(project: Path = PROJECT) -> list[tuple[str, str]]:
    """Names and versions: of zpoints, if its own file is at hand, of Python and of packages."""
    found = []
    if project.is_file():
        found.append(("zpoints", tomllib.loads(project.read_text("utf-8"))["project"]["version"]))
    found.append(("Python", platform.python_version()))
    for package in PACKAGES:
        try:
            found.append((package, metadata.version(package)))
        except metadata.PackageNotFoundError:
            continue
    return found


def cores() -> int:
    """Cores of the machine."""
    return os.cpu_count() or 1


def steps(folder: str | Path, cases: Iterable[str]) -> list[Step]:
    """Times of the jobs by rule, the longest first; none where they are not at hand.

    Jobs on other machines may leave their benchmarks there, so the page does without them.

    Args:
        folder: of the benchmarks; {case}/{rule}-{sampler}.tsv or {rule}/{shard}.tsv below it.
        cases: names of all cases.
    """
    folder = Path(folder)
    jobs: dict[str, list[tuple[float, float]]] = {}
    for path in sorted(folder.rglob("*.tsv")):
        measured = _measured(path)
        if measured is not None:
            jobs.setdefault(_rule(path.relative_to(folder), set(cases)), []).append(measured)
    found = [
        Step(rule, len(own), sum(s for s, _ in own), max(mb for _, mb in own))
        for rule, own in jobs.items()
    ]
    return sorted(found, key=lambda step: (-step.seconds, step.rule))


def duration(seconds: float) -> str:
    """Seconds as a reader likes them: "3 min 39 s", "1 h 5 min", "0.4 s"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def times_text(found: Sequence[Step]) -> str:
    """How many jobs there were, and how long they took."""
    if not found:
        return "The times of the jobs are not at hand where this page was written."
    total, jobs = sum(step.seconds for step in found), sum(step.jobs for step in found)
    first = found[0]
    return (
        f"The times of {jobs} job{'' if jobs == 1 else 's'} add up to {duration(total)}, of which "
        f"{first.rule} took {100 * first.seconds / total:.0f}\N{NO-BREAK SPACE}%. Jobs run beside "
        "each other where there are cores, so that the study took less."
    )


def training_text(history: pd.DataFrame | None) -> str:
    """How a model was trained, or that it was not trained here."""
    if history is None or history.empty:
        return "The models are the user's own; they were not trained here."
    last = history.iloc[-1]
    epochs = int(last["epoch"])
    text = f"Trained for {epochs} epoch{'' if epochs == 1 else 's'}"
    if pd.notna(last["val_loss"]):
        text += f"; the loss on validation images went from {history['val_loss'].iloc[0]:.3g}"
        text += f" to {last['val_loss']:.3g}"
    speed = history["images_per_second"].median()
    return f"{text}; {speed:,.0f} images a second." if pd.notna(speed) else f"{text}."


def _rule(path: Path, cases: set[str]) -> str:
    """Rule of a benchmark by its place."""
    parts = path.parts[1:] if path.parts[0] in cases and len(path.parts) > 1 else path.parts
    return parts[0].removesuffix(".tsv").partition("-")[0]


def _measured(path: Path) -> tuple[float, float] | None:
    """Seconds and most MB of memory; None where a file is not as Snakemake writes it."""
    try:
        row = pd.read_csv(path, sep="\t", na_values=["-"]).iloc[0]
        seconds, memory = float(row["s"]), float(row["max_rss"])
    except (OSError, ValueError, KeyError, IndexError):
        return None
    return seconds, memory if memory == memory else 0.0
