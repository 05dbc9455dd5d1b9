"""View of the cloud: points, their images, and what is near them."""

import numpy as np
import pytest
from support import atlas_pages
from support.atlas_pages import assert_rounded, floats, off, pixels

PLOT = "views.cloud.plot"


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return atlas_pages.write(tmp_path_factory.mktemp("atlas"))


def open_cloud(page, atlas, more=""):
    atlas.open(page, f"#view=cloud{more}")
    page.wait(f"{PLOT}.study && {PLOT}.fitted > 0")
    page.pause(0.3)


def place_of(page, row):
    """Where a point stands in the window."""
    return page.call(
        """(row) => {
            const plot = views.cloud.plot, box = plot.canvas.getBoundingClientRect();
            const [x, y] = plot.toScreen(plot.xs[row], plot.ys[row]);
            return [box.x + x, box.y + y];
        }""",
        row,
    )


def farthest(atlas):
    """The image that lies farthest along the first direction: nothing covers it."""
    return int(np.abs(coordinates(atlas)[:, 0]).argmax())


def coordinates(atlas, case="I"):
    principal = atlas.cloud(case).principal
    return (atlas.vectors(case) - principal.centre) @ principal.directions.T


def test_a_clicked_point_shows_its_image_its_reconstruction_and_its_neighbours(any_page, atlas):
    page = any_page
    open_cloud(page, atlas)
    number = farthest(atlas)
    page.value("document.querySelector('#plot').scrollIntoView({block: 'center'})")
    page.click(tuple(place_of(page, number)))
    page.wait(f"state.get('pick') === 'image:{number}'")
    page.wait("views.picked.decoded && !views.picked.decoded.classList.contains('empty')")
    page.wait("document.querySelectorAll('#picked .near button').length === 8")
    images = pixels(page, "[views.picked.decoded]")
    vector = floats(page, "views.picked.latent")
    assert off(images, atlas.decode([vector])) <= 1
    assert_rounded(vector, atlas.vectors()[number], page.value("atlas.cases[0].step"))
    shown = page.value(
        "[...document.querySelectorAll('#picked .near button')]"
        ".map((button) => parseInt(button.ariaLabel.slice(6)))"
    )
    distances = np.linalg.norm(coordinates(atlas) - coordinates(atlas)[number], axis=1)
    distances[number] = np.inf
    assert shown == list(np.argsort(distances)[:8])
    assert page.errors == []


def test_points_lie_where_the_cloud_has_them(page, atlas):
    open_cloud(page, atlas, "&x=d2&y=c4")
    found = np.array(page.value(f"[[...{PLOT}.xs], [...{PLOT}.ys]]"))
    step = page.value("atlas.cases[0].step")
    np.testing.assert_allclose(found[0], coordinates(atlas)[:, 1], atol=step)
    np.testing.assert_allclose(found[1], atlas.vectors()[:, 4], atol=3 * step)


def test_wheel_and_drag_zoom_and_move(page, atlas):
    open_cloud(page, atlas)
    page.value("document.querySelector('#plot-canvas').focus()")
    before = page.value(f"{PLOT}.view")
    page.wheel("#plot-canvas", -300)
    page.wait(f"{PLOT}.view.scale > {1.5 * before['scale']}")
    x, y = page.place("#plot-canvas")
    zoomed = page.value(f"{PLOT}.view")
    page.drag((x, y), (x + 60, y + 30))
    after = page.value(f"{PLOT}.view")
    assert after["x"] == pytest.approx(zoomed["x"] - 60 / zoomed["scale"], rel=0.01)
    assert after["y"] == pytest.approx(zoomed["y"] + 30 / zoomed["scale"], rel=0.01)
    page.wait("state.get('zoom') !== ''")
    page.click("#zoom-all")
    assert page.value(f"{PLOT}.view.scale") == pytest.approx(before["scale"])


def test_pointing_shows_the_image(page, atlas):
    open_cloud(page, atlas)
    number = farthest(atlas)
    page.value("document.querySelector('#plot').scrollIntoView({block: 'center'})")
    page.hover(tuple(place_of(page, number)))
    page.wait("!document.querySelector('#hover').hidden")
    assert f"mage {number} of the data" in page.value("document.querySelector('#hover').innerText")
    page.wait("!document.querySelector('#hover canvas').hidden")
    page.hover("h1#map-title")
    page.wait("document.querySelector('#hover').hidden")


