"""The step reads what other rules wrote and writes the page, which is stale when it should be."""

from pathlib import Path

import pytest
from support.case_results import SHOWN, case_results, write
from support.published import published

from workflow.scripts.study.page import FIELDS, page
from zpoints import files
from zpoints.findings.verdicts import judge
from zpoints.staleness import library

ROOT = Path(__file__).resolve().parents[3]
CASES = ("1", "nan")


@pytest.fixture
def inputs(tmp_path, image_store):
    """Files of two cases, of which the second has models of a user."""
    paths, images, history = {field: [] for field in FIELDS}, {}, {}
    for case in CASES:
        (tmp_path / case).mkdir()
        own, drawn, trained = write(tmp_path / case, case_results(case, trained=case == "1"))
        assert set(own) == set(FIELDS)
        for field in FIELDS:
            paths[field].append(own[field])
        images |= {(case, sampler): drawn[sampler] for sampler in SHOWN}
        history |= {case: trained} if trained else {}
    findings = tmp_path / "findings.csv"
    files.write_table(findings, judge({case: published() for case in CASES}))
    return {
        "results": paths,
        "images": images,
        "history": history,
        "findings": str(findings),
        "trainings": None,
        "manifest": str(image_store(12, size=10, channels=1).path.with_suffix(".json")),
        "cases": CASES,
        "settings": {
            "seed": 7,
            "dataset": {"count": 12},
            "quality": {"features": "pixels", "neighbours": 3},
            "cases": {"1": {"encoder": "encoder.onnx"}},
        },
        "benchmarks": str(tmp_path / "nowhere"),
        "study": "tiny",
        "source": "painted",
        "sigma": 3.0,
    }


def test_the_page_tells_the_study_and_every_case(inputs, tmp_path):
    output = tmp_path / "index.html"
    page(**inputs, output=str(output))
    text = output.read_text(encoding="utf-8")
    assert "Study tiny has 12 painted faces at 10x10 pixels, in grey." in text
    assert ">nan</label>" in text
    assert "Case 1: Trained for 2 epochs" in text
    assert "Case nan: The models are the user" in text
    assert "<dt>dataset.count</dt><dd>12</dd>" in text
    assert "not at hand where this page was written" in text
    assert text.count("data:image/webp") == 2 * (2 + len(SHOWN) + 4)


def test_times_and_trainings_are_told_where_they_are(inputs, tmp_path):
    (tmp_path / "benchmarks" / "1").mkdir(parents=True)
    (tmp_path / "benchmarks" / "1" / "training.tsv").write_text("s\tmax_rss\n90\t500\n")
    trainings = tmp_path / "trainings.csv"
    trainings.write_text("case,other,quantity,ratio\n1,nan,radius,5.6\n1,nan,component_std,\n")
    inputs |= {"benchmarks": str(tmp_path / "benchmarks"), "trainings": str(trainings)}
    page(**inputs, output=str(tmp_path / "index.html"))
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "The times of 1 job add up to 1 min 30 s" in text
    assert "Cases 1 and nan are one architecture" in text


def test_a_case_without_one_of_its_files_is_refused(inputs, tmp_path):
    inputs["results"]["pca"] = inputs["results"]["pca"][:1]
    with pytest.raises(ValueError, match="shorter"):
        page(**inputs, output=str(tmp_path / "index.html"))
    assert not (tmp_path / "index.html").exists()


def test_templates_style_and_script_make_the_page_stale(monkeypatch):
    monkeypatch.chdir(ROOT)
    listed = set(library(ROOT, "study/page"))
    beside = {
        f"zpoints/study/{path.name}"
        for path in (ROOT / "zpoints" / "study").glob("page.*")
        if path.suffix != ".pyc"
    }
    assert len(beside) > 8
    assert beside <= listed
    assert "zpoints/study/charts.py" in listed
