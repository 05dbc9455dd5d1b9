"""The atlas of a finished study: writing it, and how it moves in headless Chromium, from file://.

Against limits, not against a peer. Pages are the study's own and one of 200,000 vectors, which are
those of the study's first case, each several times with some noise; both in fresh processes.
"""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from common import ROOT, Row, in_process

VECTORS = 200_000
NOISE = 0.15  # of the standard deviation of each component
WRITING_SECONDS = 60
OPENING_SECONDS = 5
FRAME_MILLISECONDS = 20
MEGABYTES = 40
SETTINGS = {"images": "shown", "thumbnails": 64, "decoder": True, "sigma": 3.0, "cases": {}}
SEED = [1, "benchmarks", "atlas"]
# Files of a case that the atlas reads, in its folder.
PATHS = {
    "latents": "latents/latents.json",
    "cloud": "cloud/cloud.npz",
    "lengths": "cloud/lengths.npz",
    "distances": "cloud/mahalanobis.npz",
    "attributes": "attributes/attributes.csv",
    "samplers": "quality/samplers.csv",
    "reconstructions": "models/reconstructions.npz",
    "paths": "samplers/paths.npz",
    "decoder": "models/decoder.onnx",
}
# Milliseconds between frames while something moves in each of them: the median.
FRAMES = """async (move) => {
  const frames = [];
  let last = performance.now();
  for (let frame = 0; frame < 120; frame++) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - last);
    last = now;
    move(frame);
  }
  return frames.sort((a, b) => a - b)[frames.length >> 1];
}"""
SLIDE = """(frame) => {
  const slider = document.getElementById("dissolve-t");
  slider.value = 8 * frame;
  slider.dispatchEvent(new Event("input", {bubbles: true}));
}"""
WALK = """(frame) => {
  views.cloud.plot.zoom(frame < 60 ? 1.03 : 1 / 1.03, 400, 300);
  views.cloud.plot.pan(3, 2);
}"""
OPEN = "document.body.classList.contains('open') && atlas && atlas.tested"


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """CPU time of writing, time of opening, and times between frames."""
    sys.path.insert(0, str(ROOT / "tests"))
    from support import browsers
    from support.chromium import Chromium

    if not list(study.glob(f"*/{PATHS['samplers']}")):
        return [Row("atlas: the page", f"no finished study in {study}")]
    with tempfile.TemporaryDirectory() as name:
        own, large = (in_process("atlas_page.py", which, study, name) for which in ("own", "large"))
        found = [
            row("writing the page of the study, CPU", own["seconds"], WRITING_SECONDS, "s"),
            row(f"a page of {VECTORS:,} vectors", large["megabytes"], MEGABYTES, "MB"),
        ]
        if not browsers.find("chromium"):
            return [*found, Row("atlas: frames", browsers.missing("chromium"))]
        with Chromium() as browser:
            for which, view, move, what in (
                ("own", "dissolve", SLIDE, "a frame while the first slider moves, median"),
                ("large", "cloud", WALK, f"a frame of pan and zoom, {VECTORS:,} vectors, median"),
            ):
                with browser.page(1400, 900) as page:
                    began = time.perf_counter()
                    page.open(f"{(Path(name) / which).with_suffix('.html').as_uri()}#view={view}")
                    page.wait(OPEN, seconds=60)
                    opened = time.perf_counter() - began
                    page.pause(1)
                    frame = page.value(f"({FRAMES})({move})", seconds=120)
                    found += [
                        row(f"opening it, with its test ({which})", opened, OPENING_SECONDS, "s"),
                        row(what, frame, FRAME_MILLISECONDS, "ms"),
                    ]
    return found


def row(what: str, value: float, limit: float, unit: str) -> Row:
    """A row of one number and its upper limit."""
    return Row(f"atlas: {what}", f"{value:.1f} {unit}", "-", None, f"<= {limit} {unit}",
               value <= limit)  # fmt: skip


