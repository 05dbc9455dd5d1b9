"""Decoding, case I at 96x96x3, z_dim 256, two threads: zpoints against `keras.Model.predict`.

Ours is the whole job `decoding`: load the ONNX decoder, run it, check, write images. The peer is
`predict` alone, by the same decoder in Keras (TensorFlow), after one batch to warm up. Neither
includes imports. Each side runs in its own process.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from common import THREADS, Row, alternate, in_process, published_config

VECTORS = 4096
TARGET = 1.3


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Speeds of both sides in images a second."""
    with tempfile.TemporaryDirectory() as name:
        in_process("decoding.py", "export", name)

        def speed(side: str) -> float:
            return in_process("decoding.py", side, name)["images_per_second"]

        result = alternate(lambda: speed("ours"), lambda: speed("peer"), repeats)
    return [
        Row(
            "decoding, vectors to images on disk against Keras predict",
            f"{result.ours:.0f} images/s",
            f"{result.peer:.0f} images/s",
            result.ratio,
            f">= {TARGET}",
            result.ratio >= TARGET,
        )
    ]


def export(folder: Path) -> dict:
    """Write vectors and the decoder of an untrained case I: its speed is that of a trained one."""
    from zpoints.models import environment

    environment.prepare_training(THREADS, gpus=0)
    import numpy as np

    from zpoints.models import architecture, autoencoder

    settings = published_config()["cases"]["I"]
    _, decoder, _ = autoencoder.build(architecture.from_config(settings, 96, 3))
    vectors = np.random.default_rng(0).standard_normal((VECTORS, 256), np.float32)
    decoder.predict_on_batch(vectors[:1])
    decoder.export(folder / "decoder.onnx", format="onnx", verbose=False)
    decoder.save(folder / "decoder.keras")
    np.save(folder / "latents.npy", vectors)
    return {}


def ours(folder: Path) -> dict:
    """Run the job `decoding`."""
    from workflow.scripts.samplers.decoding import decoding

    settings = published_config()["encoding"]
    paths = [str(folder / name) for name in ("decoder.onnx", "latents.npy", "images.npy")]
    started = time.perf_counter()
    decoding(
        *paths,
        threads=THREADS,
        batch_size=settings["batch_size"],
        provider=settings["provider"],
    )
    return {"images_per_second": VECTORS / (time.perf_counter() - started)}


def peer(folder: Path) -> dict:
    """Run `predict`."""
    from zpoints.models import environment

    environment.prepare_training(THREADS, gpus=0)
    import keras
    import numpy as np

    decoder = keras.saving.load_model(folder / "decoder.keras")
    vectors = np.load(folder / "latents.npy")
    batch = published_config()["encoding"]["batch_size"]
    decoder.predict(vectors[:batch], batch_size=batch, verbose=0)
    started = time.perf_counter()
    decoder.predict(vectors, batch_size=batch, verbose=0)
    return {"images_per_second": VECTORS / (time.perf_counter() - started)}


if __name__ == "__main__":
    print(
        json.dumps({"export": export, "ours": ours, "peer": peer}[sys.argv[1]](Path(sys.argv[2])))
    )
