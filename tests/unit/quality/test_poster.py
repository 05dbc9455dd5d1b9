"""The poster: which images it shows, in which order, under which labels."""

import numpy as np
import pytest
from support.drawing import draw, pictures
from support.samplers_tables import empty, samplers_table

from zpoints.figures import style
from zpoints.quality import poster as module
from zpoints.quality.poster import poster

SAMPLERS = ("gaussian-full", "latents", "permuted", "uniform-b1", "uniform-b2")


@pytest.fixture
def arguments():
    """Arguments of `poster` but for its path; each image is one grey, its number."""
    numbered = np.arange(9, dtype=np.uint8)[:, None, None, None] * np.ones((4, 4, 3), np.uint8)
    return {
        "table": samplers_table(),
        "real": {"images": numbered, "reconstructions": numbered},
        "decoded": dict.fromkeys(SAMPLERS, numbered),
        "images": 3,
        "case": "I",
    }


@pytest.fixture
def strips(monkeypatch):
    """What the poster hands over to be drawn: sampler to name, figures, numbers of images."""
    drawn = {}

    def keep(groups, title, note, images, path):
        for heading, group in groups.items():
            for strip in group:
                figures = [text.replace("\u00a0", " ") for text in strip.figures]
                numbers = strip.images[:, 0, 0, 0].tolist()
                drawn[strip.sampler] = (heading.split()[0], strip.name, figures, numbers)
        drawn["title"], drawn["note"] = title, note

    monkeypatch.setattr(module, "_draw", keep)
    return drawn


def test_rows_follow_the_table_after_the_real_images(arguments, strips):
    poster(**arguments, path="unused")
    assert list(strips)[:-2] == [
        "images",
        "reconstructions",
        "latents",
        "gaussian-full",
        "permuted",
        "uniform-b2",
        "uniform-b1",
    ]
    assert strips["images"] == (
        "Real",
        "real images",
        ["overlap 0.96 (0.92 to 1.00)", "faces 100 %"],
        [0, 1, 2],
    )
    assert strips["gaussian-full"] == (
        "Decoded",
        "the cloud's own shape",
        ["overlap 0.88 (0.84 to 0.92)", "faces 84 %, ceiling 90 %"],
        [0, 4, 8],
    )
    assert strips["title"].startswith("Case I: the cloud's own shape reaches 0.88")
    assert strips["note"] == "Controls pass."


def test_without_a_detector_labels_tell_the_overlap(arguments, strips):
    arguments["table"] = samplers_table(detected=False)
    poster(**arguments, path="unused")
    assert strips["images"][2] == ["overlap 0.96 (0.92 to 1.00)"]
    assert strips["permuted"][2] == ["overlap 0.13 (0.09 to 0.17)"]


def test_only_samplers_with_files_have_a_row_and_few_images_are_shown_once(arguments, strips):
    arguments["decoded"] = {"permuted": arguments["decoded"]["permuted"][:2]}
    poster(**arguments, path="unused")
    assert list(strips)[:-2] == ["images", "reconstructions", "permuted"]
    assert strips["permuted"][3] == [0, 1]


def test_a_sampler_without_images_has_a_row_that_says_so(arguments, monkeypatch):
    figures = []
    monkeypatch.setattr(style, "save", lambda figure, path, **_: figures.append(figure))
    arguments["table"] = samplers_table(permuted=empty())
    arguments["decoded"]["permuted"] = arguments["decoded"]["permuted"][:0]
    poster(**arguments, path="unused")
    (figure,) = figures
    texts = [text.get_text() for text in figure.texts]
    assert texts.count("no images: it gave no vectors to decode") == 1
    assert "permuted" in texts
    assert len(figure.axes) == 6, "one for each of the other rows"


def test_a_sampler_called_like_a_reference_has_its_own_row(arguments, strips):
    arguments["table"] = samplers_table().replace({"sampler": {"latents": "noise"}})
    arguments["decoded"]["noise"] = arguments["decoded"].pop("latents")
    poster(**arguments, path="unused")
    assert strips["noise"][1] == "real vectors"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("noise", ["noise"]),
        (
            "random, from a very large cube (matched b = 1.38)",
            ["random, from a very large cube", "(matched b = 1.38)"],
        ),
    ],
)
def test_a_name_is_broken_before_its_brackets(name, lines):
    assert [line.replace("\u00a0", " ") for line in module._name_lines(name)] == lines


def test_the_longest_name_has_two_lines():
    assert len(module._name_lines("many words " * 30)) == 2


def test_a_poster_can_be_looked_at(arguments, tmp_path):
    arguments["real"] = {name: pictures(3) for name in arguments["real"]}
    arguments["decoded"] = {name: pictures(9) for name in arguments["decoded"]}
    draw(poster, **arguments, path=tmp_path / "poster.png")
