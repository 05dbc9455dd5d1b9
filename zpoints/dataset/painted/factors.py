"""Factors of painted faces: what a person would notice, drawn row by row from a seed.

A factor is something like "yaw", "hair_style" or "light_strength". All are drawn independently of
one another. Some hide others where the picture demands it: a bald head shows its hair colour in
brows and beard only, a hat covers part of the hair, dark glasses cover the eyes.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

BLOCK_ROWS = 1024  # rows of the factor table that share one random generator

# share: how often a style is drawn. end: the angle from the crown, in degrees, where its cap ends
# beside the face. The rest are lengths in head units. top, side: thickness of the hair. back: how
# far down it hangs behind (0: not at all). back_width: half its width there. lock: how far down it
# hangs beside the cheeks. curl: depth of its waves. forehead: how far the hairline moves down.
# sweep: how much lower the hairline is on one side. arch: how much higher it is in the middle.
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
    columns=[
        "name", "share", "top", "side", "end", "back", "back_width", "lock", "curl", "forehead",
        "sweep", "arch",
    ],
).set_index("name")  # fmt: skip


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
    """Some rows of the endless table of factors that belongs to a seed.

    Args:
        seed: row k depends on the seed and on k alone.
        start: first row.
        stop: the row after the last.

    Returns:
        One column a factor, in the order of FACTORS: float32 for continuous factors, pandas
        categoricals for the others. The index is k.

    Raises:
        ValueError: not 0 <= start <= stop.
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


def checked_columns(factors: pd.DataFrame) -> dict[str, np.ndarray]:
    """The factors as arrays of shape (n, 1): float32 values, or codes of categorical factors.

    Raises:
        ValueError: a column is missing, a name is unknown or a value is out of its range.
    """
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
