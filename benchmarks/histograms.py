"""256 histograms of 170,000 vectors: one pass over a store against `numpy.histogram`.

Ours is `ComponentStatistics` over a latent store on disk (cached by the system), which also gives
moments, extremes, underflow and overflow. The peer is one `numpy.histogram` call for each
component, with the same bins, on an array in memory: counts only. A second peer adds mean,
variance, skewness, kurtosis and extremes in float64 by `scipy.stats.describe`:
the same work as ours.
"""

import tempfile
import time
from pathlib import Path

import numpy as np
from common import Row, alternate
from scipy import stats

from zpoints import stores
from zpoints.statistics import Bins, ComponentStatistics

VECTORS, Z_DIM, CHUNK = 170_000, 256, 4096
BINS = Bins(-12, 12, 97)
TARGET = 5


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Speeds in runs a second."""
    latents = np.random.default_rng(1).standard_normal((VECTORS, Z_DIM), np.float32)
    latents *= np.linspace(0.25, 3, Z_DIM, dtype=np.float32)
    edges = BINS.low - BINS.width / 2, BINS.high + BINS.width / 2
    with tempfile.TemporaryDirectory() as name:
        manifest = Path(name) / "latents.json"
        dimensions = ("image", "component")
        with stores.Writer(
            manifest, "latents", dimensions, (Z_DIM,), "float32", CHUNK, compress=False
        ) as writer:
            writer.append(latents)
            writer.publish({}, {})

        def ours() -> float:
            started = time.perf_counter()
            statistics = ComponentStatistics(Z_DIM, BINS)
            for _, block in stores.open_store(manifest).blocks("latents"):
                statistics.update(block)
            return 1 / (time.perf_counter() - started)

        def counts_only() -> float:
            started = time.perf_counter()
            for component in range(Z_DIM):
                np.histogram(latents[:, component], BINS.count, edges)
            return 1 / (time.perf_counter() - started)

        def equal_work() -> float:
            started = time.perf_counter()
            for component in range(Z_DIM):
                np.histogram(latents[:, component], BINS.count, edges)
                stats.describe(latents[:, component].astype(float))
            return 1 / (time.perf_counter() - started)

        found = []
        for title, peer, target in (
            ("numpy.histogram", counts_only, TARGET),
            ("numpy.histogram and scipy.stats.describe", equal_work, None),
        ):
            result = alternate(ours, peer, repeats)
            found.append(
                Row(
                    f"histograms of 170,000 x 256 against {title}",
                    f"{1 / result.ours:.2f} s",
                    f"{1 / result.peer:.2f} s",
                    result.ratio,
                    f">= {target} (a later aim)" if target else "-",
                    result.ratio >= target if target else None,
                )
            )
    return found
