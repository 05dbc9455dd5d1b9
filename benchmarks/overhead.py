"""Share of a finished study's time spent outside painting, training, encoding, decoding, judging.

Two shares, from the benchmark files of the jobs (column s: wall seconds of a job, imports
included) and the log of the run that trained:

- in wall seconds (the target): the part of the run's wall time in which none of those jobs ran.
  Snakemake's own time is in it; what runs beside a training costs nothing.
- in job-seconds: seconds of all other jobs as a part of the seconds of all jobs. Jobs side by side
  count each; Snakemake's own time is not in it.

A job's end is the time at which its benchmark file was written, so copies do not serve.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
from common import Row

WORK = re.compile(r"images|training|encoding|decoding-.+|judgement-.+|reference|reference_images")
TARGET = 0.15


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Both shares, without repeats: the study is there already."""
    files = sorted((study / "benchmarks").rglob("*.tsv"))
    if not any(file.stem == "training" for file in files):
        remedy = "not measured: no finished study here; make it with `make demo CORES=2`"
        return [Row("overhead", remedy, target="<= 15 %")]
    seconds = pd.Series({file: pd.read_csv(file, sep="\t")["s"].sum() for file in files})
    work = seconds[[WORK.fullmatch(file.stem) is not None for file in files]]
    job_share = 1 - work.sum() / seconds.sum()
    by_jobs = Row(
        "overhead in job-seconds (Snakemake not counted)",
        f"{job_share:.1%} = {seconds.sum() - work.sum():.1f} s",
        f"all jobs: {seconds.sum():.1f} s",
        job_share,
        "none, <= 15 % of wall",
    )
    ends = {file: file.stat().st_mtime for file in work.index}
    busy = union([(ends[file] - s, ends[file]) for file, s in work.items()])
    if wall is None:
        start, wall = newest_run(study)
        slack = 5  # seconds: the log's start is rounded, and files are written a little later
        inside = [start - slack <= end <= start + wall + slack for end in ends.values()]
        if not wall or busy > wall or not all(inside):
            found = "not measured: the jobs are not of one logged run; give its seconds by --wall"
            return [Row("overhead in wall seconds", found, target="<= 15 %"), by_jobs]
    share = 1 - busy / wall
    return [
        Row(
            "overhead in wall seconds (no painting, training, encoding, decoding, judging)",
            f"{share:.1%} = {wall - busy:.1f} s",
            f"the run: {wall:.1f} s",
            share,
            "<= 15 %",
            share <= TARGET,
        ),
        by_jobs,
    ]


def union(intervals: list[tuple[float, float]]) -> float:
    """Length of what the intervals cover together."""
    covered, reached = 0.0, float("-inf")
    for start, end in sorted(intervals):
        covered += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def newest_run(study: Path) -> tuple[float, float]:
    """Start (Unix time) and wall seconds of the newest complete run that trained this study.

    Both are 0 if there is no log of such a run.
    """
    logs = study.parents[1] / ".snakemake" / "log"
    for log in sorted(logs.glob("*.log"), reverse=True):
        text = log.read_text(encoding="utf-8", errors="replace")
        elapsed = re.search(r"^Elapsed time: (?:(\d+) days?, )?(\d+):(\d+):([\d.]+)$", text, re.M)
        trained = "(Rule: training)" in text and re.search(rf"results/{study.name}\b", text)
        if elapsed and trained and " (100%) done" in text and " --touch" not in text:
            days, hours, minutes, rest = (float(part or 0) for part in elapsed.groups())
            wall = timedelta(days=days, hours=hours, minutes=minutes, seconds=rest)
            started = datetime.strptime(log.name[:17], "%Y-%m-%dT%H%M%S")
            return started.timestamp(), wall.total_seconds()
    return 0.0, 0.0
