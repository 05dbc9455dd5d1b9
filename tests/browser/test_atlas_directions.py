"""View of directions: sliders, typed values, and the path from A to B."""

import numpy as np
import pytest
from support import atlas_pages
from support.atlas_pages import assert_rounded, floats, off, pixels, settled

STEP = "atlas.cases[0].step"
SHOWN = "document.querySelector('#directions-now').toDataURL() + state.address()"


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return atlas_pages.write(tmp_path_factory.mktemp("atlas"))


def now(page):
    settled(page, SHOWN)
    return floats(page, "views.directions.latent")


def test_sliders_and_typed_values_push_the_vector_along_directions(any_page, atlas):
    page = any_page
    atlas.open(page, "#view=directions&a=image:3")
    start = atlas.vectors()[3]
    assert_rounded(now(page), start, page.value(STEP))
    page.set("#direction-2", 2)
    page.wait("state.get('moves') === '2:2'")
    page.call("""() => {
        const field = document.querySelectorAll('#direction-sliders input[type=number]')[0];
        field.value = -1.5;
        field.dispatchEvent(new Event("change", {bubbles: true}));
    }""")
    vector = now(page)
    principal = atlas.cloud().principal
    coordinates = (vector - principal.centre) @ principal.directions.T / np.sqrt(principal.variance)
    assert coordinates[1] == pytest.approx(2, abs=0.01)
    assert coordinates[0] == pytest.approx(-1.5, abs=0.01)
    images = pixels(page, "[document.querySelector('#directions-now')]")
    assert off(images, atlas.decode([vector])) <= 1
    page.click("#directions-reset")
    assert_rounded(now(page), start, page.value(STEP))
    assert page.errors == []


def test_sliders_have_the_names_of_what_follows_them(page, atlas):
    atlas.open(page, "#view=directions")
    followed = page.value("atlas.cases[0].followed.map((one) => one && plainName(one.attribute))")
    names = page.value(
        "[...document.querySelectorAll('#direction-sliders input[type=range]')]"
        ".map((slider) => slider.ariaLabel)"
    )
    assert len(names) == atlas_pages.Z_DIM
    assert any(followed)
    for name, attribute in zip(names, followed, strict=True):
        assert name.endswith(attribute or "no attribute follows")


def test_from_a_to_b(page, atlas):
    atlas.open(page, "#view=directions&a=image:3&e=image:9&mix=50")
    assert_rounded(now(page), atlas.vectors()[[3, 9]].mean(0), page.value(STEP))
    page.wait("views.directions.path.shown")
    ends = pixels(page, "[0, 6].map((k) => views.directions.path.canvases[k])")
    vectors = floats(page, "atlas.cases[0].latents(atlas.cases[0].point(9), 1)")
    assert off(ends[1], atlas.decode([vectors])) <= 1
    page.set("#mix", 100)
    np.testing.assert_allclose(now(page), vectors, atol=1e-5)
    assert_rounded(vectors, atlas.vectors()[9], page.value(STEP))


def test_the_strip_goes_along_one_direction(page, atlas):
    atlas.open(page, "#view=directions&a=mean&strip=2")
    page.wait("views.directions.strip.shown")
    settled(page, SHOWN)
    principal = atlas.cloud().principal
    path = (
        principal.centre
        + np.arange(-3, 4)[:, None] * np.sqrt(principal.variance[1]) * principal.directions[1]
    )
    assert off(pixels(page, "views.directions.strip.canvases"), atlas.decode(path)) <= 1


@pytest.mark.parametrize("recipe", ["mean", "origin", "image:7", "draw:2:0:1:0"])
def test_where_it_starts(page, atlas, recipe):
    atlas.open(page, f"#view=directions&a={recipe}")
    expected = {
        "mean": atlas.cloud().centre,
        "origin": np.zeros(atlas_pages.Z_DIM),
        "image:7": atlas.vectors()[7],
        "draw:2:0:1:0": floats(page, "drawn(atlas.cases[0], 2, 0, 1, 1)"),
    }
    assert_rounded(now(page), expected[recipe], page.value(STEP))


