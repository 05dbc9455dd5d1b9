"""Paths through the centre, decoded."""

import numpy as np

from workflow.scripts.samplers.paths import paths
from zpoints import files
from zpoints.models import inference


def test_paths_are_decoded_in_the_order_of_their_labels(tmp_path, decoder, cloud):
    output = str(tmp_path / "paths.npz")
    paths(decoder, cloud, output, principal_components=2, sigma=2, steps=3)
    arrays = files.read_arrays(output)
    labels = list(arrays["labels"])
    assert labels[:4] == ["component 0", "component 1", "0 and 1", "0 against 1"]
    assert [label[:4] for label in labels[4:]] == ["PC 1", "PC 2"]
    assert arrays["images"].shape == (6, 3, 16, 16, 3)
    assert arrays["images"].dtype == np.uint8
    # In the middle of every path lies the centre.
    centre = files.read_arrays(cloud)["centre"][None].astype(np.float32)
    middle = inference.load(decoder, 1, "cpu").decode(centre)[0].astype(int)
    assert np.abs(arrays["images"][:, 1] - middle).max() <= 1
