"""One word for a subject in every layer: rules, scripts, library, captions and tests."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Most lines of a function in a script: what is longer computes something.
FUNCTION_LINES = 40
MODULE_LINES = 350
# Smaller modules, each so that an edit of its neighbours reruns less, or because all import it.
SMALL = {"errors.py", "trainings/table.py"}

# Categories of the report, which sorts them: the story, told as on the study's page.
SECTIONS = (
    *("1 Question", "2 The cloud", "3 Why a cube misses it", "4 What works"),
    *("5 What directions mean", "6 Verdicts", "7 How it was made"),
)


def rules():
    """(room, rule, text) of every rule that runs a script."""
    found = []
    for file in sorted((ROOT / "rules").glob("*.smk")):
        for text in re.split(r"^rule ", file.read_text(), flags=re.MULTILINE)[1:]:
            if "script:" in text:
                found.append((file.stem, text.partition(":")[0], text))
    return found


RULES = rules()
SCRIPTS = sorted((ROOT / "workflow" / "scripts").rglob("*.py"))
MODULES = sorted(path for path in (ROOT / "zpoints").rglob("*.py") if path.name != "__init__.py")


def test_there_are_rules():
    assert len(RULES) > 50


@pytest.mark.parametrize(("room", "rule", "text"), RULES, ids=[rule for _, rule, _ in RULES])
def test_a_rule_its_script_and_its_test_share_one_name(room, rule, text):
    (script,) = re.findall(r'script:\n\s+"\.\./(.+)"', text)
    assert script == f"workflow/scripts/{room}/{rule}.py"
    assert (ROOT / script).is_file()
    assert (ROOT / "tests" / "scripts" / room / f"test_{rule}.py").is_file()
    for caption in re.findall(r'caption="\.\./(.+)"', text):
        assert (ROOT / caption).is_file()
        assert caption.startswith(f"workflow/report/{room}/")
    for category in re.findall(r'category="(.+)"', text):
        assert category in SECTIONS


def test_every_section_of_the_report_has_a_figure():
    categories = {
        category for _, _, text in RULES for category in re.findall(r'category="(.+)"', text)
    }
    assert categories == set(SECTIONS)


def test_every_stage_has_the_word_of_its_room():
    for file in (ROOT / "rules").glob("*.smk"):
        if file.stem != "common":
            assert f"\nrule {file.stem}:\n" in file.read_text(), file


def test_every_room_of_rules_has_scripts_and_captions_only_of_rules():
    rooms = {room for room, _, _ in RULES}
    assert {path.parent.name for path in SCRIPTS} == rooms
    captions = {path.relative_to(ROOT) for path in (ROOT / "workflow/report").glob("*/*.rst")}
    used = {
        Path(caption)
        for _, _, text in RULES
        for caption in re.findall(r'caption="\.\./(.+)"', text)
    }
    assert captions == used


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_has_a_test_and_a_handy_length(module):
    place = module.relative_to(ROOT / "zpoints")
    if place.parts[0] == "stores":  # a reader is tested on what a writer wrote
        assert (ROOT / "tests" / "unit" / "stores" / "test_stores.py").is_file()
    elif place.as_posix() != "errors.py":
        room = ROOT / "tests" / "unit" / place.parent
        assert (room / f"test_{module.stem}.py").is_file(), f"no test_{module.stem}.py in {room}"
    lines = len(module.read_text().splitlines())
    assert lines <= MODULE_LINES
    assert lines >= 20 or place.as_posix() in SMALL


@pytest.mark.parametrize("folder", sorted((ROOT / "zpoints").rglob("__init__.py")), ids=str)
def test_what_a_room_imports_would_make_all_of_it_stale(folder):
    (docstring,) = ast.parse(folder.read_text()).body
    assert isinstance(docstring, ast.Expr)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_scripts_read_call_and_write(script):
    functions = [
        node
        for node in ast.walk(ast.parse(script.read_text()))
        if isinstance(node, ast.FunctionDef)
    ]
    assert script.stem in [function.name for function in functions]
    for function in functions:
        assert function.end_lineno - function.lineno < FUNCTION_LINES, function.name
