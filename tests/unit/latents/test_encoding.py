"""Latent vectors: those of the encoder, in the same store for any number of shards."""

import numpy as np
import pytest
from onnx import helper
from support.own_models import DOWN, SIZE, Z_DIM, encoder

from zpoints.errors import StudyError
from zpoints.latents import encoding
from zpoints.models import inference
from zpoints.shards import Shard
from zpoints.stores.reader import open_store

CHUNK = 16


@pytest.fixture(scope="module")
def images(image_store):
    return image_store(75, SIZE)


@pytest.fixture
def model(tmp_path):
    return inference.load(encoder(tmp_path / "encoder.onnx"), 1, "cpu")


def encode(images, model, folder, shards, batch_size=10):
    """Manifest of the store that some shards are joined to."""
    parts = [folder / f"{number}-of-{shards}.json" for number in range(1, shards + 1)]
    for part in parts:
        encoding.encode_shard(images, model, part, Shard.named(part.stem), batch_size, CHUNK)
    manifest = folder / f"from {shards}" / "latents.json"
    encoding.join_shards(images, model.path, parts[::-1], manifest, CHUNK)
    return manifest


def test_every_image_becomes_its_vector(images, model, tmp_path):
    store = open_store(encode(images, model, tmp_path, 1))
    expected = images.read("images").reshape(75, -1) / 255 @ DOWN
    np.testing.assert_allclose(store.read("latents"), expected, atol=1e-5)
    assert store.row_shape("latents") == (Z_DIM,)
    assert store.manifest["counts"] == {"images": 75}
    assert store.manifest["origin"]["images"] == images.digest("images")


@pytest.mark.parametrize("shards", [2, 3, 9])
def test_the_store_is_the_same_for_any_number_of_shards(images, model, tmp_path, shards):
    def content(manifest):
        files = [path for path in manifest.parent.rglob("*") if path.is_file()]
        return {path.relative_to(manifest.parent): path.read_bytes() for path in files}

    one = content(encode(images, model, tmp_path, 1))
    assert content(encode(images, model, tmp_path, shards)) == one


def test_a_shard_that_is_missing_is_named(images, model, tmp_path):
    part = tmp_path / "1-of-2.json"
    encoding.encode_shard(images, model, part, Shard(1, 2), 10, CHUNK)
    with pytest.raises(StudyError, match="rows 32 to 74 are missing from the shards"):
        encoding.join_shards(images, model.path, [part], tmp_path / "latents.json", CHUNK)
    assert not (tmp_path / "latents.json").exists()


def test_shards_of_another_encoder_are_refused(images, model, tmp_path):
    part = tmp_path / "1-of-1.json"
    encoding.encode_shard(images, model, part, Shard(1, 1), 10, CHUNK)
    other = encoder(tmp_path / "other.onnx", first=True)
    with pytest.raises(StudyError, match="is not a part of this study's data"):
        encoding.join_shards(images, other, [part], tmp_path / "latents.json", CHUNK)


def test_values_that_are_not_finite_are_refused(images, tmp_path):
    tail = [helper.make_node("Log", ["t"], ["y"])]  # of negative numbers
    model = inference.load(encoder(tmp_path / "encoder.onnx", tail=tail), 1, "cpu")
    with pytest.raises(StudyError, match=r"encoder\.onnx gives values that are not finite for"):
        encoding.encode_shard(images, model, tmp_path / "1-of-1.json", Shard(1, 1), 10, CHUNK)
    assert [path.name for path in tmp_path.iterdir()] == ["encoder.onnx"]
