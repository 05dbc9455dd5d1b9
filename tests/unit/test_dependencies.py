"""Which modules of the package a script imports."""

import subprocess
import sys

from zpoints.dependencies import digest, imported_modules


def package(folder, **modules):
    folder = folder / "zpoints"
    folder.mkdir()
    for name, source in {"__init__": "", **modules}.items():
        (folder / f"{name}.py").write_text(source)
    return folder


def found(tmp_path, script, **modules):
    path = tmp_path / "script.py"
    path.write_text(script)
    inside = package(tmp_path, **modules)
    return [file.stem for file in imported_modules(path, inside)]


def test_imports_are_followed_through_the_package(tmp_path):
    names = found(
        tmp_path,
        "from zpoints import a\nimport numpy",
        a="import zpoints.b",
        b="from zpoints.c import thing",
        c="",
        unused="",
    )
    assert names == ["__init__", "a", "b", "c"]


def test_every_way_to_import_counts(tmp_path):
    names = found(
        tmp_path,
        "import zpoints.a as x, zpoints.b\nfrom zpoints import c as y, d\n"
        "from zpoints.e import (f,)\n"
        "def late():\n    if True:\n        from zpoints import g\n",
        **dict.fromkeys("abcdefg", ""),
    )
    assert names == ["__init__", "a", "b", "c", "d", "e", "g"]


def test_a_circle_ends(tmp_path):
    names = found(tmp_path, "from zpoints import a", a="import zpoints.b", b="import zpoints.a")
    assert names == ["__init__", "a", "b"]


def test_what_the_package_itself_imports_counts(tmp_path):
    path = tmp_path / "script.py"
    path.write_text("import zpoints")
    inside = package(tmp_path, a="")
    (inside / "__init__.py").write_text("from zpoints import a")
    assert [file.stem for file in imported_modules(path, inside)] == ["__init__", "a"]


def test_names_that_only_look_alike_do_not_count(tmp_path):
    names = found(
        tmp_path,
        "import zpointsx.a\nfrom other.zpoints import a\n"
        "# import zpoints.a\n'from zpoints import a'",
        a="",
    )
    assert names == []


def test_every_script_of_the_study_gets_what_python_loads(root):
    """Ask Python itself, for scripts that need no Keras: what is loaded is found."""
    folder = root / "workflow" / "scripts"
    scripts = [path for path in folder.glob("*.py") if path.stem not in ("train", "adopt")]
    program = (
        "import runpy, sys\nfor path in sys.argv[1:]:\n"
        "    [sys.modules.pop(n) for n in list(sys.modules) if n.split('.')[0] == 'zpoints']\n"
        "    runpy.run_path(path, run_name='script')\n"
        "    print(path, *sorted(n for n in sys.modules if n.split('.')[0] == 'zpoints'))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program, *map(str, scripts)],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert len(printed.splitlines()) == len(scripts) > 10
    for line in printed.splitlines():
        script, *loaded = line.split()
        modules = imported_modules(script, root / "zpoints")
        names = {f"zpoints.{p.stem}" if p.stem != "__init__" else "zpoints" for p in modules}
        assert names == set(loaded), script


def test_training_needs_keras_and_analysis_does_not(root):
    """The modules that import Keras reach the scripts that make models only."""
    for script in (root / "workflow" / "scripts").glob("*.py"):
        names = {path.stem for path in imported_modules(script, root / "zpoints")}
        assert bool(names & {"training", "autoencoder"}) is (script.stem == "train"), script
        assert ("export" in names) is (script.stem in ("train", "adopt")), script


def test_the_digest_is_of_the_contents_alone(tmp_path):
    inside = package(tmp_path, a="1", b="2")
    before = digest([inside / "a.py", inside / "b.py"])
    (inside / "b.py").touch()
    assert digest([inside / "a.py", inside / "b.py"]) == before
    (tmp_path / "elsewhere").mkdir()
    moved = package(tmp_path / "elsewhere", a="1", b="2")
    assert digest([moved / "a.py", moved / "b.py"]) == before
    for a, b in (("1", "3"), ("12", ""), ("2", "1")):
        (inside / "a.py").write_text(a)
        (inside / "b.py").write_text(b)
        assert digest([inside / "a.py", inside / "b.py"]) != before
