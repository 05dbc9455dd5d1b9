"""Sampler that walks through the data along a straight line."""

from collections.abc import Sequence

import numpy as np

from zpoints.samplers.draws import Known, Sampler, require


def path(
    known: Known,
    count: int,
    generator: np.random.Generator,
    *,
    components: Sequence[int] | None,
    sigma: float,
) -> np.ndarray:
    """Even steps along the diagonal of two components, from -sigma to +sigma stds of both.

    The other components stay at their centre. `components` = None takes the two with the largest
    share of the mean squared length. Nothing is random.
    """
    require(sigma > 0, "path", "sigma", sigma, "a positive number")
    cloud = known.cloud_for("path", least=2)
    pair = cloud.by_share[:2].tolist() if components is None else list(components)
    if components is not None:
        two = len(set(pair)) == len(pair) == 2
        exist = all(0 <= component < known.z_dim for component in pair)
        wanted = f"two different components from 0 to {known.z_dim - 1}"
        require(two and exist, "path", "components", pair, wanted)
    direction = np.zeros(known.z_dim)
    direction[pair] = cloud.std[pair]
    # A path of one point is the centre.
    steps = np.linspace(-sigma, sigma, count) if count > 1 else np.zeros(count)
    return cloud.centre + steps[:, None] * direction


SAMPLERS: dict[str, Sampler] = {"path": path}
