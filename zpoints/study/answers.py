"""Sentences on the samplers: what the question's answer is, in numbers of the samplers' table."""

from collections.abc import Mapping, Sequence

import pandas as pd

from zpoints.findings.table import DOES_NOT_HOLD, HOLDS, UNDECIDED, readable
from zpoints.quality import checks
from zpoints.quality.marks import Row, ceiling_of, is_detected, percent, rows_of
from zpoints.quality.titles import LEADING

# Statements whose verdicts answer the question (zpoints.findings.overlap).
CUBES, CLOUD = "uniform_overlap", "gaussian_full_overlap"
CORRELATIONS = "gaussian_full_over_permuted"
# What a verdict says of a statement.
ANSWERS = {
    CUBES: {
        HOLDS: "Random vectors from a cube do not do it",
        DOES_NOT_HOLD: "Random vectors from a cube do it too",
        UNDECIDED: "Whether random vectors from a cube do it is undecided",
    },
    CLOUD: {
        HOLDS: "vectors of the cloud's own shape do",
        DOES_NOT_HOLD: "vectors of the cloud's own shape do not do it either",
        UNDECIDED: "whether vectors of the cloud's own shape do is undecided",
    },
    CORRELATIONS: {
        HOLDS: "It is the correlations between components that make the difference",
        DOES_NOT_HOLD: "The correlations between components do not make the difference",
        UNDECIDED: "Whether the correlations between components make the difference is undecided",
    },
}
# From this precision and up to this recall images are like real ones and show little of them.
PRECISE, POOR = 0.9, 0.1
# A decoder makes few faces if the detector sees one in less than this share of reconstructions.
FEW = 0.5


def subject(table: pd.DataFrame) -> str:
    """What the images of a study show: "faces" where a detector looks for them, else "images"."""
    return "faces" if is_detected(rows_of(table)) else "images"


def answer(table: pd.DataFrame, verdicts: Mapping[str, str]) -> list[str]:
    """The answer of a case to the question, in sentences.

    Args:
        table: of samplers.
        verdicts: statement's id to the verdict on it.
    """
    failures = checks.overlap_failures(table)
    if failures:
        return [
            "This case cannot answer the question: the measure of likeness does not pass its "
            f"controls ({readable('; '.join(failures))}). The numbers below are shown, and nothing "
            "rests on them."
        ]
    first = [ANSWERS[name].get(verdicts.get(name, "")) for name in (CUBES, CLOUD)]
    said = "; ".join(text for text in first if text)
    why = ANSWERS[CORRELATIONS].get(verdicts.get(CORRELATIONS, ""))
    sentences = [f"{said[0].upper()}{said[1:]}." if said else "", f"{why}." if why else ""]
    return [sentence for sentence in sentences if sentence]


def numbers(table: pd.DataFrame) -> list[str]:
    """The numbers that an answer rests on: best cube, leading sampler, no correlations, ceiling."""
    rows = rows_of(table)
    ceiling = ceiling_of(rows)
    if ceiling is None or not ceiling.overlap.known:
        return ["No reconstruction could be measured, so there is no ceiling to compare with."]
    cubes = [row for row in rows if row.kind == "cube" and row.overlap.known]
    parts = []
    if cubes:
        best = max(cubes, key=lambda row: row.overlap.value)
        sizes = "the only cube" if len(cubes) == 1 else f"the best of {len(cubes)} cubes"
        parts.append(f"{best.overlap.value:.2f} for {sizes}")
    for name in ("permuted", LEADING):
        parts += [
            f"{row.overlap.value:.2f} for {quoted(row)}"
            for row in rows
            if row.sampler == name and row.overlap.known
        ]
    gaussians = [
        row
        for row in rows
        if row.kind == "sampler" and row.sampler.startswith("gaussian-") and row.overlap.known
    ]
    further = max(gaussians, key=lambda row: row.overlap.value, default=None)
    if further is not None and further.sampler not in ("permuted", LEADING):
        parts.append(f"{further.overlap.value:.2f} for {quoted(further)}, the best of its kind")
    if not parts:
        return [f"No sampler could be measured. The ceiling is {ceiling.overlap.value:.2f}."]
    sentences = [
        f"Overlap is {listed(parts)}. Reconstructions of real images, the most that this decoder "
        f"can be expected to reach, have {ceiling.overlap.value:.2f}."
    ]
    faces = ceiling.face_rate
    if faces.known and faces.value < FEW and not checks.detector_failures(table):
        sentences.append(
            "Mind that this decoder makes few faces of anything: the detector sees one in "
            f"{percent(faces.value)} of its reconstructions."
        )
    return sentences


