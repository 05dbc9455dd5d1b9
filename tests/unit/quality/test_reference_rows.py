"""Rows of real images, their reconstructions and controls."""

import numpy as np
import pytest
from support.linear_models import linear_model

from zpoints.models import inference
from zpoints.quality import meters
from zpoints.quality.controls import controls
from zpoints.quality.reference import Reference
from zpoints.quality.reference_rows import reference_rows

NAMES = ["images", "reconstructions", "mean-image", "noise", "scrambled"]


@pytest.fixture(scope="module")
def arguments(tmp_path_factory, faces, cloud_of, distances_of):
    """Arguments of `reference_rows` but for scores; half of the faces are judged by the others."""
    path = tmp_path_factory.mktemp("encoder") / "encoder.onnx"
    encoder = inference.load(linear_model(path, (64, 64, 3), (4,)), 1, "cpu")
    judged, other = faces[:30], faces[30:]
    reconstructions = (judged // 16 * 16).astype(np.uint8)
    z = encoder.run(faces)
    cloud = cloud_of(z)
    return {
        "reference": Reference.of(cloud, distances_of(z, cloud), "pixels", other, other),
        "images": judged,
        "latents": z[:30],
        "reconstructions": reconstructions,
        "encoder": encoder,
        "neighbours": 5,
        "processes": 1,
    }


def test_rows_are_what_the_reference_says_of_each_set(arguments):
    rows = reference_rows(**arguments, generator=np.random.default_rng(2), scores={}, meter="none")
    assert [row["sampler"] for row in rows] == NAMES
    reference, encoder = arguments["reference"], arguments["encoder"]
    sets = {name: arguments[name] for name in NAMES[:2]}
    generator = np.random.default_rng(2)
    sets |= controls(arguments["images"], generator)
    for row in rows:
        images = sets[row["sampler"]]
        again = encoder.run(images)
        decoded = row["sampler"] == "reconstructions"
        figures = reference.judge(
            images=images,
            z=arguments["latents"] if decoded else again,
            z_again=again if decoded else None,
            scores=None,
            neighbours=5,
            generator=generator,
        )
        assert {key: row[key] for key in figures} == pytest.approx(figures)
        kind = "reference" if row["sampler"] in NAMES[:2] else "control"
        assert (row["b"], row["kind"], row["meter"]) == (None, kind, "none")
        assert row["features"] == "pixels"
    by_name = {row["sampler"]: row for row in rows}
    assert by_name["reconstructions"]["cycle_error"] > 0
    assert by_name["mean-image"]["diversity"] == 0
    assert by_name["noise"]["mahalanobis"] != by_name["images"]["mahalanobis"]


def test_known_scores_are_not_measured_again(arguments, monkeypatch):
    measured = []

    def scores(images, meter, processes):
        measured.append((meter, processes))
        return np.full(len(images), 1.0)

    monkeypatch.setattr(meters, "scores", scores)
    rows = reference_rows(
        **arguments,
        generator=np.random.default_rng(2),
        scores={"scores_images": np.zeros(30), "scores_noise": -np.ones(30)},
        meter="face",
    )
    assert measured == [("face", 1)] * 3
    assert [row["face_rate"] for row in rows] == [0, 1, 1, 0, 1]
