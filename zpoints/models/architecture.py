"""Shapes of a convolutional autoencoder: plain arithmetic, no deep-learning library.

Kept apart from `autoencoder` so that a config can be checked without importing Keras.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from zpoints.errors import StudyError

CHANNELS = "channels"


@dataclass(frozen=True)
class Layers:
    """A stack of (transposed) convolutions; every tuple has one entry for each layer."""

    filters: tuple[int, ...]
    kernels: tuple[int, ...]
    strides: tuple[int, ...]


@dataclass(frozen=True)
class Architecture:
    """Everything that decides the shape of an autoencoder.

    `image_size` is in pixels (square images); `decoder.filters[-1]` equals `channels`.
    """

    image_size: int
    channels: int
    z_dim: int
    encoder: Layers
    decoder: Layers
    activation: str
    batch_norm: bool
    dropout: float

    @property
    def bottleneck(self) -> tuple[int, int, int]:
        """Shape (height, width, filters) of the feature maps next to the latent vector."""
        side = self.image_size
        for stride in self.encoder.strides:
            side = -(-side // stride)  # "same" padding rounds up
        return side, side, self.encoder.filters[-1]


def from_config(case: dict, image_size: int, channels: int, where: str = "case") -> Architecture:
    """Architecture of one case of the config.

    Args:
        case: keys z_dim, encoder, decoder (filters, kernels, strides), activation, batch_norm,
            dropout. The last of the decoder's filter counts is the word "channels".
        image_size: side of the images in pixels.
        channels: 1 or 3.
        where: how messages name the case, e.g. "cases.I".

    Raises:
        StudyError: lists of different lengths, or a decoder that does not give images of
            `image_size` and `channels`.
    """
    encoder = _layers(case["encoder"], f"{where}.encoder")
    decoder = _layers(case["decoder"], f"{where}.decoder")
    if CHANNELS in encoder.filters:
        raise StudyError(
            f"{where}.encoder.filters holds the word '{CHANNELS}', which only the decoder's last "
            "layer may; write a number of filters."
        )
    if CHANNELS in decoder.filters[:-1] or decoder.filters[-1] not in (CHANNELS, channels):
        raise StudyError(
            f"{where}.decoder.filters is {_plain(decoder.filters)}, but its last layer paints the "
            f"image; end the list with the word '{CHANNELS}' and use numbers before it."
        )
    architecture = Architecture(
        image_size=image_size,
        channels=channels,
        z_dim=case["z_dim"],
        encoder=encoder,
        decoder=Layers((*decoder.filters[:-1], channels), decoder.kernels, decoder.strides),
        activation=case["activation"],
        batch_norm=case["batch_norm"],
        dropout=case["dropout"],
    )
    side = architecture.bottleneck[0]
    decoded = side
    for stride in decoder.strides:
        decoded *= stride
    if decoded != image_size:
        raise StudyError(
            f"{where}.decoder.strides is {_plain(decoder.strides)}, which turns the encoder's "
            f"{side}x{side} maps into {decoded}x{decoded} images, but dataset.image_size is "
            f"{image_size}; choose strides whose product is the encoder's and an image size that "
            "this product divides."
        )
    return architecture


def _layers(stack: dict, where: str) -> Layers:
    """Check that the lists of a stack have one entry for each layer."""
    filters, kernels = tuple(stack["filters"]), tuple(stack["kernels"])
    strides = tuple(stack["strides"] or [2] * len(filters))
    for name, values in (("kernels", kernels), ("strides", strides)):
        if len(values) != len(filters):
            raise StudyError(
                f"{where}.{name} has {len(values)} entries and {where}.filters has {len(filters)}; "
                "give one entry for each layer."
            )
    return Layers(filters, kernels, strides)


def _plain(values: Sequence) -> str:
    return "[" + ", ".join(str(value) for value in values) + "]"
