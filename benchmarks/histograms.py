"""256 histograms of 170,000 vectors: one pass over a store against peers in memory.

Ours is `ComponentStatistics` over a latent store on disk (cached by the system), which also gives
moments, extremes, underflow and overflow. The peers work on an array in memory, with the same
bins: one `numpy.histogram` call for each component (counts only); that and `scipy.stats.describe`,
which adds mean, variance, skewness, kurtosis and extremes in float64 (the same work as ours); and
one histogram of boost-histogram for each component, filled by one thread (counts, underflow and
overflow).
"""

import importlib.util
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from common import Row, alternate, latent_block, latent_store
from scipy import stats

from zpoints import stores
from zpoints.statistics import Bins, ComponentStatistics

VECTORS, Z_DIM = 170_000, 256
BINS = Bins(-12, 12, 97)
EDGES = BINS.low - BINS.width / 2, BINS.high + BINS.width / 2
TARGET_NUMPY, TARGET_BOOST = 5, 1


def counts_only(values: np.ndarray) -> None:
    """Counts of one component by NumPy."""
    np.histogram(values, BINS.count, EDGES)


def equal_work(values: np.ndarray) -> None:
    """Counts by NumPy, moments by SciPy."""
    counts_only(values)
    stats.describe(values.astype(float))


def boost(values: np.ndarray) -> None:
    """Counts of one component by boost-histogram."""
    import boost_histogram as bh

    bh.Histogram(bh.axis.Regular(BINS.count, *EDGES), storage=bh.storage.Int64()).fill(values)


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
            for _, block in stores.open_store(manifest).blocks("latents"):
                statistics.update(block)
            return 1 / (time.perf_counter() - started)

        def all_components(peer: Callable[[np.ndarray], None]) -> float:
            started = time.perf_counter()
            for component in range(Z_DIM):
                peer(latents[:, component])
            return 1 / (time.perf_counter() - started)

        for title, peer, target, package in (
            ("numpy.histogram", counts_only, TARGET_NUMPY, "numpy"),
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
