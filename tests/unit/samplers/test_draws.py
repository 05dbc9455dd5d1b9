"""What all samplers share: seeds, sizes, and sentences about what does not fit."""

import dataclasses

import numpy as np
import pytest

from tests.unit.samplers.spaces import correlated, draw, known_of
from zpoints.errors import StudyError
from zpoints.samplers import draws
from zpoints.samplers.kinds import KINDS


@pytest.mark.parametrize("name", KINDS)
def test_the_same_seed_gives_the_same_bytes(name):
    known = known_of(correlated(count=200))
    first = draw(name, known, 40)
    assert first.dtype == np.float32
    assert first.shape == (40, 6)
    assert first.tobytes() == draw(name, known, 40).tobytes()
    if name != "path":
        assert (first != draw(name, known, 40, seed=2)).any()


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("count", [0, 1, 33])
@pytest.mark.parametrize("vectors", [[[0.5], [2], [2.5]], [[1, 1, 1]] * 5, [[0, 1, 2], [3, 1, 9]]])
def test_small_and_flat_clouds(name, vectors, count):
    drawn = draw(name, known_of(vectors), count)
    assert drawn.shape == (count, np.shape(vectors)[1])
    if KINDS[name].family != "cubes":
        flat = np.ptp(vectors, axis=0) == 0
        np.testing.assert_allclose(drawn[:, flat], np.broadcast_to(1, (count, flat.sum())))


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("gaussian-pca", {"n": 3}, "no option 'n'; it takes share"),
        ("latents", {"k": 3}, "no option 'k'; it takes none"),
        ("uniform", {"b": 0}, "'b' of sampler 'uniform' is 0; it must be a positive"),
        ("uniform", {"b": float("nan")}, "must be a positive"),
        ("box", {"k": -1}, "positive number"),
        ("box", {"k": 1e39}, "beyond the range of float32"),
        ("gaussian-pca", {"share": 1.5}, "above 0 and at most 1"),
        ("gaussian-mixture", {"share": 0}, "above 0 and at most 1"),
        ("gaussian-mixture", {"n": 0}, "at least 1"),
        ("gaussian-mixture", {"vectors": 0}, "at least 1"),
        ("path", {"sigma": 0}, "positive number"),
        ("path", {"components": [1, 1]}, r"\[1, 1\]; it must be two different components"),
        ("path", {"components": [1]}, "two different components from 0 to 5"),
        ("path", {"components": [0, 6]}, "two different components from 0 to 5"),
    ],
)
def test_wrong_options_are_told(name, options, message):
    with pytest.raises(StudyError, match=message):
        draw(name, known_of(correlated(count=20)), 3, **options)


def test_a_wrong_name_is_told():
    known, generator = known_of(correlated(count=20)), np.random.default_rng(1)
    with pytest.raises(StudyError, match=r"no sampler 'gausian' in .*; choose one of uniform, box"):
        draws.draw("cubes", "gausian", known, 3, generator)


@pytest.mark.parametrize("name", KINDS)
def test_one_vector_is_told_where_it_will_not_do(name):
    one = known_of(np.ones((1, 3)))
    if name in ("uniform", "box", "permuted", "latents"):
        assert draw(name, one, 3).shape == (3, 3)
    else:
        with pytest.raises(StudyError, match="2 latent vectors or more, but there are 1"):
            draw(name, one, 3)


def test_clouds_that_are_not_finite_are_told():
    with pytest.raises(StudyError, match="not finite"):
        draw("gaussian-full", known_of([[np.nan, 1], [0, 1]]), 3)


def test_a_box_needs_the_modes():
    known = known_of(correlated())
    with pytest.raises(StudyError, match="needs the modes"):
        draw("box", dataclasses.replace(known, half_width=None), 3)
