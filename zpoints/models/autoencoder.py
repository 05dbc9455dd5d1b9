"""The convolutional autoencoder as Keras 3 models, on any Keras backend."""

import keras
from keras import layers

from zpoints.models.architecture import Architecture

# Keras's own default, written down because it is part of the architecture.
LEAKY_SLOPE = 0.3


def build(
    architecture: Architecture,
    transposed: type[layers.Conv2DTranspose] = layers.Conv2DTranspose,
) -> tuple[keras.Model, keras.Model, keras.Model]:
    """Encoder, decoder and both in a row.

    Encoder: strided convolutions, Flatten, Dense to z (linear). Decoder: Dense, Reshape,
    transposed convolutions, the last one with a sigmoid. Padding "same" throughout.

    Args:
        architecture: shape of the autoencoder.
        transposed: class of the transposed convolutions; only Keras's own can be saved.

    Returns:
        encoder: (n, size, size, channels) in [0, 1] to (n, z_dim).
        decoder: (n, z_dim) to (n, size, size, channels) in [0, 1].
        autoencoder: images to reconstructions.
    """
    size, channels = architecture.image_size, architecture.channels

    images = keras.Input((size, size, channels), name="images")
    x = images
    stack = architecture.encoder
    for number, (filters, kernel, stride) in enumerate(
        zip(stack.filters, stack.kernels, stack.strides, strict=True), start=1
    ):
        convolution = layers.Conv2D(
            filters, kernel, stride, padding="same", name=f"convolution_{number}"
        )
        x = _finish(convolution(x), architecture, f"encoder_{number}")
    x = layers.Flatten(name="flatten")(x)
    # float32 here and at the sigmoid below keeps outputs exact under mixed precision.
    latents = layers.Dense(architecture.z_dim, dtype="float32", name="latents")(x)
    encoder = keras.Model(images, latents, name="encoder")

    inputs = keras.Input((architecture.z_dim,), name="latents")
    x = layers.Dense(_product(architecture.bottleneck), name="unflatten")(inputs)
    x = layers.Reshape(architecture.bottleneck, name="reshape")(x)
    stack = architecture.decoder
    for number, (filters, kernel, stride) in enumerate(
        zip(stack.filters, stack.kernels, stack.strides, strict=True), start=1
    ):
        convolution = transposed(
            filters, kernel, stride, padding="same", name=f"transposed_convolution_{number}"
        )
        x = convolution(x)
        if number < len(stack.filters):
            x = _finish(x, architecture, f"decoder_{number}")
    decoded = layers.Activation("sigmoid", dtype="float32", name="decoded")(x)
    decoder = keras.Model(inputs, decoded, name="decoder")

    autoencoder = keras.Model(images, decoder(encoder(images)), name="autoencoder")
    return encoder, decoder, autoencoder


def _finish(x: keras.KerasTensor, architecture: Architecture, name: str) -> keras.KerasTensor:
    """What follows a hidden convolution: normalisation, activation, dropout."""
    if architecture.batch_norm:
        x = layers.BatchNormalization(name=f"{name}_batch_norm")(x)
    if architecture.activation == "leaky_relu":
        x = layers.LeakyReLU(negative_slope=LEAKY_SLOPE, name=f"{name}_activation")(x)
    else:
        x = layers.Activation(architecture.activation, name=f"{name}_activation")(x)
    if architecture.dropout:
        x = layers.Dropout(architecture.dropout, name=f"{name}_dropout")(x)
    return x


def _product(shape: tuple[int, int, int]) -> int:
    height, width, filters = shape
    return height * width * filters
