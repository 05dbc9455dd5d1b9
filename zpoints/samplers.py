"""Random latent vectors, drawn by samplers that are known by name.

A sampler is a function `f(cloud, count, generator, *, options…) -> (count, z_dim)` under the
decorator `sampler`; `draw` calls it by name. All that a sampler knows of the data is a `Cloud`.
"""

import inspect
import logging
import math
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from zpoints import distributions, geometry, regions
from zpoints.errors import StudyError

logger = logging.getLogger("zpoints")


@dataclass(frozen=True)
class Space:
    """A latent space of which nothing but its size is known: enough for samplers without data."""

    z_dim: int


@dataclass(frozen=True)
class Cloud:
    """What samplers know of the latent vectors; all of it comes from streaming passes.

    centre: (z_dim,), mean of the vectors; covariance: (z_dim, z_dim), with divisor n;
    mean_radius: mean length of the vectors; vectors: their number; blocks: starts a pass over
    (first row, vectors (m, z_dim)); take: vectors of the given rows, in the order given;
    mode, half_width: (z_dim,), for the sampler `box` only.
    """

    centre: np.ndarray
    covariance: np.ndarray
    mean_radius: float
    vectors: int
    blocks: Callable[[], Iterable[tuple[int, np.ndarray]]]
    take: Callable[[np.ndarray], np.ndarray]
    mode: np.ndarray | None = None
    half_width: np.ndarray | None = None

    @property
    def z_dim(self) -> int:
        """Number of components."""
        return len(self.centre)

    @property
    def std(self) -> np.ndarray:
        """Standard deviation of every component, (z_dim,)."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0))

    @cached_property
    def principal(self) -> geometry.PrincipalComponents:
        """Principal components."""
        return geometry.principal_components(self.centre, self.covariance)


@dataclass(frozen=True)
class Sampler:
    """One entry of SAMPLERS.

    least: vectors that the cloud must have; without_data: options which, if all are given, let
    the sampler work in a bare `Space`.
    """

    function: Callable[..., np.ndarray]
    least: int
    without_data: tuple[str, ...]

    @property
    def options(self) -> dict[str, Any]:
        """Names and defaults of its options; `inspect.Parameter.empty` where one must be given."""
        parameters = inspect.signature(self.function).parameters.values()
        return {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}


SAMPLERS: dict[str, Sampler] = {}


def sampler(
    name: str, least: int = 2, without_data: tuple[str, ...] = ()
) -> Callable[[Callable[..., np.ndarray]], Callable[..., np.ndarray]]:
    """Register a function as the sampler `name`; see `Sampler` for the other arguments."""

    def register(function: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
        SAMPLERS[name] = Sampler(function, least, without_data)
        return function

    return register


def needs_data(name: str, **options: Any) -> bool:
    """Whether a sampler with these options looks at the data, or can work in a bare `Space`.

    Raises:
        StudyError: the name or an option is unknown.
    """
    chosen = _checked(name, options)
    free = chosen.without_data
    return not free or any(options.get(option) is None for option in free)


def draw(
    name: str, cloud: Cloud | Space, count: int, generator: np.random.Generator, **options: Any
) -> np.ndarray:
    """Draw vectors with the sampler of this name.

    Args:
        name: one of SAMPLERS.
        cloud: the data's cloud; a `Space` will do where `needs_data` says no.
        count: number of vectors.
        generator: decides everything that is random.
        options: the sampler's own.

    Returns:
        float32 (count, z_dim).

    Raises:
        StudyError: the name, an option or its value is wrong, or the cloud does not allow it.
    """
    chosen = _checked(name, options)
    if needs_data(name, **options):
        if not isinstance(cloud, Cloud):
            raise StudyError(f"sampler {name!r} needs latent vectors; encode some images first.")
        if cloud.vectors < chosen.least:
            raise StudyError(
                f"sampler {name!r} needs {chosen.least} latent vectors or more, but there are "
                f"{cloud.vectors}; encode more images."
            )
        if not (np.isfinite(cloud.centre).all() and np.isfinite(cloud.covariance).all()):
            raise StudyError(
                f"sampler {name!r} cannot use latent vectors that are not finite; the training "
                "diverged: lower training.learning_rate and train again."
            )
    # On one thread, because rounding depends on how sums are shared between threads.
    with threadpool_limits(1), np.errstate(over="ignore"):  # what is too large is reported below
        vectors = chosen.function(cloud, count, generator, **options).astype(np.float32)
    if not np.isfinite(vectors).all():
        raise StudyError(
            f"sampler {name!r} with {options} draws numbers beyond the range of float32; choose "
            "smaller options, or train again if the latent vectors are that large."
        )
    return vectors


def uniform(b: float, z_dim: int, count: int, generator: np.random.Generator) -> np.ndarray:
    """Vectors with every component drawn from U[-b, b], float32 (count, z_dim)."""
    return generator.uniform(-b, b, (count, z_dim)).astype(np.float32)


@sampler("uniform", least=1, without_data=("b",))
def _uniform(
    cloud: Cloud | Space, count: int, generator: np.random.Generator, *, b: float | None = None
) -> np.ndarray:
    """Every component from U[-b, b]; b = None matches the data's mean length."""
    if b is None:
        b = distributions.matched_b(cloud.mean_radius, cloud.z_dim)
    else:
        _require(0 < b < 1e30, "uniform", "b", b, "a positive number below 1e30")
    return uniform(b, cloud.z_dim, count, generator)


