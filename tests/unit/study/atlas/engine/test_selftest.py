"""What is written into a page was compared with ONNX Runtime."""

import numpy as np
import onnx
import pytest
from support import decoders
from support.decoders import Z_DIM, build, numbers

from zpoints.errors import StudyError
from zpoints.models import inference
from zpoints.study.atlas.engine import selftest, weights
from zpoints.study.atlas.engine.translation import Unsupported


@pytest.mark.parametrize("name", decoders.DECODERS)
def test_half_precision_changes_no_pixel_by_more_than_one_level(tmp_path, name):
    path, vectors = decoders.write(name, tmp_path), decoders.vectors(16)
    folded, images = selftest.decoder_graph(path, vectors)
    assert "float16" in {tensor["type"] for tensor in folded.graph["tensors"]}
    assert images.dtype == np.uint8 and images.shape == (16, *decoders.DECODERS[name][1])
    assert np.array_equal(images, inference.load(path, 1, "cpu").decode(vectors))
    assert selftest.difference(folded, vectors, images) <= 1


def steep(tmp_path):
    """A decoder whose images depend on what half precision takes away."""
    base = np.float32(1 + 1 / 4096) * np.ones((Z_DIM, 12), np.float32)
    return build(
        tmp_path / "d.onnx",
        [
            ("MatMul", [base], {}),
            ("Sub", [np.float32(Z_DIM)], {}),
            ("Mul", [np.float32(200)], {}),
            ("Reshape", [np.int64([-1, 2, 2, 3])], {}),
            ("Sigmoid", [], {}),
        ],
        (2, 2, 3),
    )


def test_single_precision_stays_where_half_is_too_little(tmp_path):
    vectors = np.ones((2, Z_DIM), np.float32)
    folded, images = selftest.decoder_graph(steep(tmp_path), vectors)
    assert {tensor["type"] for tensor in folded.graph["tensors"]} == {"float32"}
    assert selftest.difference(folded, vectors, images) <= 1


def test_a_decoder_that_gives_other_images_is_refused(tmp_path, monkeypatch):
    path = decoders.write("PyTorch's", tmp_path)
    plain = selftest.run
    monkeypatch.setattr(selftest, "run", lambda *given: plain(*given) + 0.1)
    with pytest.raises(Unsupported, match=r"differ .* by 2\d of 255 levels"):
        selftest.decoder_graph(path, decoders.vectors())


def test_a_pixel_that_is_not_a_number_is_refused(tmp_path, monkeypatch):
    path = decoders.write("PyTorch's", tmp_path)
    plain = selftest.run
    monkeypatch.setattr(selftest, "run", lambda *given: plain(*given) * np.nan)
    with pytest.raises(Unsupported, match="by 255 of 255"):
        selftest.decoder_graph(path, decoders.vectors())


def test_vectors_of_another_length_are_refused(tmp_path):
    with pytest.raises(StudyError, match="takes rows of shape"):
        selftest.decoder_graph(decoders.write("PyTorch's", tmp_path), np.ones((1, 3), np.float32))


def test_a_decoder_that_does_not_declare_its_images_is_refused(tmp_path):
    path = decoders.write("axes of one", tmp_path)
    model = onnx.load(path)
    del model.graph.output[0].type.tensor_type.shape.dim[:]
    onnx.save(model, path)
    with pytest.raises(Unsupported, match="does not say what size"):
        selftest.decoder_graph(path, decoders.vectors())


@pytest.mark.parametrize("seed", range(40))
def test_files_with_errors_end_in_a_sentence(tmp_path, seed):
    """Bytes and fields changed at random: refused, or run as ONNX Runtime runs them."""
    generator = np.random.default_rng([20, seed])
    path = decoders.write(list(decoders.DECODERS)[seed % len(decoders.DECODERS)], tmp_path)
    if seed % 2:
        content = bytearray(path.read_bytes())
        content[generator.integers(len(content))] = generator.integers(256)
        path.write_bytes(content)
    else:
        model = onnx.load(path)
        attributes = [a for node in model.graph.node for a in node.attribute if a.ints]
        if attributes and seed % 4:
            chosen = attributes[generator.integers(len(attributes))]
            chosen.ints[generator.integers(len(chosen.ints))] = generator.choice([-5, 0, 7, 2**40])
        else:
            node = model.graph.node[generator.integers(len(model.graph.node))]
            node.op_type = str(generator.choice(["Conv", "Reshape", "Pad", "Gemm", "Flatten"]))
        path.write_bytes(model.SerializeToString())
    try:
        selftest.decoder_graph(path, decoders.vectors())
    except StudyError as error:
        assert "\n" not in str(error)


def test_differences_are_found(tmp_path):
    path, vectors = decoders.write("TensorFlow's", tmp_path), decoders.vectors()
    folded, images = selftest.decoder_graph(path, vectors)
    changed = images.copy()
    changed[-1, -1, -1, -1] ^= 64
    assert selftest.difference(folded, vectors, changed) >= 63
    other = weights.Folded(folded.graph, folded.weights + np.uint16(1024))
    assert selftest.difference(other, vectors, images) > 1


def test_far_vectors_do_not_overflow(tmp_path):
    path = decoders.write("grey SELU", tmp_path)
    vectors = 1e4 * numbers(4, Z_DIM)
    folded, images = selftest.decoder_graph(path, vectors)
    assert selftest.difference(folded, vectors, images) <= 1
