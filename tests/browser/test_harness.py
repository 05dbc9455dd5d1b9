"""The drivers see what goes wrong on a page; without that the tests beside it prove nothing."""

import re

import pytest
from support import browsers
from support.browsers import BrowserError

pytestmark = pytest.mark.xdist_group("harness")

POLICY = "default-src 'none'; script-src 'unsafe-inline'; worker-src blob:; img-src data:"
STYLE = "; style-src 'unsafe-inline'"
BODY = """
<button id="button" onclick="clicks++">Add</button>
<input id="slider" type="range" min="0" max="10" value="5" aria-label="How far">
<div id="far" style="margin-top: 3000px; width: 50px; height: 50px"></div>
<script>
let clicks = 0;
const moves = [], answer = async (x) => 2 * x;
slider.addEventListener("input", () => moves.push(Number(slider.value)));
far.addEventListener("pointermove", () => moves.push("over"));
const worker = new Worker(URL.createObjectURL(new Blob(["onmessage = () => { no.such }"])));
</script>
"""


@pytest.fixture
def opened(any_page, tmp_path):
    """A page to play with, in each browser."""
    path = tmp_path / "page.html"
    path.write_text(
        '<!DOCTYPE html><html lang="en"><head><title>Play</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}{STYLE}"></head>'
        f"<body>{BODY}</body></html>"
    )
    any_page.open(path)
    assert any_page.errors == [] and any_page.requests == []
    return any_page


def seen(page, words):
    """Whether an error with these words comes within a second."""
    for _ in range(20):
        if any(re.search(words, error) for error in page.errors):
            return True
        page.pause(0.05)
    return False


def test_values_of_expressions(opened):
    assert opened.value("document.title") == "Play"
    assert opened.value("answer(21)") == 42
    assert opened.value("undefined") is None
    assert opened.call("async (a, b) => [await answer(a), b]", 3, {"é": None}) == [6, {"é": None}]
    with pytest.raises(BrowserError, match="no is not defined"):
        opened.value("no.such")
    assert opened.wait("clicks === 0")
    with pytest.raises(BrowserError, match="not true within"):
        opened.wait("clicks > 0", 0.1)


def test_mouse_and_keys(opened):
    opened.click("#button")
    opened.click(opened.place("#button"))
    assert opened.value("clicks") == 2
    opened.value("slider.focus()")
    opened.press("ArrowRight")
    opened.press("Home")
    opened.set("#slider", 3)
    assert opened.value("moves") == [6, 0, 3]
    opened.hover("#far")
    opened.wait("moves.at(-1) === 'over'")
    with pytest.raises(BrowserError, match="#nowhere"):
        opened.click("#nowhere")


def test_errors_are_seen(opened):
    opened.value("void setTimeout(() => { throw Error('of a page'); })")
    assert seen(opened, "of a page")
    opened.value("void Promise.reject(Error('of a promise'))")
    assert seen(opened, "of a promise")
    opened.value("console.error('of the console')")
    assert seen(opened, "of the console")


def test_errors_of_workers_are_seen(opened):
    opened.value("worker.postMessage(0)")
    assert seen(opened, "no is not defined")


def test_violations_of_the_policy_are_seen(opened):
    opened.value("fetch('https://example.org/data').catch(() => 0)")
    assert seen(opened, "connect-src|Refused to connect")
    opened.value("void (new Image().src = 'https://example.org/image.png')")
    assert seen(opened, "img-src")


def test_requests_are_seen(any_page, tmp_path):
    """Whether or not somebody answers."""
    path = tmp_path / "page.html"
    path.write_text('<!DOCTYPE html><title>T</title><img src="https://zpoints.invalid/image.png">')
    any_page.open(path)
    assert any_page.requests == ["https://zpoints.invalid/image.png"]


def test_requests_for_files_are_seen_in_chromium(page, tmp_path):
    beside = tmp_path / "beside.js"
    beside.write_text("")
    path = tmp_path / "page.html"
    path.write_text(f'<!DOCTYPE html><title>T</title><script src="{beside.name}"></script>')
    page.open(path)
    assert page.requests == [beside.as_uri()]


def test_sizes_and_pictures(opened, tmp_path):
    from PIL import Image

    opened.size(400, 300)
    assert opened.value("[innerWidth, innerHeight]") == [400, 300]
    opened.screenshot(tmp_path / "window.png")
    opened.screenshot(tmp_path / "page.png", whole=True)
    with Image.open(tmp_path / "window.png") as window, Image.open(tmp_path / "page.png") as page:
        assert window.size == (400, 300)
        assert page.size[1] > 3000


def test_wishes_of_readers_in_chromium(page):
    queries = ("prefers-color-scheme: dark", "prefers-reduced-motion: reduce", "pointer: coarse")

    def wishes():
        return [page.value(f"matchMedia('({query})').matches") for query in queries]

    assert wishes() == [False, False, False]
    page.prefer(dark=True, less_motion=True)
    page.size(390, 844, scale=2, phone=True)
    assert wishes() == [True, True, True]
    assert page.value("devicePixelRatio") == 2


def test_names_for_screen_readers_in_chromium(page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text('<!DOCTYPE html><title>T</title><input type="range" aria-label="How far">')
    page.open(path)
    assert ("slider", "How far") in page.labels()


def test_pages_share_nothing_in_chromium(chromium, tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<!DOCTYPE html><title>T</title>")
    for _ in range(2):
        with chromium.page() as page:
            page.open(path)
            assert page.value("localStorage.getItem('k')") is None
            page.value("localStorage.setItem('k', 'v')")


def test_a_browser_that_is_named_is_taken(monkeypatch):
    monkeypatch.setenv("ZPOINTS_CHROMIUM", "no-such-browser")
    assert browsers.find("chromium") is None
    assert "ZPOINTS_CHROMIUM" in browsers.missing("chromium")
