"""What a statement is: whose it is, a published value, the rule of its verdict in words and code.

A rule turns what was measured into a verdict; nothing else does. Statements are of two kinds.
Published ones are those of a study of CelebA faces (z_dim 256, 170,000 images, case II): they are
reproduced, or the data at hand differ. Our own, which nobody published, hold or do not hold.
"""

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zpoints.findings.about import PUBLISHED
from zpoints.findings.evidence import Evidence

# Number of components, and width of the bins of their histograms, in the published study.
Z_DIM, BIN_WIDTH = 256, 0.25


@dataclass(frozen=True)
class Outcome:
    """Result of a check.

    Attributes:
        measured: what was measured, as a text.
        value: the same as a number; NaN where there is none.
        holds: whether it is as the statement says; None if what was measured does not decide.
        reason: why it does not decide; empty where it does.
        chance: probability that the statement holds though there is nothing behind it; NaN where
            that is not known.
    """

    measured: str
    value: float
    holds: bool | None
    reason: str = ""
    chance: float = math.nan


class NotTestableError(Exception):
    """The data at hand cannot test a statement; the message is the reason."""


Check = Callable[[Any], Outcome]
Controls = Callable[[Any], Sequence[str]]


def no_controls(evidence: Any) -> Sequence[str]:
    """Failing controls of a statement that rests on no measure with controls: none."""
    return ()


@dataclass(frozen=True)
class Statement:
    """A statement, its value, the rule of its verdict in words and in code.

    Attributes:
        id: plain name.
        text: the statement.
        published: the published value, or `zpoints.findings.about.NOT_PUBLISHED`.
        rule: of the verdict, in words, with every verdict that it can give.
        check: takes what the statement is about: the `Evidence` of a case, or the distances of two
            trainings. It raises `NotTestableError` where that says nothing of the statement.
        source: whose statement it is, PUBLISHED or OWN of `zpoints.findings.about`.
        controls: takes the same, and gives a sentence for each failing control of the measure that
            the statement rests on.
    """

    id: str
    text: str
    published: str
    rule: str
    check: Check
    source: str = PUBLISHED
    controls: Controls = no_controls

    def judge(self, evidence: Any) -> Outcome:
        """Outcome of the check, which decides nothing where controls of its measure fail.

        Raises:
            NotTestableError: the evidence says nothing of the statement, and no control fails.
        """
        failures = self.controls(evidence)
        try:
            outcome = self.check(evidence)
        except NotTestableError:
            if not failures:
                raise
            # What is missing may be missing because the measure does not suit the images.
            outcome = Outcome("-", math.nan, None)
        if failures:
            reason = f"controls fail: {'; '.join(failures)}"
            return dataclasses.replace(outcome, holds=None, reason=reason, chance=math.nan)
        return outcome


def statement(
    text: str, published: str, rule: str, source: str = PUBLISHED, controls: Controls = no_controls
) -> Callable[[Check], Statement]:
    """Decorator that makes a statement of its check, whose name becomes the id."""

    def of(check: Check) -> Statement:
        return Statement(check.__name__, text, published, rule, check, source, controls)

    return of


def needs(condition: bool, reason: str) -> None:
    """Go on under a condition only.

    Raises:
        NotTestableError: for this reason.
    """
    if not condition:
        raise NotTestableError(reason)


def needs_published_size(evidence: Evidence) -> None:
    """Go on if there are as many components as were published.

    Raises:
        NotTestableError: there are not.
    """
    needs(evidence.z_dim == Z_DIM, f"published for {Z_DIM} components, here are {evidence.z_dim}")


def needs_published_bins(evidence: Evidence) -> None:
    """Go on if the bins of the components' histograms are as wide as the published ones.

    Raises:
        NotTestableError: they are not.
    """
    needs(
        bool(np.isclose(evidence.bin_width, BIN_WIDTH)),
        f"published for bins of {BIN_WIDTH}, here they are {evidence.bin_width:g} wide",
    )


def needs_modes(missing: int) -> None:
    """Go on if every component has a mode.

    Args:
        missing: number of components without one, because no value of theirs lies in a bin.

    Raises:
        NotTestableError: there are some.
    """
    lie = "1 component lies" if missing == 1 else f"{missing} components lie"
    needs(missing == 0, f"{lie} outside distributions.histogram.range")
