"""Config files that a command line of Snakemake names, looked at where it cannot read them.

Snakemake reads them before any rule: profiles/default hangs `explain` into its log before that.
"""

import logging
import sys
from collections.abc import Sequence
from itertools import takewhile
from pathlib import PurePath

from zpoints.config import file
from zpoints.errors import StudyError

_OPTIONS = ("--configfile", "--configfiles")
_SET = (
    "config: --config takes keys of the top level with their values, such as seed=2 or "
    "'dataset={count: 500}'; write it so, or change the file."
)


def config_files(arguments: Sequence[str]) -> list[str]:
    """The config files among the arguments of Snakemake, in their order."""
    found: list[str] = []
    for number, argument in enumerate(arguments):
        option, _, joined = argument.partition("=")
        if option in _OPTIONS:
            rest = takewhile(lambda one: not one.startswith("-"), arguments[number + 1 :])
            found += [joined] if joined else rest
    return found


def mistake(arguments: Sequence[str]) -> str | None:
    """Say in one sentence which of the config files cannot be read; None if all can be.

    A target that stands behind the config file is taken for one more of them.
    """
    for number, path in enumerate(config_files(arguments)):
        try:
            file.read(path)
        except StudyError as error:
            if number and PurePath(path).suffix not in (".yaml", ".yml", ".json"):
                return (
                    f"config: {path!r} stands behind --configfile, so it is taken for a config "
                    "file too; put targets before the options, or behind '--'."
                )
            return str(error)
    return None


def explain(record: logging.LogRecord) -> bool:
    """Filter of a log: put the sentence in place of an exception about an unreadable config."""
    if hasattr(record, "exception"):
        wrong = "Invalid config definition" in str(record.msg)
        record.msg = _SET if wrong else mistake(sys.argv[1:]) or record.msg
    return True
