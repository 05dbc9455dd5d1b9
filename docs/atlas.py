"""Draw docs/atlas.jpg: four views of a finished study's atlas in Chromium.

`.venv/bin/python docs/atlas.py results/demo/atlas.html`
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.chromium import Chromium  # noqa: E402

# What the address of each view says.
VIEWS = (
    "view=dissolve&t=0.55&seed=3",
    "view=cloud&pick=image:12",
    "view=directions&a=image:12",
    "view=compare",
)
WIDTH, HEIGHT, GAP = 1320, 960, 16


def main(atlas: str) -> None:
    """Take the pictures and put them together, two beside two."""
    sheet = Image.new("RGB", (2 * WIDTH + GAP, 2 * HEIGHT + GAP), "white")
    with tempfile.TemporaryDirectory() as folder, Chromium() as browser:
        for k, view in enumerate(VIEWS):
            with browser.page(WIDTH, HEIGHT) as page:
                page.open(f"{Path(atlas).resolve().as_uri()}#{view}")
                page.wait("document.body.classList.contains('open') && atlas.tested > 0")
                page.pause(1.5)
                picture = Path(folder) / f"{k}.png"
                page.screenshot(picture)
                place = ((k % 2) * (WIDTH + GAP), (k // 2) * (HEIGHT + GAP))
                sheet.paste(Image.open(picture).convert("RGB"), place)
    sheet = sheet.resize((sheet.width * 2 // 3, sheet.height * 2 // 3), Image.Resampling.LANCZOS)
    sheet.save(ROOT / "docs" / "atlas.jpg", quality=85)


if __name__ == "__main__":
    main(*sys.argv[1:])
