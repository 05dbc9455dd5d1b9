"""Paths between real images, decoded."""

import numpy as np

from workflow.scripts.samplers.interpolations import interpolations
from zpoints import files


def test_rows_lie_between_images_of_validation(tmp_path, image_store, encoder, decoder):
    store = image_store(96)
    interpolations(
        images=str(store.path.with_suffix(".json")),
        encoder=encoder,
        decoder=decoder,
        output=str(tmp_path / "interpolations.npz"),
        seed=[1, "study", "case", "strips"],
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
    validation = store.read("images", 80)
    for row in images:
        for end in (row[0], row[-1]):
            assert (validation == end).all(axis=(1, 2, 3)).any()
