"""View dissolve: from the cloud to the cube, with the numbers that belong to it."""

import re

import numpy as np
import pytest
from support import atlas_pages
from support.atlas_pages import floats, off, pixels, settled

ROW = "views.dissolve.sheet.canvases"
LATENTS = "views.dissolve.latents"
SHOWN = "JSON.stringify(views.dissolve.sheet.canvases.map((canvas) => canvas.toDataURL()))"


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return atlas_pages.write(tmp_path_factory.mktemp("atlas"))


def row(page):
    """Vectors and images of the row, once it rests."""
    settled(page, SHOWN)
    vectors = floats(page, LATENTS).reshape(-1, atlas_pages.Z_DIM)
    return vectors, pixels(page, ROW)


@pytest.mark.parametrize("b", [0.5, 2.0])
def test_moved_b_shows_what_onnx_runtime_makes_of_the_same_vectors(any_page, atlas, b):
    atlas.open(any_page)
    before, _ = row(any_page)
    any_page.set("#dissolve-b-value", b)
    any_page.wait("state.get('t') === 1")
    vectors, images = row(any_page)
    assert np.abs(vectors).max() <= b
    assert np.abs(vectors).max() > 0.9 * b
    assert off(images, atlas.decode(vectors)) <= 1
    assert len(images) == 8
    assert not np.allclose(before, vectors)
    assert any_page.errors == []


def test_the_slider_leads_from_the_clouds_covariance_over_none_to_the_cube(page, atlas):
    atlas.open(page)
    cloud = atlas.cloud()
    count = 20_000
    std = cloud.std

    def drawn(t):
        vectors = floats(page, f"drawn(atlas.cases[0], 5, {t}, 2, {count})")
        return vectors.reshape(count, -1)

    start, middle, end = drawn(0), drawn("NO_CORRELATIONS"), drawn(1)
    scale = np.outer(std, std)
    np.testing.assert_allclose(np.cov(start.T) / scale, cloud.covariance / scale, atol=0.04)
    np.testing.assert_allclose(start.mean(0), cloud.centre, atol=0.04 * std.max())
    np.testing.assert_allclose(np.corrcoef(middle.T), np.eye(len(std)), atol=0.04)
    np.testing.assert_allclose(middle.std(0), std, rtol=0.03)
    assert np.abs(end).max() <= 2
    np.testing.assert_allclose(end.std(0), 2 / np.sqrt(3), rtol=0.03)
    np.testing.assert_allclose(np.corrcoef(end.T), np.eye(len(std)), atol=0.04)


def test_correlations_go_by_powers_of_ten(page, atlas):
    atlas.open(page)
    left = page.value("[0, 0.25, 0.5, 0.75, 1].map((u) => placeOnTheWay(u * NO_CORRELATIONS).left)")
    assert left == pytest.approx([1, 1 - 9e-4, 1 - 9.9e-3, 1 - 0.0999, 0], abs=1e-4)


def test_noise_stays_while_the_slider_moves_and_changes_on_demand(page, atlas):
    atlas.open(page)
    start, _ = row(page)
    page.set("#dissolve-t", 1)
    page.wait("state.get('t') === 0.001")
    moved, _ = row(page)
    assert 0 < np.abs(moved - start).max() < 0.05 * np.abs(start).max()
    page.click("#dissolve-new")
    other, _ = row(page)
    assert np.abs(other - moved).max() > 0.5 * moved.std()


def test_numbers_are_those_of_the_vectors(page, atlas):
    atlas.open(page)
    page.set("#dissolve-t", 1000)
    vectors, _ = row(page)
    cloud = atlas.cloud()
    distances = cloud.principal.mahalanobis(vectors.astype(np.float64))
    shown = page.value(
        "['distance', 'length'].map((one) => views.dissolve.gauges[one].value.textContent)"
    )
    assert float(shown[0]) == pytest.approx(np.median(distances), rel=0.01)
    assert float(shown[1]) == pytest.approx(np.median(np.linalg.norm(vectors, axis=1)), rel=0.01)


def test_what_the_study_measured_stands_beside(page, atlas):
    atlas.open(page)
    said = "document.querySelector('#dissolve-measured').innerText"
    assert page.value(said).startswith(
        "The study measured this:\n\n“the cloud's own shape”: of 100 such images"
    )
    assert "0.88 (0.84 to 0.92)" in page.value(said)
    assert "84\u00a0%" in page.value(said)
    page.set("#dissolve-b-value", 1.9)
    page.wait("state.get('t') === 1")
    settled(page, said)
    text = page.value(said).replace("\u00a0", " ")
    assert text.startswith("In between the study measured nothing.")
    assert "“random, from a cube (b = 1)”" in text
    assert "“random, from a cube (b = 2)”" in text


