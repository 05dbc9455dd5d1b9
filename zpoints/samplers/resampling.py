"""Samplers that put real latent vectors together anew."""

import numpy as np

from zpoints.samplers.draws import Known, Sampler


def permuted(known: Known, count: int, generator: np.random.Generator) -> np.ndarray:
    """Real values, those of each component from vectors of their own: exact marginals.

    The components lose their correlations and keep everything else, so this is the control
    that isolates correlation. One pass over the data collects the values. A value is drawn a
    second time only when all of its component have been drawn.
    """
    vectors = known.vectors_for("permuted", least=1)
    rows = np.concatenate([_rows(vectors.count, count, generator) for _ in range(known.z_dim)])
    # Sorted, the rows of one block lie side by side: a block is searched, not all rows each time.
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    values = np.empty(len(rows), np.float32)
    for start, block in vectors.blocks():
        first, last = np.searchsorted(rows, (start, start + len(block)))
        places = order[first:last]
        values[places] = block[rows[first:last] - start, places // max(count, 1)]
    return values.reshape(known.z_dim, count).T


def interpolation(known: Known, count: int, generator: np.random.Generator) -> np.ndarray:
    """Points on the segment between two different real vectors, the weight from U[0, 1]."""
    vectors = known.vectors_for("interpolation", least=2)
    first = generator.integers(0, vectors.count, count)
    second = (first + generator.integers(1, vectors.count, count)) % vectors.count
    weight = generator.uniform(0, 1, (count, 1))
    return (1 - weight) * vectors.take(first) + weight * vectors.take(second)


def latents(known: Known, count: int, generator: np.random.Generator) -> np.ndarray:
    """Real vectors; one comes a second time only when all have been drawn."""
    vectors = known.vectors_for("latents", least=1)
    return vectors.take(_rows(vectors.count, count, generator))


def _rows(vectors: int, count: int, generator: np.random.Generator) -> np.ndarray:
    """Row numbers without replacement, begun anew each time that all are used up."""
    rounds, rest = divmod(count, vectors)
    parts = [generator.permutation(vectors) for _ in range(rounds)]
    return np.concatenate([*parts, generator.choice(vectors, rest, replace=False)])


SAMPLERS: dict[str, Sampler] = {
    "permuted": permuted,
    "interpolation": interpolation,
    "latents": latents,
}
