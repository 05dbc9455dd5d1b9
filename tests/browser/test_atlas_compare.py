"""View that compares: the study's own vectors with their measured rates beside live draws."""

import numpy as np
import pytest
from support import atlas_pages
from support.atlas_pages import assert_rounded, floats, off, pixels, settled

LEFT, RIGHT = "views.compare.panels[0]", "views.compare.panels[1]"
SHOWN = (
    "JSON.stringify(views.compare.panels"
    ".map(({sheet}) => sheet.canvases.map((one) => one.toDataURL())))"
)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return atlas_pages.write(tmp_path_factory.mktemp("atlas"))


def test_the_studys_vectors_are_decoded_beside_their_rates(any_page, atlas):
    page = any_page
    atlas.open(page, "#view=compare&left=gaussian-full&right=uniform-b2")
    page.wait(f"{LEFT}.sheet.shown && {RIGHT}.sheet.shown")
    for panel, name in ((LEFT, "gaussian-full"), (RIGHT, "uniform-b2")):
        own = np.load(atlas.files.cases["I"]["vectors"][name])[:16]
        vectors = floats(page, f"{panel}.latents").reshape(16, -1)
        assert_rounded(vectors, own, page.value(f"atlas.cases[0].sampler('{name}').step"))
        assert off(pixels(page, f"{panel}.sheet.canvases"), atlas.decode(vectors)) <= 1
    said = page.value(
        "[...document.querySelectorAll('.panel .measured')].map((one) => one.innerText)"
    )
    assert "0.88 (0.84 to 0.92)" in said[0]
    assert "84\u00a0% (80\u00a0% to 88\u00a0%)" in said[0]
    assert "0.12 (0.08 to 0.16)" in said[1]
    assert page.errors == []


def test_the_last_vectors_are_reached(page, atlas):
    atlas.open(page, "#view=compare&left=gaussian-full")
    page.wait(f"{LEFT}.sheet.shown")
    page.value(f"{LEFT}.next.click()")
    page.wait("document.querySelector('#panel-left .place').innerText === 'vectors 17 to 20 of 20'")
    settled(page, SHOWN)
    own = np.load(atlas.files.cases["I"]["vectors"]["gaussian-full"])[16:]
    vectors = floats(page, f"{LEFT}.latents").reshape(4, -1)
    assert_rounded(vectors, own, page.value("atlas.cases[0].sampler('gaussian-full').step"))
    assert off(pixels(page, f"{LEFT}.sheet.canvases.slice(0, 4)"), atlas.decode(vectors)) <= 1
    assert page.value(f"{LEFT}.next.disabled")
    assert page.value(f"{LEFT}.sheet.cells.map((cell) => cell.hidden)") == [False] * 4 + [True] * 12


def test_live_draws_are_said_not_to_be_measured(page, atlas):
    atlas.open(page, "#view=compare&right=live:cube&b=1.1")
    page.wait(f"{RIGHT}.sheet.shown")
    vectors = floats(page, f"{RIGHT}.latents").reshape(16, -1)
    assert np.abs(vectors).max() <= 1.1
    settled(page, SHOWN)
    assert off(pixels(page, f"{RIGHT}.sheet.canvases"), atlas.decode(vectors)) <= 1
    said = page.value("document.querySelector('#panel-right .measured').innerText").replace(
        "\u00a0", " "
    )
    assert "not measured" in said
    assert "“random, from a cube (b = 1)”" in said


def test_cases_stand_side_by_side(page, atlas):
    atlas.open(page, "#view=compare")
    page.call("""() => {
        const select = views.compare.panels[1].cases;
        select.value = atlas.cases[1].name;
        select.dispatchEvent(new Event("change"));
    }""")
    page.wait(f"{RIGHT}.study.number === 1 && {LEFT}.study.number === 0")
    page.wait(f"{RIGHT}.sheet.shown")


