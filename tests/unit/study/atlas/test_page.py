"""The page is whole and offline, runs only its own script, and shows any name as it is."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from zpoints.study.atlas.blobs import blob
from zpoints.study.atlas.page import escaped, joined, page, policy

NASTY = "</script><script>alert(1)</script><!-- & \"'\N{LINE SEPARATOR}\N{GREEK SMALL LETTER ALPHA}"
TEMPLATE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<title>{{ title }}</title><style>{{ style }}</style></head>
<body><script type="application/json" id="atlas">{{ data }}</script>
{{ blobs }}<script type="text/plain" id="worker">{{ worker }}</script>
<script>{{ script }}</script></body></html>
"""


class Scripts(HTMLParser):
    """Attributes and texts of the script and style elements of a page."""

    def __init__(self, text):
        super().__init__()
        self.found, self.inside = [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.inside = tag in ("script", "style")
        if self.inside:
            self.found.append([dict(attributes), ""])

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.found[-1][1] += data


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "page").mkdir()
    (tmp_path / "engine").mkdir()
    (tmp_path / "page" / "atlas.html").write_text(TEMPLATE)
    (tmp_path / "page" / "atlas.css").write_text("p > a { color: red }")
    (tmp_path / "page" / "state.js").write_text("const less = 1 < 2 && true;")
    (tmp_path / "page" / "main.js").write_text("less;")
    (tmp_path / "engine" / "engine.js").write_text("class Engine {}")
    (tmp_path / "engine" / "engine.wasm").write_bytes(b"\0asm")
    return tmp_path


def described(**changes):
    return {"study": "mine", "title": f"Atlas of {NASTY}", "cases": [], "n": 1 / 3, **changes}


def test_the_data_come_back_whatever_names_hold(folder):
    content = described(study=NASTY, files=[NASTY])
    text = page(content, [blob("rows", np.arange(3, dtype=np.uint32))], folder)
    elements = {attributes.get("id") or attributes.get("data-blob"): inside
                for attributes, inside in Scripts(text).found}  # fmt: skip
    assert json.loads(elements["atlas"]) == content
    assert {"rows", "engine", "worker"} <= elements.keys()
    assert elements["worker"] == "class Engine {}"
    assert "<script>alert" not in text
    assert text.count("<script>") == 1
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in text


def test_the_policy_names_the_script_and_the_style_of_the_page(folder):
    text = page(described(), [], folder)
    found = Scripts(text).found
    (script,) = [inside for attributes, inside in found if not attributes and "less" in inside]
    (style,) = [inside for _, inside in found if "color" in inside]
    assert script == "const less = 1 < 2 && true;\nless;"
    (written,) = re.findall(r'Policy" content="(.*?)"', text)
    digests = [
        base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in (script, style)
    ]
    assert written == policy(script, style)
    assert written.split("; ") == [
        "default-src 'none'",
        f"script-src 'sha256-{digests[0]}' 'wasm-unsafe-eval'",
        f"style-src 'sha256-{digests[1]}'",
        "worker-src blob:",
        "img-src blob: data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


@pytest.mark.parametrize("text", ["'</SCRIPT>'", "'<!--'", "'</style'"])
def test_a_script_that_would_end_its_element_is_refused(tmp_path, text):
    path = tmp_path / "a.js"
    path.write_text(text)
    with pytest.raises(ValueError, match="ends its element"):
        joined([path])


def test_json_stands_in_a_script_element():
    text = escaped({"name": NASTY})
    assert not set("<>&\N{LINE SEPARATOR}") & set(text)
    assert "\N{GREEK SMALL LETTER ALPHA}" in text
    assert json.loads(text) == {"name": NASTY}
    with pytest.raises(ValueError, match="not JSON compliant"):
        escaped(np.nan)


def test_the_same_data_give_the_same_page(folder):
    values = np.arange(1000, dtype=np.int16)
    assert page(described(), [blob("p", values)], folder) == page(
        described(), [blob("p", values)], folder
    )


def test_the_real_template_asks_nothing_of_any_network():
    text = page(described(page="index.html"), [])
    assert "default-src 'none'" in text
    for attribute in ("src", "srcset", "action"):
        assert not re.findall(rf'\s{attribute}="(?!blob:|data:)', text)
    assert not re.findall(r'href="(?!#|index\.html|data:)', text)
    assert not re.search(r"\son[a-z]+=", re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))
    assert "@import" not in text
    assert "http://" not in re.sub(r"http://www\.w3\.org/\S+", "", text)
