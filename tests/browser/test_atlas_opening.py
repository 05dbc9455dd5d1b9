"""The atlas opens offline, tests itself, and says so where it cannot be trusted."""

import base64
import gzip
import re

import pytest
from support import atlas_pages
from support.atlas_pages import blob_damaged, bytes_changed


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return atlas_pages.write(tmp_path_factory.mktemp("atlas"))


def text(page, selector):
    return page.value(f"document.querySelector('{selector}').innerText.trim()")


def test_it_opens_from_disk_tests_itself_and_asks_for_nothing(any_page, atlas):
    atlas.open(any_page)
    assert text(any_page, "#trust").startswith("Self-test passed. 16 vectors")
    assert any_page.value("document.querySelector('#live-off').hidden")
    assert any_page.value("document.querySelector('#failure').hidden")
    assert text(any_page, "h1#dissolve-title") == "From the cloud to the cube"
    assert any_page.errors == []


def test_it_needs_no_network(page, atlas):
    page.offline()
    atlas.open(page)
    for view in ("cloud", "directions", "attributes", "compare", "verdicts", "dissolve"):
        page.click(f"#views a[data-view={view}]")
        page.wait(f"document.querySelector('main').dataset.view === '{view}'")
        page.pause(0.2)
    assert page.requests == []
    assert page.errors == []


def test_it_says_what_it_is_about_and_what_it_can_get_wrong(page, atlas):
    atlas.open(page)
    about = text(page, "#about-data")
    assert about.startswith("Study mine has 300 painted faces at 16x16 pixels")
    assert about.endswith("The case is one autoencoder: I is of your own files.")
    page.click("#show-limits")
    said = text(page, "#dialog")
    assert said.startswith("What this page can get wrong")
    assert "Stored vectors are whole numbers of a step" in said
    assert "1 of 255" in said
    page.value("document.querySelector('#dialog').close()")
    page.click("#show-keys")
    assert "What this page can get wrong" in text(page, "#dialog")


def test_sentences_say_what_they_mean_at_the_ends(page, atlas):
    atlas.open(page)

    def said(expression):
        return page.value(expression).replace("\u00a0", " ")

    assert (
        said("comparedWithData('farther out than', 0)") == "nearer than all of the data's vectors"
    )
    assert said("comparedWithData('longer than', 0.52)") == "longer than 52 % of the data's vectors"
    assert said("comparedWithData('longer than', 1)") == "longer than all of the data's vectors"
    assert said("neighboursCompared(1)") == "every image has a nearer neighbour"
    assert said("neighboursCompared(0.25)") == "25 % of the images have a nearer neighbour"
    assert said("endText({k: 0, r: -0.53})") == "Direction 1: more of it toward the minus end."
    columns = (
        "[{name: 'glasses=none', kind: 'binary', labels: ['no', 'yes']}, {name: 'glasses=round'}]"
    )
    groups = f"((all) => [0, 1].map((value) => all.groupName(0, value)))(new Attributes({columns}))"
    assert page.value(groups) == ["glasses: other than none", "glasses: none"]


def test_names_stay_text(page, atlas):
    atlas.open(page)
    labels = page.value(
        "[...document.querySelectorAll('#case-switch label')].map(e => e.innerText)"
    )
    assert labels == ["I", atlas_pages.NAME]
    assert page.value("document.querySelectorAll('#case-switch b').length") == 0
    page.click("#case-1 + label")
    page.wait("atlas.caseOf(state.get('case')).number === 1")
    assert atlas_pages.NAME in page.value("document.title")
    assert page.errors == []


def test_a_changed_weight_turns_live_decoding_off_and_sheets_are_shown(page, tmp_path):
    def damage(page_text):
        return blob_damaged(page_text, "0/weights", swapped)

    def swapped(base64_text):
        content = bytearray(gzip.decompress(base64.b64decode(base64_text)))
        content[1::2] = bytes(byte ^ 0x10 for byte in content[1::2])
        return base64.b64encode(gzip.compress(bytes(content))).decode()

    atlas = atlas_pages.write(tmp_path / "page", damage=damage)
    atlas.open(page)
    said = text(page, "#live-off")
    assert said.startswith("Live decoding is off.")
    assert "differ from the study's" in said
    assert text(page, "#trust") == ""
    page.wait("!document.querySelector('#dissolve-row canvas').classList.contains('empty')")
    page.click("#views a[data-view=cloud]")
    page.wait("views.cloud.plot.images !== undefined")
    assert page.errors == []


@pytest.mark.parametrize("blob", ["0/points", "thumbnail_ends"])
def test_a_damaged_page_says_that_it_is(page, tmp_path, blob):
    atlas = atlas_pages.write(
        tmp_path / "page", damage=lambda whole: blob_damaged(whole, blob, bytes_changed)
    )
    page.open(atlas.path)
    page.wait("!document.querySelector('#failure').hidden")
    said = text(page, "#failure")
    assert said.startswith("This page is damaged")
    assert f"“{blob}”" in said
    assert page.value("getComputedStyle(document.querySelector('.stage')).display") == "none"


def test_half_a_page_says_so(page, tmp_path):
    atlas = atlas_pages.write(
        tmp_path / "page", damage=lambda whole: whole.replace('{"study":', '{"study', 1)
    )
    page.open(atlas.path)
    page.wait("!document.querySelector('#failure').hidden")
    assert "damaged" in text(page, "#failure")


def test_without_decoder_and_images_the_rest_works(page, tmp_path):
    atlas = atlas_pages.write(tmp_path / "page", decoder=False, images="none")
    atlas.open(page, "#view=cloud&pick=image:7")
    assert text(page, "#live-off").startswith("Live decoding is off.")
    assert "leaves real images out" in text(page, "#plot-note")
    page.wait("document.querySelectorAll('#picked .near button').length === 8")
    page.set("#axis-x", "c3")
    page.wait("state.get('x') === 'c3'")
    page.click("#views a[data-view=dissolve]")
    page.set("#dissolve-t", 1000)
    page.wait("document.querySelector('#dissolve-where').innerText.includes('from the cube')")
    assert page.errors == []


def test_a_part_that_is_damaged_is_named_when_it_is_needed(page, tmp_path):
    def damage(whole):
        place = re.search(r'data-blob="(0/vectors/\d+)"', whole)[1]
        return blob_damaged(whole, place, bytes_changed)

    atlas = atlas_pages.write(tmp_path / "page", damage=damage)
    atlas.open(page)
    assert page.value("document.querySelector('#failure').hidden")
    name = page.value(
        "atlas.cases[0].samplers.find((one, k) => one.vectors && one.name && k >= 0).name"
    )
    page.value(f"state.set({{view: 'compare', left: '{name}'}})")
    page.wait("!document.querySelector('#failure').hidden")
    assert "0/vectors/" in text(page, "#failure")
    assert page.value("document.querySelector('main').dataset.view") == "compare"


def test_the_tab_key_walks_through_the_page_and_out_of_the_map(page, atlas):
    atlas.open(page, "#view=cloud")
    page.wait("views.cloud.plot.fitted > 0")
    seen = []
    for _ in range(40):
        page.press("Tab")
        seen.append(page.value("document.activeElement.id || document.activeElement.className"))
    for place in ("copy-link", "axis-x", "plot-canvas", "zoom-in", "zoom-all"):
        assert place in seen
    assert seen.index("plot-canvas") < seen.index("zoom-in")
