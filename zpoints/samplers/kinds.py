"""The samplers by name: the module that holds each, and the results that each reads.

Rules read this list while they plan, so the module imports no library.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What is known of a sampler before it draws.

    family: module of zpoints.samplers whose SAMPLERS has its function. needs: results that it
    reads, out of "cloud" (mean, covariance and mean length of all latent vectors), "latents" (the
    vectors themselves) and "components" (mode and half width of each component). free_with: option
    that replaces these results where the config gives it.
    """

    family: str
    needs: tuple[str, ...]
    free_with: str | None = None


KINDS: dict[str, Kind] = {
    "uniform": Kind("cubes", needs=("cloud",), free_with="b"),
    "box": Kind("cubes", needs=("components",)),
    "gaussian-diagonal": Kind("gaussians", needs=("cloud",)),
    "permuted": Kind("resampling", needs=("latents",)),
    "gaussian-full": Kind("gaussians", needs=("cloud",)),
    "gaussian-pca": Kind("gaussians", needs=("cloud",)),
    "gaussian-mixture": Kind("mixtures", needs=("cloud", "latents")),
    "interpolation": Kind("resampling", needs=("latents",)),
    "path": Kind("paths", needs=("cloud",)),
    "latents": Kind("resampling", needs=("latents",)),
}
