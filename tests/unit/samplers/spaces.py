"""Latent spaces for the tests of samplers."""

from pathlib import Path

import numpy as np
import yaml

from zpoints.cloud.cloud import Cloud
from zpoints.samplers import draws
from zpoints.samplers.kinds import KINDS

SCHEMA = Path(__file__).parents[3] / "workflow" / "schemas" / "config.schema.yaml"


def schema_options():
    """Of each sampler, its options with their defaults, as the schema of the config has them."""
    options = {}
    for branch in yaml.safe_load(SCHEMA.read_text())["$defs"]["sampler"]["oneOf"]:
        properties = branch["properties"]
        name = properties.pop("sampler")["const"]
        options[name] = {key: entry["default"] for key, entry in properties.items()}
    return options


OPTIONS = schema_options()


def known_of(vectors, block=64, **more):
    """All that can be known of an array (n, z_dim), which is read in blocks."""
    vectors = np.asarray(vectors, np.float32)
    exact = vectors.astype(float)
    z_dim = exact.shape[1]
    cloud = Cloud(
        vectors=len(vectors),
        centre=exact.mean(axis=0),
        covariance=np.cov(exact.T, bias=True).reshape(z_dim, z_dim),
        mean_radius=np.linalg.norm(exact, axis=1).mean(),
    )
    access = draws.Vectors(
        count=len(vectors),
        blocks=lambda: ((k, vectors[k : k + block]) for k in range(0, len(vectors), block)),
        take=lambda rows: vectors[rows],
    )
    widths = {"mode": np.arange(z_dim) / 4, "half_width": np.linspace(0.5, 2, z_dim)}
    return draws.Known(z_dim, cloud, access, **(widths | more))


def correlated(count=3000, z_dim=6, seed=0):
    """Gaussian vectors off the origin, all components correlated, the last one constant."""
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, z_dim)) @ random.normal(size=(z_dim, z_dim)) + 3
    vectors[:, -1] = 0.7
    return vectors.astype(np.float32)


def draw(name, known, count, seed=1, **options):
    """Vectors of a sampler, with the defaults of the options that are not given."""
    options = OPTIONS[name] | options
    return draws.draw(
        KINDS[name].family, name, known, count, np.random.default_rng(seed), **options
    )
