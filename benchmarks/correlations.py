"""All correlations of 170,000 x 256 latent vectors: streaming from a store against np.corrcoef.

Ours is what the rule `correlate` does: `Covariance` over a latent store on disk (cached by the
system), both read and computed. The peer is `numpy.corrcoef` on the array in memory; like ours it
computes in float64. Each side runs in its own process, once, and tells its time and the memory that
it took beyond what it held before (for the peer: the array). Both with one thread, and with two:
the peer's are those of its matrix product.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from common import THREADS, Row, alternate, in_process, latent_block, latent_store, peak_bytes

VECTORS, Z_DIM = 170_000, 256
TARGET_SPEED, TARGET_MEMORY = 3, 5


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Speeds in runs a second, memory as the peer's share of ours."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        manifest = Path(name) / "latents.json"
        latent_store(manifest, VECTORS, Z_DIM)
        for threads, title in ((1, "one thread"), (THREADS, f"{THREADS} threads")):
            memory: dict[str, list[float]] = {"ours": [], "peer": []}

            def speed(side: str, threads: int = threads, memory: dict = memory) -> float:
                result = in_process(
                    "correlations.py", side, manifest, threads, blas_threads=threads
                )
                memory[side].append(result["extra_bytes"])
                return 1 / result["seconds"]

            result = alternate(lambda: speed("ours"), lambda: speed("peer"), repeats)
            found.append(
                Row(
                    f"correlations of 170,000 x 256 against numpy.corrcoef, {title}",
                    f"{1 / result.ours:.2f} s",
                    f"{1 / result.peer:.2f} s",
                    result.ratio,
                    f">= {TARGET_SPEED}",
                    result.ratio >= TARGET_SPEED,
                )
            )
        ours, peer = (statistics.median(memory[side]) for side in ("ours", "peer"))
        found.append(
            Row(
                "memory for them beyond the array",
                f"{ours / 1e6:.0f} MB",
                f"{peer / 1e6:.0f} MB",
                peer / ours,
                f">= {TARGET_MEMORY}",
                peer / ours >= TARGET_MEMORY,
            )
        )
    return found


def ours(manifest: Path, threads: int) -> Callable[[], np.ndarray]:
    """Correlations of a store."""
    from zpoints import stores
    from zpoints.statistics import Covariance

    def run() -> np.ndarray:
        covariance = Covariance(Z_DIM)
        store = stores.open_store(manifest)
        for _, part in store.map("latents", lambda _, block: Covariance.of(block), threads):
            covariance.merge(part)
        return covariance.correlation

    return run


def peer(manifest: Path, threads: int) -> Callable[[], np.ndarray]:
    """Correlations of an array of the same shape."""
    latents = latent_block(VECTORS, Z_DIM)
    return lambda: np.corrcoef(latents, rowvar=False)


def main() -> None:
    """One side, by name."""
    side, manifest, threads = sys.argv[1:]
    run = {"ours": ours, "peer": peer}[side](Path(manifest), int(threads))
    before = peak_bytes()
    started = time.perf_counter()
    matrix = run()
    seconds = time.perf_counter() - started
    # Independent components: no correlation is far from 0.
    if np.abs(matrix - np.eye(Z_DIM)).max() > 6 / VECTORS**0.5:
        raise RuntimeError(f"{side}: wrong correlations")
    print(json.dumps({"seconds": seconds, "extra_bytes": peak_bytes() - before}))


if __name__ == "__main__":
    main()
