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
    that replaces these results where the config gives it. title: what it draws, in plain words;
    titled: option whose value stands behind them.
    """

    family: str
    title: str
    needs: tuple[str, ...]
    free_with: str | None = None
    titled: str | None = None


KINDS: dict[str, Kind] = {
    "uniform": Kind("cubes", "random, from a cube", needs=("cloud",), free_with="b", titled="b"),
    "box": Kind("cubes", "each component in its own range", needs=("components",), titled="k"),
    "gaussian-diagonal": Kind("gaussians", "right spreads, no correlations", needs=("cloud",)),
    "permuted": Kind("resampling", "right distributions, no correlations", needs=("latents",)),
    "gaussian-full": Kind("gaussians", "the cloud's own shape", needs=("cloud",)),
    "gaussian-pca": Kind(
        "gaussians", "the cloud's main directions", needs=("cloud",), titled="share"
    ),
    "gaussian-mixture": Kind(
        "mixtures", "a mixture of Gaussians", needs=("cloud", "latents"), titled="n"
    ),
    "interpolation": Kind("resampling", "between two real vectors", needs=("latents",)),
    "path": Kind("paths", "a straight path through the centre", needs=("cloud",)),
    "latents": Kind("resampling", "real vectors", needs=("latents",)),
}
