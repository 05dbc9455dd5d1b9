"""What a statement is: a published value, the rule of its verdict in words, and in code.

Published values are those of one study of CelebA faces (z_dim 256, 170,000 images, case II). A
rule turns what was measured into a verdict; nothing else does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from zpoints.findings.evidence import Evidence

# Number of components, and width of the bins of their histograms, in the published study.
Z_DIM, BIN_WIDTH = 256, 0.25


@dataclass(frozen=True)
class Outcome:
    """Result of a check: what was measured as a text, as a number, and whether it is as published.

    The number is NaN where there is none.
    """

    measured: str
    value: float
    holds: bool


class NotTestableError(Exception):
    """The data at hand cannot test a statement; the message is the reason."""


Check = Callable[[Any], Outcome]


@dataclass(frozen=True)
class Statement:
    """A published statement, its value, the rule of its verdict in words and in code.

    `check` takes what the statement is about: the `Evidence` of a case, or the distances of two
    trainings. It raises `NotTestableError` where that says nothing of the statement.
    """

    id: str
    text: str
    published: str
    rule: str
    check: Check


def statement(text: str, published: str, rule: str) -> Callable[[Check], Statement]:
    """Decorator that makes a statement of its check, whose name becomes the id."""

    def of(check: Check) -> Statement:
        return Statement(check.__name__, text, published, rule, check)

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
    """Go on if there are as many components and as wide bins as were published.

    Raises:
        NotTestableError: there are not.
    """
    needs_published_size(evidence)
    needs(
        bool(np.isclose(evidence.bin_width, BIN_WIDTH)),
        f"published for bins of {BIN_WIDTH}, here they are {evidence.bin_width:g} wide",
    )
