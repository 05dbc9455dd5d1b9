"""What a reader takes along: a link that shows the same, Python that makes the same, a picture."""

import re
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image
from support import atlas_pages
from support.atlas_pages import floats, off, pixels, settled


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return atlas_pages.write(tmp_path_factory.mktemp("atlas"))


STATES = {
    "dissolve": ("t=0.7&b=1.5&seed=4", "views.dissolve.sheet.canvases"),
    "directions": (
        "a=image:5&moves=1:2,3:-1&e=image:8&mix=30",
        "[document.querySelector('#directions-now')]",
    ),
    "compare": (
        "left=permuted&left_page=1&right=live:spreads&seed=2",
        "views.compare.panels.flatMap(({sheet}) => sheet.canvases.slice(0, 4))",
    ),
}


@pytest.mark.parametrize("view", STATES)
def test_a_reload_shows_the_same(page, atlas, view):
    hash_, canvases = STATES[view]
    shown = f"JSON.stringify({canvases}.map((one) => one.toDataURL()))"
    atlas.open(page, f"#view={view}&{hash_}")
    before = settled(page, shown), page.value("state.address()")
    page.reload()
    page.wait("document.body.classList.contains('open') && atlas.tested > 0")
    assert (settled(page, shown), page.value("state.address()")) == before


def test_the_address_follows_what_is_done(page, atlas):
    atlas.open(page)
    page.set("#dissolve-b-value", 0.8)
    page.wait("state.get('t') === 1")
    page.set("#dissolve-t", 400)
    page.click("#views a[data-view=cloud]")
    page.set("#axis-y", "c2")
    page.wait("location.hash.includes('y=c2') && location.hash.includes('view=cloud')")
    assert "t=0.4" in page.value("location.hash")


@pytest.mark.parametrize(
    "hash_",
    [
        "#view=none&x=q9&t=blue&seed=-&pick=image:99999&only=[1",
        "#%%%",
        "#a=own:x:1&view=directions&moves=0:1,99:2,1:x",
    ],
)
def test_an_address_that_makes_no_sense_does_no_harm(page, atlas, hash_):
    atlas.open(page, hash_)
    page.click("#views a[data-view=cloud]")
    page.wait("views.cloud.plot.fitted > 0")
    assert page.value("document.querySelector('#failure').hidden")
    assert page.errors == []


def test_copied_links_lead_back(page, atlas):
    page.allow_clipboard()
    atlas.open(page, "#view=dissolve&t=0.3")
    page.click("#copy-link")
    page.wait("document.querySelector('#toast').innerText.includes('copied')")
    assert page.value("navigator.clipboard.readText()") == page.value("location.href")
    assert "Others put the part from #" in page.value("document.querySelector('#toast').innerText")


def test_back_leads_to_the_view_before(page, atlas):
    atlas.open(page)
    page.set("#dissolve-t", 400)
    page.wait("location.hash.includes('t=0.4')")
    view = "document.querySelector('main').dataset.view"
    page.click("#views a[data-view=verdicts]")
    page.wait(f"{view} === 'verdicts'")
    page.value("document.querySelector('.statement li a').click()")
    page.wait(f"{view} !== 'verdicts'")
    page.value("history.back()")
    page.wait(f"{view} === 'verdicts'")
    page.value("history.back()")
    page.wait(f"{view} === 'dissolve'")
    assert page.value("state.get('t')") == 0.4
    page.value("history.forward()")
    page.wait(f"{view} === 'verdicts'")


@pytest.mark.parametrize("view", ["dissolve", "cloud"])
def test_five_lines_of_python_make_the_same_images(page, atlas, view, tmp_path):
    atlas.open(page, f"#view={view}&t=0.8&pick=image:4")
    page.wait("views.picked.latent")
    page.click("#copy-python")
    lines = page.wait("document.querySelector('#dialog textarea')?.value")
    assert len(lines.splitlines()) == 5
    (tmp_path / "five.py").write_text(
        lines.replace(page.value("atlas.cases[0].decoder_file"), str(atlas.decoder))
    )
    subprocess.run([sys.executable, "five.py"], cwd=tmp_path, check=True)
    made = np.asarray(Image.open(tmp_path / "image.png"))
    canvases = "views.dissolve.sheet.canvases" if view == "dissolve" else "[views.picked.decoded]"
    page.value("document.querySelector('#dialog').close()")
    settled(page, f"{canvases}.map((one) => one.toDataURL()).join()")
    shown = np.concatenate(list(pixels(page, canvases)), axis=1)
    assert off(made, shown) <= 1
    if view == "dissolve":
        vectors = floats(page, "views.dissolve.latents").reshape(8, -1)
        assert off(made, np.concatenate(list(atlas.decode(vectors)), axis=1)) == 0


def test_back_restores_what_is_at_its_default(page, atlas):
    atlas.open(page)
    page.click("#views a[data-view=compare]")
    page.wait("location.hash.includes('view=compare')")
    page.value("location.hash = '#view=dissolve&t=1'")
    page.wait("state.get('t') === 1")
    page.value("history.back()")
    page.wait("document.querySelector('main').dataset.view === 'compare'")
    assert page.value("state.get('t')") == 0


def test_python_of_two_sheets_makes_two_pictures(page, atlas):
    atlas.open(page, "#view=compare")
    page.wait("views.compare.panels.every(({latents}) => latents)")
    page.click("#copy-python")
    lines = page.wait("document.querySelector('#dialog textarea')?.value")
    assert [re.findall(r'save\("(.+)"\)', part) for part in lines.split("\n\n")] == [
        ["image-1.png"],
        ["image-2.png"],
    ]
    assert "16 vectors, saved as image-2.png" in page.value(
        "document.querySelector('#dialog').innerText"
    )


@pytest.mark.parametrize("view", ["dissolve", "cloud", "directions", "compare"])
def test_a_picture_is_saved(page, atlas, view, tmp_path):
    page.downloads(tmp_path)
    atlas.open(page, f"#view={view}")
    page.pause(0.5)
    page.click("#save-png")
    path = tmp_path / f"mine-I-{view}.png"
    end = time.monotonic() + 10
    while not path.exists() and time.monotonic() < end:
        page.pause(0.1)
    picture = np.asarray(Image.open(path).convert("RGB"))
    assert picture.shape[0] > 100
    assert picture.std() > 5
