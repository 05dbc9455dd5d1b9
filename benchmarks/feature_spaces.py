"""How feature spaces tell samplers and controls apart in finished studies: a table in Markdown.

    .venv/bin/python benchmarks/feature_spaces.py results/demo results/mine

For each case and each space of zpoints.quality.features the overlap of held-out reconstructions,
the largest of the controls, of gaussian-full, of permuted, and the largest of the cubes; then
gaussian-full and permuted again with 3 and 10 neighbours, and from other real images.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from zpoints.models import inference
from zpoints.quality import features
from zpoints.quality.controls import controls
from zpoints.quality.neighbours import Neighbours
from zpoints.quality.real_images import choose_rows
from zpoints.stores.reader import open_store

HEADS = ["study", "case", "space", "held out", "controls", "full", "permuted", "cubes"]
HEADS += ["full, permuted: k = 3", "k = 10", "other images"]
# Neighbours of the first table, of the others, and images in a set.
K, OTHER_K, COUNT = 5, (3, 10), 512


def table(folders: list[str]) -> None:
    """Print a row for each case and space of these studies."""
    print("|", " | ".join(HEADS), "|")
    print("|", " | ".join("---" for _ in HEADS), "|")
    for folder in map(Path, folders):
        for decoder in sorted(folder.glob("*/models/decoder.onnx")):
            for space in features.FEATURES:
                cells = row(decoder.parents[1], space)
                print("|", " | ".join([folder.name, decoder.parents[1].name, space, *cells]), "|")


def row(case: Path, space: str) -> list[str]:
    """Overlaps of one case in one space, as texts."""
    drawn = {path.parent.name: np.load(path) for path in case.glob("samplers/*/images.npy")}
    drawn = {name: images for name, images in drawn.items() if len(images) > 1}
    first = overlaps(case, space, drawn, seed=1, ks=(K, *OTHER_K))
    second = overlaps(case, space, drawn, seed=2, ks=(K,))
    measured = first[K]
    groups = [
        ["reconstructions"],
        ["noise", "scrambled", "mean-image"],
        ["gaussian-full"],
        ["permuted"],
        [name for name in measured if name.startswith("uniform")],
    ]
    again = [*(first[k] for k in OTHER_K), second[K]]
    pairs = [f"{largest(one, ['gaussian-full'])}, {largest(one, ['permuted'])}" for one in again]
    return [*(largest(measured, names) for names in groups), *pairs]


def largest(measured: dict[str, float], names: list[str]) -> str:
    """The largest overlap of these samplers, as a text; a study may have none of them."""
    known = [measured[name] for name in names if name in measured]
    return f"{max(known):.2f}" if known else "-"


def overlaps(
    case: Path, space: str, drawn: dict[str, np.ndarray], seed: int, ks: tuple[int, ...]
) -> dict[int, dict[str, float]]:
    """For each k the overlap of each set of images, by real images that the seed chooses."""
    store = open_store(case.parent / "dataset/images.json")
    encoder, decoder = (
        inference.load(case / f"models/{name}.onnx", 2, "cpu") for name in ("encoder", "decoder")
    )
    generator = np.random.default_rng(seed)
    rows = choose_rows(store.read("split"), COUNT, generator)
    judged, other = (store.take("images", rows[name]) for name in ("judged", "other"))
    held_out, reference = (
        decoder.decode(encoder.run(images, inference.BATCH_SIZE)) for images in (judged, other)
    )
    sets = {"reconstructions": held_out, **controls(judged, generator), **drawn}
    fitted = features.fit(space, reference)
    real = fitted.features(reference)
    found: dict[int, dict[str, float]] = {k: {} for k in ks}
    for name, images in sets.items():
        neighbours = Neighbours.of(real, fitted.features(images))
        for k in ks:
            found[k][name] = neighbours.scores(k)["overlap"]
    return found


if __name__ == "__main__":
    table(sys.argv[1:])
