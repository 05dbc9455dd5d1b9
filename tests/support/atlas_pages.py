"""Whole pages of small atlases, and what tests ask of them in a browser."""

import base64
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from support import atlas_results, decoders
from zpoints.cloud.cloud import Cloud
from zpoints.models import inference
from zpoints.stores.reader import open_store
from zpoints.study.atlas.page import page as page_text
from zpoints.study.atlas.study import study_data

DECODER = "TensorFlow's"
SIZE, Z_DIM, COUNT = 16, 6, 300
NAME = "<b>&\"'"  # a case whose name is no HTML
# Pixels of canvases, and numbers, as text.
PIXELS = """(canvases) => canvases.map((canvas) => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return [canvas.width, canvas.height, btoa(String.fromCharCode(...data))];
})"""
FLOATS = """(array) => {
  let text = "";
  for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) {
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}"""


@dataclass(frozen=True)
class AtlasPage:
    """An atlas.html and the results that it shows."""

    path: Path
    files: atlas_results.Files
    attributes: pd.DataFrame

    @property
    def decoder(self):
        """Path of the ONNX decoder of the first case."""
        return self.files.cases["I"]["paths"]["decoder"]

    def cloud(self, case="I"):
        """The cloud of a case."""
        return Cloud.load(self.files.cases[case]["paths"]["cloud"])

    def vectors(self, case="I"):
        """All latent vectors of a case."""
        return np.asarray(open_store(self.files.cases[case]["paths"]["latents"]).read("latents"))

    def decode(self, vectors):
        """What ONNX Runtime makes of vectors, uint8."""
        return inference.load(self.decoder, 1, "cpu").decode(np.float32(vectors))

    def open(self, page, hash_="", tested=True):
        """Open it in a page of a browser, and wait until it works."""
        page.open(self.path.resolve().as_uri() + hash_)
        page.wait("document.body.classList.contains('open')")
        if tested:
            page.wait("atlas.tested > 0")


def attribute_values(count=COUNT, seed=5):
    """Attributes of images: two of yes and no, one of them unknown in places, and a number."""
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "smiling": random.integers(0, 2, count),
            "hat=<none>": np.where(
                random.random(count) < 0.1, np.nan, random.integers(0, 2, count)
            ),
            "age": random.normal(40, 9, count).round(2),
        }
    )


def write(folder, cases=("I", NAME), decoder=True, images="shown", damage=None):
    """Write an atlas into a folder.

    Args:
        folder: which is empty.
        cases: their names.
        decoder: whether the page holds decoders.
        images: "shown" or "none".
        damage: called with the page's text, gives another one.
    """
    values = attribute_values()
    shared = {"attributes": values.copy()}
    files = atlas_results.write(folder, cases, COUNT, Z_DIM, shared, size=SIZE)
    for case in files.cases.values():
        place = Path(case["paths"]["decoder"]).parent
        case["paths"]["decoder"] = str(decoders.write(DECODER, place))
    settings = {**atlas_results.SETTINGS, "images": images, "thumbnails": SIZE, "decoder": decoder}
    results = [files.case(name) for name in cases]
    data = study_data(files.study(), results, settings, [1, "atlas"], "0")
    text = page_text(*data)
    path = Path(folder) / "atlas.html"
    path.write_text(damage(text) if damage else text, "utf-8")
    return AtlasPage(path, files, values)


def blob_damaged(text, name, change):
    """The page with the base64 text of a blob changed."""
    pattern = re.compile(rf'(data-blob="{re.escape(name)}"[^>]*>)([^<]*)(</script>)')
    assert len(pattern.findall(text)) == 1
    return pattern.sub(lambda found: found[1] + change(found[2]) + found[3], text)


def bytes_changed(text):
    """Base64 of the same bytes, some of which are others."""
    content = bytearray(base64.b64decode(text))
    for place in range(len(content) // 3, 2 * len(content) // 3):
        content[place] ^= 0x55
    return base64.b64encode(content).decode()


def pixels(page, canvases):
    """Images on canvases (a JavaScript expression for their list), uint8 (n, height, width, 3)."""
    found = page.value(f"({PIXELS})({canvases})")
    arrays = [
        np.frombuffer(base64.b64decode(text), np.uint8).reshape(h, w, 4) for w, h, text in found
    ]
    assert all((array[..., 3] == 255).all() for array in arrays)
    return np.stack(arrays)[..., :3]


def floats(page, array):
    """A Float32Array of the page (an expression) as numpy has it."""
    return np.frombuffer(base64.b64decode(page.value(f"({FLOATS})({array})")), "<f4")


def assert_rounded(found, vectors, step):
    """Vectors of the page are those of the study, whose coordinates were rounded to a step."""
    away = np.linalg.norm(np.atleast_2d(found) - np.atleast_2d(vectors), axis=1)
    assert away.max() <= 0.51 * step * np.sqrt(np.shape(vectors)[-1])


def settled(page, shown):
    """Wait until an expression, a text, gives the same twice with a pause between; the text."""
    before = None
    while (now := page.value(shown)) != before:
        before = now
        page.pause(0.25)
    return now


def off(a, b):
    """Largest difference of bytes."""
    return int(np.abs(a.astype(int) - b.astype(int)).max())
