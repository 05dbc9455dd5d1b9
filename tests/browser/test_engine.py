"""The decoder in the browser gives ONNX Runtime's images; its queue keeps its word."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support import decoders, engine_page, exported_decoders

from zpoints.models import inference
from zpoints.study.atlas.engine import build, graph, selftest, weights

ROOT = Path(__file__).parents[2]
# One browser for all of them, and each backend exports once.
pytestmark = pytest.mark.xdist_group("engine")
# The same in both browsers; other decoders are run in Chromium.
BOTH = ("TensorFlow's", "PyTorch's", "enlarging")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Path of the page with the decoder."""
    return engine_page.write(tmp_path_factory.mktemp("engine"))


@pytest.fixture(scope="module")
def opened(chromium, place):
    """The page, open in Chromium."""
    with chromium.page() as page:
        page.open(place)
        yield page
        assert page.errors == [] and page.requests == []


def check(page, path, vectors):
    """One image, a few, and more than a sheet are those of ONNX Runtime."""
    folded, images = selftest.decoder_graph(path, vectors)
    engine_page.load(page, folded)
    for count in (1, 5, 16, 21):
        many = np.resize(vectors, (count, vectors.shape[1]))
        found = engine_page.decode(page, folded, many).astype(int)
        expected = np.resize(images, (count, *images.shape[1:]))
        assert found.shape == expected.shape
        assert np.abs(found - expected).max() <= 1
        assert expected.std() > 1  # there is something to see


@pytest.mark.parametrize("name", [name for name in decoders.DECODERS if name not in BOTH])
def test_images_are_those_of_onnx_runtime(opened, tmp_path, name):
    check(opened, decoders.write(name, tmp_path), decoders.vectors(16))


@pytest.mark.parametrize("name", BOTH)
def test_images_are_those_of_onnx_runtime_in_both_browsers(any_page, place, tmp_path, name):
    any_page.open(place)
    check(any_page, decoders.write(name, tmp_path), decoders.vectors(16))
    assert any_page.errors == [] and any_page.requests == []


@pytest.mark.parametrize("seed", range(12))
def test_kernels_of_all_shapes(opened, tmp_path, seed):
    """Random kernels, strides, margins, distances and sizes; forward ones and transposed ones."""
    generator = np.random.default_rng([20, seed])
    kernel, stride, apart = (generator.integers(1, top, 2).tolist() for top in (6, 4, 3))
    pads = [int(generator.integers(0, length)) for length in (*kernel, *kernel)]
    height, width = generator.integers(7, 30, 2).tolist()
    channels, filters = generator.integers(1, 9, 2).tolist()
    make = decoders.transposed if seed % 2 else decoders.convolution
    first = make(channels, filters, kernel, strides=stride, dilations=apart, pads=pads)
    last = decoders.convolution(filters, 3, (1, 1))
    operators = decoders.after(channels, height, width, first, ("Tanh", [], {}), last)
    path = decoders.build(tmp_path / "d.onnx", operators, ("height", "width", 3))
    check(opened, path, decoders.vectors(16))


