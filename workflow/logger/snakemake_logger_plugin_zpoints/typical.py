"""Seconds that a job of each rule takes: measured in a study, or typical ones.

`python -m snakemake_logger_plugin_zpoints.typical results/demo/benchmarks` prints the table anew.
"""

import csv
import sys
from collections.abc import Collection
from pathlib import Path
from statistics import mean

# The demo on two cores of a shared machine.
SECONDS = {
    "atlas": 20.0,
    "attribute_correlations": 2.1,
    "attribute_correlations_figure": 2.1,
    "components": 0.5,
    "components_figure": 1.5,
    "covariance": 0.3,
    "covariance_shard": 0.4,
    "decoding": 0.7,
    "distances": 0.4,
    "dominant_figure": 1.2,
    "draws": 0.8,
    "encoding": 0.4,
    "encoding_shard": 2.7,
    "face_rate_figure": 1.3,
    "hero": 2.1,
    "histogram": 0.4,
    "histogram_shard": 0.4,
    "history_figure": 1.0,
    "images": 1.3,
    "images_shard": 3.2,
    "interpolations": 0.5,
    "interpolations_figure": 1.4,
    "judgement": 3.3,
    "listing": 0.2,
    "matrix": 0.9,
    "matrix_figure": 1.7,
    "normality": 1.5,
    "normality_figure": 1.4,
    "origin": 0.8,
    "overlap_figure": 1.4,
    "page": 3.0,
    "pairs_figure": 2.6,
    "paths": 0.4,
    "paths_figure": 1.4,
    "poster": 2.0,
    "preview": 0.7,
    "radii": 3.2,
    "radii_figure": 1.1,
    "reconstructions": 0.5,
    "reconstructions_figure": 0.9,
    "reference": 6.9,
    "reference_images": 7.7,
    "regions": 0.7,
    "regions_figure": 1.2,
    "samplers_table": 0.4,
    "sheet": 0.4,
    "slices": 0.7,
    "slices_figure": 1.2,
    "spectrum": 0.6,
    "spectrum_figure": 1.5,
    "trade_off_figure": 1.5,
    "training": 165.8,
    "training_distances": 1.9,
    "training_distances_figure": 1.1,
    "uniform_components": 1.0,
    "verdicts": 0.5,
    "verdicts_page": 0.6,
}
# It only names what belongs to a study.
SECONDS["all"] = 0.0
# After these a run tells what came out.
TELLING = {"all", "study", "quality", "findings", "samplers_table", "page", "verdicts_page"}


def measured(benchmarks: str | Path, rules: Collection[str]) -> dict[str, float]:
    """Mean seconds of the jobs of each rule, from the benchmarks that Snakemake kept.

    Args:
        benchmarks: folder of a study's benchmarks; one that is not there has none.
        rules: names of rules; others are left out.
    """
    found: dict[str, list[float]] = {}
    for file in sorted(Path(benchmarks).rglob("*.tsv")):
        # draws-gaussian-full.tsv, training.tsv, images_shard/1-of-4.tsv
        rule = next(
            (n for n in (file.stem.partition("-")[0], file.parent.name) if n in rules), None
        )
        try:
            with file.open(encoding="utf-8", newline="") as lines:
                seconds = [float(row["s"]) for row in csv.DictReader(lines, delimiter="\t")]
        except (OSError, ValueError, KeyError):
            continue
        if rule and seconds:
            found.setdefault(rule, []).append(mean(seconds))
    return {rule: round(mean(seconds), 2) for rule, seconds in found.items()}


if __name__ == "__main__":
    for rule, seconds in sorted(measured(sys.argv[1], SECONDS).items()):
        print(f'    "{rule}": {seconds:.1f},')
