"""The Keras models: the published architecture, and every variant that the config allows."""

import keras
import numpy as np
import pytest
import yaml

from zpoints.config.check import check
from zpoints.models import architecture, autoencoder
from zpoints.models.architecture import Architecture, Layers


@pytest.fixture(scope="module")
def published(root, schema):
    """The two cases of the published study: encoder, decoder, autoencoder."""
    config = yaml.safe_load((root / "config" / "celeba.yaml").read_text())
    config = check(config, schema)
    size, channels = config["dataset"]["image_size"], config["dataset"]["channels"]
    return {
        name: autoencoder.build(architecture.from_config(case, size, channels))
        for name, case in config["cases"].items()
    }


def of_kind(model, kind):
    return [layer for layer in model.layers if isinstance(layer, kind)]


@pytest.mark.parametrize(("case", "parameters"), [("I", 5_504_643), ("II", 3_021_571)])
def test_the_published_numbers_of_parameters(published, case, parameters):
    encoder, decoder, both = published[case]
    assert both.count_params() == parameters
    assert encoder.count_params() + decoder.count_params() == parameters


@pytest.mark.parametrize(
    ("case", "encoder_layers", "decoder_layers"),
    [
        ("I", [(32, 3), (64, 3), (128, 3), (256, 3)], [(128, 3), (64, 3), (32, 3), (3, 3)]),
        ("II", [(64, 5), (64, 5), (128, 3), (128, 3)], [(128, 3), (64, 3), (64, 5), (3, 5)]),
    ],
)
def test_the_published_layers(published, case, encoder_layers, decoder_layers):
    encoder, decoder, _ = published[case]
    for model, kind, layers in (
        (encoder, keras.layers.Conv2D, encoder_layers),
        (decoder, keras.layers.Conv2DTranspose, decoder_layers),
    ):
        found = of_kind(model, kind)
        assert [(c.filters, *c.kernel_size) for c in found] == [(f, k, k) for f, k in layers]
        assert all(c.strides == (2, 2) and c.padding == "same" for c in found)
        assert all(c.activation is keras.activations.linear for c in found)
        assert not of_kind(model, keras.layers.BatchNormalization)
        assert not of_kind(model, keras.layers.Dropout)
        slopes = [a.negative_slope for a in of_kind(model, keras.layers.LeakyReLU)]
        assert slopes == pytest.approx([0.3] * (4 if model is encoder else 3))
    assert encoder.input_shape == decoder.output_shape == (None, 96, 96, 3)
    assert encoder.output_shape == decoder.input_shape == (None, 256)
    (latents,) = of_kind(encoder, keras.layers.Dense)
    assert latents.activation is keras.activations.linear
    (unflatten,) = of_kind(decoder, keras.layers.Dense)
    assert unflatten.activation is keras.activations.linear
    assert unflatten.units == 6 * 6 * encoder_layers[-1][0]
    assert decoder.layers[-1].activation is keras.activations.sigmoid


def small(**changes):
    values = {
        "image_size": 8,
        "channels": 3,
        "z_dim": 4,
        "encoder": Layers((4, 6), (3, 5), (2, 2)),
        "decoder": Layers((5, 3), (3, 3), (2, 2)),
        "activation": "leaky_relu",
        "batch_norm": False,
        "dropout": 0.0,
    }
    return Architecture(**(values | changes))


def test_decoded_pixels_are_between_0_and_1_and_latents_are_not_bound():
    encoder, decoder, both = autoencoder.build(small())
    noise = np.random.default_rng(0)
    decoded = np.asarray(decoder(noise.normal(0, 300, (20, 4)).astype(np.float32)))
    assert decoded.min() >= 0
    assert decoded.max() <= 1
    assert decoded.max() - decoded.min() > 0.9
    images = noise.random((5, 8, 8, 3), np.float32)
    latents = np.asarray(encoder(1000 * images))
    assert latents.min() < -1
    assert latents.max() > 1
    assert np.allclose(both(images), decoder(encoder(images)), atol=1e-6)


def test_a_convolution_by_hand():
    """One 1x1 convolution and one activation: LeakyReLU and Dense can be worked out."""
    encoder, _, _ = autoencoder.build(
        small(
            channels=1,
            encoder=Layers((1,), (1,), (2,)),
            decoder=Layers((1,), (1,), (2,)),
        )
    )
    kernel, bias, dense, dense_bias = encoder.get_weights()
    image = np.random.default_rng(0).normal(size=(1, 8, 8, 1)).astype(np.float32)
    x = image[:, ::2, ::2] * kernel.item() + bias
    x = np.where(x > 0, x, 0.3 * x).reshape(1, 16)
    assert np.allclose(encoder(image), x @ dense + dense_bias, atol=1e-5)


@pytest.mark.parametrize(
    ("activation", "function"),
    [("relu", keras.activations.relu), ("selu", keras.activations.selu)],
)
def test_other_activations_stand_between_the_layers(activation, function):
    encoder, decoder, _ = autoencoder.build(small(activation=activation))
    assert [a.activation for a in of_kind(encoder, keras.layers.Activation)] == [function] * 2
    found = [a.activation for a in of_kind(decoder, keras.layers.Activation)]
    assert found == [function, keras.activations.sigmoid]
    assert not of_kind(encoder, keras.layers.LeakyReLU)


def test_batch_norm_and_dropout_follow_hidden_convolutions_only():
    encoder, decoder, _ = autoencoder.build(small(batch_norm=True, dropout=0.25))
    for model, hidden in ((encoder, 2), (decoder, 1)):
        assert len(of_kind(model, keras.layers.BatchNormalization)) == hidden
        dropouts = of_kind(model, keras.layers.Dropout)
        assert [layer.rate for layer in dropouts] == [0.25] * hidden
        kinds = [type(layer) for layer in model.layers]
        first = kinds.index(keras.layers.BatchNormalization)
        assert kinds[first + 1 : first + 3] == [keras.layers.LeakyReLU, keras.layers.Dropout]


@pytest.mark.parametrize(
    "changes",
    [
        {"channels": 1, "decoder": Layers((5, 1), (3, 3), (2, 2))},
        {
            "image_size": 18,
            "encoder": Layers((4, 6), (3, 3), (3, 2)),
            "decoder": Layers((5, 3), (3, 3), (2, 3)),
        },
        {"encoder": Layers((4,), (3,), (8,)), "decoder": Layers((3,), (3,), (8,))},
        {"encoder": Layers((4, 4), (3, 3), (1, 2)), "decoder": Layers((4, 3), (3, 3), (2, 1))},
        {"z_dim": 1},
    ],
)
def test_the_shapes_are_those_of_the_architecture(changes):
    wanted = small(**changes)
    encoder, decoder, both = autoencoder.build(wanted)
    image = (None, wanted.image_size, wanted.image_size, wanted.channels)
    assert encoder.input_shape == decoder.output_shape == both.output_shape == image
    assert encoder.output_shape == decoder.input_shape == (None, wanted.z_dim)
    assert encoder.get_layer("flatten").input.shape[1:] == wanted.bottleneck


def test_ends_stay_float32_under_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        encoder, decoder, _ = autoencoder.build(small())
    finally:
        keras.config.set_dtype_policy("float32")
    assert encoder.output.dtype == decoder.output.dtype == "float32"
    assert encoder.get_layer("convolution_1").compute_dtype == "bfloat16"
    assert {weight.dtype for weight in encoder.weights} == {"float32"}
