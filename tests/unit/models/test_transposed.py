"""Transposed convolutions: the same values and gradients as Keras's own layer."""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import itertools, json
import jax
import keras
import numpy as np
from keras import layers
from zpoints.models.transposed import Conv2DTranspose

random = np.random.default_rng(1)
apart = {}
for size, kernel, stride in itertools.product((1, 5), (2, 3, 5), (1, 2, 3)):
    images = random.standard_normal((2, size, size, 3)).astype(np.float32)
    found = []
    for layer in (Conv2DTranspose, layers.Conv2DTranspose):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((size, size, 3)), layer(5, kernel, stride, "same")])
        def loss(weights, images, model=model):
            outputs, _ = model.stateless_call(weights, [], images)
            return (outputs**3).sum()
        weights = [jax.numpy.asarray(v.value) for v in model.trainable_variables]
        value, gradients = jax.value_and_grad(loss, (0, 1))(weights, images)
        found.append(jax.tree.leaves((model(images), value, gradients)))
    apart[f"{size} {kernel} {stride}"] = max(
        float(abs(one - other).max() / abs(other).max()) for one, other in zip(*found, strict=True)
    )
print(json.dumps(apart))
"""


@pytest.mark.skipif(not importlib.util.find_spec("jax"), reason="JAX is not installed")
def test_jax_gives_the_values_and_gradients_of_keras_s_layer():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "KERAS_BACKEND": "jax",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    apart = json.loads(done.stdout.splitlines()[-1])
    assert len(apart) == 18
    assert {key: value for key, value in apart.items() if value > 1e-4} == {}
