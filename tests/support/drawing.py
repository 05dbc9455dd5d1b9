"""What the tests of all figures share."""

import warnings

import numpy as np
from PIL import Image

_R = np.random.default_rng(0)
_DRAWN = set()


def pictures(count, size=16, channels=3):
    """Images of noise, uint8 (count, size, size, channels)."""
    return _R.integers(0, 255, (count, size, size, channels)).astype(np.uint8)


def draw(function, *arguments, path, **named):
    """Draw; no warning, a PNG that a person can look at, and the same bytes when drawn again."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        function(*arguments, path=path, **named)
        first = path.read_bytes()
        if function not in _DRAWN:  # each kind of figure once: drawing takes its time
            function(*arguments, path=path, **named)
            _DRAWN.add(function)
    assert first == path.read_bytes()
    assert first.startswith(b"\x89PNG")
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("L"))
        assert "Software" not in image.info
    height, width = pixels.shape
    assert 400 <= width <= 4000
    assert 150 <= height <= 4000
    assert pixels.std() > 2  # not blank
    assert (pixels[[0, -1]] > 250).mean() > 0.9  # nothing is cut off above or below
    assert (pixels[:, [0, -1]] > 250).mean() > 0.9  # nor at the sides
    return pixels
