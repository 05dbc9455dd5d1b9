"""Draw real images, their reconstructions and decoded vectors of every sampler in rows."""

from pathlib import Path

import numpy as np
import pandas as pd

from zpoints import plots
from zpoints.logs import job


def poster(
    table: str, reference: str, images: dict[str, str], figure: str, settings: dict, case: str
) -> None:
    """Draw one row a sampler, in the order of the table, its face rate at the left."""
    count = settings["images"]
    with np.load(reference, allow_pickle=False) as saved:
        shown = {name: saved[f"shown_{name}"][:count] for name in ("images", "reconstructions")}
    for sampler, path in images.items():
        decoded = np.load(path, mmap_mode="r", allow_pickle=False)
        # Spread over all: a path shows where it leads.
        shown[sampler] = decoded[np.linspace(0, len(decoded) - 1, count).round().astype(int)]
    rows = pd.read_csv(table).set_index("sampler")
    order = ["images", "reconstructions", *(name for name in rows.index if name in images)]
    labels = {}
    for name in order:
        row, lines = rows.loc[name], [name]
        if np.isfinite(row["face_rate"]):
            low, high = row["face_rate_low"], row["face_rate_high"]
            lines.append(f"{row['face_rate']:.0%} faces ({low:.0%} to {high:.0%})")
        if np.isfinite(row["diversity"]):
            lines.append(f"diversity {row['diversity']:.2f}")
        labels["\n".join(lines)] = shown[name]
    title = f"Case {case}: what the decoder makes of vectors from each sampler"
    plots.overview(labels, title, Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], f"poster {snakemake.wildcards.case}"):
        poster(
            table=snakemake.input.table,
            reference=snakemake.input.reference,
            images=dict(zip(snakemake.params.samplers, snakemake.input.images, strict=True)),
            figure=snakemake.output.figure,
            settings=snakemake.params.settings,
            case=snakemake.wildcards.case,
        )
