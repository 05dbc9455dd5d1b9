"""Weights in half precision, where that is enough."""

import json

import numpy as np
from support import decoders
from support.decoders import after, build, numbers

from zpoints.study.atlas.engine import graph, weights


def folded(tmp_path, name="TensorFlow's", **options):
    decoder = graph.decoder(decoders.write(name, tmp_path))
    return decoder, weights.pack(decoder, **options)


def test_the_graph_is_json_and_weights_are_bits(tmp_path):
    decoder, packed = folded(tmp_path)
    assert json.loads(json.dumps(packed.graph)) == packed.graph
    assert packed.weights.dtype == np.uint16 and packed.weights.ndim == 1
    count = sum(array.size for step in decoder.steps for _, array in graph.arrays(step))
    offsets = sum(step["bias"].size for step in decoder.steps if "bias" in step)
    assert len(packed.weights) == count + offsets  # offsets take twice the room


def test_kernels_are_halved_and_offsets_are_not(tmp_path):
    decoder, packed = folded(tmp_path)
    for before, after_ in zip(decoder.steps, weights.unpack(packed).steps, strict=True):
        assert before.keys() == after_.keys()
        if "weight" in before:
            expected = before["weight"].astype(np.float16).astype(np.float32)
            assert np.array_equal(after_["weight"], expected)
            assert not np.array_equal(after_["weight"], before["weight"])
            assert np.array_equal(after_["bias"], before["bias"])


def test_weights_beyond_half_precision_stay_single(tmp_path):
    kernel = numbers(3, 3, 3, 3)
    kernel[0, 0, 0, 0] = 65_505
    path = build(tmp_path / "d.onnx", after(3, 4, 4, ("Conv", [kernel], {})), (2, 2, 3))
    decoder = graph.decoder(path)
    packed = weights.pack(decoder)
    assert [tensor["type"] for tensor in packed.graph["tensors"] if len(tensor["shape"]) > 1] == [
        "float16",
        "float32",
    ]
    assert np.array_equal(weights.unpack(packed).steps[1]["weight"], kernel)


def test_all_weights_may_stay_single(tmp_path):
    decoder, packed = folded(tmp_path, half=False)
    for before, after_ in zip(decoder.steps, weights.unpack(packed).steps, strict=True):
        assert all(np.array_equal(before[key], after_[key]) for key in before)


def test_the_same_decoder_gives_the_same_bytes(tmp_path):
    _, one = folded(tmp_path)
    _, other = folded(tmp_path)
    assert one.graph == other.graph
    assert one.weights.tobytes() == other.weights.tobytes()
