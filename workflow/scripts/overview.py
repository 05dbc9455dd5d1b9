"""Draw real images, their reconstructions and decoded random vectors below each other."""

from pathlib import Path

import numpy as np

from zpoints import inference, plots, stores
from zpoints.logs import job
from zpoints.splits import VALIDATION

SHOWN = 12


def overview(
    images: str, encoder: str, decoder: str, samples: dict[str, str], figure: str, case: str
) -> None:
    """Draw one row for each kind of image."""
    store = stores.open_store(images)
    rows = np.flatnonzero(store.read("split") == VALIDATION)[:SHOWN]
    originals = store.take("images", rows)
    decoded = inference.reconstruct(originals, encoder, decoder, threads=1)
    shown = {"images": originals, "reconstructions": decoded}
    for sampler, path in samples.items():
        shown[sampler] = np.load(path, mmap_mode="r", allow_pickle=False)[:SHOWN]
    title = f"Case {case}: what the decoder makes of real and of random vectors"
    plots.overview(shown, title, Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], f"overview {snakemake.wildcards.case}"):
        overview(
            images=snakemake.input.images,
            encoder=snakemake.input.encoder,
            decoder=snakemake.input.decoder,
            samples=dict(zip(snakemake.params.samplers, snakemake.input.samples, strict=True)),
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
