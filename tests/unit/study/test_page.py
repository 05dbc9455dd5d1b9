"""The page is whole, offline and honest; a study of any kind has one."""

import base64
import dataclasses
import hashlib
import html
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from support.case_results import SHOWN, attribute_table, case_results
from support.drawing import pictures
from support.published import controls_fail, published
from support.samplers_tables import samplers_table
from support.study_page import written

from zpoints.findings.about import PUBLISHED
from zpoints.findings.verdicts import STATEMENTS, judge
from zpoints.study import page as module
from zpoints.study.page import hero, paths, script_hash

VOID = {"meta", "img", "input", "link", "br"}


class Reader(HTMLParser):
    """Elements of a page, checked to be closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def text_of(page):
    body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


@pytest.fixture(scope="module")
def two():
    return written(case_results("I"), case_results("nan"))


def test_nothing_is_asked_of_any_network(two):
    reader = Reader(two)
    for tag, attributes in reader.elements:
        for name in ("src", "href", "action", "srcset", "data"):
            value = attributes.get(name)
            assert (
                value is None
                or value.startswith(("data:image/webp", "#"))
                or (value == "atlas.html")
            ), (tag, value)
        assert not any(name.startswith("on") for name in attributes), "no script in attributes"
    assert "@import" not in two
    assert "url(" not in two
    assert not reader.all("link")
    assert len(two) < 600_000


def test_the_policy_lets_run_what_the_page_holds_and_nothing_else(two):
    policy = next(meta["content"] for meta in Reader(two).all("meta") if "http-equiv" in meta)
    (script,) = re.findall(r"<script>(.*?)</script>", two, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert script_hash(script) == f"sha256-{digest}"


def test_sections_come_in_the_order_of_the_story(two):
    ids = [one["id"] for one in Reader(two).all("section")]
    assert ids == ["question", "cloud", "cube", "works", "directions", "verdicts", "making"]
    targets = {one["href"] for one in Reader(two).all("a")}
    assert targets <= {"atlas.html", *(f"#{name}" for name in ids)}
    assert two.lstrip().startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in two
    assert 'name="viewport"' in two


def test_cases_are_switched_without_a_script_and_the_first_is_chosen(two):
    radios = [one for one in Reader(two).all("input") if one.get("type") == "radio"]
    assert [("checked" in one) for one in radios] == [True, False]
    labels = [one["for"] for one in Reader(two).all("label") if "for" in one]
    assert labels == [one["id"] for one in radios] == ["case-1", "case-2"]
    for number in (1, 2):
        rule = f"html:has(#case-{number}:checked) .case:not(.case-{number}) {{ display: none; }}"
        assert rule in two
    alone = written()
    assert not [one for one in Reader(alone).all("input") if one.get("type") == "radio"]


def test_every_image_says_in_numbers_what_it_shows(two):
    images = Reader(two).all("img")
    assert len(images) == 2 * (2 + len(SHOWN) + 4)
    for image in images:
        assert re.search(r"\d", image["alt"])
        assert int(image["width"]) > int(image["height"]) > 0
    charts = [one for one in Reader(two).all("svg") if one.get("class") == "chart"]
    assert len(charts) == 2 * 3
    assert all(re.search(r"\d", chart["aria-label"]) for chart in charts)


def test_every_statement_stands_with_its_rule_value_and_source(two):
    text = text_of(two)
    for statement in STATEMENTS:
        assert re.sub(r"\s+", " ", statement.rule[:30]) in text.replace("\xa0", " ")
    assert PUBLISHED in text
    assert "170,000 of the 202,599 CelebA images" in text
    assert two.count("<article") == len(STATEMENTS)
    assert all("data-verdicts" in one for one in Reader(two).all("article"))


def test_the_hero_goes_from_real_images_to_a_cube_with_overlap_before_face_rate():
    rows = hero(case_results())
    assert [row["sampler"] for row in rows] == ["images", "reconstructions", *SHOWN]
    shape = rows[2]
    assert (shape["overlap"], shape["interval"], shape["faces"]) == (
        "0.88", "0.84 to 0.92", "84\N{NO-BREAK SPACE}%",
    )  # fmt: skip
    assert shape["alt"].startswith("10 images: the cloud's own shape. Overlap 0.88 (0.84 to 0.92).")
    assert shape["picture"].images == 10


def test_a_sampler_without_images_says_so():
    images = {"gaussian-full": pictures(0)}
    text = text_of(written(case_results(images=images)))
    assert "no images: it gave no vectors to decode" in text


def test_paths_are_named_by_the_attribute_that_follows():
    rows = paths(case_results(), 3)
    assert [row["label"] for row in rows["components"]] == ["component 4", "component 2", "4 and 2"]
    (direction,) = rows["directions"]
    assert direction["label"] == "direction 1 (60.0\N{NO-BREAK SPACE}%)"
    assert direction["attribute"] == ("follows skin tone, r\N{NO-BREAK SPACE}= \N{MINUS SIGN}0.90")
    assert "the ends differ by 200 of 255 grey levels" in direction["alt"]


def test_where_controls_fail_the_page_says_so_and_answers_nothing():
    table = samplers_table(noise={"overlap": 0.3})
    findings = judge({"I": controls_fail("noise")(published())})
    text = text_of(written(case_results(samplers=table), findings=findings))
    assert "In no case does the measure of likeness pass its controls" in text
    assert "Nothing here can be relied on" in text
    assert "noise has overlap 0.3, more than 0.05" in text
    assert "vectors of the cloud's own shape do" not in text
    assert "of what the decoder can do" not in text


def test_a_study_of_one_case_without_attributes_detector_or_training():
    case = case_results("own", attributes=False, trained=False, detected=False)
    whole = written(case)
    text = text_of(whole)
    Reader(whole)
    assert "Can new images be made" in text
    assert "The images of this study have no attributes" in text
    assert "No detector applies to these images" in text
    assert "the user's own" in text
    assert "faces" not in re.sub(r"Can new.*?Verdicts", "", text).split("Verdicts")[0]


def test_names_are_escaped():
    case = dataclasses.replace(
        case_results("<script>alert(1)</script>"),
        attributes=attribute_table().replace("skin_tone", "<i>&"),
    )
    whole = written(case, study="<u>")
    Reader(whole)
    assert "<i>&" not in whole and "<u>" not in whole
    assert whole.count("<script>") == 1
    assert "&lt;script&gt;alert(1)" in whole


def test_two_trainings_are_told_where_there_are_some():
    rows = pd.DataFrame(
        {"case": ["I"], "other": ["J"], "quantity": ["radius"], "ratio": [np.float64(5.6)]}
    )
    assert "5.6 times for the lengths of the vectors" in text_of(written(trainings=rows))


def test_the_same_results_give_the_same_page():
    case = case_results()
    assert written(case) == written(case)


def test_templates_style_and_script_lie_beside_the_module_under_its_name():
    names = {
        path.name for path in module.FOLDER.iterdir() if path.suffix in (".html", ".css", ".js")
    }
    assert {"page.html", "page.css", "page.js"} < names
    assert all(name.startswith("page.") for name in names), "else an edit makes nothing stale"
    style = (module.FOLDER / "page.css").read_text()
    assert "prefers-color-scheme: dark" in style
