"""CPU seconds to decode and judge the 512 images of one sampler of a finished study.

The jobs `decoding` and `judgement` of the sampler `gaussian-full`, one thread each, imports not
counted, each in its own process. There is no peer: the target is an absolute one.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from common import Row, in_process, published_config

SAMPLER = "gaussian-full"
TARGET = 4


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """One row for each case of the study."""
    cases = sorted(path.parents[2].name for path in study.glob(f"*/samplers/{SAMPLER}/images.npy"))
    if not cases:
        remedy = "not measured: no finished study here; make it with `make demo CORES=2`"
        return [Row("judging", remedy, target=f"<= {TARGET} s")]
    found = []
    for case in cases:
        runs = [in_process("judging.py", str(study), case) for _ in range(repeats)]
        decode, judge = (statistics.median(run[name] for run in runs) for name in runs[0])
        found.append(
            Row(
                f"decode and judge 512 images of {SAMPLER}, case {case}, CPU",
                f"{decode + judge:.2f} s",
                f"decode {decode:.2f} s, judge {judge:.2f} s",
                target=f"<= {TARGET} s",
                met=decode + judge <= TARGET,
            )
        )
    return found


def measure(study: Path, case: str) -> dict:
    """CPU seconds of both jobs."""
    from workflow.scripts.quality.judgement import judgement
    from workflow.scripts.samplers.decoding import decoding

    encoding = published_config()["encoding"]
    folder = study / case
    latents = str(folder / "samplers" / SAMPLER / "latents.npy")
    others = sorted(path.parts[-3] for path in study.glob("*/models/encoder.onnx"))
    other = next((name for name in others if name != case), None)
    with tempfile.TemporaryDirectory() as name:
        images = f"{name}/images.npy"
        started = time.process_time()
        decoding(
            str(folder / "models/decoder.onnx"),
            latents,
            images,
            threads=1,
            batch_size=encoding["batch_size"],
            provider=encoding["provider"],
        )
        decoded = time.process_time()
        judgement(
            images=images,
            latents=latents,
            encoder=str(folder / "models/encoder.onnx"),
            other_encoder=other and str(study / other / "models/encoder.onnx"),
            reference=str(folder / "quality/reference.npz"),
            cloud=str(folder / "cloud/cloud.npz"),
            distances=str(folder / "cloud/mahalanobis.npz"),
            output=f"{name}/quality.json",
            name=SAMPLER,
            sampler=SAMPLER,
            b=None,
            meter="face",
            neighbours=5,
            threads=1,
        )
        return {"decode": decoded - started, "judge": time.process_time() - decoded}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), sys.argv[2])))
