"""The feed: bytes become the numbers that an autoencoder sees, where it computes."""

import keras
import numpy as np
import pytest
from support.tiny_models import SMALL

from zpoints.models import autoencoder, feed
from zpoints.models.architecture import Architecture
from zpoints.models.inference import to_float


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(1)
    return autoencoder.build(Architecture(**SMALL))[2]


ROWS = np.array([7, 0, 95, 7, 30])


def given(outputs):
    images, decoded = (np.asarray(output).reshape(-1, 16, 16, 3) for output in outputs)
    return images, decoded


def test_all_images_of_a_store_are_one_tensor(store):
    tensor = feed.load(store)
    assert (np.asarray(tensor) == store.read("images")).all()
    assert keras.backend.standardize_dtype(tensor.dtype) == "uint8"


def test_row_numbers_and_pixels_give_the_same(store, model):
    expected = to_float(store.read("images")[ROWS])
    by_row = given(feed.Feed(model, store)({"rows": ROWS}))
    by_pixels = given(feed.Feed(model, None)({"pixels": store.read("images")[ROWS]}))
    for images, decoded in (by_row, by_pixels):
        assert (images == expected).all()
        assert np.allclose(decoded, model(expected), atol=1e-6)
    assert (by_row[1] == by_pixels[1]).all()


def test_images_are_mirrored_left_to_right(store, model):
    mirrored = np.array([1, 0, 0, 1, 1], np.uint8)
    images, decoded = given(feed.Feed(model, store)({"rows": ROWS, "mirrored": mirrored}))
    expected = to_float(store.read("images")[ROWS])
    expected[mirrored == 1] = expected[mirrored == 1, :, ::-1]
    assert (images == expected).all()
    # Its target is mirrored as well: the loss is between the two outputs.
    assert np.allclose(decoded, model(expected), atol=1e-6)


@pytest.mark.parametrize("loss", ["mse", "mae", "binary_crossentropy"])
def test_the_loss_is_keras_s_own_between_images_and_reconstructions(store, model, loss):
    fed = feed.Feed(model, store)
    fed.compile(loss=loss)
    outputs = fed({"rows": ROWS})
    expected = to_float(store.read("images")[ROWS])
    found = float(fed.compute_loss(y_pred=outputs))
    function = keras.losses.get(loss)
    assert found == pytest.approx(float(np.mean(function(expected, model(expected)))), rel=1e-5)


def test_the_images_are_no_part_of_what_is_trained(store, model):
    fed = feed.Feed(model, store)
    assert len(fed.trainable_variables) == len(model.trainable_variables)
    assert len(fed.variables) == len(model.variables) + 1
