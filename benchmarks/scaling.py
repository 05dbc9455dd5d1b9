"""Cost of one pass over latent stores of 20,000 to 1,000,000 vectors of 256 components.

A pass feeds histograms and moments of all components, the covariance, and the lengths of the
vectors. The first row sets the time for 1,000,000 vectors beside that for 100,000: ten times the
vectors may take eleven times as long. The second sets the peak memory of the whole process for
1,000,000 beside that for 20,000. Each pass runs in its own process with one BLAS thread. The
stores take 1.2 GB on disk while this runs.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from common import Row, alternate, in_process, latent_store, peak_bytes

Z_DIM = 256
SMALL, MIDDLE, LARGE = 20_000, 100_000, 1_000_000
TARGET_TIME, TARGET_MEMORY = 11, 1.1


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Ratios of seconds and of memory; both are better when small."""
    peaks: dict[int, list[float]] = {SMALL: [], MIDDLE: [], LARGE: []}
    with tempfile.TemporaryDirectory() as name:
        manifests = {vectors: Path(name) / f"{vectors}.json" for vectors in peaks}
        for vectors, manifest in manifests.items():
            latent_store(manifest, vectors, Z_DIM)

        def seconds(vectors: int) -> float:
            result = in_process("scaling.py", manifests[vectors], blas_threads=1)
            peaks[vectors].append(result["peak_bytes"])
            return result["seconds"]

        result = alternate(lambda: seconds(LARGE), lambda: seconds(MIDDLE), repeats)
        for _ in range(repeats):
            seconds(SMALL)
    large, small = (statistics.median(peaks[vectors]) for vectors in (LARGE, SMALL))
    return [
        Row(
            "one pass over 1,000,000 vectors against 100,000: times as long",
            f"{result.ours:.2f} s",
            f"{result.peer:.2f} s",
            result.ratio,
            f"<= {TARGET_TIME}",
            result.ratio <= TARGET_TIME,
        ),
        Row(
            "its peak memory against that for 20,000 vectors",
            f"{large / 1e6:.0f} MB",
            f"{small / 1e6:.0f} MB",
            large / small,
            f"<= {TARGET_MEMORY}",
            large / small <= TARGET_MEMORY,
        ),
    ]


def main() -> None:
    """One pass over the store whose manifest is named."""
    from zpoints.cloud.covariance import Covariance
    from zpoints.cloud.histograms import Bins, ComponentStatistics
    from zpoints.cloud.lengths import LengthStatistics, lengths
    from zpoints.stores.reader import open_store

    started = time.perf_counter()
    components = ComponentStatistics(Z_DIM, Bins(-12, 12, 97))
    covariance, radii = Covariance(Z_DIM), LengthStatistics()
    for _, block in open_store(Path(sys.argv[1])).blocks("latents"):
        components.update(block)
        covariance.update(block)
        radii.update(lengths(block))
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "peak_bytes": peak_bytes()}))


if __name__ == "__main__":
    main()
