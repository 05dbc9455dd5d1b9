"""Tiny autoencoders, trained in a second."""

import numpy as np

from zpoints.models import export, training
from zpoints.models.architecture import Architecture, Layers

SMALL = {
    "image_size": 16,
    "channels": 3,
    "z_dim": 4,
    "encoder": Layers((8, 8), (3, 3), (2, 2)),
    "decoder": Layers((8, 3), (3, 3), (2, 2)),
    "activation": "leaky_relu",
    "batch_norm": False,
    "dropout": 0.0,
}
# All settings that the weights depend on.
SETTINGS = {
    "epochs": 20,
    "batch_size": 16,
    "learning_rate": 0.01,
    "schedule": "constant",
    "loss": "mse",
    "precision": "float32",
    "augment": {"flip": False},
}
SEED = 11


def fit(store, architecture=None, scratch=None, memory_gb=1, seed=SEED, **settings):
    """Train; changes to the architecture and to the settings by name."""
    return training.train(
        store,
        Architecture(**(SMALL | (architecture or {}))),
        np.random.SeedSequence(seed),
        **(SETTINGS | settings),
        memory_gb=memory_gb,
        gpus=0,
        scratch=scratch,
    )


def save(trained, images, folder):
    """Paths of the three files that a training writes."""
    paths = {
        "autoencoder": folder / "autoencoder.keras",
        "encoder": folder / "encoder.onnx",
        "decoder": folder / "decoder.onnx",
    }
    export.save_onnx(
        trained.encoder, trained.decoder, images[:16], paths["encoder"], paths["decoder"]
    )
    export.save_keras(trained.autoencoder, paths["autoencoder"])
    return paths


def same_weights(first, second):
    """Whether two models have the same weights to the last bit."""
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)
