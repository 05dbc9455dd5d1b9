import csv

import pytest
from snakemake_logger_plugin_zpoints import outcome

from zpoints.quality.table import CEILING, COLUMNS
from zpoints.samplers import kinds


def row(sampler, name, overlap, faces, kind="sampler", check=""):
    values = {"sampler": sampler, "name": name, "overlap": overlap, "face_rate": faces}
    return {**dict.fromkeys(COLUMNS, ""), **values, "kind": kind, "overlap_check": check}


ROWS = [
    row("reconstructions", "reconstructions: the ceiling", 0.949, 0.906, "reference", "pass"),
    row("gaussian-full", "the cloud's own shape", 0.781, 0.854),
    row("uniform-b2", "random, from a cube (b = 2)", 0.0098, 0.0195),
    row("uniform-b5", "random, from a cube (b = 5)", 0.0, 0.0254),
    row("noise", "noise", 0.0, 0.0, "control", "pass"),
]


@pytest.fixture
def write(tmp_path):
    def write(rows, case="II"):
        path = tmp_path / case / "quality" / "samplers.csv"
        path.parent.mkdir(parents=True)
        with path.open("w", newline="") as file:
            table = csv.DictWriter(file, COLUMNS)
            table.writeheader()
            table.writerows(rows)
        return path

    return write


def test_three_numbers_of_a_case(write):
    assert outcome.of_case("II", write(ROWS)) == (
        "Case II: overlap 0.01 from a cube, 0.78 from the cloud's own shape, 0.95 at the ceiling "
        "(faces 2 %, 85 %, 91 %)."
    )


def test_names_are_those_of_the_library():
    assert CEILING == "reconstructions"
    assert kinds.KINDS["gaussian-full"].title == "the cloud's own shape"
    assert kinds.KINDS["uniform"].title == "random, from a cube"


def test_without_a_detector_overlap_alone(write):
    rows = [{**row, "face_rate": ""} for row in ROWS]
    assert outcome.of_case("II", write(rows)).endswith("0.95 at the ceiling.")


def test_what_is_missing_is_left_out(write):
    assert outcome.of_case("I", write(ROWS[:2], "I")) == (
        "Case I: overlap 0.78 from the cloud's own shape, 0.95 at the ceiling (faces 85 %, 91 %)."
    )
    # A sampler that a user calls so is not the ceiling.
    assert outcome.of_case("II", write([row("reconstructions", "mine", 1.0, 1.0)])) is None


def test_failing_controls_are_said(write):
    failing = row("noise", "noise", 0.4, 0.0, "control", "fail: noise has overlap 0.4")
    assert outcome.of_case("II", write([*ROWS, failing])).endswith("do not rely on it.")


def test_the_first_page_that_exists_is_named(tmp_path, write):
    write(ROWS)
    only_numbers = outcome.sentences(tmp_path, ["I", "II"])
    assert [sentence.split(":")[0] for sentence in only_numbers] == ["Case II"]
    for page in ("findings/findings.html", "index.html"):
        path = tmp_path / page
        path.parent.mkdir(exist_ok=True)
        path.touch()
        assert outcome.sentences(tmp_path, ["I", "II"])[-1] == f"Open {path.as_posix()}."


def test_many_cases_are_left_to_the_page(tmp_path, write):
    cases = [f"c{k}" for k in range(9)]
    for case in cases:
        write(ROWS, case)
    found = outcome.sentences(tmp_path, cases)
    assert len(found) == 7
    assert found[-1] == "3 more cases are on the page."
