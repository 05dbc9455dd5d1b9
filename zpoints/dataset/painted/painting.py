"""Paint faces from rows of factors.

The painter fills polygons with OpenCV and multiplies the result by one smooth field of light.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import numpy as np
import pandas as pd

from zpoints.dataset.painted import features
from zpoints.dataset.painted.factors import checked_columns
from zpoints.dataset.painted.sketch import POINT_BITS, Sketch, hue_colour, mix, steps

PAINT_ROWS = 256  # rows painted together: enough to hide numpy's overhead, and small in memory
OVERSAMPLING = 2  # canvas pixels per image pixel, on top of OpenCV's own anti-aliasing
FIELD_SIZE = 40  # grid points along a side of the light field and of the background
SMALLEST_IMAGE = 8


def paint(factors: pd.DataFrame, image_size: int) -> np.ndarray:
    """Paint one face a row.

    A row gives the same bytes whatever the other rows are. OpenCV runs on one thread meanwhile,
    because callers share the work among processes; its number of threads is restored at the end.

    Args:
        factors: table with the columns of FACTORS, as from `draw_factors`; others are ignored.
        image_size: pixels along a side, at least 8; the painter is made for 16 to 256.

    Returns:
        uint8 (n, image_size, image_size, 3), RGB.

    Raises:
        ValueError: the image is too small, a column is missing, a name is unknown or a value is out
            of its range.
    """
    if image_size < SMALLEST_IMAGE:
        raise ValueError(f"image_size must be at least {SMALLEST_IMAGE} pixels, not {image_size}")
    columns = checked_columns(factors)
    images = np.empty((len(factors), image_size, image_size, 3), np.uint8)
    with _one_opencv_thread():
        for first in range(0, len(factors), PAINT_ROWS):
            rows = slice(first, first + PAINT_ROWS)
            _paint_rows({name: column[rows] for name, column in columns.items()}, images[rows])
    return images


def _paint_rows(factor: dict[str, np.ndarray], images: np.ndarray) -> None:
    """Paint into images, uint8 (n, size, size, 3); `factor` as `checked_columns` returns it."""
    image_size = images.shape[1]
    canvas_size = OVERSAMPLING * image_size
    sketch = Sketch(factor, canvas_size)
    features.draw(sketch)
    light, background = _light(sketch), _background(factor)
    colours = np.stack(sketch.colours, axis=1).tolist()
    visible = np.stack(sketch.visible, axis=1).tolist()
    for row, image in enumerate(images):
        canvas = cv2.resize(background[row], (canvas_size, canvas_size))
        for polygons, colour, is_visible in zip(
            sketch.polygons, colours[row], visible[row], strict=True
        ):
            if is_visible:
                cv2.fillPoly(canvas, [polygons[row]], colour, cv2.LINE_AA, POINT_BITS)
        small = cv2.resize(canvas, (image_size, image_size), interpolation=cv2.INTER_AREA)
        field = cv2.resize(light[row], (image_size, image_size))
        cv2.multiply(small, field, image, dtype=cv2.CV_8U)  # rounds and saturates


def _light(sketch: Sketch) -> np.ndarray:
    """What the painted colours are multiplied by, near 1: (n, FIELD_SIZE, FIELD_SIZE, 3)."""
    factor, size = sketch.factor, sketch.size
    grid = (steps(0, FIELD_SIZE - 1, FIELD_SIZE) + 0.5) / FIELD_SIZE
    across = np.stack([np.exp(-(((grid - x) / w) ** 2)) for x, _, w, _, _ in sketch.blobs], axis=1)
    down = np.stack([np.exp(-(((grid - y) / h) ** 2)) for _, y, _, h, _ in sketch.blobs], axis=2)
    gains = np.stack([gain for *_, gain in sketch.blobs], axis=1)
    # Light from a side levels out at the edges of the head; light from the front comes from above.
    # Shade is deeper than light is bright, or fair skin would wash out.
    direction = factor["light_direction"]
    sideways = direction * np.tanh((grid - sketch.centre[0]) / (0.6 * size))
    downwards = -0.6 * (1 - np.abs(direction)) * np.tanh((grid - sketch.centre[1]) / size)
    level = factor["light_strength"][..., None] * (
        sideways[:, None, :] + downwards[:, :, None] - 0.4
    )
    field = np.empty((len(size), FIELD_SIZE, FIELD_SIZE, 3), np.float32)
    for channel, tint in enumerate((0.06, 0.01, -0.08)):
        # One matrix product an image, so that a row's bytes cannot depend on the other rows.
        blobs = down @ (across * gains[:, :, [channel]])
        field[..., channel] = (1 + tint * factor["light_warmth"][..., None] + level) * (1 + blobs)
    return field


def _background(factor: dict[str, np.ndarray]) -> np.ndarray:
    """A gradient of two colours and a soft blob: uint8 (n, FIELD_SIZE, FIELD_SIZE, 3)."""
    hue, lightness = factor["background_hue"], factor["background_lightness"]
    contrast = factor["background_contrast"]
    other_lightness = lightness + np.where(lightness > 0.5, -0.55, 0.55) * contrast
    first = hue_colour(hue, 0.35, lightness)
    second = hue_colour(hue + 0.25 * contrast, 0.45, other_lightness)
    across, down = steps(-1, 1, FIELD_SIZE), steps(-1, 1, FIELD_SIZE)[:, None]
    angle = np.radians(factor["background_direction"])[..., None]
    gradient = np.cos(angle) * across + np.sin(angle) * down
    distance = (across - 0.9 * np.cos(angle + 2)) ** 2 + (down - 0.9 * np.sin(angle + 2)) ** 2
    share = np.clip(0.5 + 0.45 * gradient - 0.45 * np.exp(-5 * distance), 0, 1)[..., None]
    colour = mix(first[:, None, None], second[:, None, None], share)
    return np.clip(colour, 0, 255).astype(np.uint8)


@contextmanager
def _one_opencv_thread() -> Iterator[None]:
    """Run OpenCV on one thread inside the block."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(threads)
