"""Components without a mode and half width: all their values lie beyond the bins that count them.

What rests on modes is then left out and says why; what does not rest on them goes on.
"""

from collections.abc import Sequence

import numpy as np

# Components that a message names; a wrong range may leave out hundreds.
NAMED = 5


def without_mode(half_width: np.ndarray) -> np.ndarray:
    """Numbers of the components without a mode, int64 (m,).

    Args:
        half_width: (z_dim,), NaN where the histogram of a component is empty.
    """
    return np.flatnonzero(~(half_width > 0))


def reason(missing: Sequence[int] | np.ndarray) -> str:
    """What is missing, and what to do, as a clause of a sentence.

    Args:
        missing: components without a mode, at least one, e.g. as of `without_mode`.
    """
    names = [str(component) for component in missing[:NAMED]]
    if len(missing) > NAMED:
        names.append(f"{len(missing) - NAMED} more")
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    one = len(missing) == 1
    return (
        f"{'component' if one else 'components'} {listed} {'lies' if one else 'lie'} outside "
        f"distributions.histogram.range and {'has' if one else 'have'} no mode; widen the range"
    )
