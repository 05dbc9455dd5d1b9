"""The settings of the page decide results, and tell of nobody's folders."""

from zpoints.config.check import check
from zpoints.config.study import Study
from zpoints.study.settings import page_settings, rows

CONFIG = {
    "study": "mine",
    "dataset": {"path": "/home/somebody/photos", "preview": {"images": 4}, "threads": 3},
    "correlations": {"vectors": 50, "pairs_figure": {"limit": 4}},
    "samples": {"count": 16, "sheet": {"images": 4}, "poster": {"images": 2}},
    "cases": {"I": {"encoder": "models/secret/encoder.onnx", "z_dim": None}},
    "attributes": {"alpha": 0.05, "figure": {}},
    "atlas": {"thumbnails": 64},
}


def test_figures_and_folders_are_left_out():
    settings = page_settings(CONFIG, {"dataset": {"path": "/home/somebody/photos", "count": 9}})
    assert settings == {
        "study": "mine",
        "dataset": {"path": "photos", "count": 9},
        "correlations": {"vectors": 50},
        "samples": {"count": 16},
        "cases": {"I": {"encoder": "encoder.onnx", "z_dim": None}},
        "attributes": {"alpha": 0.05},
    }


def test_rows_have_dotted_keys_and_values_as_in_yaml():
    settings = {"a": {"b": {"c": [1, 0.5, "x"]}, "d": None}, "e": True, "f": 1e-05, "g": {}}
    assert rows(settings) == [
        ("a.b.c", "[1, 0.5, x]"),
        ("a.d", "null"),
        ("e", "true"),
        ("f", "1e-05"),
        ("g", "{}"),
    ]


def test_settings_of_a_real_config_change_with_what_decides_a_result_alone(tiny, schema):
    def settings(config):
        study = Study(check(config, schema), schema)
        sections = ("dataset", "training", "encoding")
        return page_settings(study.config, {one: study.decisive(one) for one in sections})

    before = settings(tiny)
    tiny["dataset"]["preview"] = {"images": 4}
    tiny["samples"]["sheet"] = {"images": 4}
    tiny["atlas"] = {"images": "none", "cases": ["I"]}
    assert settings(tiny) == before
    tiny["dataset"]["count"] = 95
    assert settings(tiny) != before
