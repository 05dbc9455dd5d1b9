"""The figure of the slices."""

import numpy as np
from support.drawing import draw
from support.latents import cloud_of, write_latents

from workflow.scripts.correlations.slices import slices
from workflow.scripts.correlations.slices_figure import slices_figure


def test_the_slices_are_drawn(tmp_path, case, correlated, sliced):
    def figure(path):
        slices_figure(case.latents, correlated.subset, *sliced, str(path), "I")

    draw(figure, path=tmp_path / "slices.png")


def test_one_component_has_no_slices(tmp_path):
    vectors = np.random.default_rng(1).normal(size=(50, 1))
    names = ("cloud.npz", "subset.npy", "slices.csv", "slices.npz")
    cloud, subset, table, inside = (str(tmp_path / name) for name in names)
    latents = write_latents(tmp_path, vectors)
    cloud_of(vectors).save(cloud)
    np.save(subset, np.arange(20))
    slices(latents, cloud, subset, table, inside, pairs=[], limit=2)

    def figure(path):
        slices_figure(latents, subset, table, inside, str(path), "I")

    draw(figure, path=tmp_path / "slices.png")
