"""All correlations of 170,000 x 256 latent vectors: streaming from a store against np.corrcoef.

Ours is what the rule `matrix` does: `Covariance` over a latent store on disk (cached by the
system), both read and computed. The peer is `numpy.corrcoef` on the array in memory; like ours it
computes in float64. Each side runs in its own process, and tells the memory that its first run took
beyond what it held before (for the peer: the array), and two times. The first run is what a job
does, once, and pays for memory that the system has to hand out. Later runs find it at hand: they
show what the arithmetic costs, which both leave to the same matrix product. Both with one thread,
and with two: the peer's are those of its product.
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
LATER = 3  # runs after the first
TARGET_SPEED, TARGET_MEMORY = 3, 5


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Speeds in runs a second, memory as the peer's share of ours."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        manifest = Path(name) / "latents.json"
        latent_store(manifest, VECTORS, Z_DIM)
        for threads, title in ((1, "one thread"), (THREADS, f"{THREADS} threads")):
            runs: dict[str, list[dict]] = {"ours": [], "peer": []}

            def speed(side: str, threads: int = threads, runs: dict = runs) -> float:
                runs[side].append(
                    in_process("correlations.py", side, manifest, threads, blas_threads=threads)
                )
                return 1 / runs[side][-1]["first"]

            first = alternate(lambda: speed("ours"), lambda: speed("peer"), repeats)
            name = f"correlations of 170,000 x 256 against numpy.corrcoef, {title}"
            found.append(_row(name, 1 / first.ours, 1 / first.peer, first.ratio))
            later = {side: [run["later"] for run in each] for side, each in runs.items()}
            ratio = statistics.median(b / a for a, b in zip(*later.values(), strict=True))
            seconds = (statistics.median(each) for each in later.values())
            found.append(_row(f"the same, later runs of the process, {title}", *seconds, ratio))
        ours, peer = (
            statistics.median(run["extra_bytes"] for run in runs[side]) for side in ("ours", "peer")
        )
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


def _row(name: str, ours: float, peer: float, ratio: float) -> Row:
    """Of seconds."""
    met = ratio >= TARGET_SPEED
    return Row(name, f"{ours:.2f} s", f"{peer:.2f} s", ratio, f">= {TARGET_SPEED}", met)


def ours(manifest: Path, threads: int) -> Callable[[], np.ndarray]:
    """Correlations of a store."""
    from zpoints.cloud.covariance import Covariance
    from zpoints.correlations.matrix import correlation
    from zpoints.stores.reader import open_store

    def run() -> np.ndarray:
        covariance = Covariance(Z_DIM)
        store = open_store(manifest)
        for _, part in store.map("latents", lambda _, block: Covariance.of(block), threads):
            covariance.merge(part)
        return correlation(covariance.mean, covariance.covariance)

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
    matrix, first = _timed(run)
    extra = peak_bytes() - before
    later = statistics.median(_timed(run)[1] for _ in range(LATER))
    # Independent components: no correlation is far from 0.
    if np.abs(matrix - np.eye(Z_DIM)).max() > 6 / VECTORS**0.5:
        raise RuntimeError(f"{side}: wrong correlations")
    print(json.dumps({"first": first, "later": later, "extra_bytes": extra}))


def _timed(run: Callable[[], np.ndarray]) -> tuple[np.ndarray, float]:
    started = time.perf_counter()
    return run(), time.perf_counter() - started


if __name__ == "__main__":
    main()
