"""Sketches of painted faces: colours, and outlines that follow the turn of a head.

Points on the head are given in head units: the origin lies between the eyes, u grows to the right
of the image and v downwards, and 1 is the distance from the eyes to the crown. Colours are float
arrays of shape (n, 3), 0 to 255.
"""

from typing import Any

import numpy as np

from zpoints.dataset.painted.factors import FACTORS, HAIR_STYLES, Categorical

POINT_BITS = 5  # polygon corners are placed to 1/32 of a canvas pixel

Points = tuple[np.ndarray, np.ndarray]  # horizontal and vertical positions, shapes (n, m)
Numbers = np.ndarray | float  # one for all, (n, 1): one an image, (m,): one a point, or (n, m)

WHITE, BLACK, SILVER = np.array([[255.0, 255, 255], [12, 10, 10], [190, 190, 192]])
TEETH, LENS, BROWN = np.array([[240.0, 236, 226], [46, 40, 44], [70, 44, 30]])
SKIN = np.array(
    [[226, 192, 172], [216, 172, 142], [194, 144, 110], [162, 110, 80], [124, 80, 58], [88, 56, 44]]
)
HAIR = np.array([[24, 20, 20], [62, 40, 28], [104, 70, 44], [152, 110, 64], [208, 172, 110]])
IRIS = np.array([[70, 42, 24], [112, 84, 40], [70, 112, 70], [66, 112, 168], [112, 124, 132]])


def mix(first: Any, second: Any, share: Numbers) -> np.ndarray:
    """Colours, or any arrays or numbers, between first (share 0) and second (share 1)."""
    return first + (second - first) * share


def along(palette: np.ndarray, position: np.ndarray) -> np.ndarray:
    """Colours at positions 0 to 1, shape (n, 1), along a palette of shape (k, 3)."""
    stops = np.linspace(0, 1, len(palette))
    return np.stack([np.interp(position[:, 0], stops, channel) for channel in palette.T], axis=1)


def hue_colour(hue: np.ndarray, saturation: float, lightness: np.ndarray) -> np.ndarray:
    """Colours of a hue in turns; hue and lightness have shape (n, 1)."""
    wheel = np.clip(np.abs((hue + np.array([0, 2 / 3, 1 / 3])) % 1 * 6 - 3) - 1, 0, 1)
    return 255 * lightness * (1 - saturation + saturation * wheel)


class Palette:
    """The colours that several parts of a picture share."""

    def __init__(self, factor: dict[str, np.ndarray]) -> None:
        warmth = factor["skin_warmth"]
        self.skin = along(SKIN, factor["skin_tone"]) * (1 + warmth * [0.02, 0.015, -0.08])
        hair = along(HAIR, factor["hair_lightness"])
        hair = mix(hair, hair * [0.82, 0.46, 0.3] + [20, 0, 0], factor["hair_redness"])
        self.hair = mix(hair, SILVER, 0.95 * factor["hair_grey"] ** 1.5)
        # Darker than the skin below, or faces with fair hair would have neither brows nor beards.
        self.brow = np.minimum(0.6 * self.hair, 0.42 * self.skin)
        self.beard = np.minimum(0.75 * self.hair, 0.66 * self.skin)
        natural = self.skin * [0.84, 0.56, 0.56]
        self.lips = mix(natural, natural * 0.3 + [120, 8, 24], 0.85 * factor["lip_colour"])
        self.clothes = hue_colour(factor["clothes_hue"], 0.55, factor["clothes_lightness"])


