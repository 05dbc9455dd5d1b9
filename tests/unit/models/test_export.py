"""Exported models: what was trained, sound, and plainly named."""

import json
import math
import zipfile

import keras
import numpy as np
import onnx
import pytest
from support.tiny_models import SMALL, fit, same_weights, save

from zpoints.errors import StudyError
from zpoints.models import inference
from zpoints.models.architecture import Layers


def test_onnx_agrees_with_keras_for_any_number_of_rows(trained, saved, store):
    images = inference.to_float(store.read("images"))
    encoder = inference.load(saved["encoder"], 1, "cpu")
    decoder = inference.load(saved["decoder"], 1, "cpu")
    for rows in (images, images[:1], images[:7]):
        latents = encoder.run(rows)
        assert latents.dtype == np.float32
        assert np.allclose(latents, trained.encoder(rows), atol=1e-4)
        assert np.allclose(decoder.run(latents), trained.decoder(latents), atol=1e-5)
    assert np.allclose(encoder.run(images, 10), encoder.run(images), atol=1e-5)


def test_the_saved_keras_model_is_the_trained_one(trained, saved):
    loaded = keras.models.load_model(saved["autoencoder"])
    assert same_weights(loaded, trained.autoencoder)
    assert loaded.get_layer("encoder").output_shape == (None, 4)
    with zipfile.ZipFile(saved["autoencoder"]) as archive:
        assert "date_saved" not in json.loads(archive.read("metadata.json"))


def test_exported_models_are_sound_and_plainly_named(saved):
    for name, inputs, outputs in (
        ("encoder", "images", "latents"),
        ("decoder", "latents", "images"),
    ):
        model = onnx.load(saved[name])
        onnx.checker.check_model(model, full_check=True)
        assert [t.name for t in model.graph.input] == [inputs]
        assert [t.name for t in model.graph.output] == [outputs]
        assert not model.graph.input[0].type.tensor_type.shape.dim[0].dim_value


def test_no_other_files_are_left(saved):
    folder = saved["encoder"].parent
    assert {p.name for p in folder.iterdir()} == {p.name for p in saved.values()}


def test_an_export_that_differs_is_refused(trained, store, tmp_path, monkeypatch):
    class Wrong:
        def run(self, rows):
            return np.asarray(trained.encoder(rows)) * 1.01

    monkeypatch.setattr(inference, "load", lambda *_, **__: Wrong())
    with pytest.raises(StudyError, match="exported encoder differs"):
        save(trained, store.read("images", 0, 4), tmp_path)
    assert not list(tmp_path.iterdir())


def test_mixed_precision_trains_and_exports_float32(store, trained, tmp_path):
    mixed = fit(store, precision="mixed_bfloat16", schedule="cosine")
    assert keras.config.dtype_policy().name == "float32"
    assert mixed.history["loss"].iloc[-1] < 0.7 * mixed.history["loss"].iloc[0]
    assert {layer.compute_dtype for layer in mixed.encoder.layers} == {"float32"}
    assert not same_weights(mixed.autoencoder, trained.autoencoder)
    paths = save(mixed, store.read("images", 0, 16), tmp_path)
    for name in ("encoder", "decoder"):
        graph = onnx.load(paths[name]).graph
        assert all(t.data_type != onnx.TensorProto.BFLOAT16 for t in graph.initializer)
    rows = inference.to_float(store.read("images", 0, 3))
    assert inference.load(paths["encoder"], 1, "cpu").run(rows).dtype == np.float32


@pytest.mark.parametrize(
    ("architecture", "settings"),
    [
        ({"activation": "selu", "batch_norm": True, "dropout": 0.2}, {"loss": "mae"}),
        (
            {
                "image_size": 18,
                "channels": 1,
                "activation": "relu",
                "encoder": Layers((4, 6), (3, 5), (3, 2)),
                "decoder": Layers((5, 1), (5, 3), (2, 3)),
            },
            {"loss": "binary_crossentropy"},
        ),
    ],
    ids=["batch_norm dropout selu", "strides 3 and 2, grey, relu"],
)
def test_variants_train_and_export(image_store, tmp_path, architecture, settings):
    wanted = SMALL | architecture
    data = image_store(48, wanted["image_size"], wanted["channels"])
    variant = fit(data, architecture, epochs=1, **settings)
    assert math.isfinite(variant.history["val_loss"][0])
    paths = save(variant, data.read("images", 0, 16), tmp_path)
    rows = inference.to_float(data.read("images", 0, 5))
    latents = inference.load(paths["encoder"], 1, "cpu").run(rows)
    decoded = inference.load(paths["decoder"], 1, "cpu").run(latents)
    assert latents.shape == (5, 4)
    assert decoded.shape == rows.shape
    # Exported is inference: no dropout, moving averages.
    assert np.allclose(decoded, variant.autoencoder.predict_on_batch(rows), atol=1e-4)
