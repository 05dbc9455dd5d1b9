"""The sheet of a sampler shows images of all its vectors, or why it has none."""

import matplotlib.image
import numpy as np
import pytest
from support.drawing import pictures

from workflow.scripts.samplers.sheet import sheet
from zpoints.figures import montage


def calls(monkeypatch, module, name):
    """First two arguments of every call of a function, which does its work as before."""
    found, original = [], getattr(module, name)

    def function(*arguments):
        found.append(arguments[:2])
        original(*arguments)

    monkeypatch.setattr(module, name, function)
    return found


@pytest.mark.parametrize(
    ("limit", "rows"), [(1, [0]), (2, [0, 8]), (5, [0, 2, 4, 6, 8]), (400, list(range(9)))]
)
def test_a_sheet_is_drawn_from_the_first_to_the_last_vector(tmp_path, monkeypatch, limit, rows):
    images = pictures(9)
    np.save(tmp_path / "images.npy", images)
    drawn = calls(monkeypatch, montage, "sheet")
    figure = tmp_path / "images.png"
    sheet(str(tmp_path / "images.npy"), None, str(figure), "I", "path", limit)
    ((shown, title),) = drawn
    np.testing.assert_array_equal(shown, images[rows])
    assert title == f"Case I, path: {len(rows)} of 9 decoded vectors"
    assert np.ptp(matplotlib.image.imread(figure)) > 0


def test_a_sheet_without_images_says_why(tmp_path, monkeypatch, empty_components):
    np.save(tmp_path / "images.npy", np.empty((0, 16, 16, 3), np.uint8))
    written = calls(monkeypatch, montage, "sheet")
    figure = tmp_path / "images.png"
    sheet(str(tmp_path / "images.npy"), empty_components, str(figure), "I", "box-k1", 64)
    ((shown, title),) = written
    assert len(shown) == 0
    start = (
        "Case I, box-k1: there are no vectors, because component 2 lies outside distributions.hist"
    )
    assert title.startswith(start)
    assert title.endswith("widen the range.")
    assert np.ptp(matplotlib.image.imread(figure)) > 0