@sampler("box", least=1)
def _box(cloud: Cloud, count: int, generator: np.random.Generator, *, k: float = 1) -> np.ndarray:
    """Component j uniform in mode_j ± k half_width_j: the region that the data fill."""
    _require(k > 0, "box", "k", k, "a positive number")
    if cloud.mode is None or cloud.half_width is None:
        raise StudyError(
            "sampler 'box' needs the modes and half widths of the components; measure the number "
            "distributions first."
        )
    regions.check(cloud.mode, cloud.half_width)
    reach = k * cloud.half_width
    return cloud.mode + reach * generator.uniform(-1, 1, (count, cloud.z_dim))


@sampler("gaussian-diagonal")
def _gaussian_diagonal(cloud: Cloud, count: int, generator: np.random.Generator) -> np.ndarray:
    """Independent N(mean_j, std_j²)."""
    return cloud.centre + cloud.std * generator.standard_normal((count, cloud.z_dim))


@sampler("permuted", least=1)
def _permuted(cloud: Cloud, count: int, generator: np.random.Generator) -> np.ndarray:
    """Real values, those of each component from vectors of their own: exact marginals.

    The components lose their correlations and keep everything else, so this is the control
    that isolates correlation. One pass over the data collects the values. A value is drawn a
    second time only when all of its component have been drawn.
    """
    rows = np.concatenate([_rows(cloud.vectors, count, generator) for _ in range(cloud.z_dim)])
    # Sorted, the rows of one block lie side by side: a block is searched, not all rows each time.
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    values = np.empty(len(rows), np.float32)
    for start, block in cloud.blocks():
        first, last = np.searchsorted(rows, (start, start + len(block)))
        places = order[first:last]
        values[places] = block[rows[first:last] - start, places // max(count, 1)]
    return values.reshape(cloud.z_dim, count).T


@sampler("gaussian-full")
def _gaussian_full(cloud: Cloud, count: int, generator: np.random.Generator) -> np.ndarray:
    """N(mean, covariance), drawn along the directions in which the cloud extends at all."""
    return _along_principal(cloud, count, generator, cloud.principal.rank)


@sampler("gaussian-pca")
def _gaussian_pca(
    cloud: Cloud, count: int, generator: np.random.Generator, *, share: float = 0.95
) -> np.ndarray:
    """N(mean, covariance) on the fewest principal components that hold `share` of the variance."""
    _require(0 < share <= 1, "gaussian-pca", "share", share, "above 0 and at most 1")
    return _along_principal(cloud, count, generator, cloud.principal.count_for(share))


@sampler("gaussian-mixture")
def _gaussian_mixture(
    cloud: Cloud,
    count: int,
    generator: np.random.Generator,
    *,
    n: int = 8,
    vectors: int = 20_000,
    share: float = 0.99,
) -> np.ndarray:
    """A mixture of n full-covariance Gaussians, fitted to at most `vectors` vectors by EM.

    The mixture describes the leading principal components, those with `share` of the variance;
    along the others, which are mostly noise, the draw is one Gaussian. Each part of the mixture
    needs more vectors than it has directions: n is lowered (with a line in the log) where there
    are fewer than twice as many.
    """
    for option, value in (("n", n), ("vectors", vectors)):
        _require(value >= 1, "gaussian-mixture", option, value, "at least 1")
    _require(0 < share <= 1, "gaussian-mixture", "share", share, "above 0 and at most 1")
    principal = cloud.principal
    leading = min(principal.count_for(share), principal.rank)
    rows = np.sort(generator.choice(cloud.vectors, min(vectors, cloud.vectors), replace=False))
    possible = max(1, min(n, len(rows) // (2 * (leading + 1))))
    if possible < n:
        logger.warning(
            "gaussian-mixture: %d vectors along %d directions allow %d parts, not %d",
            *(len(rows), leading, possible, n),
        )
    vectors_drawn = _along_principal(cloud, count, generator, principal.rank, skip=leading)
    if leading == 0 or possible == 1:
        return vectors_drawn + _along_principal(cloud, count, generator, leading) - cloud.centre
    # One scale for all directions: whitened, the clusters would drown in the many small ones.
    scale = math.sqrt(principal.variance[0])
    directions = principal.directions[:leading]
    coordinates = (cloud.take(rows) - cloud.centre) @ directions.T / scale
    weights, means, covariances = _fit_mixture(coordinates, possible, generator)
    part = generator.choice(possible, count, p=weights)
    drawn = generator.standard_normal((count, leading))
    for k in range(possible):
        drawn[part == k] = means[k] + drawn[part == k] @ np.linalg.cholesky(covariances[k]).T
    return vectors_drawn + scale * drawn @ directions


@sampler("interpolation")
def _interpolation(cloud: Cloud, count: int, generator: np.random.Generator) -> np.ndarray:
    """Points on the segment between two different real vectors, the weight from U[0, 1]."""
    first = generator.integers(0, cloud.vectors, count)
    second = (first + generator.integers(1, cloud.vectors, count)) % cloud.vectors
    weight = generator.uniform(0, 1, (count, 1))
    return (1 - weight) * cloud.take(first) + weight * cloud.take(second)


@sampler("path")
def _path(
    cloud: Cloud,
    count: int,
    generator: np.random.Generator,
    *,
    components: Sequence[int] | None = None,
    sigma: float = 3,
) -> np.ndarray:
    """Even steps along the diagonal of two components, from -sigma to +sigma stds of both.

    The other components stay at their centre. `components` = None takes the two with the largest
    share of the mean squared length. Nothing is random.
    """
    _require(sigma > 0, "path", "sigma", sigma, "a positive number")
    if components is None:
        components = np.argsort(-(cloud.centre**2 + cloud.std**2), kind="stable")[:2]
    else:
        good = len(set(components)) == len(components) == 2 and all(
            0 <= component < cloud.z_dim for component in components
        )
        wanted = f"two different components from 0 to {cloud.z_dim - 1}"
        _require(good, "path", "components", list(components), wanted)
    direction = np.zeros(cloud.z_dim)
    direction[list(components)] = cloud.std[list(components)]
    # A path of one point is the centre.
    steps = np.linspace(-sigma, sigma, count) if count > 1 else np.zeros(count)
    return cloud.centre + steps[:, None] * direction


@sampler("latents", least=1)
def _latents(cloud: Cloud, count: int, generator: np.random.Generator) -> np.ndarray:
    """Real vectors; one comes a second time only when all have been drawn."""
    return cloud.take(_rows(cloud.vectors, count, generator))


def _checked(name: str, options: dict[str, Any]) -> Sampler:
    if name not in SAMPLERS:
        raise StudyError(f"there is no sampler {name!r}; choose one of {', '.join(SAMPLERS)}.")
    chosen = SAMPLERS[name]
    for option in options:
        if option not in chosen.options:
            raise StudyError(
                f"sampler {name!r} has no option {option!r}; it takes "
                f"{', '.join(chosen.options) or 'none'}."
            )
    return chosen


def _require(good: bool, name: str, option: str, value: object, wanted: str) -> None:
    if not good:
        raise StudyError(f"option {option!r} of sampler {name!r} is {value}; it must be {wanted}.")


def _rows(vectors: int, count: int, generator: np.random.Generator) -> np.ndarray:
    """Row numbers without replacement, begun anew each time that all are used up."""
    rounds, rest = divmod(count, vectors)
    parts = [generator.permutation(vectors) for _ in range(rounds)]
    return np.concatenate([*parts, generator.choice(vectors, rest, replace=False)])


def _along_principal(
    cloud: Cloud, count: int, generator: np.random.Generator, stop: int, skip: int = 0
) -> np.ndarray:
    """Gaussian vectors about the centre along the principal components skip … stop - 1."""
    principal = cloud.principal
    chosen = slice(skip, min(stop, principal.rank))
    directions = np.sqrt(principal.variance[chosen, None]) * principal.directions[chosen]
    return cloud.centre + generator.standard_normal((count, len(directions))) @ directions


def _fit_mixture(
    coordinates: np.ndarray, n: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights (n,), means (n, p) and covariances (n, p, p) of a Gaussian mixture."""
    # Imported here: it takes seconds, and the other samplers do without.
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    mixture = GaussianMixture(n, max_iter=50, random_state=int(generator.integers(2**31)))
    # One thread once more: the libraries that have just been imported bring their own.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        mixture.fit(coordinates)
    logger.info(
        "gaussian-mixture: %d parts, %d vectors, %d directions, %s after %d iterations",
        *(n, *coordinates.shape, "converged" if mixture.converged_ else "stopped"),
        mixture.n_iter_,
    )
    return mixture.weights_, mixture.means_, mixture.covariances_
