"""Preparing 20,000 JPEGs of CelebA's size (178x218): zpoints with two workers against two peers.

Ours is all that the workflow does, folder to store: list, read, decode, crop, resize, look for
copies, write, verify and publish. One peer is a plain loop in one process with Pillow, which
writes one .npy file; the other decodes, crops and resizes alone (simplejpeg, which ours uses too,
and OpenCV's INTER_AREA, where ours takes two quicker steps) in two processes and keeps nothing.
Both read the files, which the disk's cache holds, and start their workers within the measured time.
Memory is the peak of the jobs in one process.
"""

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from common import (
    THREADS,
    Row,
    alternate,
    in_process,
    peak_bytes,
    prepare_images,
    published_config,
)

IMAGES, FACES, FEWER = 20_000, 1000, 4
WIDTH, HEIGHT, SIZE = 178, 218, 96
PILLOW_TARGET, DECODER_TARGET, MEMORY_TARGET = 1.8, 0.8, 1.1


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Speeds in images a second, and memory for all images against that for a part of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_photographs(folder / "photographs")

        def speed(side: str) -> float:
            return in_process("preparing.py", side, name)["images_per_second"]

        pillow = alternate(lambda: speed("ours"), lambda: speed("pillow"), repeats)
        decoder = alternate(lambda: speed("ours"), lambda: speed("decoder"), repeats)
        many, few = (
            in_process("preparing.py", "memory", name, IMAGES // share)["peak_bytes"]
            for share in (1, FEWER)
        )
    compared = (
        ("a Pillow loop in one process", pillow, PILLOW_TARGET),
        ("decoding and resizing alone, two processes", decoder, DECODER_TARGET),
    )
    return [
        *(
            Row(
                f"preparing JPEGs with two workers against {peer}",
                f"{result.ours:.0f} images/s",
                f"{result.peer:.0f} images/s",
                result.ratio,
                f">= {target}",
                result.ratio >= target,
            )
            for peer, result, target in compared
        ),
        Row(
            f"peak memory of preparing {IMAGES} JPEGs against {IMAGES // FEWER}",
            f"{many / 1e6:.0f} MB",
            f"{few / 1e6:.0f} MB",
            many / few,
            f"<= {MEMORY_TARGET}",
            many / few <= MEMORY_TARGET,
        ),
    ]


def write_photographs(folder: Path) -> None:
    """Write painted faces as JPEGs, each many times with a shift of its own: no two are equal."""
    import simplejpeg

    from zpoints.dataset.painted.factors import draw_factors
    from zpoints.dataset.painted.painting import paint

    folder.mkdir()
    for start in range(0, FACES, 100):
        painted = paint(draw_factors(1, start, start + 100), HEIGHT)
        for k, face in enumerate(painted, start):
            for copy in range(IMAGES // FACES):
                left = (HEIGHT - WIDTH) * copy * FACES // IMAGES
                pixels = np.ascontiguousarray(face[:, left : left + WIDTH])
                path = folder / f"{k * IMAGES // FACES + copy + 1:06d}.jpg"
                path.write_bytes(simplejpeg.encode_jpeg(pixels, quality=95))


def prepare(folder: Path, count: int, workers: int) -> float:
    """Run the jobs that make the store; seconds."""
    settings = published_config()["dataset"] | {"source": "folder", "count": count}
    started = time.perf_counter()
    prepare_images(str(folder / "photographs"), folder, settings, workers)
    return time.perf_counter() - started


def ours(folder: Path) -> dict:
    """The jobs with two workers."""
    return {"images_per_second": IMAGES / prepare(folder, IMAGES, THREADS)}


def memory(folder: Path, count: str) -> dict:
    """Peak of the jobs in one process."""
    prepare(folder, int(count), 1)
    return {"peak_bytes": peak_bytes()}


def pillow(folder: Path) -> dict:
    """One image after the other."""
    from PIL import Image

    started = time.perf_counter()
    paths = sorted((folder / "photographs").glob("*.jpg"))
    images = np.empty((len(paths), SIZE, SIZE, 3), np.uint8)
    top = (HEIGHT - WIDTH) // 2
    for k, path in enumerate(paths):
        with Image.open(path) as image:
            square = image.convert("RGB").crop((0, top, WIDTH, top + WIDTH))
            images[k] = np.asarray(square.resize((SIZE, SIZE)))
    np.save(folder / "images.npy", images)
    return {"images_per_second": len(paths) / (time.perf_counter() - started)}


def decode_all(paths: Sequence[Path]) -> int:
    """Decode, crop, resize; nothing is kept."""
    import cv2
    import simplejpeg

    cv2.setNumThreads(1)
    top = (HEIGHT - WIDTH) // 2
    for path in paths:
        pixels = simplejpeg.decode_jpeg(path.read_bytes())
        cv2.resize(pixels[top : top + WIDTH], (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    return len(paths)


def decoder(folder: Path) -> dict:
    """The least that any program must do, on the same cores."""
    started = time.perf_counter()
    paths = sorted((folder / "photographs").glob("*.jpg"))
    pieces = [paths[start : start + 500] for start in range(0, len(paths), 500)]
    with ProcessPoolExecutor(THREADS, get_context("spawn")) as pool:
        done = sum(pool.map(decode_all, pieces))
    return {"images_per_second": done / (time.perf_counter() - started)}


if __name__ == "__main__":
    sides = {"ours": ours, "pillow": pillow, "decoder": decoder, "memory": memory}
    print(json.dumps(sides[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))
