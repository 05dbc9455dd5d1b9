"""Models, vectors, and what each script of the room writes of them, for the script after it."""

from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from support.linear_models import linear_model

from workflow.scripts.quality.judgement import judgement
from workflow.scripts.quality.reference import reference
from workflow.scripts.quality.reference_images import reference_images
from workflow.scripts.quality.samplers_table import samplers_table
from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.models import inference
from zpoints.quality.features import FEATURES

Z_DIM, SHAPE = 4, (16, 16, 3)
SEED = [1, "study", "reference_images"]


@pytest.fixture(scope="session")
def case(tmp_path_factory, image_store):
    """Paths of a case's files: images, encoder, decoder, cloud, distances."""
    folder = tmp_path_factory.mktemp("case")
    store = image_store(96)
    paths = {
        "images": str(store.path.with_suffix(".json")),
        "encoder": linear_model(folder / "encoder.onnx", SHAPE, (Z_DIM,)),
        "decoder": linear_model(folder / "decoder.onnx", (Z_DIM,), SHAPE),
        "cloud": str(folder / "cloud.npz"),
        "distances": str(folder / "mahalanobis.npz"),
    }
    encoder = inference.load(paths["encoder"], 1, "cpu")
    z = encoder.run(store.read("images")).astype(float)
    radius = np.linalg.norm(z, axis=1).mean()
    cloud = Cloud(len(z), z.mean(axis=0), np.cov(z.T, bias=True), radius)
    cloud.save(paths["cloud"])
    distances = Distances.of([cloud.principal.mahalanobis(z)], cloud.principal)
    distances.save(paths["distances"])
    return SimpleNamespace(folder=folder, **paths)


@pytest.fixture(scope="session")
def scores(case):
    """Scores of real images and controls, without a meter."""
    path = str(case.folder / "reference_images.npz")
    reference_images(
        images=case.images,
        output=path,
        count=12,
        meter="none",
        seed=SEED,
    )
    return path


@pytest.fixture(scope="session", params=FEATURES)
def judged(request, case, scores):
    """Paths of a reference and its rows, and the name of its features."""
    paths = SimpleNamespace(
        reference=str(case.folder / f"{request.param}.npz"),
        rows=str(case.folder / f"{request.param}.json"),
        features=request.param,
    )
    reference(
        images=case.images,
        scores=scores,
        encoder=case.encoder,
        decoder=case.decoder,
        cloud=case.cloud,
        distances=case.distances,
        output=paths.reference,
        rows=paths.rows,
        meter="none",
        features=request.param,
        neighbours=3,
        seed=SEED,
        threads=1,
    )
    return paths


@pytest.fixture(scope="session")
def samples(case):
    """Paths of a sampler's vectors and decoded images."""
    vectors = np.random.default_rng(0).normal(size=(10, Z_DIM)).astype(np.float32)
    paths = SimpleNamespace(
        latents=str(case.folder / "latents.npy"), images=str(case.folder / "images.npy")
    )
    files.write_array(paths.latents, vectors)
    files.write_array(paths.images, inference.load(case.decoder, 1, "cpu").decode(vectors))
    return paths


@pytest.fixture(scope="session")
def judge(case, judged, samples):
    """Judge the samples as those of a sampler; gives the path of the row."""

    def make(name, sampler, b, meter="none"):
        path = str(case.folder / f"{name}.json")
        judgement(
            images=samples.images,
            latents=samples.latents,
            encoder=case.encoder,
            reference=judged.reference,
            cloud=case.cloud,
            distances=case.distances,
            output=path,
            name=name,
            plain_name=f"vectors of {name}",
            sampler=sampler,
            b=b,
            meter=meter,
            neighbours=3,
            seed=[1, "study", name],
            threads=1,
        )
        return path

    return make


@pytest.fixture(scope="session")
def table(case, judged, judge):
    """Path of the table of samplers."""
    quality = [judge("uniform-b2", "uniform", 2.0), judge("latents", "latents", None)]
    path = str(case.folder / "samplers.csv")
    samplers_table(rows=judged.rows, quality=quality, output=path)
    return path


@pytest.fixture(scope="session")
def is_picture():
    """Whether a file is a PNG that is not blank."""

    def check(path):
        with Image.open(path) as image:
            return image.format == "PNG" and np.asarray(image.convert("L")).std() > 2

    return check
