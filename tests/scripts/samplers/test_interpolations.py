"""Paths between real images, decoded."""

import numpy as np

from workflow.scripts.samplers.interpolations import interpolations
from zpoints import files, seeding
from zpoints.dataset.shown import shown_rows

SEED = [1, "study", "shown"]


def test_rows_lie_between_the_images_that_figures_show(tmp_path, image_store, encoder, decoder):
    store = image_store(96)
    interpolations(
        images=str(store.path.with_suffix(".json")),
        encoder=encoder,
        decoder=decoder,
        output=str(tmp_path / "interpolations.npz"),
        seed=SEED,
        pairs=2,
        steps=3,
    )
    arrays = files.read_arrays(tmp_path / "interpolations.npz")
    labels, images = arrays["labels"], arrays["images"]
    assert labels.tolist() == [
        "1: latent path",
        "1: pixel blend",
        "2: latent path",
        "2: pixel blend",
    ]
    assert images.shape == (4, 5, 16, 16, 3)
    assert images.dtype == np.uint8
    split = store.read("split")
    rows = shown_rows(split, 4, seeding.generator(*SEED))
    assert (split[rows] == 1).all()
    shown = store.read("images")[rows]
    for row, first, last in zip(images, (0, 0, 2, 2), (1, 1, 3, 3), strict=True):
        np.testing.assert_array_equal(row[0], shown[first])
        np.testing.assert_array_equal(row[-1], shown[last])
