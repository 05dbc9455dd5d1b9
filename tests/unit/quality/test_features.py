"""Feature spaces by name: each can be fitted, kept and made again, and unknown ones are told."""

import numpy as np
import pytest

from zpoints import files
from zpoints.errors import StudyError
from zpoints.quality import features
from zpoints.quality.features import FEATURES


def images_of(count, size=16, channels=3, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (count, size, size, channels), np.uint8)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", FEATURES)
def test_a_space_comes_back_from_its_arrays(tmp_path, name, channels):
    space = features.fit(name, images_of(30, channels=channels))
    files.write_arrays(tmp_path / "space.npz", **space.arrays())
    again = features.from_arrays(name, files.read_arrays(tmp_path / "space.npz"))
    images = images_of(5, channels=channels, seed=1)
    assert (again.features(images) == space.features(images)).all()


@pytest.mark.parametrize("name", FEATURES)
def test_the_same_image_has_the_same_place_alone_and_among_others(name):
    space = features.fit(name, images_of(30))
    images = images_of(9, seed=2)
    np.testing.assert_allclose(space.features(images)[4:5], space.features(images[4:5]), atol=1e-5)
    assert space.features(images).dtype == np.float64


def test_unknown_names_and_no_images_are_told():
    with pytest.raises(StudyError, match="no features 'looks'; choose one of appearance, pixels"):
        features.fit("looks", images_of(2))
    with pytest.raises(StudyError, match="choose one of"):
        features.from_arrays("looks", {})
    with pytest.raises(StudyError, match="no images to compare with"):
        features.fit("appearance", images_of(0))
