"""Gather what was measured for every sampler of a case, and draw it."""

import json
from pathlib import Path

import pandas as pd

from zpoints import files, plots
from zpoints.logs import job, logger

COLUMNS = [
    *("sampler", "b", "images", "face_rate", "face_rate_low", "face_rate_high"),
    *("sharpness", "diversity", "cycle_error", "mahalanobis"),
    *("precision", "recall", "density", "coverage"),
    *("mahalanobis_quantile", "score_10", "score_50", "score_90", "kind", "meter", "features"),
]


def samplers_table(
    rows: str, quality: list[str], table: str, rates: str, trade_off: str, case: str
) -> None:
    """Write the table, highest face rate first, and two figures."""
    found = [
        *json.loads(Path(rows).read_text()),
        *(json.loads(Path(p).read_text()) for p in quality),
    ]
    # Without a detector the precision orders the samplers.
    everything = pd.DataFrame(found, columns=COLUMNS)
    by = "face_rate" if everything["face_rate"].notna().any() else "precision"
    everything = everything.sort_values(by, ascending=False, kind="stable")
    for row in everything[everything["kind"] == "sampler"].itertuples():
        logger.info("%s: %s %s", row.sampler, by.replace("_", " "), getattr(row, by))
    files.write_table(table, everything)
    plots.face_rates(everything, f"Case {case}", Path(rates))
    plots.trade_off(everything, f"Case {case}", Path(trade_off))


if __name__ == "__main__":
    with job(snakemake.log[0], f"samplers_table {snakemake.wildcards.case}"):
        samplers_table(
            rows=snakemake.input.rows,
            quality=snakemake.input.quality,
            table=snakemake.output.table,
            rates=snakemake.output.rates,
            trade_off=snakemake.output.trade_off,
            case=snakemake.wildcards.case,
        )
