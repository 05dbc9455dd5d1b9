"""Encoding, case I at 96x96x3, z_dim 256, two threads: zpoints against `keras.Model.predict`.

Ours is all that the workflow does, store to store: open and read the image store, load the ONNX
encoder, run it, check, write, verify and publish the latent store. The peer is `predict` alone, by
the same encoder in Keras (TensorFlow), on the same images already in memory as float32, after one
batch to warm up. Neither includes imports. Each side runs in its own process.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from common import (
    THREADS,
    Row,
    alternate,
    encode_images,
    in_process,
    paint_store,
    published_config,
    published_study,
)

IMAGES = 4000
TARGET = 1.3


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Speeds of both sides in images a second."""
    with tempfile.TemporaryDirectory() as name:
        paint_store(Path(name), IMAGES - 10, 10)
        in_process("encoding.py", "export", name)

        def speed(side: str) -> float:
            return in_process("encoding.py", side, name)["images_per_second"]

        result = alternate(lambda: speed("ours"), lambda: speed("peer"), repeats)
    return [
        Row(
            "encoding, store to store against Keras predict",
            f"{result.ours:.0f} images/s",
            f"{result.peer:.0f} images/s",
            result.ratio,
            f">= {TARGET}",
            result.ratio >= TARGET,
        )
    ]


def export(folder: Path) -> dict:
    """Write the encoder of an untrained case I: its speed is that of a trained one."""
    from zpoints.models import environment

    environment.prepare_training(THREADS, gpus=0)
    import numpy as np

    from zpoints.models import architecture, autoencoder

    settings = published_config()["cases"]["I"]
    encoder, _, _ = autoencoder.build(architecture.from_config(settings, 96, 3))
    encoder.predict_on_batch(np.zeros((1, 96, 96, 3), np.float32))
    encoder.export(folder / "encoder.onnx", format="onnx", verbose=False)
    encoder.save(folder / "encoder.keras")
    return {}


def ours(folder: Path) -> dict:
    """Run the jobs that make the latent store."""
    settings = published_study().decisive("encoding")
    started = time.perf_counter()
    encode_images(folder, settings, THREADS)
    return {"images_per_second": IMAGES / (time.perf_counter() - started)}


def peer(folder: Path) -> dict:
    """Run `predict`."""
    from zpoints.models import environment

    environment.prepare_training(THREADS, gpus=0)
    import keras

    from zpoints.models.inference import to_float
    from zpoints.stores.reader import open_store

    encoder = keras.saving.load_model(folder / "encoder.keras")
    images = to_float(open_store(folder / "images.json").read("images"))
    batch = published_config()["encoding"]["batch_size"]
    encoder.predict(images[:batch], batch_size=batch, verbose=0)
    started = time.perf_counter()
    encoder.predict(images, batch_size=batch, verbose=0)
    return {"images_per_second": IMAGES / (time.perf_counter() - started)}


if __name__ == "__main__":
    print(
        json.dumps({"export": export, "ours": ours, "peer": peer}[sys.argv[1]](Path(sys.argv[2])))
    )