@pytest.fixture(scope="module", params=["tensorflow", "jax"])
def exports(request, tmp_path_factory):
    """Folder with the decoders that a backend exports."""
    folder = tmp_path_factory.mktemp(request.param)
    command = [sys.executable, exported_decoders.__file__, str(folder)]
    environment = {**os.environ, "KERAS_BACKEND": request.param, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if "No module named" in done.stderr:
        pytest.skip(f"{request.param} is not installed")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("name", exported_decoders.ARCHITECTURES)
def test_images_are_those_of_exported_decoders(opened, exports, name):
    check(opened, exports / f"{name}.onnx", np.load(exports / f"{name}.npy"))


@pytest.fixture
def small(opened, tmp_path):
    """A small decoder, given to the page with one worker."""
    path = decoders.write("TensorFlow's", tmp_path)
    folded, images = selftest.decoder_graph(path, decoders.vectors(16))
    engine_page.load(opened, folded)
    return folded, images


@pytest.mark.parametrize("name", ["TensorFlow's", "grey SELU", "enlarging", "dense alone"])
def test_numbers_are_those_of_onnx_runtime(chromium, place, tmp_path, name):
    """To rounding, which bytes would hide: weights in single precision, and no worker."""
    path = decoders.write(name, tmp_path)
    vectors = decoders.vectors(16)
    folded = weights.pack(graph.decoder(path), half=False)
    with chromium.page() as page:
        page.open(place)
        page.value((engine_page.FOLDER / "engine.js").read_text("utf-8"))
        found = page.call(
            """(z, wasm, graph, weights) => {
              weights = new Uint16Array(bytes(weights).buffer);
              const engine = new Engine(bytes(wasm), graph, weights);
              const x = engine.run(vectors(z), 0, 16);
              return text(new Uint8Array(engine.memory.buffer, x.at, 4 * 16 * x.size));
            }""",
            engine_page.base64_of(vectors),
            engine_page.base64_of(build.BINARY.read_bytes()),
            folded.graph,
            engine_page.base64_of(folded.weights),
        )
    expected = inference.load(path, 1, "cpu").run(vectors)
    numbers = np.frombuffer(base64.b64decode(found), "<f4").reshape(expected.shape)
    np.testing.assert_allclose(numbers, expected, atol=2e-5)


def test_several_workers_give_the_same_images(opened, small):
    folded, images = small
    engine_page.load(opened, folded, workers=3)
    found = engine_page.decode(opened, folded, decoders.vectors(16))
    assert np.abs(found.astype(int) - images).max() <= 1


def test_a_waiting_job_is_replaced_by_the_next_of_its_kind(opened, small):
    """Of five at once the first began, the last waits, and those between are dropped."""
    found = opened.call(
        """async (z) => {
          const one = vectors(z).slice(0, decoders.graph.z_dim), jobs = [];
          await decoders.decode(one);  // the worker has started
          for (let k = 0; k < 5; k++) jobs.push(decoders.decode(one, {kind: "slider"}));
          jobs.push(decoders.decode(one, {kind: "other"}), decoders.decode(one));
          jobs.push(decoders.decode(one));
          return (await Promise.all(jobs)).map((result) => result !== null);
        }""",
        engine_page.base64_of(decoders.vectors(1)),
    )
    assert found == [True, False, False, False, True, True, True, True]


def test_what_is_urgent_comes_first(opened, small):
    """A sheet is cut into tasks, so an urgent image is there before it and after what began."""
    order = opened.call(
        """async (z) => {
          const all = vectors(z), one = all.slice(0, decoders.graph.z_dim), order = [];
          decoders.millisecondsOfImage = Decoders.TASK;  // an image a task
          const note = (name) => () => order.push(name);
          const sheet = decoders.decode(all).then(note("sheet"));
          const later = decoders.decode(one, {priority: 1}).then(note("later"));
          const urgent = decoders.decode(one, {priority: 2}).then(note("urgent"));
          await Promise.all([sheet, later, urgent]);
          return order;
        }""",
        engine_page.base64_of(decoders.vectors(16)),
    )
    assert order == ["urgent", "later", "sheet"]


def test_jobs_can_be_dropped(opened, small):
    folded, images = small
    found = opened.call(
        """async (z) => {
          const jobs = [0, 1, 2].map(() => decoders.decode(vectors(z)));
          decoders.cancel();
          return (await Promise.all(jobs)).map((result) => result === null);
        }""",
        engine_page.base64_of(decoders.vectors(16)),
    )
    assert found == [True, True, True]
    again = engine_page.decode(opened, folded, decoders.vectors(16))
    assert np.abs(again.astype(int) - images).max() <= 1


def test_vectors_that_are_no_vectors_are_refused(opened, small):
    words = opened.value("decoders.decode(new Float32Array(7)).catch((error) => error.message)")
    assert words == "These are not whole vectors."
    assert opened.value("decoders.decode(new Float32Array(0)).then((r) => r.pixels.length)") == 0


def self_test(page, vectors, images, cloud="null"):
    """What the page's own test says."""
    return page.call(
        "(z, images, cloud) => decoders.selfTest(vectors(z), bytes(images), cloud && "
        "{mean: vectors(cloud[0]), directions: vectors(cloud[1])})",
        engine_page.base64_of(vectors),
        engine_page.base64_of(images),
        cloud,
    )


def cloud(directions):
    """A mean and directions as the page's functions take them."""
    size = len(directions)
    mean = decoders.numbers(size)
    return [engine_page.base64_of(mean), engine_page.base64_of(directions.astype(np.float32))]


def test_the_self_test_passes(opened, small):
    _, images = small
    turned, _ = np.linalg.qr(decoders.numbers(decoders.Z_DIM, decoders.Z_DIM))
    found = self_test(opened, decoders.vectors(16), images, cloud(turned))
    assert found["ok"] and found["worst"] <= 1
    assert 0 < found["thereAndBack"] < 1e-5
    assert found["sentence"].startswith("16 vectors decoded in this browser")


def test_the_self_test_finds_one_wrong_pixel(opened, small):
    _, images = small
    changed = images.copy()
    changed[7, 3, 4, 1] ^= 128
    found = self_test(opened, decoders.vectors(16), changed, None)
    assert not found["ok"] and found["worst"] >= 127
    assert found["sentence"].startswith("No live images: this browser's differ")


def test_the_self_test_finds_directions_that_are_wrong(opened, small):
    _, images = small
    skewed = np.eye(decoders.Z_DIM)
    skewed[2, 3] = 0.1
    found = self_test(opened, decoders.vectors(16), images, cloud(skewed))
    assert not found["ok"] and found["worst"] <= 1
    assert "does not come back" in found["sentence"]


def test_the_self_test_finds_wrong_weights(opened, small):
    folded, images = small
    engine_page.load(opened, folded._replace(weights=folded.weights ^ np.uint16(1 << 9)))
    found = self_test(opened, decoders.vectors(16), images, None)
    assert not found["ok"] and found["worst"] > 1


@pytest.mark.parametrize("wasm", [b"", b"\0asm\1\0\0\0", b"\0asm\2\0\0\0", b"no module"])
def test_an_engine_that_does_not_start_is_reported(opened, small, wasm):
    folded, images = small
    engine_page.load(opened, folded, wasm=wasm)
    found = self_test(opened, decoders.vectors(16), images, None)
    assert not found["ok"]
    assert found["sentence"].startswith("No live images: The decoder stopped: ")
    words = opened.value("decoders.decode(new Float32Array(6)).catch((error) => error.message)")
    assert words.startswith("The decoder stopped: ")


def test_a_browser_without_workers_is_reported(chromium, place, small):
    """As under a policy that forbids them."""
    folded, images = small
    with chromium.page() as page:
        forbidding = place.with_name("forbidding.html")
        forbidding.write_text(place.read_text("utf-8").replace("worker-src blob:", ""), "utf-8")
        page.open(forbidding)
        try:
            engine_page.load(page, folded)
        except Exception as error:  # where the constructor of Worker throws already
            assert "Worker" in str(error)
        else:
            found = self_test(page, decoders.vectors(16), images, None)
            assert not found["ok"] and found["sentence"].startswith("No live images: ")


def test_the_decoder_needs_no_network(chromium, place, small):
    folded, images = small
    with chromium.page() as page:
        page.offline()
        page.open(place)
        engine_page.load(page, folded)
        found = engine_page.decode(page, folded, decoders.vectors(16))
        assert np.abs(found.astype(int) - images).max() <= 1
        assert page.requests == [] and page.errors == []
