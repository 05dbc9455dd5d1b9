"""The preview sheet."""

import numpy as np
import pytest

from workflow.scripts.dataset.preview import preview
from zpoints import seeding
from zpoints.dataset.shown import shown_rows
from zpoints.figures import montage

SEED = [1, "study", "shown"]


@pytest.fixture
def drawn(monkeypatch):
    """Images and titles of the sheets that were drawn."""
    calls = []
    original = montage.sheet

    def sheet(images, title, path, height):
        calls.append((images, title))
        original(images, title, path, height)

    monkeypatch.setattr(montage, "sheet", sheet)
    return calls


def test_the_sheet_is_drawn_from_more_or_fewer_images_than_asked_for(image_store, tmp_path, drawn):
    store = image_store(24)  # the last four are for validation
    manifest = store.path.with_suffix(".json")
    for images in (5, 100):
        preview(manifest, tmp_path / f"{images}.png", SEED, images)
        assert (tmp_path / f"{images}.png").read_bytes()[1:4] == b"PNG"
    (few, title), (everything, other_title) = drawn
    assert title == "5 of 24 images, drawn at random"
    assert other_title == "24 of 24 images, drawn at random"
    assert len(few) == 5
    shown = shown_rows(store.read("split"), 3, seeding.generator(*SEED))
    np.testing.assert_array_equal(few[:3], store.read("images")[shown])
    assert len(np.unique(everything, axis=0)) == 24
