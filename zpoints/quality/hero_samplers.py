"""Which samplers the hero shows, below real images and their reconstructions.

Rules read this while they plan, so the module imports no library.
"""

from collections.abc import Mapping
from typing import Any

# Kinds of samplers, a row each: they know less and less of the cloud.
KINDS = ("gaussian-full", "permuted", "uniform")
# Rows where a study has none of these.
ROWS = 3


def hero_samplers(samplers: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """One sampler of each of KINDS that the study has, or else its first ones.

    Args:
        samplers: name to kind (`sampler`) and options, as `zpoints.config.study.Study` gives them.

    Returns:
        Names. Of several cubes the one that is as wide as the data (no b of its own) is taken, or
        else the first.
    """
    chosen = []
    for kind in KINDS:
        names = [name for name, entry in samplers.items() if entry["sampler"] == kind]
        chosen += sorted(names, key=lambda name: samplers[name].get("b") is not None)[:1]
    return chosen or list(samplers)[:ROWS]
