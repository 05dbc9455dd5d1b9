"""A config file that cannot be read is told with its line, its column and a remedy."""

import pytest
import yaml

from tests.unit.config.edits import CONFIGS
from zpoints.config import file
from zpoints.errors import StudyError

CONFIG = """study: mine
dataset:
  source: folder
  path: data/faces
cases:
  I: &I
    encoder: {filters: [8, 16], kernels: [3, 3]}
  J: {<<: *I, seed: 2}
b_grid: [1, 2]
"""


def sentence(path):
    with pytest.raises(StudyError) as caught:
        file.read(path)
    text = str(caught.value)
    assert "\n" not in text
    assert text[-1] in ".?"
    return text


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "mine.yaml").write_text(CONFIG)
    (tmp_path / "config" / "tiny.yaml").write_text(CONFIG)
    (tmp_path / ".hidden.yaml").touch()
    return tmp_path


@pytest.mark.parametrize("name", CONFIGS)
def test_a_file_is_read_as_yaml_reads_it(root, name):
    path = root / "config" / f"{name}.yaml"
    assert file.read(path) == yaml.safe_load(path.read_text())


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("  source", "\tsource", "line 3, column 1", "a tab stands here; indent with spaces"),
        ("study: mine", "study:mine", "line 1", "write 'study: mine'"),
        ("study: mine", "study:mine\n# of mine", "line 1", "write 'study: mine'"),
        ("study: mine", "study mine\n# of mine", "line 1", "has no colon; write 'key: value'"),
        ("source: folder", "source:folder", "line 3", "write 'source: folder'"),
        ("source: folder", "source folder", "line 3", "has no colon; write 'key: value'"),
        ("study: mine", "study mine", "line 1", "has no colon; write 'key: value'"),
        ("  path", "     path", "line 4, column 10", "below line 3, which has a value already"),
        ("  path", " path", "line 4, column 2", "its indentation fits no section above"),
        ("path: data", "path: C: data", "line 4, column 10", "a second colon"),
        ("[1, 2]", "[1, 2", "line 10, column 1", "the list of line 9 goes wrong here"),
        ("[3, 3]}", "[3, 3]", "line 8, column 3", "the braces of line 7 go wrong here"),
        ("data/faces", '"data/faces', "line 4, column 9", "a quotation mark is not closed"),
        ("data/faces", '"C:\\Users\\me"', "line 4, column 14", "take single quotes, or /"),
        ("data/faces", '"data\\faces\\q"', "line 4, column 21", "take single quotes, or /"),
        ("data/faces", "*.jpg", "line 4, column 10", "put it in quotes"),
        ("data/faces", "@faces", "line 4, column 9", "put it in quotes"),
        ("data/faces", "{HOME}/faces", "line 4, column 15", "put the whole value in quotes"),
        ("[1, 2]", "[1, 2]]", "line 9, column 15", "a bracket closes that was not opened"),
        ("b_grid", "- b_grid", "line 9, column 1", "a '-' stands among keys"),
        ("*I", "*K", "line 8, column 11", "undefined alias 'K'"),
        ("  J: {", "  J: &I {", "line 8, column 6", "give each & a name of its own"),
        ("*I,", "5,", "line 8, column 11", "'<<' takes the keys of a section"),
        ("mine", "!mine x", "line 1, column 8", "'!' begins a tag"),
        ("b_grid", "---\nb_grid", "line 9, column 1", "remove the line '---'"),
        ("mine", "2024-05-01", "line 1", "2024-05-01 is read as a date; put it in quotes"),
        ("mine", "2024-13-41", "line 1", "2024-13-41 is read as a date; put it in quotes"),
        ("mine", "mi\x07ne", "line 1", "the character '\\x07' is no text; remove it"),
        ("[1, 2]", "&x [*x]", "line 9", "holds itself"),
        ("b_grid", "? [a, b]\n: 1\nb_grid", "line 9", "a list or a section; put it in quotes"),
        ("b_grid", "study", "line 9", "'study' stands twice in one section; keep one of them"),
        ("seed: 2", "seed: 2, seed: 3", "line 8", "'seed' stands twice"),
    ],
)
def test_what_yaml_cannot_read_is_told_with_its_place(folder, old, new, place, words):
    assert old in CONFIG
    (folder / "config" / "mine.yaml").write_text(CONFIG.replace(old, new, 1))
    text = sentence("config/mine.yaml")
    assert text.startswith(f"config/mine.yaml, {place}: ")
    assert words in text


