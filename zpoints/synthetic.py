"""Painted faces: a seeded, endless table of factors, and a painter that turns its rows into images.

A factor is something a person would notice ("yaw", "hair_style", "light_strength"). All are drawn
independently of one another. Some hide others where the picture demands it: a bald head shows its
hair colour in brows and beard only, a hat covers part of the hair, dark glasses cover the eyes.

The painter fills polygons with OpenCV and multiplies the result by one smooth field of light.
Points on the head are given in head units: the origin lies between the eyes, u grows to the right
of the image and v downwards, and 1 is the distance from the eyes to the crown.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import numpy as np
import pandas as pd

BLOCK_ROWS = 1024  # rows of the factor table that share one random generator
PAINT_ROWS = 256  # rows painted together: enough to hide numpy's overhead, and small in memory
OVERSAMPLING = 2  # canvas pixels per image pixel, on top of OpenCV's own anti-aliasing
POINT_BITS = 5  # polygon corners are placed to 1/32 of a canvas pixel
FIELD_SIZE = 40  # grid points along a side of the light field and of the background
SMALLEST_IMAGE = 8

# share: how often a style is drawn. end: the angle from the crown, in degrees, where its cap ends
# beside the face. The rest are lengths in head units. top, side: thickness of the hair; back: how
# far down it hangs behind (0: not at all), back_width: half its width there; lock: how far down it
# hangs beside the cheeks; curl: depth of its waves; forehead: how far the hairline moves down;
# sweep: how much lower it is on one side; arch: how much higher it is in the middle.
HAIR_SHAPE = (
    "top",
    "side",
    "end",
    "back",
    "back_width",
    "lock",
    "curl",
    "forehead",
    "sweep",
    "arch",
)
HAIR_STYLES = pd.DataFrame(
    [
        ("bald", 0.06, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0),
        ("cropped", 0.09, 0.05, 0.03, 92, 0, 0, 0, 0, 0, 0, 0.35),
        ("short", 0.11, 0.16, 0.07, 97, 0, 0, 0, 0.012, 0.06, 0, 0.3),
        ("swept", 0.11, 0.2, 0.09, 98, 0, 0, 0, 0, 0.1, 0.2, 0.22),
        ("quiff", 0.07, 0.36, 0.04, 92, 0, 0, 0, 0.02, -0.02, -0.08, 0.3),
        ("fringe", 0.09, 0.17, 0.12, 103, 0.5, 0.8, 0, 0, 0.26, 0.03, 0.05),
        ("bob", 0.11, 0.18, 0.16, 108, 0.85, 1.02, 0.72, 0, 0.1, 0.14, 0.3),
        ("long", 0.12, 0.17, 0.14, 108, 1.7, 1.05, 1.35, 0.015, 0.22, -0.05, 0.12),
        ("parted", 0.1, 0.15, 0.14, 108, 1.7, 1, 1.15, 0.02, -0.02, 0, 0.6),
        ("curly", 0.08, 0.3, 0.28, 112, 1.05, 1.1, 0.75, 0.07, 0.1, 0.05, 0.25),
        ("afro", 0.06, 0.42, 0.4, 108, 0.45, 1.1, 0, 0.045, 0.04, 0, 0.3),
    ],
    columns=["name", "share", *HAIR_SHAPE],
).set_index("name")


@dataclass(frozen=True)
class Continuous:
    """A number between low and high.

    distribution: "uniform"; "central" (triangular: most often in the middle); "low" (the square of
    a uniform number: most often near low).
    """

    meaning: str
    low: float
    high: float
    distribution: str = "uniform"

    def draw(self, uniform: np.ndarray) -> np.ndarray:
        """Map uniform numbers in [0, 1), shape (n,), to float32 values in [low, high]."""
        if self.distribution == "central":
            folded = np.sqrt(np.minimum(uniform, 1 - uniform) / 2)
            uniform = np.where(uniform < 0.5, folded, 1 - folded)
        elif self.distribution == "low":
            uniform = uniform**2
        return (self.low + (self.high - self.low) * uniform).astype(np.float32)


@dataclass(frozen=True)
class Categorical:
    """One of several names, each drawn with its probability."""

    meaning: str
    probabilities: dict[str, float]

    @property
    def names(self) -> list[str]:
        """The names, in the order of their codes."""
        return list(self.probabilities)

    def draw(self, uniform: np.ndarray) -> pd.Categorical:
        """Map uniform numbers in [0, 1), shape (n,), to names."""
        edges = np.cumsum(list(self.probabilities.values()))[:-1]
        return pd.Categorical.from_codes(np.searchsorted(edges, uniform, "right"), self.names)


# Left and right are those of the image. Lengths are in head units unless a unit is named.
FACTORS: dict[str, Continuous | Categorical] = {
    "head_x": Continuous("shift of the head to the right, image widths", -0.035, 0.035, "central"),
    "head_y": Continuous("shift of the head downwards, image widths", -0.027, 0.027, "central"),
    "head_scale": Continuous("size of the head relative to the usual", 0.92, 1.075, "central"),
    "yaw": Continuous("turn of the head to the right, degrees", -21, 21, "central"),
    "pitch": Continuous("nod of the head upwards, degrees", -9, 9, "central"),
    "roll": Continuous("tilt of the head clockwise, degrees", -8, 8, "central"),
    "face_width": Continuous("half the width of the head", 0.69, 0.83),
    "face_length": Continuous("distance from the eyes to the chin", 0.96, 1.14),
    "jaw": Continuous("from pointed (0) to square (1)", 0, 1),
    "skin_tone": Continuous("from very light (0) to very dark (1)", 0, 1),
    "skin_warmth": Continuous("undertone from cool, rosy (-1) to warm, golden (1)", -1, 1),
    "blush": Continuous("redness of the cheeks", 0, 1),
    "age": Continuous("depth of the lines on the forehead and beside the mouth", 0, 1, "low"),
    "hair_style": Categorical("cut of the hair", HAIR_STYLES["share"].to_dict()),
    "hair_lightness": Continuous("from black (0) to blond (1)", 0, 1),
    "hair_redness": Continuous("amount of red in the hair", 0, 1, "low"),
    "hair_grey": Continuous("amount of grey in the hair", 0, 1, "low"),
    "hair_volume": Continuous("thickness of the hair relative to its style's", 0.6, 1.5),
    "hairline": Continuous("distance from the eyes to the hairline", 0.52, 0.74),
    "brow_thickness": Continuous("half the thickness of the brows", 0.03, 0.062),
    "brow_angle": Continuous("rise of the outer ends of the brows", -0.06, 0.05),
    "brow_height": Continuous("distance from the eyes to the brows", 0.17, 0.27),
    "eye_distance": Continuous("half the distance between the eyes", 0.3, 0.37),
    "eye_size": Continuous("half the width of an eye", 0.13, 0.17),
    "eye_openness": Continuous("height of an eye relative to its width", 0.37, 0.69),
    "eye_slant": Continuous("rise of the outer corners relative to the width", -0.15, 0.25),
    "iris": Categorical(
        "colour of the iris",
        {"brown": 0.4, "hazel": 0.15, "green": 0.15, "blue": 0.2, "grey": 0.1},
    ),
    "gaze": Continuous("look to the left (-1) or to the right (1)", -1, 1, "central"),
    "nose_length": Continuous("distance from the eyes to the base of the nose", 0.34, 0.44),
    "nose_width": Continuous("half the width of the nose", 0.115, 0.185),
    "mouth_width": Continuous("half the width of the mouth", 0.2, 0.29),
    "lip_fullness": Continuous("thickness of the lips", 0.05, 0.1),
    "lip_colour": Continuous("from the skin's own (0) to painted red (1)", 0, 1),
    "smile": Continuous("from frown (below 0) to smile (1)", -0.6, 1),
    "mouth_open": Continuous("opening of the mouth, teeth showing", 0, 1, "low"),
    "beard": Categorical(
        "hair on the lower face",
        {"none": 0.62, "stubble": 0.1, "moustache": 0.09, "goatee": 0.07, "full": 0.12},
    ),
    "glasses": Categorical("glasses", {"none": 0.74, "round": 0.1, "square": 0.1, "dark": 0.06}),
    "hat": Categorical("headwear", {"none": 0.9, "beanie": 0.05, "cap": 0.05}),
    "light_direction": Continuous("where light comes from: left (-1) to right (1)", -1, 1),
    "light_strength": Continuous("contrast between lit and shaded sides", 0.1, 0.55),
    "light_warmth": Continuous("colour of the light from bluish (-1) to golden (1)", -1, 1),
    "background_hue": Continuous("hue of the background, turns", 0, 1),
    "background_lightness": Continuous("lightness of the background", 0.15, 0.95),
    "background_contrast": Continuous("difference between its two colours", 0, 1),
    "background_direction": Continuous("direction of its gradient, degrees", 0, 360),
    "clothes_hue": Continuous("hue of the clothes, turns", 0, 1),
    "clothes_lightness": Continuous("lightness of the clothes", 0.1, 0.95),
    "neckline": Categorical("cut of the clothes", {"round": 0.4, "deep": 0.3, "collar": 0.3}),
}


def draw_factors(seed: int | np.random.SeedSequence, start: int, stop: int) -> pd.DataFrame:
    """Rows start to stop - 1 of the endless table of factors that belongs to a seed.

    Row k depends on the seed and on k alone. One column a factor, in the order of FACTORS: float32
    for continuous ones, pandas categoricals for the others. The index is k.
    Raises ValueError unless 0 <= start <= stop.
    """
    if not 0 <= start <= stop:
        raise ValueError(f"rows must satisfy 0 <= start <= stop, not start={start}, stop={stop}")
    if not isinstance(seed, np.random.SeedSequence):
        seed = np.random.SeedSequence(seed)
    first_block = start // BLOCK_ROWS
    blocks = [np.empty((len(FACTORS), 0))]
    for block in range(first_block, -(-stop // BLOCK_ROWS)):
        # Built by hand because SeedSequence.spawn would change the caller's object.
        child = np.random.SeedSequence(seed.entropy, spawn_key=(*seed.spawn_key, block))
        blocks.append(np.random.default_rng(child).random((len(FACTORS), BLOCK_ROWS)))
    skipped = first_block * BLOCK_ROWS
    uniform = np.concatenate(blocks, axis=1)[:, start - skipped : stop - skipped]
    columns = {name: factor.draw(uniform[i]) for i, (name, factor) in enumerate(FACTORS.items())}
    return pd.DataFrame(columns, index=pd.RangeIndex(start, stop))


def paint(factors: pd.DataFrame, image_size: int) -> np.ndarray:
    """Paint one face a row: uint8 RGB images of shape (n, image_size, image_size, 3).

    factors: a table with the columns of FACTORS, as from draw_factors; others are ignored.
    image_size: pixels along a side; made for 16 to 256.
    A row gives the same bytes whatever the other rows. OpenCV runs on one thread meanwhile, because
    callers share the work among processes; its number of threads is restored at the end.
    Raises ValueError for image_size < 8, a missing column, an unknown name or a value out of range.
    """
    if image_size < SMALLEST_IMAGE:
        raise ValueError(f"image_size must be at least {SMALLEST_IMAGE} pixels, not {image_size}")
    columns = _checked_columns(factors)
    images = np.empty((len(factors), image_size, image_size, 3), np.uint8)
    with _one_opencv_thread():
        for first in range(0, len(factors), PAINT_ROWS):
            rows = slice(first, first + PAINT_ROWS)
            _paint_rows({name: column[rows] for name, column in columns.items()}, images[rows])
    return images


def _checked_columns(factors: pd.DataFrame) -> dict[str, np.ndarray]:
    """The factors as arrays of shape (n, 1): float32 values, or codes of categorical ones."""
    missing = [name for name in FACTORS if name not in factors.columns]
    if missing:
        raise ValueError(f"the table of factors lacks the columns: {', '.join(missing)}")
    columns = {}
    for name, factor in FACTORS.items():
        if isinstance(factor, Categorical):
            values = pd.Index(factor.names).get_indexer(factors[name])
            valid = values >= 0
            allowed = f"one of {', '.join(factor.names)}"
        else:
            values = np.ascontiguousarray(factors[name], np.float32)
            slack = 1e-4 * (factor.high - factor.low)  # for rounding, as in a table kept as text
            valid = (values >= factor.low - slack) & (values <= factor.high + slack)
            allowed = f"between {factor.low} and {factor.high}"
        if not valid.all():
            wrong = factors[name].iloc[int(np.argmin(valid))]
            raise ValueError(f"factor {name} must be {allowed}, not {wrong!r}")
        columns[name] = values[:, None]
    return columns


@contextmanager
def _one_opencv_thread() -> Iterator[None]:
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(threads)


# --- Colours: float arrays of shape (n, 3), 0 to 255 ---------------------------------------------

WHITE, BLACK, SILVER = np.array([[255.0, 255, 255], [12, 10, 10], [190, 190, 192]])
TEETH, LENS, BROWN = np.array([[240.0, 236, 226], [46, 40, 44], [70, 44, 30]])
SKIN = np.array(
    [[226, 192, 172], [216, 172, 142], [194, 144, 110], [162, 110, 80], [124, 80, 58], [88, 56, 44]]
)
HAIR = np.array([[24, 20, 20], [62, 40, 28], [104, 70, 44], [152, 110, 64], [208, 172, 110]])
IRIS = np.array([[70, 42, 24], [112, 84, 40], [70, 112, 70], [66, 112, 168], [112, 124, 132]])


def _mix(first: np.ndarray, second: np.ndarray, share: np.ndarray | float) -> np.ndarray:
    """Colours between first (share 0) and second (share 1); share is (n, 1) or one number."""
    return first + (second - first) * share


def _along(palette: np.ndarray, position: np.ndarray) -> np.ndarray:
    """Colours at positions 0 to 1, shape (n, 1), along a palette of shape (k, 3)."""
    stops = np.linspace(0, 1, len(palette))
    return np.stack([np.interp(position[:, 0], stops, channel) for channel in palette.T], axis=1)


def _hue_colour(hue: np.ndarray, saturation: float, lightness: np.ndarray) -> np.ndarray:
    """Colours of a hue in turns; hue and lightness have shape (n, 1)."""
    wheel = np.clip(np.abs((hue + np.array([0, 2 / 3, 1 / 3])) % 1 * 6 - 3) - 1, 0, 1)
    return 255 * lightness * (1 - saturation + saturation * wheel)


class Palette:
    """The colours that several parts of a picture share."""

    def __init__(self, factor: dict[str, np.ndarray]) -> None:
        warmth = factor["skin_warmth"]
        self.skin = _along(SKIN, factor["skin_tone"]) * (1 + warmth * [0.02, 0.015, -0.08])
        hair = _along(HAIR, factor["hair_lightness"])
        hair = _mix(hair, hair * [0.82, 0.46, 0.3] + [20, 0, 0], factor["hair_redness"])
        self.hair = _mix(hair, SILVER, 0.95 * factor["hair_grey"] ** 1.5)
        # Darker than the skin below, or faces with fair hair would have neither brows nor beards.
        self.brow = np.minimum(0.6 * self.hair, 0.42 * self.skin)
        self.beard = np.minimum(0.75 * self.hair, 0.66 * self.skin)
        natural = self.skin * [0.84, 0.56, 0.56]
        self.lips = _mix(natural, natural * 0.3 + [120, 8, 24], 0.85 * factor["lip_colour"])
        self.clothes = _hue_colour(factor["clothes_hue"], 0.55, factor["clothes_lightness"])


# --- Geometry ------------------------------------------------------------------------------------

Points = tuple[np.ndarray, np.ndarray]  # horizontal and vertical positions, shapes (n, m)
Numbers = np.ndarray | float  # one for all, (n, 1): one an image, (m,): one a point, or (n, m)


class Sketch:
    """The polygons of n images, in painting order, and the soft blobs of light on top of them."""

    def __init__(self, factor: dict[str, np.ndarray], canvas_size: int) -> None:
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
        self.shown: list[np.ndarray] = []
        self.blobs: list[tuple[np.ndarray, ...]] = []

    def has(self, name: str, *values: str) -> np.ndarray:
        """Whether a categorical factor has one of these values: booleans of shape (n, 1)."""
        codes = [FACTORS[name].names.index(value) for value in values]
        return np.isin(self.factor[name], codes)

    def on_face(self, u: Numbers, v: Numbers, lift: Numbers = 0) -> Points:
        """Image positions of points on the rounded front of the head, lift above its surface.

        Turning a curved surface shifts the features against the outline and narrows the far side.
        """
        roundness = 1 - 0.75 * (u / self.factor["face_width"]) ** 2 - 0.4 * v**2
        depth = 0.56 * np.sqrt(np.maximum(roundness, 0.05)) + lift
        turned = u * self.cosine["yaw"] + depth * self.sine["yaw"]
        depth = depth * self.cosine["yaw"] - u * self.sine["yaw"]
        return self._tilted(turned, v * self.cosine["pitch"] - depth * self.sine["pitch"])

    def on_rim(self, u: Numbers, v: Numbers, depth: Numbers = 0) -> Points:
        """Image positions of points on the outline of the head, as wide when it turns."""
        return self._tilted(u + depth * self.sine["yaw"], v - depth * self.sine["pitch"])

    def on_body(self, u: Numbers, v: Numbers) -> Points:
        """Image positions of points that move with the head, but neither turn nor tilt."""
        return self.centre[0] + self.size * u, self.centre[1] + self.size * v

    def _tilted(self, u: Numbers, v: Numbers) -> Points:
        neck = 0.6  # where the head tilts
        sine, cosine = self.sine["roll"], self.cosine["roll"]
        return self.on_body(u * cosine - (v - neck) * sine, neck + u * sine + (v - neck) * cosine)

    def fill(self, points: Points, colour: np.ndarray, shown: np.ndarray | bool = True) -> None:
        """Add one polygon an image; colour: (n, 3) or (3,); shown: (n, 1), or one for all."""
        count = len(self.size)
        # Whole numbers are the centres of OpenCV's pixels, hence the half.
        pixels = np.stack(np.broadcast_arrays(*points), axis=-1) * self.canvas_size - 0.5
        self.polygons.append(np.rint(pixels * 2**POINT_BITS).astype(np.int32))
        self.colours.append(np.broadcast_to(np.clip(np.rint(colour), 0, 255), (count, 3)))
        self.shown.append(np.broadcast_to(shown, (count, 1))[:, 0])

    def glow(self, place: Points, width: float, height: float, gain: Numbers) -> None:
        """Add a soft blob of light, or of shadow where the gain is negative; place: (n, 1) each."""
        gain = np.broadcast_to(gain, (len(self.size), 3))
        self.blobs.append((*place, width * self.size, height * self.size, gain))


def _steps(low: float, high: float, count: int) -> np.ndarray:
    """Evenly spaced float32 numbers, shape (count,)."""
    return np.linspace(low, high, count, dtype=np.float32)


CIRCLE = _steps(0, 2 * np.pi, 19)
ACROSS = _steps(-1, 1, 13)


def _oval(u: Numbers, v: Numbers, radius_u: Numbers, radius_v: Numbers) -> Points:
    """The outline of an ellipse around (u, v)."""
    return u + radius_u * np.cos(CIRCLE), v + radius_v * np.sin(CIRCLE)


def _between(first: Points, second: Points) -> Points:
    """The outline of the area between two curves that run the same way: there and back."""
    ways = [np.broadcast_arrays(*pair) for pair in zip(first, second, strict=True)]
    u, v = (np.concatenate([there, back[..., ::-1]], axis=-1) for there, back in ways)
    return u, v


def _band(u: Numbers, upper: Numbers, lower: Numbers) -> Points:
    """The outline of the area between v = upper and v = lower along u."""
    u, upper, lower = np.broadcast_arrays(u, upper, lower)
    return _between((u, upper), (u, lower))


def _outline(sketch: Sketch, angle: Numbers, thickness: Numbers = 0) -> Points:
    """The rim of the head, or a thickness outside it, at angles clockwise from the crown."""
    factor = sketch.factor
    below = np.maximum(-np.cos(angle), 0)
    squareness = (0.3 * factor["jaw"] - 0.14) * np.sin(2 * angle) ** 2 * (below > 0)
    u = factor["face_width"] * np.sin(angle) * (1 + squareness) + thickness * np.sin(angle)
    v = np.where(below > 0, factor["face_length"], 1) + thickness
    return u, -np.cos(angle) * v


# --- The parts of a picture, from back to front --------------------------------------------------


def _draw_back_hair(sketch: Sketch) -> None:
    """Hair behind the head and the shoulders: its waves run down both sides."""
    hair, down = sketch.hair, _steps(0, 1, 16)
    top_width = sketch.factor["face_width"] + hair["side"]
    end_width = hair["back_width"] * sketch.factor["hair_volume"] ** 0.3
    half = _mix(top_width, end_width, down**0.7) + hair["curl"] * np.sin(28 * down)
    half = half * (1 - 0.35 * np.maximum(down - 0.8, 0) / 0.2)  # rounds the lower ends
    v = _mix(-0.2, hair["back"], down)
    area = sketch.on_rim(*_between((-half, v), (half, v)), -0.2)
    sketch.fill(area, 0.68 * sketch.palette.hair, hair["back"] > 0)


def _draw_body(sketch: Sketch) -> None:
    """Neck, shoulders and the cut of the clothes."""
    palette, chin = sketch.palette, sketch.factor["face_length"]
    neck = 0.62 * sketch.factor["face_width"]
    sketch.fill(sketch.on_body(*_band(neck * ACROSS, 0.3, chin + 0.4)), 0.78 * palette.skin)
    top = chin + 0.3 + 0.3 * np.abs(ACROSS) ** 2.5
    sketch.fill(sketch.on_body(*_band(2 * ACROSS, top, 2.2)), palette.clothes)
    for cut, depth, power in (("round", 0.16, 2), ("deep", 0.5, 1), ("collar", 0.3, 1)):
        edge = chin + 0.24 + depth * (1 - np.abs(ACROSS) ** power)
        opening = sketch.on_body(*_band(1.08 * neck * ACROSS, chin + 0.05, edge))
        sketch.fill(opening, 0.8 * palette.skin, sketch.has("neckline", cut))
    collar = np.array([[0.1, 0.55, 1.15, 1.0], [0.58, 0.72, 0.3, 0.16]], np.float32)
    for side in (-1, 1):
        lapel = sketch.on_body(side * neck * collar[0], chin + collar[1])
        colour = _mix(palette.clothes, WHITE, 0.55)
        sketch.fill(lapel, colour, sketch.has("neckline", "collar"))
    sketch.glow(sketch.on_body(0, chin + 0.12), 0.5, 0.16, -0.25)


def _draw_head(sketch: Sketch) -> None:
    """Ears, then the bare head, the roundness of its front, and the lines of age."""
    factor, skin = sketch.factor, sketch.palette.skin
    for side in (-1, 1):
        # Set back from the rim, so that turning the head hides one ear and shows the other.
        u = side * factor["face_width"] * sketch.cosine["yaw"]
        sketch.fill(sketch.on_rim(*_oval(u, 0.12, 0.12, 0.22), -0.2), 0.88 * skin)
        sketch.fill(sketch.on_rim(*_oval(u, 0.12, 0.06, 0.13), -0.2), 0.68 * skin)
    angle = _steps(0, 2 * np.pi, 41)
    sketch.fill(sketch.on_rim(*_outline(sketch, angle), _chin_depth(angle)), skin)
    sketch.glow(sketch.on_rim(0, 0.15), 0.5, 0.65, 0.33)
    crease, aged = skin * (1 - 0.36 * factor["age"]), factor["age"] > 0.1
    for height in (0.62, 0.74):
        v = -height * factor["hairline"] - 0.03 + 0.03 * ACROSS**2
        sketch.fill(sketch.on_face(*_band(0.36 * ACROSS, v - 0.012, v + 0.012)), crease, aged)
    down = _steps(0, 1, 7)
    for side in (-1, 1):
        u = side * (factor["nose_width"] + 0.05 + (factor["mouth_width"] - 0.02) * down)
        v = factor["nose_length"] - 0.02 + 0.24 * down**1.5
        sketch.fill(sketch.on_face(*_band(u, v - 0.02, v + 0.02)), crease, aged)
        sketch.glow(sketch.on_face(0.36 * side, 0.3), 0.14, 0.12, 0.15)
        blush = factor["blush"] * [0.02, -0.2, -0.16]
        sketch.glow(sketch.on_face(0.42 * side, 0.34), 0.17, 0.13, blush)


def _chin_depth(angle: np.ndarray) -> np.ndarray:
    """How far the rim juts out towards the viewer: the chin follows a turn of the head."""
    return 0.45 * np.maximum(-np.cos(angle), 0) ** 2


def _draw_eyes(sketch: Sketch) -> None:
    """Eyes and brows, deep-set and dark on every skin: such gradients make a face."""
    factor, palette = sketch.factor, sketch.palette
    half = factor["eye_size"]
    height = half * factor["eye_openness"]
    for side in (-1, 1):
        middle = side * factor["eye_distance"]

        def lids(u: np.ndarray, middle: np.ndarray = middle, side: int = side) -> Points:
            across = np.clip((u - middle) / half, -1, 1)
            axis = -side * factor["eye_slant"] * half * across
            bow = 1 - across**2
            return axis - height * bow**0.8, axis + 0.55 * height * bow

        u = middle + half * ACROSS
        upper, lower = lids(u)
        crease = upper - 0.42 * height - 0.02
        sketch.fill(sketch.on_face(*_band(u, crease, lower)), 0.72 * palette.skin)
        sketch.fill(sketch.on_face(*_band(u, upper, lower)), _mix(palette.skin, WHITE, 0.8))
        centre = middle + 0.32 * half * factor["gaze"]
        for radius, colour in ((0.56, IRIS[factor["iris"][:, 0]]), (0.3, BLACK)):
            disc_u, disc_v = _oval(centre, -0.1 * height, radius * half, radius * half)
            # Confining the disc between the lids is all the clipping an iris needs.
            sketch.fill(sketch.on_face(disc_u, np.clip(disc_v, *lids(disc_u))), colour)
        spot = centre + 0.2 * half * np.sign(factor["light_direction"])
        sketch.fill(sketch.on_face(*_oval(spot, -0.3 * height, 0.13 * half, 0.13 * half)), WHITE)
        lash = _band(u, upper - 0.028 - 0.012 * (1 - ACROSS**2), upper + 0.014)
        sketch.fill(sketch.on_face(*lash), 0.5 * palette.brow)
        sketch.fill(sketch.on_face(*_band(u, lower - 0.006, lower + 0.016)), 0.6 * palette.skin)
        outwards = side * ACROSS
        v = -factor["brow_height"] - 0.35 * height - factor["brow_angle"] * outwards
        v = v - 0.05 * (1 - ACROSS**2)
        thickness = factor["brow_thickness"] * (1 - 0.65 * (0.5 + 0.5 * outwards) ** 2)
        brow = _band(1.02 * middle + 1.35 * half * ACROSS, v - thickness, v + thickness)
        sketch.fill(sketch.on_face(*brow), palette.brow)
        sketch.glow(sketch.on_face(0.75 * middle, -0.1), 0.16, 0.13, -0.36)


def _draw_nose(sketch: Sketch) -> None:
    """The nose: its shaded flank is away from the light; its tip stands out, so it shifts most."""
    factor, skin = sketch.factor, sketch.palette.skin
    base, width = factor["nose_length"], factor["nose_width"]
    shaded, down = -np.sign(factor["light_direction"]), _steps(0, 1, 8)
    v = 0.02 + (base - 0.04) * down
    ridge = sketch.on_face(shaded * (0.03 + 0.3 * width * down), v, 0.2 * down)
    flank = sketch.on_face(shaded * (0.06 + (width - 0.04) * down**2.5), v, 0.08 * down)
    sketch.fill(_between(ridge, flank), skin * (0.88 - 0.45 * factor["light_strength"]))
    v = base + 0.035 - 0.07 * ACROSS**2
    shadow = _band(width * ACROSS, v - 0.035 * (1 - 0.6 * ACROSS**2), v + 0.02)
    sketch.fill(sketch.on_face(*shadow, 0.1), 0.62 * skin)
    for side in (-1, 1):
        nostril = _oval(0.5 * side * width, base + 0.005, 0.32 * width, 0.032)
        sketch.fill(sketch.on_face(*nostril, 0.12), 0.25 * skin)
    shine = 0.18 + 0.1 * factor["skin_tone"]
    sketch.glow(sketch.on_face(0, base - 0.1, 0.2), 0.07, 0.08, shine)
    sketch.glow(sketch.on_face(0, 0.4 * base, 0.1), 0.05, 0.2, shine)


def _mouth_height(sketch: Sketch) -> np.ndarray:
    """Where the lips meet, kept between the nose and the chin."""
    return 0.52 * sketch.factor["nose_length"] + 0.44 * sketch.factor["face_length"]


def _draw_beard(sketch: Sketch) -> None:
    """Hair on jaw, chin and upper lip; stubble covers what a full beard does, but lightly."""
    factor, palette, mouth = sketch.factor, sketch.palette, _mouth_height(sketch)
    stubble = _mix(palette.skin, palette.beard, 0.4)
    colour = np.where(sketch.has("beard", "stubble"), stubble, palette.beard)
    angle = np.radians(_steps(263, 97, 23))
    grown = np.where(sketch.has("beard", "full"), 0.05, 0)
    rim = sketch.on_rim(*_outline(sketch, angle, grown), _chin_depth(angle))
    across = 0.92 * _steps(-1, 1, 23)
    cheek = mouth - 0.17 - 0.42 * across**4
    inner = sketch.on_face(factor["face_width"] * across, cheek)
    sketch.fill(_between(rim, inner), colour, sketch.has("beard", "stubble", "full"))
    chin = _oval(0, 0.45 * mouth + 0.55 * factor["face_length"], 0.26, 0.24)
    sketch.fill(sketch.on_face(*chin), colour, sketch.has("beard", "goatee"))
    v = mouth - 0.07 - 0.5 * factor["lip_fullness"] + 0.09 * ACROSS**2
    lip = _band(1.15 * factor["mouth_width"] * ACROSS, v - 0.065 * (1 - ACROSS**4), v + 0.03)
    sketch.fill(sketch.on_face(*lip, 0.03), colour, sketch.has("beard", "moustache", "goatee"))


def _draw_mouth(sketch: Sketch) -> None:
    """Lips, opening and teeth; a smile widens the mouth and lifts its corners."""
    factor, lips = sketch.factor, sketch.palette.lips
    smile, full, inner = factor["smile"], factor["lip_fullness"], 1 - ACROSS**2
    u = factor["mouth_width"] * (1 + 0.14 * smile) * ACROSS
    middle = _mouth_height(sketch) + smile * (0.035 - 0.1 * ACROSS**2)
    gap = 0.11 * factor["mouth_open"] * inner
    bow = full * inner**0.7 * (0.75 - 0.25 * np.exp(-((ACROSS / 0.18) ** 2)))
    sketch.fill(sketch.on_face(*_band(u, middle - bow, middle + gap)), 0.86 * lips)
    lower = middle + gap + full * inner**0.7
    sketch.fill(sketch.on_face(*_band(u, middle + gap, lower)), lips)
    seam = 0.012 + 0.012 * inner
    sketch.fill(sketch.on_face(*_band(u, middle - seam, middle + gap + seam)), 0.25 * lips)
    teeth = _band(0.8 * u, middle, middle + 0.6 * gap)
    sketch.fill(sketch.on_face(*teeth), TEETH, factor["mouth_open"] > 0.12)
    below = _mouth_height(sketch) + 1.5 * full + 0.1 * factor["mouth_open"]
    sketch.glow(sketch.on_face(0, below + 0.03), 0.14, 0.04, -0.16)
    sketch.glow(sketch.on_face(0, below + 0.14), 0.14, 0.09, 0.22)


def _draw_hair(sketch: Sketch) -> None:
    """Hair over the head: locks beside the cheeks, the cap above the hairline, and its strands."""
    factor, hair, colour = sketch.factor, sketch.hair, sketch.palette.hair
    width, haired = factor["face_width"], ~sketch.has("hair_style", "bald")
    along = _steps(-1, 1, 41)
    angle = np.radians(hair["end"]) * along
    thickness = _mix(hair["side"], hair["top"], np.maximum(np.cos(angle), 0))
    thickness = thickness * (1 - along**10)  # rounds the ends above the ears
    waves = 1 + hair["curl"] * np.sin(11 * angle)
    u, v = _outline(sketch, angle, thickness)
    rim = sketch.on_rim(u * waves, v * waves)
    line = hair["forehead"] - factor["hairline"] - 0.5 * hair["sweep"] * along
    line = line - 0.5 * hair["arch"] * np.maximum(0.5 - np.abs(along), 0)
    # Wisps that differ from head to head, so that the hairline is not a helmet's edge.
    line = line + 0.025 * np.sin(9 * factor["hair_volume"] - 8 * along)
    line = _mix(line, 0.06, np.abs(along) ** 5) + 0.4 * hair["curl"] * np.cos(17 * along)
    shadow = sketch.on_face(0.93 * width * along, line + 0.06)
    sketch.fill(_between(rim, shadow), 0.8 * sketch.palette.skin, haired)
    down = _steps(0, 1, 12)
    v = _mix(-0.35, hair["lock"], down)
    waves = hair["curl"] * np.sin(22 * down)
    for side in (-1, 1):
        outer = width + hair["side"] + 0.04 * np.sin(3 * down) + waves
        inner = width * (0.92 - 0.16 * np.sin(np.pi * down)) + 0.5 * waves
        # One edge is the rim's, the other the face's, so that a turned face keeps both its eyes.
        lock = _between(sketch.on_rim(side * outer, v, -0.05), sketch.on_face(side * inner, v))
        sketch.fill(lock, 0.9 * colour, hair["lock"] > 0)
    front = sketch.on_face(0.95 * width * along, line)
    sketch.fill(_between(rim, front), colour, haired)
    gleam = sketch.on_rim(0.35 * factor["light_direction"], -0.8 - 0.4 * hair["top"])
    sketch.glow(gleam, 0.45, 0.25, 0.4 * haired)
    for start, stop, height, light in (
        (-1.2, -0.35, 0.6, 0.2),
        (-0.9, -0.1, 0.15, -0.2),
        (0, 0.9, 0.75, 0.14),
        (0.3, 1.25, 0.3, -0.2),
    ):  # from and to (radians from the crown), height in the hair, light or shadow
        angle, taper = _steps(start, stop, 9), 0.022 * (1 - _steps(-1, 1, 9) ** 2)
        level = height * _mix(hair["side"], hair["top"], np.cos(angle)) - 0.06
        strand = [_outline(sketch, angle, level + edge) for edge in (-taper, taper)]
        tone = _mix(colour, WHITE if light > 0 else BLACK, abs(light))
        sketch.fill(sketch.on_rim(*_between(*strand)), tone, hair["top"] > 0.1)


def _draw_glasses(sketch: Sketch) -> None:
    """A ring around each eye (dark glasses fill it), a bridge, and arms towards the ears."""
    factor, worn = sketch.factor, ~sketch.has("glasses", "none")
    square, dark = sketch.has("glasses", "square"), sketch.has("glasses", "dark")
    frame = np.where(sketch.has("glasses", "round"), BROWN, BLACK)
    radius_u = factor["eye_size"] + np.where(square, 0.1, 0.08)
    radius_v = np.where(square | dark, 0.16, 0.2)
    power = np.where(square, 0.45, 0.9)  # turns a circle into a rounded square
    unit_u = np.sign(np.cos(CIRCLE)) * np.abs(np.cos(CIRCLE)) ** power
    unit_v = np.sign(np.sin(CIRCLE)) * np.abs(np.sin(CIRCLE)) ** power
    for side in (-1, 1):
        middle = 1.02 * side * factor["eye_distance"]
        lens = middle + radius_u * unit_u, 0.02 + radius_v * unit_v
        hole = middle + (radius_u - 0.035) * unit_u, 0.02 + (radius_v - 0.035) * unit_v
        sketch.fill(sketch.on_face(*lens, 0.08), LENS, dark)
        sketch.fill(sketch.on_face(*_between(lens, hole), 0.08), frame, worn)
        hinge, ear = middle + side * radius_u, 0.97 * side * factor["face_width"]
        arm = _band(_mix(hinge, ear, _steps(0, 1, 5)), -0.04, 0.01)
        sketch.fill(sketch.on_face(*arm), frame, worn)
    v = -0.05 + 0.04 * ACROSS**2
    bridge = _band((factor["eye_distance"] - radius_u + 0.02) * ACROSS, v - 0.02, v + 0.02)
    sketch.fill(sketch.on_face(*bridge, 0.12), frame, worn)


def _draw_hat(sketch: Sketch) -> None:
    """A beanie, or a cap with a peak, in a colour that goes with the clothes."""
    colour = _mix(sketch.palette.clothes[:, ::-1], BROWN, 0.35)
    u = sketch.factor["face_width"] * ACROSS
    angle = 1.45 * ACROSS
    rim = sketch.on_rim(*_outline(sketch, angle, 0.12 + 0.14 * np.cos(angle) ** 2))
    edge = -0.5 + 0.28 * ACROSS**4
    crown = _between(rim, sketch.on_face(u, edge, 0.05))
    sketch.fill(crown, colour, ~sketch.has("hat", "none"))
    for kind, depth, lift in (("beanie", 0.2, 0.05), ("cap", 0.1, 0.3)):
        brim = sketch.on_face(*_band(u, edge - depth, edge), lift)
        sketch.fill(brim, 0.7 * colour, sketch.has("hat", kind))


# --- Light, background, and the pixels -----------------------------------------------------------


def _light(sketch: Sketch) -> np.ndarray:
    """What light multiplies the painted colours by: (n, FIELD_SIZE, FIELD_SIZE, 3), about 1."""
    factor, size = sketch.factor, sketch.size
    grid = (_steps(0, FIELD_SIZE - 1, FIELD_SIZE) + 0.5) / FIELD_SIZE
    across = np.stack([np.exp(-(((grid - x) / w) ** 2)) for x, _, w, _, _ in sketch.blobs], axis=1)
    down = np.stack([np.exp(-(((grid - y) / h) ** 2)) for _, y, _, h, _ in sketch.blobs], axis=2)
    gains = np.stack([gain for *_, gain in sketch.blobs], axis=1)
    # Light from a side levels out at the edges of the head; light from the front comes from above.
    # Shade is deeper than light is bright, or fair skin would wash out.
    direction = factor["light_direction"]
    sideways = direction * np.tanh((grid - sketch.centre[0]) / (0.6 * size))
    downwards = -0.6 * (1 - np.abs(direction)) * np.tanh((grid - sketch.centre[1]) / size)
    level = factor["light_strength"][..., None] * (
        sideways[:, None, :] + downwards[:, :, None] - 0.4
    )
    field = np.empty((len(size), FIELD_SIZE, FIELD_SIZE, 3), np.float32)
    for channel, tint in enumerate((0.06, 0.01, -0.08)):
        # One matrix product an image, so that a row's bytes cannot depend on the other rows.
        blobs = down @ (across * gains[:, :, [channel]])
        field[..., channel] = (1 + tint * factor["light_warmth"][..., None] + level) * (1 + blobs)
    return field


def _background(factor: dict[str, np.ndarray]) -> np.ndarray:
    """A gradient of two colours and a soft blob: uint8 (n, FIELD_SIZE, FIELD_SIZE, 3)."""
    hue, lightness = factor["background_hue"], factor["background_lightness"]
    contrast = factor["background_contrast"]
    other_lightness = lightness + np.where(lightness > 0.5, -0.55, 0.55) * contrast
    first = _hue_colour(hue, 0.35, lightness)
    second = _hue_colour(hue + 0.25 * contrast, 0.45, other_lightness)
    across, down = _steps(-1, 1, FIELD_SIZE), _steps(-1, 1, FIELD_SIZE)[:, None]
    angle = np.radians(factor["background_direction"])[..., None]
    gradient = np.cos(angle) * across + np.sin(angle) * down
    distance = (across - 0.9 * np.cos(angle + 2)) ** 2 + (down - 0.9 * np.sin(angle + 2)) ** 2
    share = np.clip(0.5 + 0.45 * gradient - 0.45 * np.exp(-5 * distance), 0, 1)[..., None]
    colour = _mix(first[:, None, None], second[:, None, None], share)
    return np.clip(colour, 0, 255).astype(np.uint8)


def _paint_rows(factor: dict[str, np.ndarray], images: np.ndarray) -> None:
    """Paint into images, uint8 (n, size, size, 3); factor as from _checked_columns."""
    image_size = images.shape[1]
    canvas_size = OVERSAMPLING * image_size
    sketch = Sketch(factor, canvas_size)
    _draw_back_hair(sketch)
    _draw_body(sketch)
    _draw_head(sketch)
    _draw_beard(sketch)
    _draw_eyes(sketch)
    _draw_nose(sketch)
    _draw_mouth(sketch)
    _draw_hair(sketch)
    _draw_glasses(sketch)
    _draw_hat(sketch)
    light, background = _light(sketch), _background(factor)
    colours = np.stack(sketch.colours, axis=1).tolist()
    shown = np.stack(sketch.shown, axis=1).tolist()
    for row, image in enumerate(images):
        canvas = cv2.resize(background[row], (canvas_size, canvas_size))
        for polygons, colour, visible in zip(
            sketch.polygons, colours[row], shown[row], strict=True
        ):
            if visible:
                cv2.fillPoly(canvas, [polygons[row]], colour, cv2.LINE_AA, POINT_BITS)
        small = cv2.resize(canvas, (image_size, image_size), interpolation=cv2.INTER_AREA)
        field = cv2.resize(light[row], (image_size, image_size))
        cv2.multiply(small, field, image, dtype=cv2.CV_8U)  # rounds and saturates
