"""View of attributes: colours, legend and filters."""

import json

import numpy as np
import pytest
from support import atlas_pages

LEGEND = "document.querySelector('#plot-legend').innerText"


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return atlas_pages.write(tmp_path_factory.mktemp("atlas"))


def open_attributes(page, atlas, more="&colour=smiling"):
    atlas.open(page, f"#view=attributes{more}")
    page.wait("views.cloud.plot.fitted > 0")
    page.pause(0.3)


def test_a_click_colours_the_dots_and_the_legend_counts(any_page, atlas):
    open_attributes(any_page, atlas)
    smiling = atlas.attributes["smiling"].to_numpy()
    any_page.wait(f"{LEGEND}.includes('yes')")
    assert f"yes {int(smiling.sum())}" in any_page.value(LEGEND)
    assert any_page.value("[...views.cloud.plot.classes]") == list(smiling)
    names = "[...document.querySelectorAll('#attribute-list .name')]"
    assert "hat: <none>" in any_page.value(f"{names}.map((name) => name.innerText)")
    any_page.value(f"{names}.find((name) => name.innerText === 'hat: <none>').click()")
    any_page.wait(f"{LEGEND}.startsWith('hat: <none>')")
    unknown = int(atlas.attributes["hat=<none>"].isna().sum())
    assert f"unknown {unknown}" in any_page.value(LEGEND)
    assert any_page.errors == []


def test_filters_show_images_that_fit_all_of_them(any_page, atlas):
    only = json.dumps({"smiling": [1, 1], "age": [40, 60]})
    open_attributes(any_page, atlas)
    any_page.value(f"state.set({{only: {json.dumps(only)}}})")
    age = atlas.attributes["age"]
    half_step = (age.max() - age.min()) / 254 / 2
    expected = atlas.attributes["smiling"].eq(1) & age.between(40 - half_step, 60 + half_step)
    any_page.wait("views.cloud.plot.rows.length < 300")
    rows = any_page.value("[...views.cloud.plot.rows]")
    unsure = age.sub(40).abs().le(half_step) | age.sub(60).abs().le(half_step)
    assert set(rows) ^ set(np.flatnonzero(expected)) <= set(np.flatnonzero(unsure))
    assert f"{len(rows)} of 300 points fit" in any_page.value(
        "document.querySelector('#plot-note').innerText"
    )
    any_page.click("#clear-filters")
    any_page.wait("views.cloud.plot.rows.length === 300")


def test_the_legend_filters_by_yes_and_no(page, atlas):
    open_attributes(page, atlas)
    page.value("document.querySelector('#plot-legend button').click()")
    page.wait("state.get('only') !== ''")
    assert page.value(
        "[...views.cloud.plot.rows].every((row) => atlas.attributes.value(0, row) === 1)"
    )


def test_numbers_have_a_scale(page, atlas):
    open_attributes(page, atlas, "&colour=age")
    page.wait(f"{LEGEND}.startsWith('age')")
    low, high = atlas.attributes["age"].min(), atlas.attributes["age"].max()
    said = page.value(LEGEND)
    assert f"{low:.1f}".removesuffix(".0") in said
    assert f"{high:.1f}".removesuffix(".0") in said
    decoded = page.value("[...Array(300).keys()].map((row) => atlas.attributes.value(2, row))")
    np.testing.assert_allclose(decoded, atlas.attributes["age"], atol=(high - low) / 250)


def test_colours_differ_for_those_who_see_no_red_and_green(page, atlas):
    open_attributes(page, atlas)
    for dark in (False, True):
        page.prefer(dark=dark)
        page.pause(0.1)
        no, yes, _ = np.array(page.value("(theme.colours.clear(), atlas.attributes.colours(0))"))
        # Lightness and blueness are what those who see no red or green have left.
        lightness = abs(no @ [0.2126, 0.7152, 0.0722] - yes @ [0.2126, 0.7152, 0.0722])
        assert lightness + abs(int(no[2]) - int(yes[2])) > 100


def test_mean_vectors_of_both_groups_are_decoded(page, atlas):
    open_attributes(page, atlas)
    page.wait("document.querySelectorAll('#group-means canvas').length === 2")
    found = atlas_pages.pixels(page, "[...document.querySelectorAll('#group-means canvas')]")
    smiling = atlas.attributes["smiling"].to_numpy()
    means = [atlas.vectors()[smiling == value].mean(0) for value in (0, 1)]
    assert atlas_pages.off(found, atlas.decode(means)) <= 2


def test_a_search_without_a_find_says_so(page, atlas):
    open_attributes(page, atlas)
    page.set("#attributes-text", "zebra")
    page.wait("views.list.none.offsetHeight > 0")
    page.set("#attributes-text", "smil")
    page.wait("views.list.none.offsetHeight === 0")


def test_an_attribute_that_no_direction_follows_is_said_to_have_none(page, atlas):
    open_attributes(page, atlas)
    texts = page.value(
        "[null, {k: 4, r: -0.11}, {k: 2, r: -0.7}].map((best) => followerText(best))"
    )
    assert texts == [
        "no direction follows it",
        "no direction follows it: at most direction 5, r = \u22120.11",
        "direction 3, r = \u22120.70",
    ]


def test_a_picked_image_is_in_sight_beside_the_map(page, atlas):
    page.size(1300, 900)
    open_attributes(page, atlas)
    for number in (5, 9):
        page.value("document.querySelector('#side').scrollTop = 400")
        page.value(f"state.set({{pick: 'image:{number}'}})")
        page.wait(f"document.querySelector('#picked h2').innerText.includes('mage {number}')")
        page.pause(0.3)
        top, map_ = page.value(
            "[document.querySelector('#picked h2'), document.querySelector('#plot')]"
            ".map((one) => one.getBoundingClientRect().top)"
        )
        assert 0 < top < 400
        assert 0 < map_ < 500
        assert page.value("document.querySelector('.picked-notice').hidden")