def test_keys_may_stand_twice_in_sections_of_their_own(folder):
    (folder / "a.yaml").write_text("a: &x {b: 1}\nc: {<<: *x, b: 2}\nd: [{b: 1}, {b: 2}]\n")
    assert file.read("a.yaml") == {"a": {"b": 1}, "c": {"b": 2}, "d": [{"b": 1}, {"b": 2}]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "a.yaml is empty; start from a copy of config/config.yaml."),
        (b"# nothing\n", "is empty"),
        (b"mine\n", "holds no keys; start from a copy"),
        (b"- study: mine\n", "holds no keys"),
        (b"\x89PNG\r\n\0\0", "is no text; name one that there is, such as config/mine.yaml, conf"),
        ("study: mine\npath: gesichter-für-alle".encode("latin-1"), "line 2: a character is not"),
        (b"a: " + b"[" * 3000, "a.yaml: YAML cannot read a value"),
    ],
)
def test_a_file_that_is_no_config_is_told(folder, content, words):
    (folder / "a.yaml").write_bytes(content)
    assert words in sentence("a.yaml")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("mine.yaml", "there is no file mine.yaml; did you mean config/mine.yaml?"),
        ("mine", "did you mean config/mine.yaml?"),
        ("config/mien.yaml", "did you mean config/mine.yaml?"),
        ("config/mine.yml", "did you mean config/mine.yaml?"),
        ("nowhere.yaml", "name one that there is, such as config/mine.yaml, config/tiny.yaml."),
        ("no/where.yaml", "name one that there is, such as config/mine.yaml, config/tiny.yaml."),
        ("config", "config is a folder; name one that there is, such as config/mine.yaml"),
    ],
)
def test_a_file_that_is_not_there_is_told_with_the_one_that_is_meant(folder, path, words):
    text = sentence(path)
    assert text.startswith("config: ")
    assert words in text
    assert ".hidden" not in text


def test_where_no_config_is_at_all(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert sentence("a.yaml").endswith("name one that there is, from the folder in which you are.")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("config: dataset.path is odd.", "config/mine.yaml, line 4: dataset.path is odd."),
        ("config: dataset.count is odd.", "config/mine.yaml, line 2: dataset.count is odd."),
        ("config: cases.J.seed is odd.", "config/mine.yaml, line 8: cases.J.seed is odd."),
        # Taken over from another case.
        ("config: cases.J.encoder.filters", "config/mine.yaml, line 7: cases.J.encoder.filters"),
        ("config: b_grid.1 is odd.", "config/mine.yaml, line 9: b_grid.1 is odd."),
        ("config: nothing is set.", "config/mine.yaml: nothing is set."),
        ("config/mine.yaml, line 3: no.", "config/mine.yaml, line 3: no."),
    ],
)  # fmt: skip
def test_a_message_is_given_the_line_of_its_key(folder, message, expected):
    assert file.located(message, [folder / "config" / "mine.yaml"]) == expected


def test_of_several_files_the_last_that_holds_the_key_is_named(folder):
    (folder / "more.yaml").write_text("\nstudy: more\n")
    paths = ["config/mine.yaml", "more.yaml"]
    assert file.located("config: study is odd.", paths) == "more.yaml, line 2: study is odd."
    assert file.located("config: b_grid is odd.", paths).startswith("config/mine.yaml, line 9: ")
    assert file.located("config: b_grid is odd.", []) == "config: b_grid is odd."
