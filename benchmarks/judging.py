"""CPU seconds to decode and judge the 512 images of one sampler of a finished study.

The jobs `decode` and `judge` of the sampler `gaussian-full`, one thread each, imports not counted,
each in its own process. There is no peer: the target is an absolute one.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from common import Row, in_process, published_config
from common import workflow_script as script

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
    decode, judge = script("decode").decode, script("judge").judge
    encoding = published_config()["encoding"]
    folder = study / case
    latents = str(folder / "samplers" / SAMPLER / "latents.npy")
    others = sorted(path.parts[-3] for path in study.glob("*/model/encoder.onnx"))
    other = next((name for name in others if name != case), None)
    with tempfile.TemporaryDirectory() as name:
        images = f"{name}/images.npy"
        started = time.process_time()
        decode(str(folder / "model/decoder.onnx"), latents, images, encoding, 1)
        decoded = time.process_time()
        judge(
            images=images,
            latents=latents,
            encoder=str(folder / "model/encoder.onnx"),
            other_encoder=other and str(study / other / "model/encoder.onnx"),
            reference=str(folder / "samplers/reference.npz"),
            moments=str(folder / "geometry/cloud.npz"),
            distances=str(folder / "geometry/mahalanobis.npz"),
            row=f"{name}/quality.json",
            settings={"meter": "face", "neighbours": 5},
            options={"sampler": SAMPLER},
            sampler=SAMPLER,
            threads=1,
        )
        return {"decode": decoded - started, "judge": time.process_time() - decoded}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), sys.argv[2])))
