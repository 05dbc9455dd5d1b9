"""Every drawn vector becomes an image."""

import numpy as np
import pytest

from workflow.scripts.samplers.decoding import decoding


@pytest.mark.parametrize("count", [5, 0])
def test_vectors_become_images(tmp_path, decoder, vectors, count):
    np.save(tmp_path / "latents.npy", vectors[:count])
    decoding(
        decoder=decoder,
        latents=str(tmp_path / "latents.npy"),
        output=str(tmp_path / "images.npy"),
        threads=1,
        batch_size=2,
        provider="cpu",
    )
    images = np.load(tmp_path / "images.npy")
    assert images.shape == (count, 16, 16, 3)
    assert images.dtype == np.uint8
    assert count == 0 or np.ptp(images) > 0
