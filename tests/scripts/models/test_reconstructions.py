"""The script of the rule `reconstructions`."""

import numpy as np
from support.own_models import SIZE, pair

from workflow.scripts.models import reconstructions
from zpoints import files, seeding
from zpoints.dataset.shown import shown_rows
from zpoints.models import inference

SEED = [1, "study", "shown"]


def test_images_and_their_reconstructions_are_written(image_store, tmp_path):
    store = image_store(60, SIZE)  # the last ten are for validation
    encoder, decoder = pair(tmp_path)
    reconstructions.reconstructions(
        images=store.path.with_suffix(".json"),
        encoder=encoder,
        decoder=decoder,
        output=tmp_path / "reconstructions.npz",
        seed=SEED,
        threads=1,
    )
    arrays = files.read_arrays(tmp_path / "reconstructions.npz")
    assert list(arrays) == ["originals", "decoded", "split"]
    assert arrays["split"].tolist() == [1] * 10 + [0] * 26
    rows = shown_rows(store.read("split"), 36, seeding.generator(*SEED))
    np.testing.assert_array_equal(arrays["originals"], store.read("images")[rows])
    expected = inference.reconstruct(arrays["originals"], encoder, decoder, 1)
    np.testing.assert_array_equal(arrays["decoded"], expected)
