"""The script of the rule `encoding_shard`."""

import json

import pytest
from support.own_models import SIZE, encoder

from workflow.scripts.latents import encoding_shard
from zpoints.shards import Shard


@pytest.mark.parametrize(("shard", "covers"), [(Shard(1, 2), [0, 16]), (Shard(2, 2), [16, 40])])
def test_a_part_of_the_store_is_written(image_store, tmp_path, shard, covers):
    encoding_shard.encoding_shard(
        images=image_store(40, SIZE).path.with_suffix(".json"),
        encoder=encoder(tmp_path / "encoder.onnx"),
        manifest=tmp_path / "part.json",
        shard=shard,
        threads=1,
        batch_size=10,
        chunk_vectors=16,
        provider="cpu",
    )
    described = json.loads((tmp_path / "part.json").read_text())
    assert described["part"]["covers"] == covers
    assert (tmp_path / "part.zarr").is_dir()
