"""The reference of a case, and rows of real images and controls."""

import json
from pathlib import Path

from zpoints import files


def test_the_reference_holds_features(judged):
    arrays = files.read_arrays(judged.reference)
    names = ["kind", "features", "sharpness", "diversity", "space_centre"]
    names += ["space_scale" if judged.features == "appearance" else "space_directions"]
    assert sorted(arrays) == sorted(names)
    # 8x8 colours and one band of 4x4 textures; or 11 components of 12 images and the residual.
    width = 8 * 8 * 3 + 4 * 4 if judged.features == "appearance" else 12
    assert arrays["features"].shape == (12, width)
    assert arrays["sharpness"] > 0
    assert arrays["diversity"] > 0


def test_rows_of_real_images_and_controls(judged):
    rows = json.loads(Path(judged.rows).read_text())
    names = [row["sampler"] for row in rows]
    assert names == ["images", "reconstructions", "mean-image", "noise", "scrambled"]
    for row in rows:
        kind = "reference" if row["sampler"] in names[:2] else "control"
        assert (row["kind"], row["images"], row["features"]) == (kind, 12, judged.features)
        assert row["face_rate"] is None
        assert row["overlap_low"] <= row["overlap"] <= row["overlap_high"]
    by_name = dict(zip(names, rows, strict=True))
    assert by_name["mean-image"]["diversity"] == 0
