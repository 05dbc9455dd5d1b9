"""Links of README and docs lead to files and headings that are there."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "config/README.md")]
PAGES += sorted((ROOT / "docs").glob("*.md"))
spec = importlib.util.spec_from_file_location("site_of_the_docs", ROOT / "docs" / "site.py")
site = importlib.util.module_from_spec(spec)
spec.loader.exec_module(site)


def anchors(path):
    """Anchors of a page's headings, as GitHub and MkDocs name them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\s-]", "", heading.replace("`", "")) for heading in headings)
    return {"#" + re.sub(r"\s+", "-", text.strip().lower()) for text in plain}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    for words, target, anchor in site.LINK.findall(path.read_text(encoding="utf-8")):
        file = (path.parent / target).resolve()
        assert file.exists(), (words, target)
        assert not anchor or anchor in anchors(file), (words, target, anchor)


def test_links_of_the_site_name_pages_beside_each_other():
    text = "[a](docs/files.md#x) [b](config/README.md) [c](Makefile) ![d](docs/hero.jpg) [e](no.md)"
    assert site.relinked(text, "README.md") == (
        "[a](files.md#x) [b](config.md) c ![d](hero.jpg) [e](no.md)"
    )
    assert (
        site.relinked("[a](../README.md) [b](files.md)", "docs/x") == "[a](index.md) [b](files.md)"
    )
    assert site.relinked("[a](https://x.org/y.md) [b](#here)", "README.md") == (
        "[a](https://x.org/y.md) [b](#here)"
    )
