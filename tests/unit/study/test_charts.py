"""Charts are SVG whose marks stand where their values are, and say them."""

import re
from xml.etree import ElementTree

import pytest

from zpoints.study.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Chart, Scale, bar, number


def chart():
    return Chart(Scale(0, 10), Scale(0, 1), "x <unit>", "y & z", 'a chart of "10"')


def parsed(svg):
    return ElementTree.fromstring(svg)


def marks(svg):
    return [group for group in parsed(svg).iter("g") if "mark" in group.get("class")]


@pytest.mark.parametrize(
    ("scale", "value", "share"),
    [
        (Scale(2, 4), 3, 0.5),
        (Scale(1, 100, log=True), 10, 0.5),
        (Scale(1, 100, log=True), 0, 0),
        (Scale(0, 1), 7, 1),
        (Scale(0, 1), -7, 0),
    ],
)
def test_a_value_has_its_place_on_the_axis(scale, value, share):
    assert scale.share(value) == pytest.approx(share)


@pytest.mark.parametrize(
    ("scale", "ticks"),
    [
        (Scale(0, 100), [0, 20, 40, 60, 80, 100]),
        (Scale(0, 256), [0, 100, 200]),
        (Scale(-0.04, 1.04), [0, 0.5, 1]),
        (Scale(5, 55, log=True), [5, 10, 20, 50]),
        (Scale(1, 1e6, log=True), [1, 10, 100, 1e3, 1e4, 1e5, 1e6]),
    ],
)
def test_ticks_are_round_and_few(scale, ticks):
    assert scale.ticks() == pytest.approx(ticks)


def test_a_mark_stands_at_its_value_and_says_it_to_hand_and_ear():
    drawn = chart()
    drawn.mark(5, 0.25, "sampler", ["<b> & co", "5, 0.25"])
    (group,) = marks(drawn.svg())
    assert group.get("tabindex") == "0"
    assert group.get("aria-label") == "<b> & co; 5, 0.25"
    place = group.find("circle[@class='shape']")
    assert float(place.get("cx")) == pytest.approx(LEFT + (WIDTH - LEFT - RIGHT) / 2, abs=0.06)
    down = HEIGHT - BOTTOM - 0.25 * (HEIGHT - TOP - BOTTOM)
    assert float(place.get("cy")) == pytest.approx(down, abs=0.06)
    assert [text.text for text in group.iter("text")] == ["<b> & co", "5, 0.25"]


def test_kinds_differ_in_shape_and_not_in_colour_alone():
    kinds = ("sampler", "cube", "reference", "control")
    shapes = set()
    for kind in kinds:
        drawn = chart()
        drawn.mark(0, 0, kind, ["", ""])
        (group,) = marks(drawn.svg())
        shape = group[1]
        shapes.add(re.sub(r"^M[\d.]+,[\d.]+", "", shape.get("d", "circle")))
        assert group.get("class") == f"mark k-{kind}"
    assert len(shapes) == len(kinds)


def test_lines_areas_and_bands_keep_inside_the_axes():
    drawn = chart()
    drawn.line([(-5, -1), (20, 3)], "data")
    drawn.area([(0, 0.5), (10, 0.5)], "data")
    drawn.band(2, 4, "central")
    svg = parsed(drawn.svg())
    assert svg.find("polyline").get("points") == (f"{LEFT},{HEIGHT - BOTTOM} {WIDTH - RIGHT},{TOP}")
    area, band = svg.findall("polygon")
    assert area.get("class") == "area data"
    assert f",{TOP} " in band.get("points")


def test_a_chart_says_what_it_shows_and_escapes_it():
    svg = chart().svg()
    assert parsed(svg).get("aria-label") == 'a chart of "10"'
    assert "x &lt;unit&gt;" in svg
    assert "<unit>" not in svg
    assert "xmlns" not in svg and "http" not in svg


def test_a_bar_holds_mark_interval_and_limit():
    svg = parsed(bar(0.8, 0.7, 0.9, "cube", ["name", "0.7 to 0.9"], limit=0.95))
    interval = svg.find("g/line[@class='interval']")
    assert (interval.get("x1"), interval.get("x2")) == ("70%", "90%")
    assert svg.find("g/svg").get("x") == "80%"
    assert svg.find("line[@class='limit']").get("x1") == "95%"
    said = svg.find("g/text")
    assert (said.text, said.get("x")) == ("0.7 to 0.9", "0")
    assert parsed(bar(0.1, 0, 1, "cube", ["a"])).find("line[@class='limit']") is None


def test_numbers_have_true_minus_signs():
    assert number(-0.5) == "\N{MINUS SIGN}0.5"
    assert number(20) == "20"
