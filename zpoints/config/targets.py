"""What to say of a target that nothing makes: the stages, and what was perhaps meant."""

import difflib
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from zpoints.config.places import near

# Most files that a sentence lists.
LISTED = 3
_WILDCARD = re.compile(r"\{(\w+)(,[^}]*)?\}")


def files(pattern: str, values: Mapping[str, Iterable[str]]) -> list[str]:
    """The files that an output of a rule stands for.

    Args:
        pattern: with wildcards, e.g. "results/demo/{case}/cloud/cloud.npz".
        values: of the wildcards; a pattern with another wildcard, such as that of a shard, stands
            for no file that one may ask for.
    """
    names = [match[1] for match in _WILDCARD.finditer(pattern)]
    if not set(names) <= values.keys():
        return []
    plain = _WILDCARD.sub(r"{\1}", pattern)
    choices = itertools.product(*(values[name] for name in dict.fromkeys(names)))
    return [plain.format(**dict(zip(dict.fromkeys(names), one, strict=True))) for one in choices]


def unmade(message: str, asked: Iterable[str], steps: Iterable[str]) -> str | None:
    """The target that Snakemake cannot make, by its message; None if that is about another matter.

    Args:
        message: of Snakemake.
        asked: all targets.
        steps: names of the rules that make files.
    """
    if match := re.search(r"No rule to produce (.+?) \(if you use", message):
        return match[1]
    if "Target rules may not contain wildcards" in message:
        return next(iter({*asked} & {*steps}), None)
    return None


def sentence(
    target: str, study: str, stages: Sequence[str], made: Mapping[str, Sequence[str]]
) -> str:
    """Say that nothing makes a target, what was perhaps meant, and what there is.

    Args:
        target: as it was asked for: a word or a path.
        study: name of the study.
        stages: names of the rules that only name a stage.
        made: files that each other rule makes.
    """
    listed = f"Stages: {', '.join(stages)}"
    if target in made:
        files = f"; ask for a file of it, such as {made[target][0]}" if made[target] else ""
        return f"target {target!r} is a step of many jobs{files or '; ask for a stage'}. {listed}."
    parts = PurePath(target).parts
    if parts[:1] == ("results",) and len(parts) > 1 and parts[1] != study:
        return (
            f"target {target!r} is of the study {parts[1]!r}, but the config is that of "
            f"{study!r}; name the other config by --configfile, or ask for results/{study}."
        )
    if len(parts) == 1 and "." not in target:
        meant = _close_word(target, stages, made)
        what = "no stage, step or file of this study"
    else:
        meant = _close_files(target, [path for paths in made.values() for path in paths])
        what = "no file that this study makes"
    remedy = f"did you mean {meant}?" if meant else f"ask for a stage or a file of {study!r}."
    return f"target {target!r} is {what}; {remedy} {listed}."


def _close_word(target: str, stages: Sequence[str], made: Mapping[str, Sequence[str]]) -> str:
    """The stage or the step that a word is most like; nothing if it is like none."""
    meant = near(target, [*stages, *made])
    if meant is None:
        return ""
    file = next(iter(made.get(meant, [])), None)
    return f"{meant}, which makes {file}" if file else meant


def _close_files(target: str, paths: Sequence[str]) -> str:
    """Files of the same name, else the one whose path is most like the target."""
    same = [path for path in paths if PurePath(path).name == PurePath(target).name]
    if same:
        return " or ".join(difflib.get_close_matches(target, same, n=LISTED, cutoff=0))
    return "".join(difflib.get_close_matches(target, paths, n=1, cutoff=0.8))