def test_by_keyboard(page, atlas):
    open_cloud(page, atlas)
    page.value("document.querySelector('#plot-canvas').focus()")
    page.press("ArrowRight")
    first = page.wait(f"{PLOT}.cursor >= 0 && {PLOT}.cursor + 1") - 1
    page.press("ArrowRight")
    second = page.value(f"{PLOT}.cursor")
    assert page.value(f"{PLOT}.xs[{second}] > {PLOT}.xs[{first}]")
    page.press("Enter")
    page.wait(f"state.get('pick') === 'image:{second}'")
    scale = page.value(f"{PLOT}.view.scale")
    page.press("+")
    assert page.value(f"{PLOT}.view.scale") > scale
    page.press("0")
    assert page.value(f"{PLOT}.view.scale") == pytest.approx(scale, rel=0.01)
    page.wait("document.querySelector('#announce').innerText.length > 0")


def test_by_touch(page, atlas):
    page.size(390, 844, scale=2, phone=True)
    open_cloud(page, atlas)
    number = farthest(atlas)
    page.value("document.querySelector('#plot').scrollIntoView({block: 'center'})")
    page.touch(tuple(place_of(page, number)))
    page.wait(f"state.get('pick') === 'image:{number}'")


def test_vectors_of_a_sampler_lie_over_the_points_and_can_be_picked(page, atlas):
    open_cloud(page, atlas)
    page.set("#overlay", "uniform-b1")
    page.wait(f"{PLOT}.others && {PLOT}.others.square")
    page.wait("document.querySelector('#plot-note').innerText.startsWith('Squares: 20 vectors of')")
    own = np.load(atlas.files.cases["I"]["vectors"]["uniform-b1"])
    principal = atlas.cloud().principal
    found = page.value(f"{PLOT}.others.xs")
    step = page.value("atlas.cases[0].sampler('uniform-b1').step")
    expected = (own - principal.centre) @ principal.directions[0]
    np.testing.assert_allclose(found, expected, atol=step)


def test_images_stand_in_for_dots(page, atlas):
    open_cloud(page, atlas)
    assert page.value(f"{PLOT}.images") == 0
    page.set("#images-mode", "on")
    page.wait(f"{PLOT}.images > 10")
    page.set("#images-mode", "auto")
    page.wait(f"{PLOT}.images === 0")
    page.value("document.querySelector('#plot-canvas').focus()")
    for _ in range(3):
        page.wheel("#plot-canvas", -300)
    page.wait(f"{PLOT}.images > 0")


def test_frames_are_short(page, atlas):
    open_cloud(page, atlas)
    page.value("document.querySelector('#plot-canvas').focus()")
    page.value("times.plot.length = 0")
    for k in range(10):
        page.wheel("#plot-canvas", -40 if k % 2 else 40)
        page.pause(0.05)
    assert page.value("median(times.plot)") < 20


def test_the_image_that_is_seen_is_the_one_that_is_picked(page, atlas):
    open_cloud(page, atlas, "&images=on")
    page.wait(f"{PLOT}.images > 10")
    page.value("document.querySelector('#plot').scrollIntoView({block: 'center'})")
    seen = page.value(f"{PLOT}.pictures[5]")
    box = page.value("(({x, y}) => [x, y])(views.cloud.plot.canvas.getBoundingClientRect())")
    place = (box[0] + seen["x"] + 0.3 * seen["side"], box[1] + seen["y"] - 0.3 * seen["side"])
    page.click(place)
    page.wait(f"state.get('pick') === 'image:{seen['row']}'")


def test_what_was_picked_while_the_map_was_hidden_is_marked_when_it_is_seen(page, atlas):
    open_cloud(page, atlas, "&pick=image:3")
    page.wait(f"{PLOT}.marks.length === 2")
    page.value("state.set({view: 'dissolve'}); state.set({pick: 'own:gaussian-full:2'})")
    page.pause(0.2)
    page.value("state.set({view: 'cloud'})")
    own = np.load(atlas.files.cases["I"]["vectors"]["gaussian-full"])[2]
    principal = atlas.cloud().principal
    expected = (own - principal.centre) @ principal.directions[0]
    page.wait(f"Math.abs({PLOT}.marks[1].x - ({expected})) <= atlas.cases[0].step")
    page.value("state.set({view: 'compare'}); state.set({pick: ''}); state.set({view: 'cloud'})")
    page.wait(f"{PLOT}.marks.length === 1")


