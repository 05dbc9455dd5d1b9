"""Rows of judged and other images, and scores where a meter applies."""

import numpy as np
import pytest

from workflow.scripts.quality.reference_images import reference_images
from zpoints import files
from zpoints.quality import meters


def test_two_sets_of_rows_without_a_meter(scores):
    arrays = files.read_arrays(scores)
    assert list(arrays) == ["judged", "other"]
    assert len(arrays["judged"]) == len(arrays["other"]) == 12
    assert arrays["judged"].min() >= 80, "the last sixth is for validation"
    assert arrays["other"].max() < 80


def test_scores_of_real_images_and_controls(tmp_path, case, monkeypatch):
    monkeypatch.setitem(meters.METERS, "bright", lambda image: image.mean() - 127.5)
    path = tmp_path / "scores.npz"
    reference_images(
        images=case.images,
        output=path,
        count=99,
        meter="bright",
        seed=[1, "study", "reference_images"],
    )
    arrays = files.read_arrays(path)
    assert arrays["judged"].tolist() == list(range(80, 96))
    assert [name for name in arrays if name.startswith("scores_")] == [
        "scores_images",
        "scores_mean-image",
        "scores_noise",
        "scores_scrambled",
    ]
    assert len(np.unique(arrays["scores_mean-image"])) == 1
    assert arrays["scores_scrambled"] == pytest.approx(arrays["scores_images"])
