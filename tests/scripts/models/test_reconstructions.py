"""The script of the rule `reconstructions`."""

import numpy as np
from support.own_models import SIZE, pair

from workflow.scripts.models import reconstructions
from zpoints import files
from zpoints.models import inference


def test_validation_images_and_their_reconstructions_are_written(image_store, tmp_path):
    store = image_store(60, SIZE)  # the last ten are for validation
    encoder, decoder = pair(tmp_path)
    reconstructions.reconstructions(
        images=store.path.with_suffix(".json"),
        encoder=encoder,
        decoder=decoder,
        output=tmp_path / "reconstructions.npz",
        threads=1,
    )
    arrays = files.read_arrays(tmp_path / "reconstructions.npz")
    assert list(arrays) == ["originals", "decoded"]
    np.testing.assert_array_equal(arrays["originals"], store.read("images")[50:])
    expected = inference.reconstruct(arrays["originals"], encoder, decoder, 1)
    np.testing.assert_array_equal(arrays["decoded"], expected)
