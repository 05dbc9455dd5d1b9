"""Decoders that a Keras backend exports, with random weights: `exported_decoders.py FOLDER`.

A process of its own for each backend (KERAS_BACKEND), since Keras has one in a process.
"""

import sys
from pathlib import Path

import numpy as np

PLAIN = {"z_dim": 16, "activation": "leaky_relu", "batch_norm": False, "dropout": 0.0}
# Name: image size, channels, kernels and strides (encoder, decoder), and what else is not plain.
ARCHITECTURES = {
    "leaky": (16, 3, ([3, 3], [2, 2]), ([3, 3], [2, 2]), {}),
    "relu": (12, 1, ([3, 3], [2, 2]), ([5, 4], [2, 2]), {"activation": "relu", "batch_norm": True}),
    "selu": (18, 3, ([3, 5], [3, 1]), ([5, 7], [3, 1]), {"activation": "selu", "dropout": 0.2}),
    "one": (10, 3, ([3], [1]), ([7], [1]), {"activation": "selu", "batch_norm": True}),
}


def build(name):
    """The Keras model of a decoder, as a training would make it."""
    import keras

    from zpoints.models import architecture, autoencoder

    side, channels, encoder, decoder, more = ARCHITECTURES[name]
    filters = [8] * len(encoder[0])
    case = {
        **PLAIN,
        **more,
        "encoder": {"filters": filters, "kernels": encoder[0], "strides": encoder[1]},
        "decoder": {
            "filters": [*filters[1:], "channels"], "kernels": decoder[0], "strides": decoder[1]
        },
    }  # fmt: skip
    keras.utils.set_random_seed(3)
    _, model, _ = autoencoder.build(architecture.from_config(case, side, channels))
    generator = np.random.default_rng(4)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            weights = [generator.uniform(0.5, 1.5, array.shape) for array in layer.get_weights()]
            layer.set_weights(weights)
    return model


def main(folder):
    """Write NAME.onnx and NAME.npy, the vectors that were compared, for all architectures."""
    from zpoints.models import export

    vectors = 2 * np.random.default_rng(5).standard_normal((16, PLAIN["z_dim"]), np.float32)
    for name in ARCHITECTURES:
        export.to_onnx(build(name), vectors, folder / f"{name}.onnx", "decoder", "images")
        np.save(folder / f"{name}.npy", vectors)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
