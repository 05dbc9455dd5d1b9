"""256 histograms of 170,000 vectors: one pass over a store against peers in memory.

Ours is what the rule `histogram_shard` does: `ComponentStatistics` over a latent store on disk
(cached by the system), by two threads, which also gives moments, extremes, underflow and overflow.
The peers work on an array in memory, with the same bins: one `numpy.histogram` call for each
component, by its array of edges and by their number and range, which NumPy knows a shortcut for
(counts only); that and `scipy.stats.describe`, which adds mean, variance, skewness, kurtosis and
extremes in float64 (the same work as ours); and one histogram of boost-histogram for each
component (counts, underflow and overflow).
"""

import importlib.util
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from common import THREADS, Row, alternate, latent_block, latent_store
from scipy import stats

from zpoints.cloud.histograms import Bins, ComponentStatistics
from zpoints.stores.reader import open_store

VECTORS, Z_DIM = 170_000, 256
BINS = Bins(-12, 12, 97)
RANGE = BINS.low - BINS.width / 2, BINS.high + BINS.width / 2
EDGES = np.linspace(*RANGE, BINS.count + 1)
TARGET_NUMPY, TARGET_BOOST = 5, 1


def by_edges(values: np.ndarray) -> None:
    """Counts of one component by NumPy."""
    np.histogram(values, EDGES)


def counts_only(values: np.ndarray) -> None:
    """Counts of one component by NumPy, which knows that the bins are equal."""
    np.histogram(values, BINS.count, RANGE)


def equal_work(values: np.ndarray) -> None:
    """Counts by NumPy, moments by SciPy."""
    counts_only(values)
    stats.describe(values.astype(float))


def boost(values: np.ndarray) -> None:
    """Counts of one component by boost-histogram."""
    import boost_histogram as bh

    bh.Histogram(bh.axis.Regular(BINS.count, *RANGE), storage=bh.storage.Int64()).fill(values)


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Speeds in runs a second."""
    latents = latent_block(VECTORS, Z_DIM)
    found = []
    with tempfile.TemporaryDirectory() as name:
        manifest = Path(name) / "latents.json"
        latent_store(manifest, VECTORS, Z_DIM)

        def ours() -> float:
            started = time.perf_counter()
            statistics = ComponentStatistics(Z_DIM, BINS)
            store = open_store(manifest)
            for _, part in store.map(
                "latents", lambda _, block: ComponentStatistics.of(block, BINS), THREADS
            ):
                statistics.merge(part)
            return 1 / (time.perf_counter() - started)

        def all_components(peer: Callable[[np.ndarray], None]) -> float:
            started = time.perf_counter()
            for component in range(Z_DIM):
                peer(latents[:, component])
            return 1 / (time.perf_counter() - started)

        for title, peer, target, package in (
            ("numpy.histogram, edges", by_edges, TARGET_NUMPY, "numpy"),
            ("numpy.histogram, range", counts_only, TARGET_NUMPY, "numpy"),
            ("numpy.histogram and scipy.stats.describe", equal_work, None, "scipy"),
            ("boost-histogram", boost, TARGET_BOOST, "boost_histogram"),
        ):
            row = f"histograms of 170,000 x 256 against {title}"
            aim = f">= {target}" if target else "-"
            if importlib.util.find_spec(package) is None:
                found.append(Row(row, f"not measured: install {title}==1.8.1", target=aim))
                continue
            result = alternate(ours, lambda peer=peer: all_components(peer), repeats)
            found.append(
                Row(
                    row,
                    f"{1 / result.ours:.2f} s",
                    f"{1 / result.peer:.2f} s",
                    result.ratio,
                    aim,
                    result.ratio >= target if target else None,
                )
            )
    return found
