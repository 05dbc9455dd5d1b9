"""Durations, shares and the jobs of a rule in words."""

import re
from collections.abc import Mapping, Sequence

# What the values of a wildcard are called where a line stands for several jobs.
_NOUNS = {"scatteritem": "shard"}
# So many values are named, more are counted.
_NAMED = 4


def duration(seconds: float) -> str:
    """Seconds as people say them, e.g. "0.4 s", "12 s", "3 min 39 s", "2 h 5 min"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min"


def about(seconds: float) -> str:
    """Seconds of an estimate, no more exact than it is, e.g. "about 40 s", "about 6 min"."""
    if seconds < 55:
        return f"about {max(5, 5 * round(seconds / 5))} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"about {max(1, minutes)} min"
    return f"about {minutes // 60} h {10 * (minutes % 60 // 10)} min"


def percent(share: float) -> str:
    """A share in [0, 1] as "  7 %"; it is 100 % only when all is done."""
    return f"{100 if share >= 1 else min(99, int(100 * share)):3d} %"


def jobs_in_one(message: str, wildcards: Sequence[Mapping[str, str]]) -> str:
    """The message of several jobs of one rule, from the message of the first.

    Args:
        message: of the first job, e.g. "Decoding vectors of path with case I".
        wildcards: name and value of each wildcard, for each job.

    Returns:
        the message with what differs put together, e.g. "Decoding vectors of 14 samplers with
        cases I, II".
    """
    for name, value in wildcards[0].items():
        values = list(dict.fromkeys(job[name] for job in wildcards))
        if len(values) == 1:
            continue
        noun = _NOUNS.get(name, name)
        named = name == "case" and len(values) <= _NAMED
        several = f"{noun}s {', '.join(sorted(values))}" if named else f"{len(values)} {noun}s"
        # A value stands alone or behind its noun, and is no part of another word.
        pattern = rf"(?:\b{re.escape(noun)} )?(?<![\w.-]){re.escape(value)}(?![\w-]|\.\w)"
        message = re.sub(pattern, several.replace("\\", r"\\"), message)
    return message
