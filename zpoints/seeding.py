"""Random generators that depend on the seed and on names, and on nothing else."""

import hashlib

import numpy as np


def sequence(seed: int, *names: str) -> np.random.SeedSequence:
    """Seed sequence of a named step: the same for the same seed and names, whatever else runs.

    Names enter through a hash, so that adding a step (one more b, one more case) cannot shift
    the random numbers of another.

    Args:
        seed: the study's seed, an integer >= 0.
        names: e.g. study, case, step, sampler.
    """
    digest = hashlib.sha256("\0".join(names).encode()).digest()
    words = np.frombuffer(digest, dtype="<u4").tolist()
    return np.random.SeedSequence([seed, *words])


def generator(seed: int, *names: str) -> np.random.Generator:
    """Random generator of a named step; see `sequence`."""
    return np.random.default_rng(sequence(seed, *names))
