"""What a translator of ONNX's operators works with: operators, shapes, steps, and refusals.

A step is a dict: "op" names it, the other entries are numbers, lists of them, or arrays (weights).
Steps follow one another, each works on what the one before gave. Shapes are those of a row, without
the axis of the batch.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from zpoints.errors import StudyError

# Rows in the batch that the graph is folded for; a prime that is no length of anything else.
BATCH = 7

Shape = tuple[int, ...]
Step = dict[str, Any]


class Unsupported(StudyError):
    """A decoder that the engine cannot run; a sentence for the page says why."""


class Operator(NamedTuple):
    """An operator of a decoder with what is known of it.

    constants: by their place among the inputs; None stands for what the steps before gave, and
        where an input is left out.
    place: of what the steps before gave, among the inputs.
    """

    kind: str
    constants: Sequence[np.ndarray | None]
    place: int
    shape: Shape

    def constant(self, place: int) -> np.ndarray | None:
        """A constant input; None if it is left out."""
        return self.constants[place] if place < len(self.constants) else None

    def refuse(self, problem: str) -> Unsupported:
        """The exception for what the engine does not know of this operator."""
        return Unsupported(f"The decoder has an operator {self.kind} {problem}.")


Translation = tuple[list[Step], Shape]
