"""Every drawn vector becomes an image."""

import numpy as np

from workflow.scripts.samplers.decoding import decoding


def test_vectors_become_images(tmp_path, decoder, vectors):
    np.save(tmp_path / "latents.npy", vectors[:5])
    decoding(
        decoder=decoder,
        latents=str(tmp_path / "latents.npy"),
        output=str(tmp_path / "images.npy"),
        threads=1,
        batch_size=2,
        provider="cpu",
    )
    images = np.load(tmp_path / "images.npy")
    assert images.shape == (5, 16, 16, 3)
    assert images.dtype == np.uint8
    assert np.ptp(images) > 0
