"""Live decoding in the atlas against ONNX Runtime for Python with one thread, in the same run.

Cases I and II at 64 and 96 pixels, in headless Chromium, from file://, with one worker. Ours is the
time from the call in the page to the pixels, with the worker between; the peer's that of
`InferenceSession.run`; the fastest call counts, for a browser has many processes. `ratio` is ours
against the peer's time, and the target an upper limit. A last row says how long a slider waits for
its image while sheets of 16 are decoded.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from common import ROOT, Row, in_process, published_config

CASES = [(case, side) for case in ("I", "II") for side in (64, 96)]
SHEET = 16
# Images at a time, and what they may cost at most against ONNX Runtime.
TARGETS = {1: 6, SHEET: 10}
SLIDER_MILLISECONDS = 20
# Calls in one measurement.
CALLS = {1: 40, SHEET: 10}
# The page measures itself, so that the way from Python to it does not count.
MEASURE = """async (text, images, calls) => {
  const z = vectors(text).slice(0, images * decoders.graph.z_dim), times = [];
  for (let call = 0; call < calls; call++) {
    const began = performance.now();
    await decoders.decode(z);
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}"""
SLIDE = """async (text, frames) => {
  const z = vectors(text), one = z.slice(0, decoders.graph.z_dim), times = [];
  let sliding = true;
  const sheets = (async () => { while (sliding) await decoders.decode(z); })();
  for (let frame = 0; frame < frames; frame++) {
    const began = performance.now();
    await decoders.decode(one, {kind: "slider", priority: 1});
    times.push(performance.now() - began);
    await new Promise(requestAnimationFrame);
  }
  sliding = false;
  await sheets;
  return times.sort((a, b) => a - b)[frames >> 1];
}"""


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Times of both sides in milliseconds."""
    sys.path.insert(0, str(ROOT / "tests"))
    from support import browsers, engine_page
    from support.chromium import Chromium

    if not browsers.find("chromium"):
        return [Row("live decoding in the atlas", browsers.missing("chromium"))]
    found = []
    with tempfile.TemporaryDirectory() as name, Chromium() as browser, browser.page() as page:
        in_process("atlas.py", "export", name)
        page.open(engine_page.write(Path(name)))
        for case, side in CASES:
            found += case_rows(page, Path(name) / f"{case}-{side}.onnx", repeats)
    return found


def case_rows(page, path: Path, repeats: int) -> list[Row]:
    """Rows of one decoder: an image, a sheet, a slider."""
    import numpy as np
    from support import engine_page

    from zpoints.models import inference
    from zpoints.study.atlas.engine import selftest

    z_dim = inference.load(path, 1, "cpu").input_shape[0]
    vectors = np.random.default_rng(0).standard_normal((SHEET, z_dim), np.float32)
    folded, images = selftest.decoder_graph(path, vectors)
    engine_page.load(page, folded)
    found = engine_page.decode(page, folded, vectors).astype(int)
    if np.abs(found - images).max() > selftest.TOLERANCE:
        return [Row(path.stem, "the page's images are not those of ONNX Runtime")]
    page.call(MEASURE, engine_page.base64_of(vectors), SHEET, 10)  # compiled by now
    result = []
    for count, limit in TARGETS.items():
        pairs = [
            (
                page.call(MEASURE, engine_page.base64_of(vectors), count, CALLS[count]),
                peer(path, vectors[:count], CALLS[count]),
            )
            for _ in range(repeats)
        ]
        ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
        ratio = statistics.median(a / b for a, b in pairs)
        what = "one image" if count == 1 else f"a sheet of {count}"
        result.append(
            Row(
                f"atlas, {path.stem.replace('-', ' at ')}: {what} against ONNX Runtime",
                f"{ours:.2f} ms",
                f"{theirs:.2f} ms",
                ratio,
                f"<= {limit}",
                ratio <= limit,
            )
        )
    waited = page.call(SLIDE, engine_page.base64_of(vectors), 60)
    result.append(
        Row(
            f"atlas, {path.stem.replace('-', ' at ')}: an image while sheets are decoded, median",
            f"{waited:.1f} ms",
            target=f"<= {SLIDER_MILLISECONDS} ms",
            met=waited <= SLIDER_MILLISECONDS,
        )
    )
    return result


def peer(path: Path, vectors, calls: int) -> float:
    """Milliseconds of the fastest call of ONNX Runtime."""
    from zpoints.models import inference

    session = inference.load(path, 1, "cpu").session
    (given,) = session.get_inputs()
    times = []
    for _ in range(calls):
        began = time.perf_counter()
        session.run(None, {given.name: vectors})
        times.append(1000 * (time.perf_counter() - began))
    return min(times)


def export(folder: Path) -> dict:
    """Write decoders with random weights: their speed is that of trained ones."""
    from zpoints.models import environment

    environment.prepare_training(1, gpus=0)
    from zpoints.models import architecture, autoencoder

    for case, side in CASES:
        settings = published_config()["cases"][case]
        _, decoder, _ = autoencoder.build(architecture.from_config(settings, side, 3))
        decoder.export(folder / f"{case}-{side}.onnx", format="onnx", verbose=False)
    return {}


if __name__ == "__main__":
    print(json.dumps({"export": export}[sys.argv[1]](Path(sys.argv[2]))))