def typed(page, field, value):
    page.call(
        """(field, value) => {
            const input = document.querySelector(field);
            input.focus();
            input.value = value;
            input.dispatchEvent(new Event("change", {bubbles: true}));
        }""",
        field,
        value,
    )


CAPTION = "document.querySelector('#directions-caption').innerText"


def test_a_slider_changes_the_picture_also_at_b(page, atlas):
    atlas.open(page, "#view=directions&a=image:3&e=image:9&mix=100")
    before = now(page)
    page.set("#direction-1", 2)
    page.wait("state.get('mix') === 0")
    after = now(page)
    principal = atlas.cloud().principal
    along = (after - principal.centre) @ principal.directions.T / np.sqrt(principal.variance)
    assert along[0] == pytest.approx(2, abs=0.01)
    assert np.abs(after - before).max() > 0.1


def test_numbers_that_mean_nothing_do_not_stay_in_their_fields(page, atlas):
    atlas.open(page, "#view=directions&a=image:3&e=image:9")
    now(page)
    typed(page, "#direction-1-typed", "50")
    assert page.value("document.querySelector('#direction-1-typed').value") == "20.00"
    page.wait("state.get('moves') === '1:20'")
    typed(page, "#direction-1-typed", "")
    assert page.value("document.querySelector('#direction-1-typed').value") == "20.00"
    typed(page, "#start-number", "9000")
    assert page.value("document.querySelector('#start-number').value") == "3"
    assert page.value("[state.get('a'), document.querySelector('#start-number').max]") == [
        "image:3",
        "299",
    ]
    assert "No image 9000" in page.value("document.querySelector('#toast').innerText")
    typed(page, "#end-number", "300")
    assert page.value("[state.get('e'), document.querySelector('#end-number').value]") == [
        "image:9",
        "9",
    ]
    typed(page, "#end-number", "")
    assert page.value("state.get('e')") == ""


def test_an_image_that_is_not_there_is_said_to_be_the_centre(page, atlas):
    atlas.open(page, "#view=directions&a=image:9000")
    assert_rounded(now(page), atlas.cloud().centre, page.value(STEP))
    said = page.value(CAPTION)
    assert said == "The centre of the cloud: the page does not hold image 9,000 of the data"


def test_moved_directions_are_named_and_have_their_sliders(page, atlas):
    atlas.open(page, "#view=directions")
    page.value("views.directions.sliders.count = 2; views.directions.update()")
    page.wait("!document.querySelector('#direction-5')")
    page.set("#strip-direction", 5)
    page.wait("document.querySelector('#direction-5') !== null")
    page.wait("views.directions.strip.shown")
    page.value("views.directions.strip.cells[6].click()")
    page.wait("document.querySelector('.direction.moved #direction-5') !== null")
    assert float(page.value("document.querySelector('#direction-5').value")) == 3
    page.wait(f"{CAPTION}.includes('direction 5') && {CAPTION}.endsWith('at 3.00')")
    page.set("#strip-direction", 1)
    page.pause(0.2)
    assert page.value("!!document.querySelector('#direction-5')")


def test_an_attribute_leads_to_the_direction_that_follows_it(page, atlas):
    atlas.open(page, "#view=directions")
    now(page)
    options = page.value(
        "[...document.querySelectorAll('#direction-of option')].slice(1)"
        ".map((one) => [one.text.split(':')[0], one.value, one.disabled])"
    )
    followers = page.value(
        "atlas.attributes.described.map(({name}) => [plainName(name).split(':')[0], "
        "atlas.attributes.follower(atlas.cases[0], name)])"
    )
    assert sorted(name for name, *_ in options) == sorted(name for name, _ in followers)
    for name, best in followers:
        (value, disabled) = next((v, off) for one, v, off in options if one == name)
        assert value == (str(best["k"] + 1) if best else "")
        assert disabled == (best is None)
    page.value(
        "atlas.cases[0].followed[3] = {attribute: 'age', r: -0.6}; views.directions.openCase()"
    )
    page.set("#direction-of", 4)
    page.wait("views.directions.stripDirection === 3")
    count = page.value("document.querySelectorAll('#strip-direction option').length")
    assert count == atlas_pages.Z_DIM