def test_the_wheel_scrolls_the_page_until_the_map_is_clicked(page, atlas):
    page.size(1000, 500)
    open_cloud(page, atlas)
    page.value("scrollTo(0, 100)")
    scale = page.value(f"{PLOT}.view.scale")
    page.wheel("#plot-canvas", 60)
    page.wait("scrollY > 100")
    assert page.value(f"{PLOT}.view.scale") == scale
    page.wait("document.querySelector('#plot-hint.seen').innerText.includes('Click the map')")
    page.click("#plot-canvas")
    page.pause(1)
    place = page.place("#plot-canvas")
    before = page.value("scrollY")
    page.wheel(place, -60)
    page.wait(f"{PLOT}.view.scale > {scale}")
    assert page.value("scrollY") == before


def test_one_finger_scrolls_the_page_and_two_zoom_the_map(page, atlas):
    page.size(390, 700, phone=True)
    open_cloud(page, atlas)
    page.value("document.querySelector('#plot').scrollIntoView({block: 'center'})")
    x, y = page.place("#plot-canvas")
    before = page.value("[scrollY, views.cloud.plot.view.scale, views.cloud.plot.view.x]")

    def touch(kind, *places):
        points = [{"x": x + dx, "y": y + dy, "id": k} for k, (dx, dy) in enumerate(places)]
        page.send("Input.dispatchTouchEvent", type=kind, touchPoints=points)

    touch("touchStart", (0, 0))
    for step in range(1, 8):
        touch("touchMove", (0, -15 * step))
    touch("touchEnd")
    page.wait(f"scrollY > {before[0]} + 20")
    assert page.value(f"[{PLOT}.view.scale, {PLOT}.view.x]") == before[1:]
    page.value("document.querySelector('#plot').scrollIntoView({block: 'center'})")
    page.pause(0.3)
    touch("touchStart", (-20, 0))
    touch("touchStart", (-20, 0), (20, 0))
    for step in range(1, 6):
        touch("touchMove", (-20 - 8 * step, 0), (20 + 8 * step, 0))
    touch("touchEnd")
    page.wait(f"{PLOT}.view.scale > 1.5 * {before[1]}")


def test_the_shown_image_goes_when_another_dot_lies_there(page, atlas):
    open_cloud(page, atlas)
    page.value("document.querySelector('#plot').scrollIntoView({block: 'center'})")
    page.value("document.querySelector('#plot-canvas').focus()")
    place = tuple(place_of(page, farthest(atlas)))
    page.hover(place)
    page.wait("!document.querySelector('#hover').hidden")
    page.wheel(place, -300)
    page.wait("document.querySelector('#hover').hidden")


def test_how_far_out_a_sampler_lies_over_all_directions_is_said(page, atlas):
    open_cloud(page, atlas, "&overlay=uniform-b1")
    page.wait("document.querySelector('#plot-note button') !== null")
    own = np.load(atlas.files.cases["I"]["vectors"]["uniform-b1"])
    principal = atlas.cloud().principal
    spreads = np.sqrt(principal.variance)
    away = np.abs((own - principal.centre) @ principal.directions.T / spreads)
    said = page.value("document.querySelector('#plot-note').innerText")
    median = np.median(np.linalg.norm(away, axis=1))
    found = float(said.split("Half of them are more than ")[1].split(" away")[0])
    assert found == pytest.approx(median, rel=0.03)
    number = int(np.median(away, axis=0).argmax()) + 1
    assert page.value("document.querySelector('#plot-note button').innerText").startswith(
        f"Put direction {number} up"
    )
    page.value("document.querySelector('#plot-note button').click()")
    page.wait(f"state.get('y') === 'd{number}' && !document.querySelector('#plot-note button')")


def test_a_filter_is_cleared_where_its_count_is_said(page, atlas):
    open_cloud(page, atlas)
    page.value("state.set({only: JSON.stringify({smiling: [1, 1]})})")
    page.wait(f"{PLOT}.rows.length < 300 && !!document.querySelector('#plot-note button')")
    page.value("document.querySelector('#plot-note button').click()")
    page.wait(f"{PLOT}.rows.length === 300 && !document.querySelector('#plot-note button')")


def test_names_of_marks_do_not_cover_each_other(page, atlas):
    open_cloud(page, atlas)
    lines = page.value(
        "(() => { const written = []; return [[9, 50, 40], [12, 52, 45], [12, 54, 30], "
        "[200, 52, 40]].map((one) => freeLine(written, ...one)); })()"
    )
    assert lines[0] == 50
    assert lines[1] >= 65
    assert lines[2] >= lines[1] + 15
    assert lines[3] == 52
