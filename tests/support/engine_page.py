"""A page with the atlas's decoder and nothing else, under the policy of the atlas."""

import base64
import json

import numpy as np

from zpoints.study.atlas.engine import build
from zpoints.study.page import script_hash

FOLDER = build.FOLDER
WORKER = ("engine.js", "worker.js")
# What tests call; the page itself calls nothing.
OWN = """
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
let decoders = null;
function load({wasm, graph, weights, workers}) {
  if (decoders) decoders.close();
  weights = new Uint16Array(bytes(weights).buffer);
  decoders = new Decoders({wasm: bytes(wasm), graph, weights, workers});
}
const vectors = (text) => new Float32Array(bytes(text).buffer);
const text = (pixels) => {
  let all = "";
  for (let i = 0; i < pixels.length; i += 4096) {
    all += String.fromCharCode(...pixels.subarray(i, i + 4096));
  }
  return btoa(all);
};
async function decode(z, options) {
  const result = await decoders.decode(vectors(z), options);
  return result && text(result.pixels);
}
"""


def write(folder):
    """Write the page into a folder; its path."""
    script = (FOLDER / "decoders.js").read_text("utf-8") + OWN
    worker = "\n".join((FOLDER / name).read_text("utf-8") for name in WORKER)
    policy = (
        f"default-src 'none'; script-src '{script_hash(script)}' 'wasm-unsafe-eval'; "
        "worker-src blob:; base-uri 'none'; form-action 'none'"
    )
    path = folder / "engine.html"
    path.write_text(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>Engine</title>'
        f'</head><body><script type="text/plain" id="worker">{worker}</script>'
        f"<script>{script}</script></body></html>",
        "utf-8",
    )
    return path


def base64_of(values):
    """Bytes or an array as the page's functions take them."""
    content = values if isinstance(values, bytes) else np.ascontiguousarray(values).tobytes()
    return base64.b64encode(content).decode()


def load(page, folded, workers=1, wasm=None):
    """Give the page a decoder."""
    decoder = {
        "wasm": base64_of(build.BINARY.read_bytes() if wasm is None else wasm),
        "graph": folded.graph,
        "weights": base64_of(folded.weights.astype("<u2")),
        "workers": workers,
    }
    page.value(f"load({json.dumps(decoder)})")


def decode(page, folded, vectors, **options):
    """Images of vectors, uint8 (n, height, width, channels), by the page's decoder."""
    text = page.call("decode", base64_of(vectors.astype("<f4")), options)
    if text is None:
        return None
    graph = folded.graph
    shape = (len(vectors), graph["height"], graph["width"], 4)
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(shape)
    assert (pixels[..., 3] == 255).all()
    if graph["channels"] == 1:
        assert (pixels[..., :1] == pixels[..., :3]).all()
    return pixels[..., : graph["channels"]]
