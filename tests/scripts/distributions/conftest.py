"""Latent vectors, what the room `cloud` writes of them, and what each script makes of that."""

from types import SimpleNamespace

import numpy as np
import pytest
from support.latents import cloud_of, write_latents

from workflow.scripts.distributions.components import components
from workflow.scripts.distributions.radii import radii
from workflow.scripts.distributions.regions import regions
from workflow.scripts.distributions.uniform_components import uniform_components
from zpoints.cloud.histograms import Bins, ComponentStatistics
from zpoints.cloud.lengths import measure_lengths

SEED = [1, "study", "I"]


@pytest.fixture(scope="session")
def case(tmp_path_factory):
    """Vectors (300, 3), and paths: latents, cloud, lengths, histogram, moments."""
    folder = tmp_path_factory.mktemp("case")
    vectors = np.random.default_rng(0).normal([0, 0.2, 2], [3, 0.5, 1], (300, 3)).astype(np.float32)
    names = ("cloud", "lengths", "histogram", "moments")
    paths = {name: str(folder / f"{name}.npz") for name in names}
    cloud_of(vectors).save(paths["cloud"])
    measure_lengths([vectors]).save(paths["lengths"])
    statistics = ComponentStatistics.of(vectors, Bins(-12, 12, 97))
    statistics.save(paths["histogram"], paths["moments"])
    latents = write_latents(folder, vectors)
    return SimpleNamespace(vectors=vectors, folder=folder, latents=latents, **paths)


@pytest.fixture(scope="session")
def component_table(case):
    """Path of the table of components."""
    path = str(case.folder / "components.csv")
    components(case.histogram, case.moments, path, mode=1, half_width=2)
    return path


@pytest.fixture(scope="session")
def measured_radii(case):
    """Paths of the table and of the histograms of vector lengths."""
    paths = str(case.folder / "radii.csv"), str(case.folder / "radii.npz")
    settings = {"b_grid": [1, 2.5], "vectors": 400, "bins": 40}
    radii(case.cloud, case.lengths, *paths, **settings, seed=[*SEED, "radii"])
    return paths


@pytest.fixture(scope="session")
def uniform(case, measured_radii):
    """Paths of the table and of the histograms of uniform vectors."""
    paths = str(case.folder / "uniform.csv"), str(case.folder / "uniform.npz")
    uniform_components(
        measured_radii[0],
        case.histogram,
        *paths,
        b=None,
        vectors=500,
        mode=1,
        half_width=2,
        seed=[*SEED, "uniform_components"],
    )
    return paths


@pytest.fixture(scope="session")
def hits(case, component_table):
    """Paths of the table of region hits and of the points of grids."""
    paths = str(case.folder / "region_hits.csv"), str(case.folder / "grid_points.csv")
    settings = {"b": [1, 12], "k": [1, 3], "grid_values": [2, 10]}
    regions(case.latents, component_table, *paths, **settings, seed=[*SEED, "regions"])
    return paths


@pytest.fixture(scope="session")
def narrow(tmp_path_factory):
    """A case with component 2 outside the histogram's range: paths of its results, and vectors."""
    folder = tmp_path_factory.mktemp("narrow")
    vectors = np.random.default_rng(1).normal([0, 0.2, 40], 1, (300, 3)).astype(np.float32)
    paths = {name: str(folder / f"{name}.npz") for name in ("histogram", "moments")}
    ComponentStatistics.of(vectors, Bins(-12, 12, 97)).save(*paths.values())
    tables = {name: str(folder / f"{name}.csv") for name in ("table", "hits", "grid")}
    components(*paths.values(), tables["table"], mode=1, half_width=2)
    settings = {"b": [1, 12], "k": [1, 3], "grid_values": [2, 10], "seed": [*SEED, "regions"]}
    latents = write_latents(folder, vectors)
    regions(latents, tables["table"], tables["hits"], tables["grid"], **settings)
    return SimpleNamespace(vectors=vectors, latents=latents, **paths, **tables)
