"""Samplers that fill a box evenly, each component apart from the others."""

import numpy as np

from zpoints.distributions import regions
from zpoints.errors import StudyError
from zpoints.samplers.draws import Known, Sampler, require


def uniform(
    known: Known, count: int, generator: np.random.Generator, *, b: float | None
) -> np.ndarray:
    """Every component from U[-b, b]; b = None gives the data's mean length."""
    if b is None:
        b = known.cloud_for("uniform", least=1).matched_b
    else:
        require(0 < b < 1e30, "uniform", "b", b, "a positive number below 1e30")
    return generator.uniform(-b, b, (count, known.z_dim))


def box(known: Known, count: int, generator: np.random.Generator, *, k: float) -> np.ndarray:
    """Component j uniform in mode_j ± k half_width_j: the region that the data fill."""
    require(k > 0, "box", "k", k, "a positive number")
    if known.mode is None or known.half_width is None:
        raise StudyError(
            "sampler 'box' needs the modes and half widths of the components; measure the number "
            "distributions first."
        )
    regions.check(known.mode, known.half_width)
    reach = k * known.half_width
    return known.mode + reach * generator.uniform(-1, 1, (count, known.z_dim))


SAMPLERS: dict[str, Sampler] = {"uniform": uniform, "box": box}
