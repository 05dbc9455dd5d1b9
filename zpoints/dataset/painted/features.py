"""The parts of a painted face, from the hair behind it to the hat on top of it."""

import numpy as np

from zpoints.dataset.painted.sketch import (
    ACROSS,
    BLACK,
    BROWN,
    CIRCLE,
    IRIS,
    LENS,
    TEETH,
    WHITE,
    Points,
    Sketch,
    band,
    between,
    mix,
    outline,
    oval,
    steps,
)


def draw(sketch: Sketch) -> None:
    """Add all parts to a sketch, from back to front."""
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


def _draw_back_hair(sketch: Sketch) -> None:
    """Hair behind the head and the shoulders: its waves run down both sides."""
    hair, down = sketch.hair, steps(0, 1, 16)
    top_width = sketch.factor["face_width"] + hair["side"]
    end_width = hair["back_width"] * sketch.factor["hair_volume"] ** 0.3
    half = mix(top_width, end_width, down**0.7) + hair["curl"] * np.sin(28 * down)
    half = half * (1 - 0.35 * np.maximum(down - 0.8, 0) / 0.2)  # rounds the lower ends
    v = mix(-0.2, hair["back"], down)
    area = sketch.on_rim(*between((-half, v), (half, v)), -0.2)
    sketch.fill(area, 0.68 * sketch.palette.hair, hair["back"] > 0)


def _draw_body(sketch: Sketch) -> None:
    """Neck, shoulders and the cut of the clothes."""
    palette, chin = sketch.palette, sketch.factor["face_length"]
    neck = 0.62 * sketch.factor["face_width"]
    sketch.fill(sketch.on_body(*band(neck * ACROSS, 0.3, chin + 0.4)), 0.78 * palette.skin)
    top = chin + 0.3 + 0.3 * np.abs(ACROSS) ** 2.5
    sketch.fill(sketch.on_body(*band(2 * ACROSS, top, 2.2)), palette.clothes)
    for cut, depth, power in (("round", 0.16, 2), ("deep", 0.5, 1), ("collar", 0.3, 1)):
        edge = chin + 0.24 + depth * (1 - np.abs(ACROSS) ** power)
        opening = sketch.on_body(*band(1.08 * neck * ACROSS, chin + 0.05, edge))
        sketch.fill(opening, 0.8 * palette.skin, sketch.has("neckline", cut))
    collar = np.array([[0.1, 0.55, 1.15, 1.0], [0.58, 0.72, 0.3, 0.16]], np.float32)
    for side in (-1, 1):
        lapel = sketch.on_body(side * neck * collar[0], chin + collar[1])
        colour = mix(palette.clothes, WHITE, 0.55)
        sketch.fill(lapel, colour, sketch.has("neckline", "collar"))
    sketch.glow(sketch.on_body(0, chin + 0.12), 0.5, 0.16, -0.25)


def _draw_head(sketch: Sketch) -> None:
    """Ears, then the bare head, the roundness of its front, and the lines of age."""
    factor, skin = sketch.factor, sketch.palette.skin
    for side in (-1, 1):
        # Set back from the rim, so that turning the head hides one ear and shows the other.
        u = side * factor["face_width"] * sketch.cosine["yaw"]
        sketch.fill(sketch.on_rim(*oval(u, 0.12, 0.12, 0.22), -0.2), 0.88 * skin)
        sketch.fill(sketch.on_rim(*oval(u, 0.12, 0.06, 0.13), -0.2), 0.68 * skin)
    angle = steps(0, 2 * np.pi, 41)
    sketch.fill(sketch.on_rim(*outline(sketch, angle), _chin_depth(angle)), skin)
    sketch.glow(sketch.on_rim(0, 0.15), 0.5, 0.65, 0.33)
    crease, aged = skin * (1 - 0.36 * factor["age"]), factor["age"] > 0.1
    for height in (0.62, 0.74):
        v = -height * factor["hairline"] - 0.03 + 0.03 * ACROSS**2
        sketch.fill(sketch.on_face(*band(0.36 * ACROSS, v - 0.012, v + 0.012)), crease, aged)
    down = steps(0, 1, 7)
    for side in (-1, 1):
        u = side * (factor["nose_width"] + 0.05 + (factor["mouth_width"] - 0.02) * down)
        v = factor["nose_length"] - 0.02 + 0.24 * down**1.5
        sketch.fill(sketch.on_face(*band(u, v - 0.02, v + 0.02)), crease, aged)
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
        sketch.fill(sketch.on_face(*band(u, crease, lower)), 0.72 * palette.skin)
        sketch.fill(sketch.on_face(*band(u, upper, lower)), mix(palette.skin, WHITE, 0.8))
        centre = middle + 0.32 * half * factor["gaze"]
        for radius, colour in ((0.56, IRIS[factor["iris"][:, 0]]), (0.3, BLACK)):
            disc_u, disc_v = oval(centre, -0.1 * height, radius * half, radius * half)
            # Confining the disc between the lids is all the clipping an iris needs.
            sketch.fill(sketch.on_face(disc_u, np.clip(disc_v, *lids(disc_u))), colour)
        spot = centre + 0.2 * half * np.sign(factor["light_direction"])
        sketch.fill(sketch.on_face(*oval(spot, -0.3 * height, 0.13 * half, 0.13 * half)), WHITE)
        lash = band(u, upper - 0.028 - 0.012 * (1 - ACROSS**2), upper + 0.014)
        sketch.fill(sketch.on_face(*lash), 0.5 * palette.brow)
        sketch.fill(sketch.on_face(*band(u, lower - 0.006, lower + 0.016)), 0.6 * palette.skin)
        outwards = side * ACROSS
        v = -factor["brow_height"] - 0.35 * height - factor["brow_angle"] * outwards
        v = v - 0.05 * (1 - ACROSS**2)
        thickness = factor["brow_thickness"] * (1 - 0.65 * (0.5 + 0.5 * outwards) ** 2)
        brow = band(1.02 * middle + 1.35 * half * ACROSS, v - thickness, v + thickness)
        sketch.fill(sketch.on_face(*brow), palette.brow)
        sketch.glow(sketch.on_face(0.75 * middle, -0.1), 0.16, 0.13, -0.36)


