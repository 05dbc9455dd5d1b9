"""Strips show the paths that the study decoded, and name their direction."""

import io

import numpy as np
from PIL import Image
from support.atlas_results import PATHS, cloud_of_vectors, values
from support.latents import cloud_of

from zpoints.samplers.strips import principal_paths
from zpoints.study.atlas.strips import path_strips


def test_every_path_is_there_with_its_direction():
    described, blobs = path_strips(PATHS, 3.0, "2/")
    assert [one["direction"] for one in described] == [None, 0, 1]
    assert described[1] == {
        "label": "direction 1 (60.0\N{NO-BREAK SPACE}%)", "direction": 0, "steps": 5, "sigma": 3.0,
    }  # fmt: skip
    assert [one.name for one in blobs] == ["2/strip/0", "2/strip/1", "2/strip/2"]
    with Image.open(io.BytesIO(values(blobs, "2/strip/1").tobytes())) as image:
        pixels = np.asarray(image.convert("L")).astype(float)
    assert pixels.shape == (16, 80)
    means = pixels.reshape(16, 5, 16).mean(axis=(0, 2))
    expected = PATHS["images"][1].mean(axis=(1, 2, 3))
    np.testing.assert_allclose(means, expected, atol=6)


def test_labels_are_those_of_the_samplers():
    cloud = cloud_of(cloud_of_vectors())
    labels = list(principal_paths(cloud.principal, 2, 3.0, 5))
    images = np.zeros((2, 5, 8, 8, 3), np.uint8)
    described, _ = path_strips({"labels": np.array(labels), "images": images}, 3.0, "0/")
    assert [one["direction"] for one in described] == [0, 1]
    assert described[0]["label"].startswith("direction 1 (")


def test_no_paths_are_no_strips():
    none = {"labels": np.array([], str), "images": np.empty((0, 5, 8, 8, 3), np.uint8)}
    assert path_strips(none, 3, "0/") == ([], [])
