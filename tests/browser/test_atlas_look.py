"""For everyone: names of controls, contrast, phones, dark pages, little motion."""

import re
from pathlib import Path

import axe_core_python
import pytest
from support import atlas_pages

VIEWS = ("dissolve", "cloud", "directions", "attributes", "compare", "verdicts")
FOLDER = Path(atlas_pages.page_text.__code__.co_filename).parent
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = (
    "axe.run().then(({violations}) => violations"
    ".map((one) => [one.impact, one.id, one.nodes.map((node) => node.html.slice(0, 90))]))"
)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return atlas_pages.write(tmp_path_factory.mktemp("atlas"))


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_shows_all_of_it_without_scrolling_sideways(page, atlas, view):
    page.size(390, 844, scale=2, phone=True)
    atlas.open(page, f"#view={view}&pick=image:3&e=image:4&colour=age")
    page.pause(0.5)
    assert page.value("document.documentElement.scrollWidth") <= 390
    assert page.errors == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("view", VIEWS)
def test_readers_of_all_kinds_can_use_it(page, atlas, view, dark):
    page.prefer(dark=dark)
    atlas.open(page, f"#view={view}&pick=image:3&e=image:4&colour=smiling")
    page.pause(0.5)
    page.value(f"{AXE}; 0")
    assert page.value(VIOLATIONS) == []


@pytest.mark.parametrize("view", VIEWS)
def test_every_control_has_a_name(page, atlas, view):
    atlas.open(page, f"#view={view}&pick=image:3&e=image:4&colour=smiling")
    page.pause(0.5)
    controls = {
        "button",
        "slider",
        "combobox",
        "spinbutton",
        "checkbox",
        "radio",
        "link",
        "searchbox",
        "textbox",
    }
    found = [(role, name) for role, name in page.labels() if role in controls]
    assert len(found) > 10
    assert [role for role, name in found if not name.strip()] == []


def test_the_keyboard_reaches_every_view(page, atlas):
    atlas.open(page)
    for number, view in enumerate(VIEWS, 1):
        order = ("dissolve", "cloud", "directions", "attributes", "compare", "verdicts")
        page.press(str(number))
        page.wait(f"document.querySelector('main').dataset.view === '{order[number - 1]}'")
        assert view == order[number - 1]
    page.value("document.querySelector('#views a').focus()")
    page.press("Enter")
    page.wait("document.querySelector('main').dataset.view === 'dissolve'")


def test_who_wants_less_motion_gets_steps(page, atlas):
    page.prefer(less_motion=True)
    atlas.open(page)
    page.click("#dissolve-play")
    seen = set()
    for _ in range(20):
        page.pause(0.1)
        seen.add(round(page.value("state.get('t')"), 4))
    assert seen <= {round(k / 6, 4) for k in range(7)}
    assert len(seen) >= 2


def test_colours_are_those_of_the_studys_page():
    ours = (FOLDER / "page" / "atlas.css").read_text()
    theirs = (FOLDER.parent / "page.css").read_text()
    pattern = r"--([a-z]+): ([^;]+);"
    shared = set(re.findall(pattern, theirs))
    assert shared <= set(re.findall(pattern, ours))
    assert len(shared) > 30


@pytest.mark.parametrize("phone", [False, True])
def test_a_pick_leaves_the_reader_and_the_images_where_they_are(page, atlas, phone):
    page.size(*((390, 844) if phone else (1300, 700)), phone=phone)
    atlas.open(page, "#view=dissolve")
    page.wait("views.dissolve.sheet.shown")
    place = (
        "(({x, y, width}) => [x, y, width])"
        "(document.querySelectorAll('#dissolve-row button')[4].getBoundingClientRect())"
    )
    before = page.value(place)
    page.value("document.querySelectorAll('#dissolve-row button')[4].click()")
    page.wait("views.picked.decoded && !document.querySelector('.picked-notice').hidden")
    page.pause(0.5)
    assert page.value(place) == before
    page.click(".picked-notice button.main")
    page.wait("document.querySelector('#picked').getBoundingClientRect().top < innerHeight - 200")
    assert page.value("document.querySelector('.picked-notice').hidden")
    page.value("scrollTo(0, 0); state.set({pick: views.dissolve.recipes[2]})")
    page.wait("!document.querySelector('.picked-notice').hidden")
    page.value("state.set({pick: ''})")
    page.wait("document.querySelector('.picked-notice').hidden")


@pytest.mark.parametrize("width", [800, 1000, 1160, 1300])
def test_the_head_is_as_high_in_all_views(page, atlas, width):
    page.size(width, 900)
    atlas.open(page)
    heights = set()
    for view in VIEWS:
        page.value(f"state.set({{view: '{view}'}})")
        heights.add(
            page.value(
                "[document.querySelector('.top'), ...document.querySelectorAll('#views a')]"
                ".map((one) => one.offsetHeight + ' ' + one.offsetWidth).join()"
            )
        )
    assert len(heights) == 1


@pytest.mark.parametrize(("size", "phone"), [((1300, 500), False), ((390, 844), True)])
def test_the_picture_stays_in_sight_of_what_changes_it(page, atlas, size, phone):
    page.size(*size, phone=phone)
    atlas.open(page, "#view=directions&pick=image:3&e=image:4")
    page.value("document.querySelector('#mix').scrollIntoView({block: 'end'})")
    page.pause(0.3)
    top, bottom = page.value(
        "(({top, bottom}) => [top, bottom])"
        "(document.querySelector('#directions-now').getBoundingClientRect())"
    )
    assert top >= 0
    assert bottom <= page.value("innerHeight")


def test_taking_b_goes_to_where_b_is(page, atlas):
    page.size(1300, 700)
    atlas.open(page, "#view=cloud&pick=image:3")
    page.wait("document.querySelectorAll('#picked .buttons button').length === 4")
    page.value(
        "[...document.querySelectorAll('#picked .buttons button')]"
        ".find((one) => one.innerText === 'Take as B').click()"
    )
    page.wait("state.get('e') === 'image:3'")
    page.pause(0.3)
    top = page.value("document.querySelector('#mix').getBoundingClientRect().top")
    assert 50 < top < 700
