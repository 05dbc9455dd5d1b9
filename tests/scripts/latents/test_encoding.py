"""The script of the rule `encoding`."""

from support.own_models import SIZE, Z_DIM, encoder

from workflow.scripts.latents import encoding, encoding_shard
from zpoints.shards import Shard
from zpoints.stores.reader import open_store


def test_the_store_holds_the_vectors_of_all_shards(image_store, tmp_path):
    images = image_store(40, SIZE).path.with_suffix(".json")
    model = encoder(tmp_path / "encoder.onnx")
    parts = [tmp_path / f"{name}.json" for name in ("1-of-2", "2-of-2")]
    for part in parts:
        settings = {"batch_size": 10, "chunk_vectors": 16, "provider": "cpu"}
        encoding_shard.encoding_shard(
            images, model, part, Shard.named(part.stem), threads=1, **settings
        )
    encoding.encoding(images, model, parts, tmp_path / "latents.json", chunk_vectors=16)
    store = open_store(tmp_path / "latents.json")
    assert (store.rows, *store.row_shape("latents")) == (40, Z_DIM)