def test_the_ladder_has_all_samplers_and_puts_one_on_the_right(page, atlas):
    atlas.open(page, "#view=compare")
    rows = "[...document.querySelectorAll('#ladder button')]"
    names = page.value(f"{rows}.map((row) => row.querySelector('.name').innerText.trim())")
    assert len(names) == 7
    assert "the cloud's own shape" in names
    page.value(f"{rows}.find((row) => row.innerText.includes('right distributions')).click()")
    page.wait("state.get('right') === 'permuted'")
    page.wait(
        "document.querySelector('#panel-right h2').innerText.startsWith('Right distributions') || "
        "document.querySelector('#panel-right h2').innerText.startsWith('right distributions')"
    )


def test_a_clicked_image_is_picked(page, atlas):
    atlas.open(page, "#view=compare")
    page.wait(f"{LEFT}.sheet.shown && {LEFT}.recipes.length")
    page.value(f"{LEFT}.sheet.cells[2].click()")
    page.wait("state.get('pick') === 'own:gaussian-full:2'")
    page.wait("views.picked.decoded && !views.picked.decoded.classList.contains('empty')")
    own = np.load(atlas.files.cases["I"]["vectors"]["gaussian-full"])[2]
    vector = floats(page, "views.picked.latent")
    assert_rounded(vector, own, page.value("atlas.cases[0].sampler('gaussian-full').step"))
    assert off(pixels(page, "[views.picked.decoded]"), atlas.decode([vector])) <= 1


def other_case(page, side):
    page.call(
        """(side) => {
            const select = views.compare.panels[side].cases;
            select.value = atlas.cases[1].name;
            select.dispatchEvent(new Event("change"));
        }""",
        side,
    )


def test_a_pick_in_one_panel_leaves_the_case_of_the_other(page, atlas):
    atlas.open(page, "#view=compare")
    other_case(page, 1)
    page.wait(f"{RIGHT}.study.number === 1 && {RIGHT}.sheet.shown && {RIGHT}.recipes.length")
    page.value(f"{RIGHT}.sheet.cells[1].click()")
    page.wait("state.get('pick') !== '' && state.get('case') === atlas.cases[1].name")
    assert page.value(f"[{LEFT}.study.number, {RIGHT}.study.number]") == [0, 1]
    page.value(f"{LEFT}.sheet.cells[1].click()")
    page.wait("state.get('case') === 'I'")
    assert page.value(f"[{LEFT}.study.number, {RIGHT}.study.number]") == [0, 1]
    page.value("document.querySelector('#case-1').click()")
    page.wait(f"{LEFT}.study.number === 1 && {RIGHT}.study.number === 1")
    said = page.value("document.querySelector('#panel-left h2').innerText")
    assert said.endswith(f"case {atlas_pages.NAME}")


def test_the_ladder_is_that_of_the_right_panel_and_keeps_its_case(page, atlas):
    atlas.open(page, "#view=compare")
    other_case(page, 1)
    page.wait("document.querySelector('#ladder-title').innerText.includes(atlas.cases[1].name)")
    page.value("document.querySelector('#ladder button:not(:disabled)').click()")
    page.wait("state.get('right') !== 'live:cube'")
    assert page.value(f"{RIGHT}.study.number") == 1


def test_a_size_that_is_none_does_not_stay_in_the_field(page, atlas):
    atlas.open(page, "#view=compare&right=live:cube&b=1.1")
    page.wait(f"{RIGHT}.sheet.shown")
    page.call(f"""() => {{
        {RIGHT}.size.value = -3;
        {RIGHT}.size.dispatchEvent(new Event("change"));
    }}""")
    assert page.value(f"[{RIGHT}.size.value, state.get('b')]") == ["1.1", "1.1"]


def test_both_sheets_stand_in_line(any_page, atlas):
    page = any_page
    atlas.open(page, "#view=compare&right=live:cube")
    page.wait(f"{LEFT}.sheet.shown && {RIGHT}.sheet.shown")
    tops = page.value(
        "views.compare.panels.map(({sheet}) => sheet.cells[0].getBoundingClientRect().top)"
    )
    assert tops[0] == pytest.approx(tops[1], abs=1)