def _draw_nose(sketch: Sketch) -> None:
    """The nose: its shaded flank is away from the light; its tip stands out, so it shifts most."""
    factor, skin = sketch.factor, sketch.palette.skin
    base, width = factor["nose_length"], factor["nose_width"]
    shaded, down = -np.sign(factor["light_direction"]), steps(0, 1, 8)
    v = 0.02 + (base - 0.04) * down
    ridge = sketch.on_face(shaded * (0.03 + 0.3 * width * down), v, 0.2 * down)
    flank = sketch.on_face(shaded * (0.06 + (width - 0.04) * down**2.5), v, 0.08 * down)
    sketch.fill(between(ridge, flank), skin * (0.88 - 0.45 * factor["light_strength"]))
    v = base + 0.035 - 0.07 * ACROSS**2
    shadow = band(width * ACROSS, v - 0.035 * (1 - 0.6 * ACROSS**2), v + 0.02)
    sketch.fill(sketch.on_face(*shadow, 0.1), 0.62 * skin)
    for side in (-1, 1):
        nostril = oval(0.5 * side * width, base + 0.005, 0.32 * width, 0.032)
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
    stubble = mix(palette.skin, palette.beard, 0.4)
    colour = np.where(sketch.has("beard", "stubble"), stubble, palette.beard)
    angle = np.radians(steps(263, 97, 23))
    grown = np.where(sketch.has("beard", "full"), 0.05, 0)
    rim = sketch.on_rim(*outline(sketch, angle, grown), _chin_depth(angle))
    across = 0.92 * steps(-1, 1, 23)
    cheek = mouth - 0.17 - 0.42 * across**4
    inner = sketch.on_face(factor["face_width"] * across, cheek)
    sketch.fill(between(rim, inner), colour, sketch.has("beard", "stubble", "full"))
    chin = oval(0, 0.45 * mouth + 0.55 * factor["face_length"], 0.26, 0.24)
    sketch.fill(sketch.on_face(*chin), colour, sketch.has("beard", "goatee"))
    v = mouth - 0.07 - 0.5 * factor["lip_fullness"] + 0.09 * ACROSS**2
    lip = band(1.15 * factor["mouth_width"] * ACROSS, v - 0.065 * (1 - ACROSS**4), v + 0.03)
    sketch.fill(sketch.on_face(*lip, 0.03), colour, sketch.has("beard", "moustache", "goatee"))


def _draw_mouth(sketch: Sketch) -> None:
    """Lips, opening and teeth; a smile widens the mouth and lifts its corners."""
    factor, lips = sketch.factor, sketch.palette.lips
    smile, full, inner = factor["smile"], factor["lip_fullness"], 1 - ACROSS**2
    u = factor["mouth_width"] * (1 + 0.14 * smile) * ACROSS
    middle = _mouth_height(sketch) + smile * (0.035 - 0.1 * ACROSS**2)
    gap = 0.11 * factor["mouth_open"] * inner
    bow = full * inner**0.7 * (0.75 - 0.25 * np.exp(-((ACROSS / 0.18) ** 2)))
    sketch.fill(sketch.on_face(*band(u, middle - bow, middle + gap)), 0.86 * lips)
    lower = middle + gap + full * inner**0.7
    sketch.fill(sketch.on_face(*band(u, middle + gap, lower)), lips)
    seam = 0.012 + 0.012 * inner
    sketch.fill(sketch.on_face(*band(u, middle - seam, middle + gap + seam)), 0.25 * lips)
    teeth = band(0.8 * u, middle, middle + 0.6 * gap)
    sketch.fill(sketch.on_face(*teeth), TEETH, factor["mouth_open"] > 0.12)
    below = _mouth_height(sketch) + 1.5 * full + 0.1 * factor["mouth_open"]
    sketch.glow(sketch.on_face(0, below + 0.03), 0.14, 0.04, -0.16)
    sketch.glow(sketch.on_face(0, below + 0.14), 0.14, 0.09, 0.22)


