"""How numbers are written in titles and labels: true minus signs, per cent, powers of ten."""

import math

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign, e.g. +0.50 or −1.25; 0 has none."""
    text = f"{value:+.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else text[1:]


def percent(share: float) -> str:
    """A share in per cent on one line: whole ones, with a digit more near 0 and 100 %."""
    value = 100 * share
    # Rounding must not make all or nothing of what is neither.
    whole = 1 <= value <= 99 or value in (0, 100)
    text = f"{value:.0f}" if whole else f"{value:.1f}"
    if value > 0 and float(text) == 0:
        text = "less than 0.1"
    elif value < 100 and float(text) == 100:
        text = "more than 99.9"
    return f"{text}\N{NO-BREAK SPACE}%"


def from_log10(log10: float) -> str:
    """A probability by its logarithm: in per cent if it is 0.1 % or more, else a power of ten."""
    if log10 == -math.inf:
        return "0\N{NO-BREAK SPACE}%"
    return percent(10**log10) if log10 >= -3 else f"10{f'{log10:.0f}'.translate(_SUPERSCRIPT)}"


def shortened(name: str, length: int) -> str:
    """A name that is cut to a length in characters."""
    return name if len(name) <= length else f"{name[: length - 1]}…"
