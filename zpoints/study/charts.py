"""Charts as SVG inside a page: a value shows when its mark is hovered, focused or touched.

Colours and sizes of texts are in page.css, so that a dark page has its own. A mark's shape says
what its colour says.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree

# Units of a chart; texts are 15 of them high. READOUT is the place of the values, above the axes.
WIDTH, HEIGHT = 560, 430
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 66, 62
READOUT, LINE = 16, 20
# Half the side of a mark.
MARK = 7
# What the shape of a mark is, by the kind of row in the samplers' table, and for lines and data.
SHAPES = {"sampler": "circle", "cube": "square", "reference": "diamond", "control": "cross"}
HINT = ("Point at a mark, or step through them", "with the Tab key: its values show here.")


class Scale(NamedTuple):
    """An axis from one value to another, logarithmic or not."""

    low: float
    high: float
    log: bool = False

    def share(self, value: float) -> float:
        """Where on the axis a value lies: 0 at its low end, 1 at its high end; cut to these."""
        low, high = self.low, self.high
        if self.log:
            low, high, value = math.log(low), math.log(high), math.log(max(value, self.low))
        return min(max((value - low) / (high - low), 0.0), 1.0)

    def ticks(self) -> list[float]:
        """Round values on the axis, few enough to be written below it."""
        if not self.log:
            step = _round_step((self.high - self.low) / 5)
            first = math.ceil(self.low / step - 1e-9)
            return [k * step for k in range(first, math.floor(self.high / step + 1e-9) + 1)]
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        for steps in ((1, 2, 5), (1, 3), (1,)):
            values = [step * 10.0**k for k in decades for step in steps]
            values = [value for value in values if self.low <= value <= self.high]
            if len(values) <= 7:
                break
        return values


class Chart:
    """A chart with two axes that is filled piece by piece."""

    def __init__(self, x: Scale, y: Scale, x_label: str, y_label: str, summary: str) -> None:
        """Draw the axes.

        Args:
            x: from left to right.
            y: from bottom to top.
            x_label: name and unit of x.
            y_label: name and unit of y.
            summary: what the chart shows, with its numbers, for those who do not see it.
        """
        self.x, self.y = x, y
        self.root = ElementTree.Element(
            "svg",
            {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "class": "chart", "role": "group"},
        )
        self.root.set("aria-label", summary)
        for k, line in enumerate(HINT):
            self._text(LEFT, READOUT + LINE * k, line, "hint")
        self._axes(x_label, y_label)

    def line(self, points: Sequence[tuple[float, float]], style: str) -> None:
        """Draw a line through points, in a class of the style sheet."""
        places = " ".join(f"{_short(x)},{_short(y)}" for x, y in map(self._place, points))
        self._add("polyline", points=places, **{"class": f"line {style}"})

    def area(self, points: Sequence[tuple[float, float]], style: str) -> None:
        """Fill what is below points."""
        inside = [(points[0][0], self.y.low), *points, (points[-1][0], self.y.low)]
        places = " ".join(f"{_short(x)},{_short(y)}" for x, y in map(self._place, inside))
        self._add("polygon", points=places, **{"class": f"area {style}"})

    def band(self, low: float, high: float, style: str) -> None:
        """Fill the whole height between two values of x."""
        self.area([(low, self.y.high), (high, self.y.high)], style)

    def note(self, x: float, y: float, text: str, anchor: str = "start", up: float = 0) -> None:
        """Write at a point, or so many units above it."""
        across, down = self._place((x, y))
        self._text(across, down - up, text, "note", anchor)

    def mark(self, x: float, y: float, kind: str, lines: Sequence[str]) -> None:
        """Draw a mark whose values, in one line or two, show when it is looked at."""
        across, down = self._place((x, y))
        group = self._add("g", tabindex="0", role="img", **{"class": f"mark k-{kind}"})
        group.set("aria-label", "; ".join(lines))
        ElementTree.SubElement(
            group, "circle", {"class": "halo", "cx": _short(across), "cy": _short(down), "r": "15"}
        )
        group.append(shape(kind, across, down))
        for k, line in enumerate(lines[:2]):
            self._text(LEFT, READOUT + LINE * k, line, "value", parent=group)

    def svg(self) -> str:
        """The chart, to be put into a page."""
        return ElementTree.tostring(self.root, encoding="unicode")

    def _axes(self, x_label: str, y_label: str) -> None:
        bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
        for value in self.y.ticks():
            _, down = self._place((self.x.low, value))
            self._add("line", x1=LEFT, x2=right, y1=down, y2=down, **{"class": "grid"})
            self._text(LEFT - 8, down + 5, number(value), "tick", "end")
        for value in self.x.ticks():
            across, _ = self._place((value, self.y.low))
            self._add("line", x1=across, x2=across, y1=bottom, y2=bottom + 5, **{"class": "axis"})
            self._text(across, bottom + 22, number(value), "tick", "middle")
        self._add("line", x1=LEFT, x2=right, y1=bottom, y2=bottom, **{"class": "axis"})
        self._text((LEFT + right) / 2, HEIGHT - 12, x_label, "label", "middle")
        middle = (TOP + bottom) / 2
        label = self._text(0, 0, y_label, "label", "middle")
        label.set("transform", f"translate(15 {_short(middle)}) rotate(-90)")

    def _place(self, point: tuple[float, float]) -> tuple[float, float]:
        """A point in units of the chart."""
        across, up = self.x.share(point[0]), self.y.share(point[1])
        return (
            LEFT + across * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM),
        )

    def _add(self, tag: str, **attributes: str | float) -> ElementTree.Element:
        texts = {
            key: value if isinstance(value, str) else _short(value)
            for key, value in attributes.items()
        }
        return ElementTree.SubElement(self.root, tag, texts)

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        style: str,
        anchor: str = "start",
        parent: ElementTree.Element | None = None,
    ) -> ElementTree.Element:
        place = {"x": _short(x), "y": _short(y), "class": style, "text-anchor": anchor}
        element = ElementTree.SubElement(self.root if parent is None else parent, "text", place)
        element.text = text
        return element


def bar(
    value: float,
    low: float,
    high: float,
    kind: str,
    lines: Sequence[str],
    limit: float | None = None,
) -> str:
    """A row of a ladder: a mark, its interval, and a line that it should reach.

    Args:
        value: from 0 at the left to 1 at the right, as are all others.
        low: lower end of the interval.
        high: its upper end.
        kind: a key of SHAPES.
        lines: what is said of the mark.
        limit: where the line is drawn.
    """
    root = ElementTree.Element("svg", {"class": "bar", "role": "group", "aria-label": lines[0]})
    _across(root, "track", 0, 1)
    group = ElementTree.SubElement(
        root, "g", {"class": f"mark k-{kind}", "tabindex": "0", "role": "img"}
    )
    group.set("aria-label", "; ".join(lines))
    # The whole row answers to a pointer.
    ElementTree.SubElement(group, "rect", {"class": "reach", "width": "100%", "height": "32"})
    if limit is not None:
        ElementTree.SubElement(
            root,
            "line",
            {"class": "limit", "x1": _percent(limit), "x2": _percent(limit), "y1": "0", "y2": "32"},
        )
    _across(group, "interval", low, high)
    place = ElementTree.SubElement(
        group, "svg", {"x": _percent(value), "y": "16", "overflow": "visible"}
    )
    place.append(shape(kind, 0, 0))
    left = value < 0.5
    said = ElementTree.SubElement(
        group,
        "text",
        {"class": "value", "x": "100%" if left else "0", "y": "21"},
    )
    said.set("text-anchor", "end" if left else "start")
    said.text = lines[-1]
    return ElementTree.tostring(root, encoding="unicode")


def shape(kind: str, x: float, y: float) -> ElementTree.Element:
    """The mark of a kind about a point; an unknown kind has a circle."""
    half, name = MARK, SHAPES.get(kind, "circle")
    if name == "circle":
        place = {"cx": _short(x), "cy": _short(y), "r": str(half)}
        return ElementTree.Element("circle", {"class": "shape", **place})
    steps = {
        "square": f"m{-half},{-half} h{2 * half} v{2 * half} h{-2 * half} z",
        "diamond": f"m0,{-half - 2} l{half + 2},{half + 2} l{-half - 2},{half + 2} "
        f"l{-half - 2},{-half - 2} z",
        "cross": f"m{-half},{-half} l{2 * half},{2 * half} m{-2 * half},0 l{2 * half},{-2 * half}",
    }
    path = f"M{_short(x)},{_short(y)} {steps[name]}"
    return ElementTree.Element("path", {"class": f"shape {name}", "d": path})


def number(value: float) -> str:
    """A number of an axis, with a true minus sign."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def _across(parent: ElementTree.Element, style: str, low: float, high: float) -> None:
    """A horizontal line in the middle of a bar."""
    ends = {"x1": _percent(low), "x2": _percent(high), "y1": "16", "y2": "16"}
    ElementTree.SubElement(parent, "line", {"class": style, **ends})


def _percent(share: float) -> str:
    return f"{100 * min(max(share, 0.0), 1.0):.4g}%"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _round_step(step: float) -> float:
    """The least of 1, 2, 5, 10 … times a power of ten that is at least a step."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(k * power for k in (1, 2, 5, 10) if k * power >= step * (1 - 1e-9))
