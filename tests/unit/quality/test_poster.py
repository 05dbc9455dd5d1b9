"""The poster: which images it shows, in which order, under which labels."""

import numpy as np
import pandas as pd
import pytest
from support.drawing import draw, pictures

from zpoints.figures import sheets
from zpoints.quality.poster import poster


@pytest.fixture
def arguments():
    """Arguments of `poster` but for its path; each image is one grey, its number."""
    numbered = np.arange(9, dtype=np.uint8)[:, None, None, None] * np.ones((4, 4, 3), np.uint8)
    return {
        "table": pd.DataFrame(
            {
                "sampler": ["images", "path", "noise", "reconstructions", "uniform-b1"],
                "face_rate": [1, 0.5, 0.3, 0.25, 0],
                "face_rate_low": [0.9, 0.4, 0.2, 0.2, 0],
                "face_rate_high": [1, 0.6, 0.4, 0.3, 0.1],
                "diversity": [1, np.nan, 1.5, 0.9, 0.25],
            }
        ),
        "real": {"images": numbered, "reconstructions": numbered},
        "decoded": {"uniform-b1": numbered, "path": numbered},
        "images": 3,
        "title": "Case I",
    }


@pytest.fixture
def rows(monkeypatch):
    """What the poster hands over to be drawn: label to numbers of images."""
    drawn = {}

    def keep(images, title, path):
        drawn.update({label: row[:, 0, 0, 0].tolist() for label, row in images.items()})

    monkeypatch.setattr(sheets, "rows", keep)
    return drawn


def test_rows_follow_the_table_after_the_real_images(arguments, rows):
    poster(**arguments, path="unused")
    assert rows == {
        "images\n100% faces (90% to 100%)\ndiversity 1.00": [0, 1, 2],
        "reconstructions\n25% faces (20% to 30%)\ndiversity 0.90": [0, 1, 2],
        "path\n50% faces (40% to 60%)": [0, 4, 8],
        "uniform-b1\n0% faces (0% to 10%)\ndiversity 0.25": [0, 4, 8],
    }
    assert [label.split("\n")[0] for label in rows] == [
        "images",
        "reconstructions",
        "path",
        "uniform-b1",
    ]


def test_without_a_detector_labels_tell_the_diversity(arguments, rows):
    arguments["table"] = arguments["table"].assign(face_rate=np.nan)
    poster(**arguments, path="unused")
    assert next(iter(rows)) == "images\ndiversity 1.00"
    assert "path" in rows


def test_a_poster_can_be_looked_at(arguments, tmp_path):
    arguments["real"] = {name: pictures(3) for name in arguments["real"]}
    arguments["decoded"] = {name: pictures(9) for name in arguments["decoded"]}
    draw(poster, **arguments, path=tmp_path / "poster.png")
