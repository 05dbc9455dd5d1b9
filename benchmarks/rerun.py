"""What a small change costs in a finished study: one figure drawn again, and a dry run.

The figure: wall seconds of `snakemake --cores 2 --forcerun` of the scatter figure of case I; beside
it the time of that job alone, from the benchmark file of the same run. The dry run: CPU
seconds of `snakemake -n`;
beside it those of a dry run of a Snakefile with one empty rule, which is Snakemake itself.
"""

import statistics
import sys
import tempfile
from pathlib import Path

import pandas as pd
from common import Row, alternate, command_seconds

SNAKEMAKE = [sys.executable, "-m", "snakemake"]
WALL_TARGET, CPU_TARGET = 10, 5


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Seconds of both."""
    figure = study / "I" / "correlations" / "pairs.png"
    if not figure.is_file():
        remedy = "not measured: no finished study here; make it with `make demo CORES=2`"
        return [Row("rerun", remedy, target=f"<= {WALL_TARGET} s")]
    config = ["--configfile", f"config/{study.name}.yaml"] if study.name != "demo" else []
    folder = study.parents[1]
    name = figure.relative_to(folder).as_posix()
    ask = [*SNAKEMAKE, "--dry-run", *config, "--", name]
    if "Nothing to be done" not in command_seconds(ask, folder)[2]:
        found = "not measured: the figure is out of date; finish the study first"
        return [Row("rerun", found, target=f"<= {WALL_TARGET} s")]
    draw = [*SNAKEMAKE, "--cores", "2", *config, "--forcerun", name, "--", name]
    alone = study / "benchmarks" / "I" / "pairs_figure.tsv"
    times = []
    for repeat in range(repeats):
        times.append((command_seconds(draw, folder)[0], pd.read_csv(alone, sep="\t")["s"].sum()))
        print(
            f"  repeat {repeat + 1}: {times[-1][0]:.1f} s, the job {times[-1][1]:.1f} s", flush=True
        )
    redrawn, job = (statistics.median(column) for column in zip(*times, strict=True))
    with tempfile.TemporaryDirectory() as empty:
        (Path(empty) / "Snakefile").write_text("rule all:\n")
        dry = alternate(
            lambda: 1 / command_seconds([*SNAKEMAKE, "--dry-run", *config], folder)[1],
            lambda: 1 / command_seconds([*SNAKEMAKE, "--dry-run"], Path(empty))[1],
            repeats,
        )
    return [
        Row(
            "one figure drawn again, wall, against the job alone",
            f"{redrawn:.1f} s",
            f"{job:.1f} s",
            job / redrawn,
            f"<= {WALL_TARGET} s",
            redrawn <= WALL_TARGET,
        ),
        Row(
            "dry run, CPU, against an empty workflow",
            f"{1 / dry.ours:.1f} s",
            f"{1 / dry.peer:.1f} s",
            dry.ratio,
            f"<= {CPU_TARGET} s",
            1 / dry.ours <= CPU_TARGET,
        ),
    ]
