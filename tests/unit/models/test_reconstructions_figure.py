"""The figure of reconstructions."""

import numpy as np
import pytest
from support.drawing import draw, pictures

from zpoints.models import reconstructions_figure as figure


@pytest.mark.parametrize("count", [1, 12, 13, 24])
def test_images_above_their_reconstructions(tmp_path, count):
    images = pictures(count), pictures(count)
    path = tmp_path / "figure.png"
    draw(figure.reconstructions, *images, f"{count} images", "I", path=path)


def test_the_title_says_how_far_they_are_off():
    originals = np.full((2, 4, 4, 3), 100, np.uint8)
    decoded = originals.copy()
    decoded[1] = 112  # half of the pixels are 12 off: 12 / √2
    title = figure.title(originals, decoded, "2 images", "I")
    assert title == "Case I: reconstructions of 2 images are 8 of 255 grey levels off"
