"""The study's page in browsers: it fits, asks for nothing, and works by mouse and keyboard."""

from pathlib import Path

import axe_core_python
import pytest
from support.case_results import case_results
from support.firefox import Firefox
from support.study_page import written

from zpoints.findings.verdicts import STATEMENTS

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = (1400, 900, 390)
# Elements that reach beyond the window, unless they scroll by themselves.
TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"
VISIBLE = (
    "[...document.querySelectorAll('.case-title')]"
    ".filter(e => e.offsetParent).map(e => e.textContent)"
)
VIOLATIONS = "axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes.length]))"


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """The page of two cases as a file."""
    path = tmp_path_factory.mktemp("study") / "index.html"
    path.write_text(written(case_results("I"), case_results("II")), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_and_asks_for_nothing(any_page, index, width):
    any_page.size(width, 900)
    any_page.open(index)
    assert any_page.value(TOO_WIDE) <= 0
    assert any_page.errors == []
    assert [name for name in any_page.requests if name.startswith("http")] == []
    text = any_page.value("document.querySelector('.shown').textContent")
    assert text == f"{len(STATEMENTS)} of {len(STATEMENTS)} statements are shown."


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_readers_of_all_kinds_can_use_it(page, index, width, dark):
    page.size(width, 900)
    page.prefer(dark=dark)
    page.offline()
    page.open(index)
    page.value(f"{AXE}; 0")
    assert [one for one in page.value(VIOLATIONS) if one[0] in ("serious", "critical")] == []


def test_firefox_has_a_dark_page_too(firefox, index):
    colour = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
    with firefox.page() as light:
        light.open(index)
        assert min(light.value(colour)) > 200
    with Firefox(dark=True) as browser, browser.page() as dark:
        dark.open(index)
        assert max(dark.value(colour)) < 60
        assert dark.errors == []


def test_a_case_is_chosen_by_mouse_and_by_keyboard(any_page, index):
    any_page.open(index)
    assert [text.split(":")[0] for text in any_page.value(VISIBLE)] == ["Case I"]
    any_page.click("label[for=case-2]")
    assert [text.split(":")[0] for text in any_page.value(VISIBLE)] == ["Case II"]
    any_page.value("document.querySelector('#case-2').focus()")
    any_page.press("ArrowLeft")
    assert [text.split(":")[0] for text in any_page.value(VISIBLE)] == ["Case I"]


def test_verdicts_are_filtered(any_page, index):
    any_page.open(index)
    shown = "[...document.querySelectorAll('.statement')].filter(e => e.offsetParent).length"
    assert any_page.value(shown) == len(STATEMENTS)
    any_page.set("#text", "correlation")
    few = any_page.value(shown)
    assert 0 < few < len(STATEMENTS)
    text = any_page.value("document.querySelector('.shown').textContent")
    assert text.startswith(f"{few} of {len(STATEMENTS)} ")


def test_marks_say_their_values(page, index):
    page.open(index)
    page.hover(".case-1 .chart .mark:last-of-type .shape")
    shown = page.value(
        "[...document.querySelectorAll('.case-1 .chart .mark:hover text')]"
        ".map(e => [getComputedStyle(e).opacity, e.textContent])"
    )
    assert shown
    assert all(float(opacity) == 1 and text for opacity, text in shown)