def summary(tables: Mapping[str, pd.DataFrame]) -> str:
    """All cases in one sentence: how much of the ceiling the leading sampler and cubes reach."""
    passing = {case: table for case, table in tables.items() if not checks.overlap_failures(table)}
    if not passing:
        return "In no case does the measure of likeness pass its controls: there is no answer here."
    leading: list[float] = []
    best: list[float] = []
    name = ""
    sizes: list[float] = []
    for table in passing.values():
        rows = rows_of(table)
        ceiling = ceiling_of(rows)
        leaders = [row for row in rows if row.sampler == LEADING and row.overlap.known]
        cubes = [row.overlap.value for row in rows if row.kind == "cube" and row.overlap.known]
        if ceiling is None or not leaders or not cubes:
            continue
        name = leaders[0].name
        sizes += table.loc[table["b"].notna() & (table["kind"] == "sampler"), "b"].tolist()
        leading.append(leaders[0].overlap.value / ceiling.overlap.value)
        best.append(max(cubes) / ceiling.overlap.value)
    if not name:
        return ""
    start = f"In {counted(len(leading), len(tables))} cases images" if len(tables) > 1 else "Images"
    tried = f"{min(sizes):.2g}" + (f" to {max(sizes):.2g}" if len(set(sizes)) > 1 else "")
    return (
        f"{start} from {name} reach {_range(leading)} of what the decoder can do; those from a "
        f"cube [\N{MINUS SIGN}b, b], b from {tried}, at most {percent(max(best))}."
    )


def bland(table: pd.DataFrame) -> str:
    """Samplers that one measure alone would praise: precise but without variety, or detected."""
    if checks.overlap_failures(table):
        return ""
    rows = [row for row in rows_of(table) if row.kind in ("sampler", "cube")]
    precise = [row for row in rows if row.precision >= PRECISE and row.recall <= POOR]
    if not precise:
        return ""
    most = max(precise, key=lambda row: row.precision)
    text = (
        f"Precision alone would be fooled: {len(precise)} of {len(rows)} samplers have a precision "
        f"of at least {PRECISE:g} and a recall of at most {POOR:g}. They make a few kinds of image "
        f"again and again; {quoted(most)}, say, has precision {most.precision:.2f} and recall "
        f"{most.recall:.2f}."
    )
    unseen = [row for row in precise if row.face_rate.known and row.face_rate.value <= POOR]
    if unseen and not checks.detector_failures(table):
        least = min(unseen, key=lambda row: row.face_rate.value)
        text += (
            f" Some are not even faces: {quoted(least)} has precision {least.precision:.2f}, and "
            f"the detector sees a face in {percent(least.face_rate.value)} of its images. Smudges "
            "are near some reconstructions by colours and textures, faces or not."
        )
    return text


def detector(table: pd.DataFrame) -> str:
    """What the face detector says beside the overlap, or why it says nothing."""
    rows = rows_of(table)
    if not is_detected(rows):
        return "No detector applies to these images, so there is no face rate beside the overlap."
    failures = checks.detector_failures(table)
    if failures:
        return (
            f"The face detector does not pass its controls here ({readable('; '.join(failures))}), "
            "so the face rates mean nothing."
        )
    praised = [
        row
        for row in rows
        if row.kind == "sampler"
        and row.face_rate.known
        and row.face_rate.value > 0.5
        and row.overlap.value < 0.05
    ]
    if not praised:
        return "The face rate stands beside the overlap; it is no measure of variety."
    most = max(praised, key=lambda row: row.face_rate.value)
    return (
        f"The detector alone would tell another story: {quoted(most)} shows a face in "
        f"{percent(most.face_rate.value)} of its images and has an overlap of "
        f"{most.overlap.value:.2f}. One bland face again and again pleases a detector."
    )


def controls(table: pd.DataFrame) -> str:
    """Whether the controls are as they must be, as a sentence."""
    text = readable(checks.summary(table))
    return "All controls are as they must be." if text == "controls pass" else f"The {text}."


def figures(row: Row) -> dict[str, str]:
    """What is written beside a row: overlap, its interval, and the face rate where it is known."""
    if not row.overlap.known:
        return {"overlap": "unknown" if row.images else "no images", "interval": "", "faces": ""}
    value, low, high = row.overlap
    faces = percent(row.face_rate.value) if row.face_rate.known else ""
    return {"overlap": f"{value:.2f}", "interval": f"{low:.2f} to {high:.2f}", "faces": faces}


def quoted(row: Row) -> str:
    """The plain name of a row in quotation marks, since it may hold commas."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{readable(row.name)}\N{RIGHT DOUBLE QUOTATION MARK}"


def listed(parts: Sequence[str]) -> str:
    """Parts of a sentence as a list with commas and an "and"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def counted(count: int, total: int) -> str:
    """How many of all: "all 3", "both", "2 of 3"; and "the one" of one."""
    if count == total and total < 3:
        return "both" if total == 2 else "the one"
    return f"all {total}" if count == total else f"{count} of {total}"


def _range(shares: Sequence[float]) -> str:
    low, high = min(shares), max(shares)
    if percent(low) == percent(high):
        return percent(low)
    return f"{100 * low:.0f} to {percent(high)}"
