"""The reference of a case, and rows of real images and controls."""

import json
from pathlib import Path

from zpoints import files


def test_the_reference_holds_features_and_examples(judged, scores):
    arrays = files.read_arrays(judged.reference)
    names = ["features", "centre", "space", "sharpness", "diversity"]
    names += ["shown_images", "shown_reconstructions"]
    if not judged.other_encoder:
        names += ["pixel_centre", "pixel_directions"]
    assert sorted(arrays) == sorted(names)
    width = 5 if judged.other_encoder else 11
    assert arrays["features"].shape == (12, width)
    assert arrays["shown_images"].shape == arrays["shown_reconstructions"].shape == (5, 16, 16, 3)
    assert arrays["sharpness"] > 0
    assert arrays["diversity"] > 0


def test_rows_of_real_images_and_controls(judged):
    rows = json.loads(Path(judged.rows).read_text())
    names = [row["sampler"] for row in rows]
    assert names == ["images", "reconstructions", "mean-image", "noise", "scrambled"]
    of_pixels, of_encoder = "a PCA of pixels (11)", "the encoder of II"
    space = f"directions by {of_encoder if judged.other_encoder else of_pixels}"
    for row in rows:
        assert (row["kind"], row["images"], row["features"]) == ("reference", 12, space)
        assert row["face_rate"] is None
    by_name = dict(zip(names, rows, strict=True))
    assert by_name["reconstructions"]["sharpness"] == 1
    assert by_name["mean-image"]["diversity"] == 0
