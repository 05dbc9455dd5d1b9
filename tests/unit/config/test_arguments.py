"""Config files on a command line are found, and an unreadable one is told in one sentence."""

import logging

import pytest

from zpoints.config import arguments


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("--cores 2 all", []),
        ("--configfile a.yaml --cores 2", ["a.yaml"]),
        ("--cores 2 --configfile a.yaml b.yaml -n", ["a.yaml", "b.yaml"]),
        ("--configfile=a.yaml all", ["a.yaml"]),
        ("--configfiles a.yaml -- all", ["a.yaml"]),
        ("--configfile a.yaml --configfile b.yaml", ["a.yaml", "b.yaml"]),
    ],
)
def test_config_files_are_found_among_the_arguments(line, expected):
    assert arguments.config_files(line.split()) == expected


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("study: mine\n")
    (tmp_path / "tab.yaml").write_text("study: mine\n\tseed: 1\n")
    (tmp_path / "poster.png").write_bytes(b"\x89PNG\0")
    return tmp_path


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--configfile mine.yaml", None),
        ("all", None),
        ("--configfile tab.yaml", "tab.yaml, line 2, column 1: a tab"),
        ("--configfile mein.yaml", "there is no file mein.yaml; did you mean mine.yaml?"),
        ("--configfile mine.yaml tab.yaml", "tab.yaml, line 2"),
        ("--configfile mine.yaml latents", "'latents' stands behind --configfile"),
        ("--configfile mine.yaml poster.png", "put targets before the options, or behind '--'"),
        ("--configfile latents", "there is no file latents"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(folder, line, words):
    text = arguments.mistake(line.split())
    assert text is None if words is None else words in text


def record(**extra):
    made = logging.makeLogRecord({"msg": "Traceback ..."} | extra)
    assert arguments.explain(made)
    return made.msg


def test_only_exceptions_are_explained(folder, monkeypatch):
    monkeypatch.setattr("sys.argv", ["snakemake", "--configfile", "tab.yaml"])
    assert record(exception="WorkflowError").startswith("tab.yaml, line 2, column 1: a tab")
    assert record() == "Traceback ..."
    assert "such as seed=2" in record(msg="Invalid config definition: no", exception="ValueError")
    monkeypatch.setattr("sys.argv", ["snakemake", "--configfile", "mine.yaml"])
    assert record(exception="WorkflowError") == "Traceback ..."
