"""What the rules derive from a checked config: cases, samplers, seeds and decisive settings."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zpoints.config.schema import resolve
from zpoints.samplers.kinds import KINDS

# Sections whose keys say by `x-decides` what they change: a result, a figure, the last digits of
# results, or nothing.
MARKED_SECTIONS = ("dataset", "training", "encoding")
MARKS = ("result", "figure", "rounding", "nothing")


@dataclass(frozen=True)
class Study:
    """A study: its config, as `zpoints.config.check.check` returns it, and the config's schema.

    Raises:
        ValueError: a key of the schema does not say what it decides.
    """

    config: Mapping[str, Any]
    schema: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Look at every mark now, because a rule asks for few of them."""
        for section in MARKED_SECTIONS:
            self._decisive_keys(section)

    @property
    def cases(self) -> list[str]:
        """Names of all cases."""
        return list(self.config["cases"])

    @property
    def trained(self) -> list[str]:
        """Names of the cases that are trained here."""
        return [name for name in self.cases if is_trained(self.config["cases"][name])]

    @property
    def adopted(self) -> list[str]:
        """Names of the cases whose encoder and decoder are files of the user."""
        return [name for name in self.cases if not is_trained(self.config["cases"][name])]

    @cached_property
    def samplers(self) -> dict[str, dict[str, Any]]:
        """The samplers by name, each with its kind (`sampler`) and all options of this kind.

        The cubes of `b_grid` come first.
        """
        cubes = {f"uniform-b{b:g}": {"sampler": "uniform", "b": b} for b in self.config["b_grid"]}
        return {**cubes, **self.config["samplers"]}

    @cached_property
    def alike(self) -> list[tuple[str, str]]:
        """Pairs of cases that are one architecture, trained alike from different seeds."""
        return [
            (one, other)
            for one, other in itertools.combinations(self.trained, 2)
            if self.case_settings(one) == self.case_settings(other)
            and self.config["cases"][one]["seed"] != self.config["cases"][other]["seed"]
        ]

    def decisive(self, section: str) -> dict[str, Any]:
        """Settings of a section without those that change no result, or a figure only.

        Args:
            section: "dataset", "training" or "encoding".
        """
        return {key: self.config[section][key] for key in self._decisive_keys(section)}

    def training(self, case: str) -> dict[str, Any]:
        """All settings of the training of a case that is trained here."""
        return self.config["cases"][case]["training"]

    def case_settings(self, case: str) -> dict[str, Any]:
        """What decides the outcome of a training but its seed: the architecture, and `training`."""
        own = self.config["cases"][case]
        settings = {key: value for key, value in own.items() if key != "seed"}
        training = self.training(case)
        decisive = {key: training[key] for key in self._decisive_keys("training")}
        return {**settings, "training": decisive}

    def seed(self, names: Sequence[str], wildcards: Mapping[str, str]) -> list[Any]:
        """Arguments of `zpoints.seeding.generator` for one step.

        Args:
            names: of the step; a name in braces, e.g. "{case}", stands for the wildcard's value.
            wildcards: of the job.

        Returns:
            the case's own seed, or else the study's; the name of the study; the names.
        """
        own = self.config["cases"].get(wildcards.get("case"), {}).get("seed")
        values = [str(wildcards[name[1:-1]]) if name[0] == "{" else name for name in names]
        return [self.config["seed"] if own is None else own, self.config["study"], *values]

    def shared_seed(self, names: Sequence[str]) -> list[Any]:
        """Arguments of `zpoints.seeding.generator` for a step that is the same in every case."""
        return self.seed(names, {})

    def plain_name(self, sampler: str) -> str:
        """What a sampler of the study draws, in plain words with the value of its main option."""
        entry = self.samplers[sampler]
        kind = KINDS[entry["sampler"]]
        value = entry[kind.titled] if kind.titled else None
        return kind.title if value is None else f"{kind.title} ({kind.titled} = {value:g})"

    def family(self, sampler: str) -> str:
        """Module of zpoints.samplers that holds the function of a sampler of the study."""
        return KINDS[self.samplers[sampler]["sampler"]].family

    def options(self, sampler: str) -> dict[str, Any]:
        """Options of a sampler of the study, all that its kind has."""
        entry = self.samplers[sampler]
        return {name: value for name, value in entry.items() if name != "sampler"}

    def needs(self, sampler: str, case: str) -> set[str]:
        """Results that a sampler of the study reads: some of "cloud", "latents", "components".

        Only the latents tell how many components the models of a user have, so a sampler that
        needs no data reads them there.
        """
        entry = self.samplers[sampler]
        kind = KINDS[entry["sampler"]]
        free = kind.free_with is not None and entry[kind.free_with] is not None
        needs = set() if free else set(kind.needs)
        return needs or ({"latents"} if case in self.adopted else set())

    def _decisive_keys(self, section: str) -> list[str]:
        """Keys of a section that decide a result."""
        properties = resolve(self.schema["properties"][section], self.schema)["properties"]
        for key, inner in properties.items():
            if inner.get("x-decides") not in MARKS:
                raise ValueError(
                    f"schema: {section}.{key} does not say what it changes; give it x-decides: "
                    f"{', '.join(MARKS[:-1])} or {MARKS[-1]}."
                )
        return [key for key, inner in properties.items() if inner["x-decides"] == "result"]


def is_trained(case: Mapping) -> bool:
    """Whether a checked case is trained here and does not bring models of its own."""
    return "training" in case
