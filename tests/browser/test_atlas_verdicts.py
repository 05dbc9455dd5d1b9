"""View of verdicts: each leads to the view that shows it."""

import numpy as np
import pytest
from support import atlas_pages


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return atlas_pages.write(tmp_path_factory.mktemp("atlas"))


def test_every_verdict_is_there_and_links_to_a_view(any_page, atlas):
    atlas.open(any_page, "#view=verdicts")
    total = any_page.value("atlas.data.verdicts.length")
    assert total > 20
    assert any_page.value("document.querySelectorAll('.statement li').length") == total
    links = any_page.value(
        "[...document.querySelectorAll('.statement li a')].map((one) => one.hash)"
    )
    shown = any_page.value("atlas.data.verdicts.filter(({view}) => view).length")
    assert len(links) == shown < total
    assert all(link.startswith("#view=") and "case=" in link for link in links)
    any_page.value("document.querySelector('.statement li a').click()")
    any_page.wait("document.querySelector('main').dataset.view !== 'verdicts'")
    assert any_page.errors == []


def test_text_and_boxes_filter(page, atlas):
    atlas.open(page, "#view=verdicts")
    count = "document.querySelectorAll('.statement li').length"
    total = page.value(count)
    page.set("#verdicts-text", "cube")
    page.wait(f"{count} < {total} && {count} > 0")
    said = "document.querySelector('#verdicts-count').innerText"
    assert page.value(said) == f"{page.value(count)} of {total} verdicts are shown."
    page.set("#verdicts-text", "")
    page.value("document.querySelector('#verdicts-kinds input').click()")
    page.wait(f"{count} < {total}")


def test_a_statement_on_components_is_seen_along_the_widest_ones(page, atlas):
    atlas.open(page, "#view=verdicts")
    page.value(
        "[...document.querySelectorAll('.statement li a')]"
        ".find((one) => one.hash.includes('x=w1')).click()"
    )
    page.wait("views.cloud.plot.x?.direction === false")
    order = atlas.cloud().std.argsort()[::-1]
    assert page.value("[views.cloud.plot.x.number, views.cloud.plot.y.number]") == list(order[:2])
    assert page.value("document.querySelector('#axis-x').value") == f"c{order[0]}"


def test_a_statement_on_cubes_opens_the_cube(any_page, atlas):
    atlas.open(any_page, "#view=verdicts")
    any_page.value(
        "[...document.querySelectorAll('.statement')]"
        ".find((one) => one.innerText.includes('do not decode to faces'))"
        ".querySelector('a').click()"
    )
    any_page.wait("document.querySelector('main').dataset.view === 'dissolve'")
    assert any_page.value("state.get('t')") == 1


def test_the_strongest_pair_is_that_of_the_cloud(page, atlas):
    atlas.open(page, "#view=cloud&x=p1&y=p2")
    page.wait("views.cloud.plot.x?.direction === false")
    cloud = atlas.cloud()
    correlation = np.abs(cloud.covariance / np.outer(cloud.std, cloud.std))
    np.fill_diagonal(correlation, 0)
    pair = sorted(map(int, np.unravel_index(correlation.argmax(), correlation.shape)))
    assert page.value("[views.cloud.plot.x.number, views.cloud.plot.y.number]") == pair


def test_a_search_is_in_the_address(page, atlas):
    atlas.open(page, "#view=verdicts")
    page.set("#verdicts-text", "cube")
    page.value("document.querySelector('#verdicts-kinds input').click()")
    page.wait("location.hash.includes('text=cube') && location.hash.includes('kinds=')")
    count = "document.querySelectorAll('.statement li').length"
    before = page.value(count)
    page.reload()
    page.wait("document.body.classList.contains('open') && atlas.tested > 0")
    assert page.value(count) == before
    assert page.value("document.querySelector('#verdicts-text').value") == "cube"
    assert not page.value("document.querySelector('#verdicts-kinds input').checked")
