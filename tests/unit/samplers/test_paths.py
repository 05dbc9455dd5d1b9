"""The path of the sampler is straight, even, and about the centre."""

import numpy as np

from tests.unit.samplers.spaces import correlated, draw, known_of


def test_path_is_straight_and_even():
    known = known_of(correlated())
    cloud = known.cloud
    drawn = draw("path", known, 9, components=[1, 3], sigma=2)
    ends = np.array(cloud.centre), np.array(cloud.centre)
    for component in (1, 3):
        ends[0][component] -= 2 * cloud.std[component]
        ends[1][component] += 2 * cloud.std[component]
    np.testing.assert_allclose(drawn, np.linspace(*ends, 9), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(drawn[4], cloud.centre, rtol=1e-6)
    np.testing.assert_allclose(draw("path", known, 1)[0], cloud.centre, rtol=1e-6)
    assert (draw("path", known, 9, seed=2) == draw("path", known, 9)).all()


def test_path_takes_the_components_with_the_largest_share():
    random = np.random.default_rng(0)
    known = known_of(random.normal(size=(500, 4)) * [1, 5, 1, 0.1] + [0, 0, 0, 3])
    moves = np.ptp(draw("path", known, 5), axis=0) > 0
    assert moves.tolist() == [False, True, False, True]
