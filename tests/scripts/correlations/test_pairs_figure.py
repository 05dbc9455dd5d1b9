"""The figure of the pairs."""

import numpy as np
import pandas as pd
import pytest
from support.drawing import draw

from workflow.scripts.correlations.pairs_figure import pairs_figure
from zpoints import seeding
from zpoints.cloud.cloud import Cloud
from zpoints.dataset.shown import shown_rows
from zpoints.errors import StudyError

SETTINGS = {"b": 4, "panels": 8, "image": 7, "points": 50, "uniform_vectors": 10}
SHOWN = [1, "study", "shown"]


@pytest.fixture
def figure(case, correlated):
    """Draw the figure with some settings; call it with a path."""

    def run(path, colour=None, attributes=None, images=None, cloud=None, pairs=(), **changes):
        inputs = case.latents, correlated.matrix, correlated.subset, attributes, images, cloud
        settings = SETTINGS | {"colour": colour, "pairs": list(pairs)} | changes
        seeds = {"seed": [1, "pairs_figure"], "shown_seed": SHOWN}
        pairs_figure(*inputs, str(path), **settings, **seeds, case="I")

    return run


@pytest.mark.parametrize("pairs", [[], [[1, 4], [0, 3]]])
def test_strongest_and_given_pairs_are_drawn(tmp_path, figure, pairs):
    draw(figure, path=tmp_path / "pairs.png", pairs=pairs)


def test_an_attribute_colours_the_vectors(tmp_path, figure):
    table = pd.DataFrame({"image": np.arange(200), "age": np.linspace(0, 1, 200)})
    table.to_csv(tmp_path / "attributes.csv", index=False)
    plain = draw(figure, path=tmp_path / "pairs.png")
    named = {"colour": "age", "attributes": str(tmp_path / "attributes.csv")}
    coloured = draw(figure, path=tmp_path / "pairs.png", **named)
    assert not np.array_equal(plain, coloured)
    with pytest.raises(StudyError, match=r"colour is 'size', which is no attribute .* age"):
        figure(tmp_path / "pairs.png", **named | {"colour": "size"})


def test_an_image_that_there_is_not(tmp_path, figure):
    with pytest.raises(StudyError, match="image is 200, but the images are numbered 0 to 199"):
        figure(tmp_path / "pairs.png", image=200)


def test_the_marked_image_is_the_one_that_other_figures_show_first(tmp_path, figure, image_store):
    store = image_store(200)
    manifest = str(store.path.with_suffix(".json"))
    drawn = draw(figure, path=tmp_path / "drawn.png", image=None, images=manifest)
    (row,) = shown_rows(store.read("split"), 1, seeding.generator(*SHOWN))
    assert row != SETTINGS["image"]
    named = draw(figure, path=tmp_path / "named.png", image=int(row))
    np.testing.assert_array_equal(drawn, named)
    assert not np.array_equal(drawn, draw(figure, path=tmp_path / "other.png"))


def test_the_cube_has_the_mean_length_of_the_cloud_by_default(tmp_path, figure, case):
    drawn = draw(figure, path=tmp_path / "pairs.png", b=None, cloud=case.cloud)
    b = Cloud.load(case.cloud).matched_b
    np.testing.assert_array_equal(drawn, draw(figure, path=tmp_path / "same.png", b=b))
    assert not np.array_equal(drawn, draw(figure, path=tmp_path / "other.png"))


def test_no_more_panels_are_drawn_than_asked_for(tmp_path, figure):
    few, many = (draw(figure, path=tmp_path / "pairs.png", panels=panels) for panels in (4, 5))
    assert len(many) > len(few), "a second row"
