"""A draw reads what its sampler needs, and no more."""

import numpy as np
import pandas as pd
import pytest

from tests.unit.samplers.spaces import OPTIONS
from workflow.scripts.samplers.draws import draws
from zpoints.samplers.kinds import KINDS


def draw(path, name, *, z_dim=None, options=None, **inputs):
    draws(
        **({"latents": None, "cloud": None, "components": None} | inputs),
        output=str(path),
        seed=[1, "study", "case", "draw", name],
        family=KINDS[name].family,
        sampler=name,
        options=OPTIONS[name] if options is None else options,
        z_dim=z_dim,
        count=9,
    )
    return np.load(path)


@pytest.mark.parametrize("z_dim", [4, None])
@pytest.mark.parametrize("name", KINDS)
def test_vectors_are_drawn_from_what_a_sampler_needs(
    tmp_path, latents, cloud, components, name, z_dim
):
    results = {"latents": latents, "cloud": cloud, "components": components}
    inputs = {need: results[need] for need in KINDS[name].needs}
    drawn = draw(tmp_path / "latents.npy", name, z_dim=z_dim, **inputs)
    assert drawn.shape == (9, 4)
    assert drawn.dtype == np.float32


def test_a_cube_needs_the_number_of_components(tmp_path, latents):
    path, options = tmp_path / "latents.npy", {"b": 1.5}
    from_config = draw(path, "uniform", options=options, z_dim=4)
    assert (from_config == draw(path, "uniform", options=options, latents=latents)).all()


def test_real_vectors_come_from_the_store(tmp_path, latents, vectors):
    for vector in draw(tmp_path / "latents.npy", "latents", latents=latents):
        assert (vectors == vector).all(axis=1).sum() == 1


def test_a_box_without_a_mode_of_every_component_has_no_vectors(tmp_path, empty_components):
    drawn = draw(tmp_path / "latents.npy", "box", components=empty_components)
    assert drawn.shape == (0, 4)
    assert drawn.dtype == np.float32
    assert pd.read_csv(empty_components)["mode"].isna().sum() == 1
