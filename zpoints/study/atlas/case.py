"""What the page holds of a case: its cloud, its points, its samplers and its decoder."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from zpoints.attributes.table import followed
from zpoints.cloud.cloud import Cloud, principal_components
from zpoints.cloud.lengths import LengthStatistics
from zpoints.study.atlas.blobs import Blob, blob
from zpoints.study.atlas.decoder import decoder_of
from zpoints.study.atlas.numbers import number, numbers
from zpoints.study.atlas.points import nearest, points, step_for, whole_numbers
from zpoints.study.atlas.results import CaseResults
from zpoints.study.atlas.strips import path_strips
from zpoints.study.atlas.vectors import samplers

QUANTILES = np.linspace(0, 1, 101)
# Bins of the lengths; points whose nearest neighbour is looked up.
BINS, QUERIES = 80, 1000


def case_data(
    results: CaseResults,
    rows: np.ndarray,
    kinds: Mapping[str, str],
    *,
    shape: Sequence[int],
    with_real: bool,
    with_decoder: bool,
    sigma: float,
    prefix: str,
) -> tuple[dict[str, Any], list[Blob]]:
    """A case for the page: what its JSON says of it, and its blobs.

    Args:
        results: of the case.
        rows: of the images that are points.
        kinds: sampler to its kind.
        shape: height, width and channels of an image.
        with_real: whether real images and reconstructions of them may be shown.
        with_decoder: whether the decoder is in the page.
        sigma: reach of the decoded paths in standard deviations.
        prefix: of the names of blobs.
    """
    principal = results.cloud.principal
    found = points(results.store.blocks("latents"), principal, rows, results.store.rows)
    step = step_for(found.coordinates, principal)
    images = {**results.images, **(results.real if with_real else {})}
    drawn, blobs = samplers(results.samplers, kinds, results.vectors, images, principal, prefix)
    decoder = decoder_of(results.decoder, with_decoder, found.coordinates, results.cloud, prefix)
    is_live = decoder.described["decoder"] is not None
    paths, strips = ([], []) if is_live else path_strips(results.paths, sigma, prefix)
    described = {
        "name": results.name,
        "title": f"Case {results.name}",
        **dict(zip(("height", "width", "channels"), map(int, shape), strict=True)),
        **cloud_data(results),
        "step": step,
        **decoder.described,
        "nearest": {"quantiles": nearest_of(found.coordinates)},
        "samplers": drawn,
        "strips": paths,
    }
    own = [blob(f"{prefix}points", whole_numbers(found.coordinates, step).T)]
    if found.coarse is not None:
        own.append(blob(f"{prefix}coarse", found.coarse))
    for name, values in cloud_arrays(results.cloud).items():
        own.append(blob(prefix + name, values.astype(np.float32)))
    return described, [*own, *decoder.blobs, *blobs, *strips]


def cloud_data(results: CaseResults) -> dict[str, Any]:
    """What the JSON of a case says of its cloud."""
    cloud, variance = results.cloud, results.cloud.principal.variance
    found = followed(results.attributes)
    total = float(variance.sum()) or 1.0
    return {
        "z_dim": cloud.z_dim,
        "share": numbers(variance / total),
        "std": numbers(np.sqrt(variance)),
        "followed": [found.get(rank) for rank in range(1, cloud.z_dim + 1)],
        "b_matched": number(cloud.matched_b),
        "lengths": lengths_of(results.lengths),
        "mahalanobis": {
            "quantiles": numbers(np.sqrt(results.distances.squared.quantile(QUANTILES)))
        },
    }


def cloud_arrays(cloud: Cloud) -> dict[str, np.ndarray]:
    """Arrays of a cloud by the names of their blobs."""
    values, vectors = correlation_directions(cloud.covariance)
    return {
        "mean": cloud.centre,
        "directions": cloud.principal.directions,
        "std": cloud.std,
        "correlation_values": values,
        "correlation_vectors": vectors,
    }


def lengths_of(lengths: LengthStatistics) -> dict[str, Any]:
    """Lengths of all vectors: mean, std, and a histogram of BINS equal bins from edge to edge."""
    low, high = lengths.min, lengths.max
    if high <= low:
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, BINS + 1)
    below = lengths.share_below(edges)
    below[-1] = 1.0
    return {
        "mean": number(lengths.mean),
        "std": number(lengths.std),
        "edges": numbers(edges),
        "shares": numbers(np.diff(below)),
        "quantiles": numbers(lengths.quantile(QUANTILES)),
    }


def nearest_of(coordinates: np.ndarray) -> list[float | int | None]:
    """Quantiles of the distance to the nearest other point; none where there is one point only."""
    if len(coordinates) < 2:
        return []
    return numbers(np.quantile(nearest(coordinates, QUERIES), QUANTILES))


def correlation_directions(covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues (z_dim,), descending, and eigenvectors, one a row, of the correlation matrix.

    A component that never changes is correlated with none.
    """
    std = np.sqrt(np.maximum(np.diag(covariance), 0))
    scale = np.divide(1, std, out=np.zeros_like(std), where=std > 0)
    correlation = covariance * np.outer(scale, scale)
    np.fill_diagonal(correlation, 1)
    # With the signs that principal directions have: they must not depend on the machine.
    found = principal_components(np.zeros(len(std)), correlation)
    return found.variance, found.directions
