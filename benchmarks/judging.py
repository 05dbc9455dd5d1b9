"""Time to draw, decode, show and judge the 512 images of one sampler of a finished study.

CPU seconds: the job `judgement` of the sampler `gaussian-full` and the features of its images, one
thread, imports not counted, in a process of its own. Job time: what Snakemake wrote of the four
jobs of each sampler. There is no peer: the targets are absolute ones.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from common import Row, in_process

SAMPLER = "gaussian-full"
JOBS = ("draws", "decoding", "sheet", "judgement")
# In seconds: judging, features, all four jobs.
TARGETS = {"judge": 3, "features": 1}
JOBS_TARGET = 5


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Rows for each case of the study."""
    cases = sorted(path.parents[2].name for path in study.glob(f"*/samplers/{SAMPLER}/images.npy"))
    if not cases:
        remedy = "not measured: no finished study here; make it with `make demo CORES=2`"
        return [Row("judging", remedy, target=f"<= {TARGETS['judge']} s")]
    found = []
    for case in cases:
        runs = [in_process("judging.py", str(study), case) for _ in range(repeats)]
        for name, target in TARGETS.items():
            seconds = statistics.median(run[name] for run in runs)
            found.append(
                Row(
                    f"{name} of 512 images of {SAMPLER}, case {case}, CPU",
                    f"{seconds:.2f} s",
                    target=f"<= {target} s",
                    met=seconds <= target,
                )
            )
        seconds = statistics.median(job_times(study, case))
        found.append(
            Row(
                f"draw, decode, sheet and judge of one sampler, case {case}, job time",
                f"{seconds:.2f} s",
                "median of the samplers",
                target=f"<= {JOBS_TARGET} s",
                met=seconds <= JOBS_TARGET,
            )
        )
    return found


def job_times(study: Path, case: str) -> list[float]:
    """Seconds of the four jobs of each sampler together, as Snakemake measured them."""
    folder = study / "benchmarks" / case
    samplers = [
        path.stem.removeprefix("judgement-") for path in sorted(folder.glob("judgement-*.tsv"))
    ]
    return [
        sum(pd.read_csv(folder / f"{job}-{name}.tsv", sep="\t")["s"].iloc[-1] for job in JOBS)
        for name in samplers
    ]


def measure(study: Path, case: str) -> dict:
    """CPU seconds of the judgement, and of the features alone."""
    from workflow.scripts.quality.judgement import judgement
    from zpoints import files
    from zpoints.cloud.cloud import Cloud
    from zpoints.cloud.distances import Distances
    from zpoints.quality.reference import Reference

    folder = study / case
    images = str(folder / "samplers" / SAMPLER / "images.npy")
    read = {
        "reference": str(folder / "quality/reference.npz"),
        "cloud": str(folder / "cloud/cloud.npz"),
        "distances": str(folder / "cloud/mahalanobis.npz"),
    }
    with tempfile.TemporaryDirectory() as name:
        started = time.process_time()
        judgement(
            images=images,
            latents=str(folder / "samplers" / SAMPLER / "latents.npy"),
            encoder=str(folder / "models/encoder.onnx"),
            **read,
            output=f"{name}/quality.json",
            name=SAMPLER,
            plain_name=SAMPLER,
            sampler=SAMPLER,
            b=None,
            meter="face",
            neighbours=5,
            seed=[1, "benchmark"],
            threads=1,
        )
        judged = time.process_time() - started
    cloud, distances = Cloud.load(read["cloud"]), Distances.load(read["distances"])
    reference, decoded = (
        Reference.load(read["reference"], cloud, distances),
        files.read_array(images),
    )
    started = time.process_time()
    reference.space.features(decoded)
    return {"judge": judged, "features": time.process_time() - started}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), sys.argv[2])))
