"""What the README and the notebook tell a reader to do works as it stands there."""

import json
import re
from pathlib import Path

import matplotlib as mpl
import numpy as np
import yaml
from PIL import Image

from zpoints.dataset.painted.factors import draw_factors
from zpoints.dataset.painted.painting import paint

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def run(code, folder, monkeypatch):
    """Run code in a folder; gives its names."""
    monkeypatch.chdir(folder)
    names = {}
    exec(compile(code, "code of a page", "exec"), names)
    return names


def test_the_readme_is_short():
    assert len(README.split()) <= 900


def test_the_five_lines_of_the_readme(finished_once, monkeypatch):
    (code,) = re.findall(r"(?:^    .*\n)+", README[README.index("in five lines") :], re.M)[:1]
    assert code.count("\n") == 5
    code = re.sub("^    ", "", code, flags=re.M).replace("results/demo/II", "results/tiny/I")
    images = run(code, finished_once.folder, monkeypatch)["images"]
    assert images.shape == (16, 16, 16, 3)
    assert 0 <= images.min() < images.max() <= 1


def test_the_notebook(finished_once, monkeypatch):
    cells = json.loads((ROOT / "docs" / "decode.ipynb").read_text())["cells"]
    assert all(not cell["outputs"] for cell in cells if cell["cell_type"] == "code")
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    code = code.replace('"results/demo", "II"', '"results/tiny", "I"')
    mpl.use("agg")
    names = run(code, finished_once.folder, monkeypatch)
    assert names["of_cloud"].shape == names["of_cube"].shape == (16, 16, 16, 3)
    lengths = np.linalg.norm(names["cube"], axis=1).mean()
    assert abs(lengths / names["cloud"]["mean_radius"] - 1) < 0.2


def test_the_config_for_own_images_works_with_200_of_them(fresh):
    """As it stands, but for a shorter training, fewer vectors and fewer samplers."""
    folder = fresh.folder / "data" / "mine" / "below"
    folder.mkdir(parents=True)
    for k, image in enumerate(paint(draw_factors(1, 0, 200), 32)):
        Image.fromarray(image).resize((60 + k % 7, 70)).save(folder / f"{k}.png")
    fresh.config_file = fresh.folder / "config" / "mine.yaml"
    fresh.configure(
        lambda config: config.update(
            training={**config["training"], "epochs": 1},
            samples={"count": 64},
            samplers={"gaussian-full": {"sampler": "gaussian-full"}},
            b_grid=[1.5],
            distributions={"radii": {"vectors": 1000}},
        )
    )
    table = "results/mine/I/quality/samplers.csv"
    fresh.snakemake(table)
    results = fresh.folder / "results" / "mine"
    assert json.loads((results / "dataset" / "images.json").read_text())
    assert (results / "I" / "quality" / "samplers.csv").stat().st_size > 1000
    assert fresh.planned(table) == set()


def test_the_readmes_config_is_that_of_the_file():
    shown = re.search(r"is short:\n\n((?:    .*\n)+)", README)[1]
    config = yaml.safe_load((ROOT / "config" / "mine.yaml").read_text())
    for key, value in yaml.safe_load(re.sub("^    ", "", shown, flags=re.M)).items():
        assert config[key] == value, key
