"""The step judges each case by its own files, and the trainings by theirs."""

import pytest
from support.published import published, put, trainings_table, write_evidence

from workflow.scripts.findings.verdicts import verdicts
from zpoints import files
from zpoints.findings.table import DIFFERS, NOT_TESTABLE, REPRODUCED, read_table
from zpoints.findings.verdicts import STATEMENTS


@pytest.fixture
def evidence(tmp_path):
    """Files of two cases, of which the second has another b."""
    paths = []
    for case, one in (("1", published()), ("1-x", put("radii", [0], "b_matched", 3)(published()))):
        (tmp_path / case).mkdir()
        paths.append(write_evidence(tmp_path / case, one))
    return {field: [one[field] for one in paths] for field in paths[0]}


def test_every_case_has_verdicts(evidence, tmp_path):
    output = tmp_path / "findings.csv"
    verdicts(["1", "1-x"], evidence, None, str(output))
    table = read_table(output)
    assert len(table) == 2 * len(STATEMENTS) + 1
    verdict = table.set_index(["id", "case"])["verdict"]
    assert verdict["best_b"].to_dict() == {"1": REPRODUCED, "1-x": DIFFERS}
    assert verdict["dominant_numbers"].to_dict() == {"1": REPRODUCED, "1-x": REPRODUCED}
    assert verdict["trainings_differ"].to_dict() == {"1, 1-x": NOT_TESTABLE}


def test_the_log_says_how_many_would_hold_by_chance(evidence, tmp_path, caplog):
    with caplog.at_level("INFO", "zpoints"):
        verdicts(["1", "1-x"], evidence, None, str(tmp_path / "findings.csv"))
    assert (
        "14 of 14 verdicts on our own statements about differences are “holds”; at most 0.025 · 14 "
        "= 0.35" in caplog.text
    )
    assert "verdicts: reproduced " in caplog.text


def test_pairs_of_trainings_have_verdicts(evidence, tmp_path):
    trainings, output = tmp_path / "trainings.csv", tmp_path / "findings.csv"
    rows = [("1", "01", "component_std", 5.0), ("1", "01", "radius", 5.0)]
    files.write_table(trainings, trainings_table(*rows))
    verdicts(["1", "1-x"], evidence, str(trainings), str(output))
    last = read_table(output).iloc[-1]
    assert (last["id"], last["case"], last["verdict"]) == ("trainings_differ", "1, 01", REPRODUCED)


def test_a_field_without_a_file_for_each_case_is_refused(evidence, tmp_path):
    evidence["radii"].pop()
    with pytest.raises(ValueError, match="shorter"):
        verdicts(["1", "1-x"], evidence, None, str(tmp_path / "findings.csv"))
