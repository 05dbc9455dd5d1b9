"""Every file beside Python is a part of the page, so an edit of any makes the page stale."""

from pathlib import Path

from zpoints.study.atlas import sources as module
from zpoints.study.atlas.sources import FOLDER, IN_WORKERS, LAST, scripts, sources, worker

# Sources of what is built, and notes.
BESIDE = {".py", ".c", ".h", ".md", ".pyc"}


def test_all_files_are_listed():
    found = {path for path in FOLDER.rglob("*") if path.is_file() and path.suffix not in BESIDE}
    assert set(sources()) == found
    assert {"atlas.html", "main.js"} <= {path.name for path in sources()}


def test_a_script_runs_on_the_page_or_in_workers_and_main_comes_last(tmp_path):
    for name in ("page/main.js", "page/a.js", "page/zoo.js", "page/atlas.css", "page/atlas.html",
                 "engine/engine.js", "engine/worker.js", "engine/decoders.js", "engine/engine.wasm",
                 "engine/graph.py"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in scripts(tmp_path)] == ["decoders.js", "a.js", "zoo.js", LAST]
    assert [path.name for path in worker(tmp_path)] == list(IN_WORKERS)
    assert len(sources(tmp_path)) == 9


def test_rules_read_it_without_any_library():
    text = Path(module.__file__).read_text()
    imports = [line for line in text.splitlines() if line.startswith(("import", "from"))]
    assert imports == ["from pathlib import Path"]
