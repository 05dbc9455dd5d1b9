"""Paths between real images, decoded."""

import numpy as np

from workflow.scripts.samplers.interpolations import SHOWN, interpolations
from zpoints import files, seeding
from zpoints.dataset.shown import shown_rows
from zpoints.samplers.ends import differing_pairs

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
    shown = store.read("images")[shown_rows(split, SHOWN, seeding.generator(*SEED))]
    ends = shown[differing_pairs(shown, 2)]
    for number, row in enumerate(images):
        np.testing.assert_array_equal(row[0], ends[number // 2, 0])
        np.testing.assert_array_equal(row[-1], ends[number // 2, 1])
