"""Drawing latent vectors with a sampler that is known by name.

A sampler is a function `f(known, count, generator, *, options…) -> (count, z_dim)` in the SAMPLERS
of its family, a module beside this one. A family is imported only when one of its samplers draws,
so an edited family changes the vectors of its own samplers and no others.
"""

import importlib
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from zpoints.cloud.cloud import Cloud
from zpoints.errors import StudyError

# See `draw` for the arguments that all samplers share; options are keyword-only.
Sampler = Callable[..., np.ndarray]

_MISSING = "sampler {!r} needs latent vectors; encode some images first."


@dataclass(frozen=True)
class Vectors:
    """The latent vectors, read where a sampler asks for them.

    count: their number; blocks: starts a pass over (first row, vectors (m, z_dim)); take: vectors
    of the given rows, in the order given.
    """

    count: int
    blocks: Callable[[], Iterable[tuple[int, np.ndarray]]]
    take: Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Known:
    """What a sampler may know of a latent space; a part that it does not need may be missing.

    z_dim: number of components; cloud: mean and covariance of the latent vectors; vectors: the
    vectors themselves; mode, half_width: of each component, (z_dim,).
    """

    z_dim: int
    cloud: Cloud | None = None
    vectors: Vectors | None = None
    mode: np.ndarray | None = None
    half_width: np.ndarray | None = None

    def cloud_for(self, sampler: str, least: int) -> Cloud:
        """The cloud, if it will do for a sampler.

        Args:
            sampler: name of the sampler, for the message.
            least: vectors that the sampler needs.

        Raises:
            StudyError: there is no cloud, it has too few vectors, or they are not finite.
        """
        if self.cloud is None:
            raise StudyError(_MISSING.format(sampler))
        _check_count(sampler, least, self.cloud.vectors)
        if not (np.isfinite(self.cloud.centre).all() and np.isfinite(self.cloud.covariance).all()):
            raise StudyError(
                f"sampler {sampler!r} cannot use latent vectors that are not finite; the training "
                "diverged: lower training.learning_rate and train again."
            )
        return self.cloud

    def vectors_for(self, sampler: str, least: int) -> Vectors:
        """The vectors, if there are enough of them; see `cloud_for`."""
        if self.vectors is None:
            raise StudyError(_MISSING.format(sampler))
        _check_count(sampler, least, self.vectors.count)
        return self.vectors


def draw(
    family: str,
    name: str,
    known: Known,
    count: int,
    generator: np.random.Generator,
    **options: Any,
) -> np.ndarray:
    """Draw vectors with one sampler.

    Args:
        family: module of zpoints.samplers that holds the sampler.
        name: of the sampler in the family's SAMPLERS.
        known: at least what the sampler needs, see `zpoints.samplers.kinds`.
        count: number of vectors.
        generator: decides everything that is random.
        options: all options of the sampler.

    Returns:
        float32 (count, z_dim), or (0, z_dim) where the data do not say what the sampler fills.

    Raises:
        StudyError: the name, an option or its value is wrong, or the data do not allow it.
    """
    function = _function(family, name)
    for option in options:
        if option not in option_names(function):
            raise StudyError(
                f"sampler {name!r} has no option {option!r}; it takes "
                f"{', '.join(option_names(function)) or 'none'}."
            )
    # On one thread, because rounding depends on how sums are shared between threads.
    with threadpool_limits(1), np.errstate(over="ignore"):  # what is too large is reported below
        vectors = function(known, count, generator, **options).astype(np.float32)
    if not np.isfinite(vectors).all():
        raise StudyError(
            f"sampler {name!r} with {options} draws numbers beyond the range of float32; choose "
            "smaller options, or train again if the latent vectors are that large."
        )
    return vectors


def option_names(function: Sampler) -> list[str]:
    """Names of the options that a sampler takes: its keyword-only arguments."""
    parameters = inspect.signature(function).parameters.values()
    return [parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]


def require(holds: bool, sampler: str, option: str, value: object, wanted: str) -> None:
    """Raise a StudyError that names the option and what it must be, unless the condition holds."""
    if not holds:
        raise StudyError(
            f"option {option!r} of sampler {sampler!r} is {value}; it must be {wanted}."
        )


def _function(family: str, name: str) -> Sampler:
    samplers = importlib.import_module(f"zpoints.samplers.{family}").SAMPLERS
    if name not in samplers:
        raise StudyError(
            f"there is no sampler {name!r} in zpoints.samplers.{family}; choose one of "
            f"{', '.join(samplers)}."
        )
    return samplers[name]


def _check_count(sampler: str, least: int, count: int) -> None:
    if count < least:
        raise StudyError(
            f"sampler {sampler!r} needs {least} latent vectors or more, but there are {count}; "
            "encode more images."
        )
