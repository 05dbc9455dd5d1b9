"""The step reads what other rules wrote and writes the atlas, which is stale when it should be."""

import json
import re
from pathlib import Path

import pytest
from support.atlas_results import KINDS, SETTINGS, write

from workflow.scripts.study.atlas import FIELDS, SHARED, atlas
from zpoints.staleness import library
from zpoints.study.atlas.sources import sources

ROOT = Path(__file__).resolve().parents[3]
CASES = ("1", "nan")


@pytest.fixture
def inputs(tmp_path):
    """Files of two cases."""
    files = write(tmp_path, CASES)
    assert set(files.shared) == set(SHARED)
    assert set(files.cases["1"]["paths"]) == set(FIELDS)
    return {
        "results": {key: [files.cases[case]["paths"][key] for case in CASES] for key in FIELDS},
        **{
            what: {
                (case, name): path
                for case in CASES
                for name, path in files.cases[case][what].items()
            }
            for what in ("vectors", "images")
        },
        "shared": files.shared,
        "cases": CASES,
        "kinds": KINDS,
        "study": "tiny",
        "source": "painted",
        "settings": SETTINGS,
        "seed": [1, "tiny", "atlas"],
    }


def data(path):
    text = path.read_text(encoding="utf-8")
    (found,) = re.findall(r'type="application/json" id="atlas">(.*?)</script>', text, re.DOTALL)
    return json.loads(found), text


def test_the_page_holds_every_case(inputs, tmp_path):
    output = tmp_path / "atlas.html"
    atlas(**inputs, output=str(output))
    described, text = data(output)
    assert [case["name"] for case in described["cases"]] == list(CASES)
    assert described["study"] == "tiny"
    assert re.fullmatch(r"\d+\.\d+.*", described["version"])
    assert 'data-blob="1/points"' in text
    assert [row["sampler"] for row in described["cases"][0]["samplers"] if row["vectors"]] == [
        KINDS[row["name"]] for row in described["cases"][0]["samplers"] if row["vectors"]
    ]


def test_the_same_results_give_the_same_file(inputs, tmp_path):
    for name in ("one.html", "other.html"):
        atlas(**inputs, output=str(tmp_path / name))
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "other.html").read_bytes()


def test_a_case_without_one_of_its_files_is_refused(inputs, tmp_path):
    inputs["results"]["cloud"] = inputs["results"]["cloud"][:1]
    with pytest.raises(ValueError, match="shorter"):
        atlas(**inputs, output=str(tmp_path / "atlas.html"))
    assert not (tmp_path / "atlas.html").exists()


def test_what_the_page_is_made_of_makes_the_atlas_stale_and_no_other_page(monkeypatch):
    monkeypatch.chdir(ROOT)
    rule = (ROOT / "rules" / "study.smk").read_text().partition("\nrule atlas:\n")[2]
    assert "sources=[os.path.relpath(path) for path in sources()]" in rule
    assert {path.suffix for path in sources()} >= {".html", ".css", ".js"}
    own, other = set(library(ROOT, "study/atlas")), set(library(ROOT, "study/page"))
    assert "zpoints/study/atlas/page.py" in own
    assert not [path for path in other if "atlas" in path]
