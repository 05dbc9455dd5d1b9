"""What the decoder on the page must give: compared here when it is written, there when it opens."""

from pathlib import Path

import numpy as np

from zpoints.models import inference
from zpoints.study.atlas.engine import graph, weights
from zpoints.study.atlas.engine.graph import Decoder
from zpoints.study.atlas.engine.translation import Step, Unsupported

# Levels of grey, of 255, by which the page's images may differ from those of ONNX Runtime.
TOLERANCE = 1


def decoder_graph(path: str | Path, vectors: np.ndarray) -> tuple[weights.Folded, np.ndarray]:
    """The decoder as the page holds it, compared with ONNX Runtime.

    Weights are in half precision if that changes no pixel by more than TOLERANCE, else in single
    precision.

    Args:
        path: of the decoder's ONNX file.
        vectors: float32 (n, z_dim), to compare with; the page compares with the same ones.

    Returns:
        graph and weights; images of the vectors as ONNX Runtime gives them, uint8 (n, height,
        width, channels).

    Raises:
        Unsupported: with a sentence for the page: the engine cannot run the decoder, or images
            differ even in single precision.
        StudyError: the vectors do not fit the decoder, or it gives values that are not finite.
    """
    decoder = graph.decoder(path)
    if inference.load(path, threads=1, provider="cpu").output_shape != decoder.shape:
        raise Unsupported("The decoder does not say what size its images have.")
    images = reference(path, vectors)
    for half in (True, False):
        folded = weights.pack(decoder, half)
        worst = difference(folded, vectors, images)
        if worst <= TOLERANCE:
            return folded, images
    raise Unsupported(
        f"Images of the decoder's simplified form differ from those of ONNX Runtime by {worst} of "
        f"255 levels, and {TOLERANCE} is allowed."
    )


def reference(path: str | Path, vectors: np.ndarray) -> np.ndarray:
    """Images of vectors as ONNX Runtime gives them with the decoder's own weights.

    Args:
        path: of the decoder's ONNX file.
        vectors: float32 (n, z_dim).

    Returns:
        uint8 (n, height, width, channels).
    """
    return inference.load(path, threads=1, provider="cpu").decode(vectors)


def difference(folded: weights.Folded, vectors: np.ndarray, images: np.ndarray) -> int:
    """Largest difference in a pixel between the decoder of a page and given images, of 255."""
    found = run(weights.unpack(folded), vectors)
    if not np.isfinite(found).all():
        return 255
    return int(np.abs(inference.to_uint8(found).astype(int) - images).max(initial=0))


def run(decoder: Decoder, vectors: np.ndarray) -> np.ndarray:
    """Run a decoder's steps with NumPy, as the engine does.

    Args:
        decoder: its steps.
        vectors: float32 (n, z_dim).

    Returns:
        float32 (n, height, width, channels).
    """
    x = np.asarray(vectors, np.float32)
    with np.errstate(all="ignore"):  # what overflows is no image, and found to be none
        for step in decoder.steps:
            x = globals()[f"_{step['op']}"](step, x)
    return x.reshape(len(vectors), *decoder.shape)


def _dense(step: Step, x: np.ndarray) -> np.ndarray:
    return x.reshape(len(x), -1) @ step["weight"] + (0 if step["bias"] is None else step["bias"])


def _scale(step: Step, x: np.ndarray) -> np.ndarray:
    factor = 1 if step["factor"] is None else step["factor"][:, None]
    term = 0 if step["term"] is None else step["term"][:, None]
    return x.reshape(-1, step["channels"], step["size"]) * factor + term


def _transpose(step: Step, x: np.ndarray) -> np.ndarray:
    axes = [0, *(axis + 1 for axis in step["axes"])]
    return np.ascontiguousarray(x.reshape(-1, *step["input"]).transpose(axes))


def _transposed(step: Step, x: np.ndarray) -> np.ndarray:
    """Each pixel paints the kernel, times its value, into the output."""
    x = x.reshape(-1, *step["input"])
    rows, columns = step["input"][1:]
    kernel = step["weight"].shape[2:]
    reach = [
        (side - 1) * stride + (length - 1) * apart + 1
        for side, stride, length, apart in zip(
            (rows, columns), step["strides"], kernel, step["dilations"], strict=True
        )
    ]
    channels, *sides = step["output"]
    (top, left), (down, across) = step["pads"], step["strides"]
    # As large as what is painted and what is kept of it.
    canvas = np.zeros(
        (len(x), channels, max(reach[0], top + sides[0]), max(reach[1], left + sides[1])),
        np.float32,
    )
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            painted = np.einsum("ncyx,co->noyx", x, step["weight"][:, :, i, j], optimize=True)
            y, z = i * step["dilations"][0], j * step["dilations"][1]
            canvas[:, :, y : y + rows * down : down, z : z + columns * across : across] += painted
    kept = canvas[:, :, top : top + sides[0], left : left + sides[1]]
    return kept if step["bias"] is None else kept + step["bias"][:, None, None]


def _convolve(step: Step, x: np.ndarray) -> np.ndarray:
    """Each output pixel is the sum of the kernel times what lies under it."""
    x = x.reshape(-1, *step["input"])
    channels, *sides = step["output"]
    (top, left), (down, across) = step["pads"], step["strides"]
    kernel = step["weight"].shape[2:]
    ends = [
        (side - 1) * stride + (length - 1) * apart + 1
        for side, stride, length, apart in zip(
            sides, step["strides"], kernel, step["dilations"], strict=True
        )
    ]
    bottom, right = (max(end - length, 0) for end, length in zip(ends, x.shape[2:], strict=True))
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
    result = np.zeros((len(x), channels, *sides), np.float32)
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            y, z = i * step["dilations"][0], j * step["dilations"][1]
            part = x[:, :, y : y + sides[0] * down : down, z : z + sides[1] * across : across]
            part = part[:, :, : sides[0], : sides[1]]
            result += np.einsum("ncyx,oc->noyx", part, step["weight"][:, :, i, j], optimize=True)
    return result if step["bias"] is None else result + step["bias"][:, None, None]


def _pad(step: Step, x: np.ndarray) -> np.ndarray:
    (top, left), (_, height, width) = step["pads"], step["output"]
    x = x.reshape(-1, *step["input"])
    result = np.zeros((len(x), *step["output"]), np.float32)
    rows, columns = x.shape[2:]
    result[:, :, top : top + rows, left : left + columns] = x
    return result[:, :, :height, :width]


def _enlarge(step: Step, x: np.ndarray) -> np.ndarray:
    down, across = step["factors"]
    return x.reshape(-1, *step["input"]).repeat(down, axis=2).repeat(across, axis=3)


def _leaky(step: Step, x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0) + np.float32(step["slope"]) * np.minimum(x, 0)


def _elu(step: Step, x: np.ndarray) -> np.ndarray:
    below = np.float32(step["alpha"]) * np.expm1(np.minimum(x, 0))
    return np.float32(step["gamma"]) * (np.maximum(x, 0) + below)


def _sigmoid(step: Step, x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def _tanh(step: Step, x: np.ndarray) -> np.ndarray:
    return np.tanh(x)


def _clip(step: Step, x: np.ndarray) -> np.ndarray:
    return np.clip(x, step["low"], step["high"])
