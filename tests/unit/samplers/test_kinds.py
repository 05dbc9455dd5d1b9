"""The list of samplers: complete, light to import, and true about what each sampler reads."""

import dataclasses
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.samplers.spaces import OPTIONS, correlated, draw, known_of
from zpoints import samplers
from zpoints.samplers import draws
from zpoints.samplers.kinds import KINDS

FIELDS = {"cloud": ["cloud"], "latents": ["vectors"], "components": ["mode", "half_width"]}


def family(name):
    return importlib.import_module(f"zpoints.samplers.{name}")


def without(known, parts):
    """A space of which some parts are not known."""
    fields = [field for part in parts for field in FIELDS[part]]
    return dataclasses.replace(known, **dict.fromkeys(fields))


def test_every_sampler_of_every_family_is_listed():
    modules = [path.stem for path in Path(samplers.__path__[0]).glob("*.py")]
    families = [name for name in modules if hasattr(family(name), "SAMPLERS")]
    listed = {(kind.family, name) for name, kind in KINDS.items()}
    assert listed == {(name, key) for name in families for key in family(name).SAMPLERS}


def test_planning_needs_no_numpy():
    code = "import sys, zpoints.samplers.kinds; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("name", KINDS)
def test_a_sampler_reads_what_it_needs_and_nothing_else(name):
    known = known_of(correlated(count=100))
    needs = KINDS[name].needs
    drawn = draw(name, without(known, FIELDS.keys() - set(needs)), 9)
    assert (drawn == draw(name, known, 9)).all()
    for part in needs:
        with pytest.raises(draws.StudyError, match=f"{name!r} needs"):
            draw(name, without(known, [part]), 9)


@pytest.mark.parametrize(("name", "value"), [("uniform", 1.5)])
def test_an_option_may_replace_all_data(name, value):
    assert name in [name for name, kind in KINDS.items() if kind.free_with]
    known = known_of(correlated(count=100))
    option = {KINDS[name].free_with: value}
    assert (draw(name, without(known, FIELDS), 9, **option) == draw(name, known, 9, **option)).all()


@pytest.mark.parametrize("name", KINDS)
def test_every_sampler_says_what_it_draws(name):
    assert inspect.getdoc(family(KINDS[name].family).SAMPLERS[name])


def test_the_schema_names_every_sampler_and_its_options():
    functions = {name: family(kind.family).SAMPLERS[name] for name, kind in KINDS.items()}
    options = {name: draws.option_names(function) for name, function in functions.items()}
    assert {name: sorted(entry) for name, entry in OPTIONS.items()} == {
        name: sorted(names) for name, names in options.items()
    }


def test_defaults_stand_in_the_schema_alone():
    for name, kind in KINDS.items():
        parameters = inspect.signature(family(kind.family).SAMPLERS[name]).parameters.values()
        assert all(parameter.default is parameter.empty for parameter in parameters), name
