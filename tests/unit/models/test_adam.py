"""Adam in one pass: the same steps as Keras's own."""

import keras
import numpy as np
import pytest

from zpoints.models.adam import Adam


@pytest.mark.parametrize("rate", [0.01, "falling"])
def test_the_weights_are_those_of_keras_s_adam(rate):
    random = np.random.default_rng(1)
    start = [random.standard_normal(shape).astype(np.float32) for shape in ((3, 4), (5,), ())]
    gradients = [[random.standard_normal(w.shape).astype(np.float32) for w in start]] * 3
    gradients += [[np.zeros_like(w) for w in start], [1e4 * g for g in gradients[0]]]
    found = []
    for kind in (Adam, keras.optimizers.Adam):
        decay = keras.optimizers.schedules.CosineDecay(0.01, 10)
        optimizer = kind(decay if rate == "falling" else rate)
        variables = [keras.Variable(w) for w in start]
        optimizer.build(variables)
        for step in gradients:
            optimizer.apply([keras.ops.convert_to_tensor(g) for g in step], variables)
        state = [*variables, *optimizer.variables]
        found.append([keras.ops.convert_to_numpy(v) for v in state])
    assert len(found[0]) == len(found[1])
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-5, atol=1e-6)
