"""Samplers that fill a box evenly, each component apart from the others."""

import numpy as np

from zpoints.distributions.modes import reason, without_mode
from zpoints.errors import StudyError
from zpoints.logs import logger
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
    """Component j uniform in mode_j ± k half_width_j: the region that the data fill.

    Where a component has no mode there is no such box: no vector is drawn, and a warning says why.
    """
    require(k > 0, "box", "k", k, "a positive number")
    if known.mode is None or known.half_width is None:
        raise StudyError(
            "sampler 'box' needs the modes and half widths of the components; measure the number "
            "distributions first."
        )
    missing = without_mode(known.half_width)
    if len(missing):
        logger.warning("sampler 'box' draws no vectors: %s", reason(missing))
        return np.empty((0, known.z_dim))
    reach = k * known.half_width
    return known.mode + reach * generator.uniform(-1, 1, (count, known.z_dim))


SAMPLERS: dict[str, Sampler] = {"uniform": uniform, "box": box}
