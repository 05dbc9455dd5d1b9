"""Draw the README's two pictures from a finished study: `python docs/hero.py results/demo II`.

docs/hero.jpg: five rows of images with their overlaps; docs/overlap.png: overlaps of all samplers.
"""

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from zpoints.figures import montage, style  # noqa: E402
from zpoints.quality.table import read_table  # noqa: E402

# Rows: sampler, and what it is called.
ROWS = {
    "images": "real images",
    "reconstructions": "reconstructions",
    "gaussian-full": "the cloud's own shape",
    "permuted": "right distributions,\nno correlations",
    "uniform-matched": "random, from a cube",
}
COLUMNS, INCHES = 12, 0.9


def main(study: str, case: str) -> None:
    """Write both pictures."""
    folder = Path(study) / case
    table = read_table(folder / "quality/samplers.csv").set_index("sampler")
    shown = np.load(folder / "models/reconstructions.npz")
    images = {"images": shown["originals"], "reconstructions": shown["decoded"]}
    with style.context({"figure.constrained_layout.use": False}):
        figure = style.new(2.6 + COLUMNS * INCHES + 1.5, len(ROWS) * INCHES + 0.1)
        width, height = figure.get_size_inches()
        for k, (sampler, name) in enumerate(ROWS.items()):
            path = folder / "samplers" / sampler / "images.npy"
            pictures = images[sampler] if sampler in images else np.load(path)
            top = height - 0.05 - k * INCHES
            middle = (top - INCHES / 2) / height
            place = (
                2.6 / width,
                (top - INCHES) / height,
                COLUMNS * INCHES / width,
                INCHES / height,
            )
            axes = figure.add_axes(place)
            style.show(axes, montage.montage(pictures[:COLUMNS], COLUMNS))
            figure.text(2.5 / width, middle, name, ha="right", va="center", fontsize=14)
            if sampler != "images":
                text = f"overlap {table.loc[sampler, 'overlap']:.2f}"
                place_x = (2.7 + COLUMNS * INCHES) / width
                figure.text(place_x, middle, text, va="center", fontsize=14)
        figure.savefig(ROOT / "docs/hero.jpg", dpi=110, pil_kwargs={"quality": 85})
    (ROOT / "docs/overlap.png").write_bytes((folder / "quality/overlap.png").read_bytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
