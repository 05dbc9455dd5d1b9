"""Results that the atlas reads, as other rules write them, of a small study."""

import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from support.case_results import attribute_table, ramp
from support.drawing import pictures
from support.latents import cloud_of, write_latents
from support.linear_models import linear_model
from support.published import published
from support.samplers_tables import samplers_table
from zpoints import files
from zpoints.cloud.distances import Distances
from zpoints.cloud.lengths import measure_lengths
from zpoints.findings.verdicts import judge
from zpoints.stores.writer import Writer
from zpoints.study.atlas.results import CaseResults, StudyResults

KINDS = {
    "gaussian-full": "gaussian-full",
    "latents": "latents",
    "permuted": "permuted",
    "uniform-b1": "uniform",
    "uniform-b2": "uniform",
}
SETTINGS = {"images": "shown", "thumbnails": 16, "decoder": True, "sigma": 3.0}
SETTINGS |= {"cases": {"I": {"encoder": "encoder.onnx", "decoder": "decoder.onnx"}}}
COUNT, Z_DIM, SIZE = 90, 5, 16
PATHS = {
    "labels": np.array(["component 2", "PC 1 (60.0 %)", "PC 2 (20.0 %)"]),
    "images": np.stack([ramp(10), ramp(200), ramp(100)]),
}


@dataclass
class Files:
    """Paths of a study and of its cases, and what `CaseResults.load` reads of each case."""

    shared: dict[str, str]
    cases: dict[str, dict]

    def study(self, **changes):
        arguments = {"name": "mine", "source": "painted", "kinds": KINDS, **changes}
        return StudyResults.load(paths=self.shared, **arguments)

    def case(self, name="I"):
        return CaseResults.load(name, **self.cases[name])


def cloud_of_vectors(count=COUNT, z_dim=Z_DIM, seed=0):
    """Vectors whose components are correlated and have different spreads, float32."""
    random = np.random.default_rng(seed)
    mixed = random.normal(size=(count, z_dim)) * np.linspace(3, 0.5, z_dim)
    return (mixed @ random.normal(size=(z_dim, z_dim)) + 1).astype(np.float32)


def write_case(folder, vectors, size=SIZE, channels=3, followed=None, table=None, empty=()):
    """Files of a case; `empty` are samplers that drew nothing, `followed` says what follows."""
    folder.mkdir(parents=True)
    cloud = cloud_of(vectors)
    table = samplers_table() if table is None else table
    followed = attribute_table() if followed is None else followed
    names = {name: str(folder / name) for name in ("cloud.npz", "lengths.npz", "distances.npz")}
    cloud.save(names["cloud.npz"])
    measure_lengths([vectors]).save(names["lengths.npz"])
    distances = Distances.of([cloud.principal.mahalanobis(vectors)], cloud.principal)
    distances.save(names["distances.npz"])
    files.write_table(folder / "samplers.csv", table)
    files.write_table(folder / "attributes.csv", followed)
    shown = {"originals": pictures(4, size, channels), "decoded": pictures(4, size, channels)}
    files.write_arrays(folder / "reconstructions.npz", **shown)
    files.write_arrays(folder / "paths.npz", **PATHS)
    z_dim = vectors.shape[1]
    drawn, decoded = {}, {}
    for number, name in enumerate(KINDS):
        count = 0 if name in empty else 20
        drawn[name], decoded[name] = str(folder / f"{name}.npy"), str(folder / f"{name}-images.npy")
        files.write_array(drawn[name], cloud_of_vectors(count, z_dim, number + 1))
        files.write_array(decoded[name], pictures(count, size, channels))
    paths = {
        "latents": write_latents(folder, vectors),
        "cloud": names["cloud.npz"],
        "lengths": names["lengths.npz"],
        "distances": names["distances.npz"],
        "attributes": str(folder / "attributes.csv"),
        "samplers": str(folder / "samplers.csv"),
        "reconstructions": str(folder / "reconstructions.npz"),
        "paths": str(folder / "paths.npz"),
        "decoder": linear_model(folder / "decoder.onnx", (z_dim,), (size, size, channels)),
    }
    return {"paths": paths, "vectors": drawn, "images": decoded}


def write_shared(folder, count=COUNT, size=SIZE, channels=3, attributes=None, names=None, cases=()):
    """Files of a study that are of no case."""
    manifest = folder / "images.json"
    shape = (size, size, channels)
    with Writer(manifest, "images", ("image", "y", "x", "channel"), shape, "uint8", 32) as writer:
        writer.append(pictures(count, size, channels))
        writer.publish({}, {}, {"split": np.zeros(count, np.uint8)})
    attributes = pd.DataFrame(index=range(count)) if attributes is None else attributes
    attributes.insert(0, "image", range(count))
    table = pd.DataFrame({"image": range(count)})
    files.write_table(folder / "values.csv", attributes)
    files.write_table(folder / "table.csv", table if names is None else table.assign(file=names))
    files.write_table(folder / "findings.csv", judge({case: published() for case in cases or "I"}))
    names = {name: str(folder / f"{name}.csv") for name in ("values", "table", "findings")}
    return {"manifest": str(manifest), **names}


def write(folder, cases=("I",), count=COUNT, z_dim=Z_DIM, shared=None, **changes):
    """Files of a study; `changes` are arguments of `write_case`, `shared` those of the study."""
    folder = Path(folder)
    same = {key: changes[key] for key in ("size", "channels") if key in changes}
    return Files(
        write_shared(folder, count, **same, **(shared or {}), cases=cases),
        {
            case: write_case(folder / case, cloud_of_vectors(count, z_dim, number), **changes)
            for number, case in enumerate(cases)
        },
    )


def values(blobs, name):
    """Values of a blob as the page's script reads them, a flat array."""
    (one,) = [one for one in blobs if one.name == name]
    content = gzip.decompress(one.content) if one.packed else one.content
    return np.frombuffer(content, np.dtype(one.type).newbyteorder("<"))