def test_between_two_stops_both_are_named_and_the_distance_tells_the_place(page, atlas):
    atlas.open(page)
    page.set("#dissolve-t", 300)
    page.wait("state.get('t') === 0.3")
    said = "document.querySelector('#dissolve-measured').innerText"
    lines = settled(page, said).replace("\u00a0", " ")
    assert lines.startswith("In between the study measured nothing.")
    assert "“the cloud's own shape”: of " in lines
    assert "“right distributions, no correlations”: of " in lines
    cloud = atlas.cloud()
    found = [
        np.median(
            cloud.principal.mahalanobis(
                floats(page, f"drawn(atlas.cases[0], 1, {t}, 1, 8)")
                .reshape(8, -1)
                .astype(np.float64)
            )
        )
        for t in (0, 0.3, "NO_CORRELATIONS")
    ]
    shown = re.search(r"centre: (\S+) at the first, (\S+) here, (\S+) at the second", lines)
    assert [float(one) for one in shown.groups()] == pytest.approx(found, rel=0.01)
    assert (
        page.value("document.querySelectorAll('#dissolve-stops [aria-current=true]').length") == 0
    )


def test_beyond_the_widest_cube_nothing_was_measured(page, atlas):
    atlas.open(page)
    page.set("#dissolve-b-value", 2.3)
    page.wait("state.get('t') === 1")
    text = settled(page, "document.querySelector('#dissolve-measured').innerText")
    assert text.startswith("This is beyond what the study measured.")


@pytest.mark.parametrize(("typed", "end"), [("0", "least"), ("-3", "least"), ("1e6", "most")])
def test_a_typed_b_is_brought_into_the_range_and_rewritten(page, atlas, typed, end):
    atlas.open(page)
    page.set("#dissolve-b-value", typed)
    limit = page.value(f"views.dissolve.{end}")
    page.wait("document.querySelector('#toast').innerText.startsWith('b goes from')")
    page.wait(f"document.querySelector('#dissolve-b-value').value !== '{typed}'")
    shown = page.value(
        "[Number(document.querySelector('#dissolve-b-value').value), Number(state.get('b'))]"
    )
    assert shown == pytest.approx([limit, limit], rel=0.01)


def test_an_empty_b_stays_what_it_was(page, atlas):
    atlas.open(page)
    before = page.value("document.querySelector('#dissolve-b-value').value")
    page.set("#dissolve-b-value", "")
    page.wait(f"document.querySelector('#dissolve-b-value').value === '{before}'")
    assert page.value("state.get('b')") == ""


def test_it_is_said_how_far_out_vectors_are_and_what_pictures_show_of_it(page, atlas):
    atlas.open(page)
    page.set("#dissolve-t", 1000)
    vectors, images = row(page)
    text = settled(page, "document.querySelector('#dissolve-why').innerText").replace("\u00a0", " ")
    before = atlas.decode(floats(page, "drawn(atlas.cases[0], 1, 0, 1, 8)").reshape(8, -1))
    usual = np.abs(before.astype(int) - np.roll(before, -1, axis=0)).mean()
    change = np.abs(images.astype(int) - before).mean() / usual
    assert int(re.search(r"changed by (\d+) %", text)[1]) == pytest.approx(100 * change, abs=2)
    principal = atlas.cloud().principal
    share = np.cumsum(principal.variance) / principal.variance.sum()
    wide = int(np.searchsorted(share, 0.95) + 1)
    assert f"Along the {wide} widest directions" in text
    along = (vectors - atlas.cloud().centre) @ principal.directions[:wide].T
    out = along**2 / principal.variance[:wide]
    said = float(re.search(r"they are (\S+) standard", text)[1])
    assert said == pytest.approx(np.sqrt(out.mean()), rel=0.01)


def test_what_is_off_the_scale_is_said(page, atlas):
    atlas.open(page)
    page.value("state.set({t: 1, b: '1000000'})")
    text = settled(page, "document.querySelector('#dissolve-gauges').innerText")
    assert "off the scale, which goes from" in text


def test_the_slider_of_b_stays_in_place_while_it_moves(page, atlas):
    atlas.open(page)
    tops = set()
    for place in range(0, 1001, 125):
        page.set("#dissolve-b", place)
        page.pause(0.05)
        tops.add(page.value("document.querySelector('#dissolve-b').getBoundingClientRect().top"))
    assert len(tops - {None}) <= 1


def test_by_keyboard(page, atlas):
    atlas.open(page)
    page.value("document.querySelector('#dissolve-t').focus()")
    for _ in range(3):
        page.press("ArrowRight")
    page.wait("state.get('t') === 0.003")
    page.press("End")
    page.wait("state.get('t') === 1")
    page.press("Home")
    page.wait("state.get('t') === 0")
    spoken = "document.querySelector('#dissolve-t').getAttribute('aria-valuetext')"
    page.wait(f'{spoken} === "the cloud\'s own shape"')
    page.value("document.querySelector('#dissolve-row button').focus()")
    page.press("Enter")
    page.wait("state.get('pick').startsWith('draw:1:0:')")
    assert page.value("document.querySelector('#picked-title').innerText").startswith(
        "Random vector 1"
    )


def test_play_goes_to_the_cube_and_can_be_stopped(page, atlas):
    atlas.open(page)
    page.click("#dissolve-play")
    page.wait("state.get('t') > 0.02")
    page.click("#dissolve-play")
    page.pause(0.2)
    rest = page.value("state.get('t')")
    page.pause(0.3)
    assert page.value("state.get('t')") == rest < 1
