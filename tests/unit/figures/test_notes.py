"""What cannot be drawn is said in words."""

import numpy as np
import pytest
from support.drawing import draw

from zpoints.figures import notes


@pytest.mark.parametrize("times", [1, 12])
def test_sentences_are_written_whole(tmp_path, times):
    text = "No vectors: component 7 lies outside the $range$ and has no mode. " * times
    pixels = draw(notes.note, text, "Case I", path=tmp_path / "figure.png")
    assert pixels.shape[0] < pixels.shape[1]
    ink = np.flatnonzero((pixels < 128).any(axis=0))
    assert ink[0] > 5
    assert ink[-1] < pixels.shape[1] - 5