def write(path: Path, results, cases) -> dict:
    """Write a page; its size and the CPU seconds that it took."""
    from zpoints.study.atlas.page import page
    from zpoints.study.atlas.study import study_data

    before = resource.getrusage(resource.RUSAGE_SELF)
    path.write_text(page(*study_data(results, cases, SETTINGS, SEED, "")), encoding="utf-8")
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "megabytes": path.stat().st_size / 1e6}


def load(study: Path):
    """What the rule `atlas` reads of a study: of the study itself, and of each case."""
    from zpoints.samplers.kinds import KINDS
    from zpoints.study.atlas.results import CaseResults, StudyResults

    cases = []
    for table in sorted(study.glob(f"*/{PATHS['samplers']}")):
        folder = table.parents[1]
        vectors = {path.parent.name: path for path in sorted(folder.glob("samplers/*/latents.npy"))}
        images = {name: path.with_name("images.npy") for name, path in vectors.items()}
        paths = {key: str(folder / path) for key, path in PATHS.items()}
        cases.append(CaseResults.load(folder.name, paths, vectors, images))
    kinds = {name: name if name in KINDS else "uniform" for case in cases for name in case.vectors}
    shared = {
        "manifest": study / "dataset/images.json",
        "table": study / "dataset/images.csv",
        "values": study / "dataset/attributes.csv",
        "findings": study / "findings/findings.csv",
    }
    return StudyResults.load(study.name, "painted", shared, kinds), cases


def own(study: Path, folder: Path) -> dict:
    """Write the study's own page."""
    return write(folder / "own.html", *load(study))


def large(study: Path, folder: Path) -> dict:
    """Write a page of many vectors."""
    import dataclasses

    results, cases = load(study)
    case = many(cases[0], folder / "latents.json")
    repeated = [k % results.store.rows for k in range(VECTORS)]
    results = dataclasses.replace(
        results,
        store=Many(results.store),
        attributes=results.attributes.iloc[repeated].reset_index(drop=True),
        files=[results.files[k] for k in repeated] if results.files else results.files,
    )
    return write(folder / "large.html", results, [case])


class Many:
    """A store of images, each several times."""

    def __init__(self, store):
        self._store = store
        self.rows, self.manifest = VECTORS, store.manifest

    def row_shape(self, name: str):
        """Shape of an image."""
        return self._store.row_shape(name)

    def take(self, name: str, rows):
        """Images by their numbers."""
        return self._store.take(name, rows % self._store.rows)


def many(case, manifest: Path):
    """A case with many vectors: its own, each several times with some noise."""
    import dataclasses

    import numpy as np

    from zpoints.cloud.cloud import Cloud
    from zpoints.cloud.covariance import Covariance
    from zpoints.cloud.distances import Distances
    from zpoints.cloud.lengths import measure_lengths
    from zpoints.stores.reader import open_store
    from zpoints.stores.writer import Writer

    vectors = case.store.read("latents")
    noise, generator = NOISE * vectors.std(axis=0), np.random.default_rng(0)
    with Writer(
        manifest, "latents", ("image", "component"), vectors.shape[1:], "float32", 4096
    ) as w:
        for start in range(0, VECTORS, 4096):
            chosen = vectors[np.arange(start, min(start + 4096, VECTORS)) % len(vectors)]
            moved = chosen + noise * generator.standard_normal(chosen.shape)
            w.append(moved.astype(np.float32))
        w.publish({}, {})
    store = open_store(manifest)
    covariance = Covariance(vectors.shape[1])
    for _, block in store.blocks("latents"):
        covariance.update(block)
    lengths = measure_lengths(block for _, block in store.blocks("latents"))
    cloud = Cloud(covariance.vectors, covariance.mean, covariance.covariance, lengths.mean)
    principal = cloud.principal
    squares = (principal.mahalanobis(block) for _, block in store.blocks("latents"))
    distances = Distances.of(squares, principal)
    return dataclasses.replace(case, store=store, cloud=cloud, lengths=lengths, distances=distances)


if __name__ == "__main__":
    print(json.dumps({"own": own, "large": large}[sys.argv[1]](*map(Path, sys.argv[2:]))))
