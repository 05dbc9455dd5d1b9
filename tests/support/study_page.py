"""The page of a study, without running one."""

from support.case_results import case_results
from support.published import published
from zpoints.findings.verdicts import judge
from zpoints.study.making import Step
from zpoints.study.page import Making, page

SETTINGS = {
    "seed": 1,
    "quality": {"features": "appearance", "neighbours": 5},
    "cases": {"I": {"encoder": "encoder.onnx", "decoder": "decoder.onnx"}},
}
MADE = Making(SETTINGS, [("Python", "3")], [Step("training", 2, 90, 500)], 4)


def written(*cases, findings=None, trainings=None, study="mine"):
    cases = cases or (case_results("I"),)
    table = judge({case.name: published() for case in cases}) if findings is None else findings
    data = "Study mine has 500 images."
    return page(study, data, "Keep it.", cases, table, trainings, 3, MADE)