class Sketch:
    """The polygons of n images, in painting order, and the soft blobs of light on top of them.

    polygons: int32 (n, m, 2) each, corners in 1/2^POINT_BITS of a canvas pixel. colours: (n, 3)
    each. visible: booleans of shape (n,) each. blobs: horizontal and vertical position, width,
    height (image widths, (n, 1)) and gain (n, 3) each.
    """

    def __init__(self, factor: dict[str, np.ndarray], canvas_size: int) -> None:
        """Start with no polygon.

        Args:
            factor: values of each factor, (n, 1), as `checked_columns` returns them.
            canvas_size: side of the canvas in pixels.
        """
        self.factor = factor
        self.palette = Palette(factor)
        self.canvas_size = canvas_size
        self.size = 0.39 * factor["head_scale"]  # image widths a head unit
        self.centre = 0.5 + factor["head_x"], 0.45 + factor["head_y"]
        angles = {name: np.radians(factor[name]) for name in ("yaw", "pitch", "roll")}
        self.sine = {name: np.sin(angle) for name, angle in angles.items()}
        self.cosine = {name: np.cos(angle) for name, angle in angles.items()}
        hair = HAIR_STYLES.to_numpy(np.float32)[factor["hair_style"][:, 0]]
        self.hair = {name: hair[:, [i]] for i, name in enumerate(HAIR_STYLES.columns)}
        self.hair["top"] = self.hair["top"] * factor["hair_volume"]
        self.hair["side"] = self.hair["side"] * factor["hair_volume"]
        self.polygons: list[np.ndarray] = []
        self.colours: list[np.ndarray] = []
        self.visible: list[np.ndarray] = []
        self.blobs: list[tuple[np.ndarray, ...]] = []

    def has(self, name: str, *values: str) -> np.ndarray:
        """Whether a categorical factor has one of these values: booleans of shape (n, 1)."""
        factor = FACTORS[name]
        if not isinstance(factor, Categorical):
            raise TypeError(f"factor {name} is a number")
        return np.isin(self.factor[name], [factor.names.index(value) for value in values])

    def on_face(self, u: Numbers, v: Numbers, lift: Numbers = 0) -> Points:
        """Image positions of points on the rounded front of the head, `lift` above its surface.

        Turning a curved surface shifts the features against the outline and narrows the far side.
        """
        roundness = 1 - 0.75 * (u / self.factor["face_width"]) ** 2 - 0.4 * v**2
        depth = 0.56 * np.sqrt(np.maximum(roundness, 0.05)) + lift
        turned = u * self.cosine["yaw"] + depth * self.sine["yaw"]
        depth = depth * self.cosine["yaw"] - u * self.sine["yaw"]
        return self._tilted(turned, v * self.cosine["pitch"] - depth * self.sine["pitch"])

    def on_rim(self, u: Numbers, v: Numbers, depth: Numbers = 0) -> Points:
        """Image positions of points on the outline of the head, which stays as wide when it turns.

        Points with a depth lie in front of the outline and shift when the head turns or nods.
        """
        return self._tilted(u + depth * self.sine["yaw"], v - depth * self.sine["pitch"])

    def on_body(self, u: Numbers, v: Numbers) -> Points:
        """Image positions of points that move with the head, but neither turn nor tilt."""
        return self.centre[0] + self.size * u, self.centre[1] + self.size * v

    def _tilted(self, u: Numbers, v: Numbers) -> Points:
        """Image positions of points on the head, after it is tilted."""
        neck = 0.6  # where the head tilts
        sine, cosine = self.sine["roll"], self.cosine["roll"]
        return self.on_body(u * cosine - (v - neck) * sine, neck + u * sine + (v - neck) * cosine)

    def fill(self, points: Points, colour: np.ndarray, visible: np.ndarray | bool = True) -> None:
        """Add one polygon an image; colour: (n, 3) or (3,); visible: (n, 1), or one for all."""
        count = len(self.size)
        # Whole numbers are the centres of OpenCV's pixels, hence the half.
        pixels = np.stack(np.broadcast_arrays(*points), axis=-1) * self.canvas_size - 0.5
        self.polygons.append(np.rint(pixels * 2**POINT_BITS).astype(np.int32))
        self.colours.append(np.broadcast_to(np.clip(np.rint(colour), 0, 255), (count, 3)))
        self.visible.append(np.broadcast_to(visible, (count, 1))[:, 0])

    def glow(self, place: Points, width: float, height: float, gain: Numbers) -> None:
        """Add a soft blob of light, or of shadow where the gain is negative; place: (n, 1) each."""
        gain = np.broadcast_to(gain, (len(self.size), 3))
        self.blobs.append((*place, width * self.size, height * self.size, gain))


def steps(low: float, high: float, count: int) -> np.ndarray:
    """Evenly spaced float32 numbers, shape (count,)."""
    return np.linspace(low, high, count, dtype=np.float32)


CIRCLE = steps(0, 2 * np.pi, 19)
ACROSS = steps(-1, 1, 13)


def oval(u: Numbers, v: Numbers, radius_u: Numbers, radius_v: Numbers) -> Points:
    """The outline of an ellipse around (u, v)."""
    return u + radius_u * np.cos(CIRCLE), v + radius_v * np.sin(CIRCLE)


def between(first: Points, second: Points) -> Points:
    """The outline of the area between two curves that run the same way: there and back."""
    ways = [np.broadcast_arrays(*pair) for pair in zip(first, second, strict=True)]
    u, v = (np.concatenate([there, back[..., ::-1]], axis=-1) for there, back in ways)
    return u, v


def band(u: Numbers, upper: Numbers, lower: Numbers) -> Points:
    """The outline of the area between v = upper and v = lower along u."""
    u, upper, lower = np.broadcast_arrays(u, upper, lower)
    return between((u, upper), (u, lower))


def outline(sketch: Sketch, angle: Numbers, thickness: Numbers = 0) -> Points:
    """The rim of the head at angles clockwise from the crown, or a line that far outside it."""
    factor = sketch.factor
    below = np.maximum(-np.cos(angle), 0)
    squareness = (0.3 * factor["jaw"] - 0.14) * np.sin(2 * angle) ** 2 * (below > 0)
    u = factor["face_width"] * np.sin(angle) * (1 + squareness) + thickness * np.sin(angle)
    v = np.where(below > 0, factor["face_length"], 1) + thickness
    return u, -np.cos(angle) * v
