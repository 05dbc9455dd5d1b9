"""Draw validation images above their reconstructions."""

from pathlib import Path

import numpy as np

from zpoints import inference, plots, stores
from zpoints.logs import job
from zpoints.splits import VALIDATION

SHOWN = 36


def reconstructions(
    images: str, encoder: str, decoder: str, figure: str, case: str, threads: int
) -> None:
    """Encode and decode images that the training did not see."""
    store = stores.open_store(images)
    rows = np.flatnonzero(store.read("split") == VALIDATION)[:SHOWN]
    originals = store.take("images", rows)
    decoded = inference.reconstruct(originals, encoder, decoder, threads)
    title = f"Case {case}: validation images (above) and their reconstructions (below)"
    plots.reconstructions(originals, decoded, title, Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], f"reconstructions {snakemake.wildcards.case}"):
        reconstructions(
            images=snakemake.input.images,
            encoder=snakemake.input.encoder,
            decoder=snakemake.input.decoder,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
            threads=snakemake.threads,
        )