def _draw_hair(sketch: Sketch) -> None:
    """Hair over the head: locks beside the cheeks, the cap above the hairline, and its strands."""
    factor, hair, colour = sketch.factor, sketch.hair, sketch.palette.hair
    width, haired = factor["face_width"], ~sketch.has("hair_style", "bald")
    along = steps(-1, 1, 41)
    angle = np.radians(hair["end"]) * along
    thickness = mix(hair["side"], hair["top"], np.maximum(np.cos(angle), 0))
    thickness = thickness * (1 - along**10)  # rounds the ends above the ears
    waves = 1 + hair["curl"] * np.sin(11 * angle)
    u, v = outline(sketch, angle, thickness)
    rim = sketch.on_rim(u * waves, v * waves)
    line = hair["forehead"] - factor["hairline"] - 0.5 * hair["sweep"] * along
    line = line - 0.5 * hair["arch"] * np.maximum(0.5 - np.abs(along), 0)
    # Wisps that differ from head to head, so that the hairline is not a helmet's edge.
    line = line + 0.025 * np.sin(9 * factor["hair_volume"] - 8 * along)
    line = mix(line, 0.06, np.abs(along) ** 5) + 0.4 * hair["curl"] * np.cos(17 * along)
    shadow = sketch.on_face(0.93 * width * along, line + 0.06)
    sketch.fill(between(rim, shadow), 0.8 * sketch.palette.skin, haired)
    down = steps(0, 1, 12)
    v = mix(-0.35, hair["lock"], down)
    waves = hair["curl"] * np.sin(22 * down)
    for side in (-1, 1):
        outer = width + hair["side"] + 0.04 * np.sin(3 * down) + waves
        inner = width * (0.92 - 0.16 * np.sin(np.pi * down)) + 0.5 * waves
        # One edge is the rim's, the other the face's, so that a turned face keeps both its eyes.
        lock = between(sketch.on_rim(side * outer, v, -0.05), sketch.on_face(side * inner, v))
        sketch.fill(lock, 0.9 * colour, hair["lock"] > 0)
    front = sketch.on_face(0.95 * width * along, line)
    sketch.fill(between(rim, front), colour, haired)
    gleam = sketch.on_rim(0.35 * factor["light_direction"], -0.8 - 0.4 * hair["top"])
    sketch.glow(gleam, 0.45, 0.25, 0.4 * haired)
    for start, stop, height, light in (
        (-1.2, -0.35, 0.6, 0.2),
        (-0.9, -0.1, 0.15, -0.2),
        (0, 0.9, 0.75, 0.14),
        (0.3, 1.25, 0.3, -0.2),
    ):  # from and to (radians from the crown), height in the hair, light or shadow
        angle, taper = steps(start, stop, 9), 0.022 * (1 - steps(-1, 1, 9) ** 2)
        level = height * mix(hair["side"], hair["top"], np.cos(angle)) - 0.06
        strand = [outline(sketch, angle, level + edge) for edge in (-taper, taper)]
        tone = mix(colour, WHITE if light > 0 else BLACK, abs(light))
        sketch.fill(sketch.on_rim(*between(*strand)), tone, hair["top"] > 0.1)


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
        sketch.fill(sketch.on_face(*between(lens, hole), 0.08), frame, worn)
        hinge, ear = middle + side * radius_u, 0.97 * side * factor["face_width"]
        arm = band(mix(hinge, ear, steps(0, 1, 5)), -0.04, 0.01)
        sketch.fill(sketch.on_face(*arm), frame, worn)
    v = -0.05 + 0.04 * ACROSS**2
    bridge = band((factor["eye_distance"] - radius_u + 0.02) * ACROSS, v - 0.02, v + 0.02)
    sketch.fill(sketch.on_face(*bridge, 0.12), frame, worn)


def _draw_hat(sketch: Sketch) -> None:
    """A beanie, or a cap with a peak, in a colour that goes with the clothes."""
    colour = mix(sketch.palette.clothes[:, ::-1], BROWN, 0.35)
    u = sketch.factor["face_width"] * ACROSS
    angle = 1.45 * ACROSS
    rim = sketch.on_rim(*outline(sketch, angle, 0.12 + 0.14 * np.cos(angle) ** 2))
    edge = -0.5 + 0.28 * ACROSS**4
    crown = between(rim, sketch.on_face(u, edge, 0.05))
    sketch.fill(crown, colour, ~sketch.has("hat", "none"))
    for kind, depth, lift in (("beanie", 0.2, 0.05), ("cap", 0.1, 0.3)):
        brim = sketch.on_face(*band(u, edge - depth, edge), lift)
        sketch.fill(brim, 0.7 * colour, sketch.has("hat", kind))
