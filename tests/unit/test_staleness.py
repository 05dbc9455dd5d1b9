"""Which files make a step stale: what its script imports, and nothing else."""

import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from zpoints.samplers.kinds import KINDS
from zpoints.staleness import digest, imported_modules, library, library_digest

ROOT = Path(__file__).resolve().parents[2]
# Steps that draw or write a page, besides those whose name ends in "_figure".
DRAWING = (
    "dataset/preview",
    "samplers/sheet",
    "quality/poster",
    "findings/verdicts_page",
    "quality/hero",
    "study/page",
    "study/atlas",
)
# Most scripts that an edit of a figure's module makes stale.
FIGURE_LIMIT = 3


def package(folder, **modules):
    """A package zpoints; two underscores in a name stand for a folder's slash."""
    folder = folder / "zpoints"
    for name, source in {"__init__": "", **modules}.items():
        path = folder / f"{name if name == '__init__' else name.replace('__', '/', 1)}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
        if path.parent != folder and not (path.parent / "__init__.py").exists():
            (path.parent / "__init__.py").write_text("")
    return folder


def names(tmp_path, script, also=(), **modules):
    """Dotted names, without "zpoints.", of the modules that a script imports."""
    path = tmp_path / "script.py"
    path.write_text(script)
    inside = package(tmp_path, **modules)
    return [dotted(module, inside) for module in imported_modules(path, inside, also)]


def dotted(module, folder):
    parts = module.relative_to(folder).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def test_imports_are_followed_through_the_package(tmp_path):
    assert names(
        tmp_path,
        "from zpoints import a\nimport numpy",
        a="import zpoints.b",
        b="from zpoints.c import thing",
        c="",
        unused="",
    ) == ["", "a", "b", "c"]


def test_every_way_to_import_counts(tmp_path):
    assert names(
        tmp_path,
        "import zpoints.a as x, zpoints.b\nfrom zpoints import c as y, d\n"
        "from zpoints.e import (f,)\n"
        "def late():\n    if True:\n        from zpoints import g\n",
        **dict.fromkeys("abcdefg", ""),
    ) == ["", "a", "b", "c", "d", "e", "g"]


@pytest.mark.parametrize(
    "script",
    [
        "from zpoints.room import module",
        "from zpoints.room.module import Thing, other",
        "import zpoints.room.module as x",
        "import zpoints.room.module",
        "def late():\n    from zpoints.room.module import Thing",
        "class Late:\n    def method(self):\n        import zpoints.room.module as x",
    ],
)
def test_a_module_of_a_room_counts_with_its_package(tmp_path, script):
    modules = {"room__module": "", "room__beside": "", "other__module": ""}
    assert names(tmp_path, script, **modules) == ["", "room", "room.module"]


def test_a_room_alone_is_its_package(tmp_path):
    modules = {"room____init__": "from zpoints import a", "room__module": "", "a": ""}
    assert names(tmp_path, "import zpoints.room", **modules) == ["", "a", "room"]
    assert names(tmp_path, "from zpoints import room", **modules) == ["", "a", "room"]
    assert names(tmp_path, "from zpoints.room import missing", **modules) == ["", "a", "room"]


def test_what_the_package_itself_imports_counts(tmp_path):
    modules = {"__init__": "from zpoints import a", "a": ""}
    assert names(tmp_path, "import zpoints", **modules) == ["", "a"]


def test_what_packages_on_the_way_import_counts(tmp_path):
    inner = tmp_path / "zpoints" / "room" / "deep"
    inner.mkdir(parents=True)
    (inner / "__init__.py").write_text("import zpoints.a")
    (inner / "module.py").write_text("import zpoints.b")
    modules = {"room____init__": "import zpoints.c", **dict.fromkeys("abcd", "")}
    assert names(tmp_path, "from zpoints.room.deep.module import f", **modules) == [
        "", "a", "b", "c", "room", "room.deep", "room.deep.module",
    ]  # fmt: skip


def test_rooms_import_one_another(tmp_path):
    assert names(
        tmp_path,
        "from zpoints.cloud import distances",
        cloud__distances="from zpoints.cloud.cloud import Cloud\nfrom zpoints import files",
        cloud__cloud="from zpoints.stores.reader import Store",
        stores__reader="",
        stores__writer="from zpoints.stores.reader import Store",
        files="",
    ) == ["", "cloud", "cloud.cloud", "cloud.distances", "files", "stores", "stores.reader"]


def test_a_folder_that_is_no_package_hides_no_module(tmp_path):
    """Python's cache may be all that is left of a package that was renamed."""
    (tmp_path / "zpoints" / "a" / "__pycache__").mkdir(parents=True)
    assert names(tmp_path, "from zpoints import a", a="") == ["", "a"]


def test_a_circle_ends(tmp_path):
    modules = {"a": "import zpoints.b", "b": "import zpoints.a"}
    assert names(tmp_path, "from zpoints import a", **modules) == ["", "a", "b"]


def test_modules_that_are_loaded_by_name_are_followed_too(tmp_path):
    modules = {"room__module": "import zpoints.a", "a": "", "b": ""}
    assert names(tmp_path, "", ["zpoints.room.module"], **modules) == [
        "", "a", "room", "room.module",
    ]  # fmt: skip


def test_names_that_only_look_alike_do_not_count(tmp_path):
    script = (
        "import zpointsx.a\nfrom other.zpoints import a\n"
        "# import zpoints.a\n'from zpoints import a'"
    )
    assert names(tmp_path, script, a="") == []


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with a computation in two steps and a figure."""
    package(
        tmp_path,
        errors="",
        cloud__sums="from zpoints import errors",
        cloud__cloud="",
        figures__style="",
        samplers__cubes="import zpoints.cloud.cloud",
    )
    (tmp_path / "zpoints" / "figures" / "style.mplstyle").write_text("axes.grid: True")
    (tmp_path / "zpoints" / "figures" / "other.mplstyle").write_text("")
    scripts = tmp_path / "workflow" / "scripts" / "cloud"
    scripts.mkdir(parents=True)
    (scripts / "sums_shard.py").write_text("from zpoints.cloud import sums")
    (scripts / "sums.py").write_text("from zpoints.cloud.cloud import Cloud")
    (scripts / "figure.py").write_text("from zpoints.figures import style")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_library_of_a_script_is_all_that_it_imports(repository):
    assert library(repository, "cloud/sums_shard") == [
        "zpoints/__init__.py",
        "zpoints/cloud/__init__.py",
        "zpoints/cloud/sums.py",
        "zpoints/errors.py",
    ]


def test_the_library_of_what_gathers_shards_names_their_script(repository):
    assert library(repository, "cloud/sums", "cloud/sums_shard") == [
        "workflow/scripts/cloud/sums_shard.py",
        "zpoints/__init__.py",
        "zpoints/cloud/__init__.py",
        "zpoints/cloud/cloud.py",
        "zpoints/cloud/sums.py",
        "zpoints/errors.py",
    ]


def test_a_file_beside_a_module_belongs_to_it(repository):
    assert library(repository, "cloud/figure") == [
        "zpoints/__init__.py",
        "zpoints/figures/__init__.py",
        "zpoints/figures/style.py",
        "zpoints/figures/style.mplstyle",
    ]


def test_a_family_that_is_loaded_by_name_is_in_the_library(repository):
    modules = library(repository, "cloud/figure", also=["samplers/cubes"])
    assert set(modules) > set(library(repository, "cloud/figure"))
    assert {"zpoints/samplers/cubes.py", "zpoints/cloud/cloud.py"} < set(modules)


def test_the_library_is_relative_to_where_snakemake_runs(repository, monkeypatch):
    monkeypatch.chdir(repository / "workflow")
    assert library(repository, "cloud/sums")[0] == "../zpoints/__init__.py"


def test_the_digest_of_a_library_changes_with_each_of_its_files(repository):
    before = library_digest(repository, "cloud/figure")
    (repository / "zpoints" / "figures" / "other.mplstyle").write_text("axes.grid: False")
    (repository / "zpoints" / "figures" / "style.mplstyle").touch()
    assert library_digest(repository, "cloud/figure") == before
    (repository / "zpoints" / "figures" / "style.mplstyle").write_text("axes.grid: False")
    assert library_digest(repository, "cloud/figure") != before


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


def scripts():
    """Every script of the study, as "<room>/<rule>"."""
    folder = ROOT / "workflow" / "scripts"
    paths = sorted(folder.glob("*/*.py"))
    return [path.relative_to(folder).with_suffix("").as_posix() for path in paths]


def families(script):
    """Modules that a script imports by name."""
    if script != "samplers/draws":
        return []
    return sorted({f"zpoints.samplers.{kind.family}" for kind in KINDS.values()})


@cache
def gathered():
    """Script to the scripts that its rule names beside it: those of the shards that it joins."""
    calls = r"library(?:_digest)?\(((?:\s*\"[a-z_/]+\",?)+)"
    texts = [file.read_text() for file in sorted((ROOT / "rules").glob("*.smk"))]
    named = [re.findall(r"[a-z_/]+", call) for text in texts for call in re.findall(calls, text)]
    return {script: shards for script, *shards in named}


@cache
def stale_scripts():
    """Module of zpoints, as a dotted name without "zpoints.", to the scripts it makes stale."""
    stale = defaultdict(list)
    for script in scripts():
        modules = set()
        for name in (script, *gathered().get(script, ())):
            path = ROOT / "workflow" / "scripts" / f"{name}.py"
            modules.update(imported_modules(path, ROOT / "zpoints", families(script)))
        for module in sorted(modules):
            stale[dotted(module, ROOT / "zpoints")].append(script)
    return dict(sorted(stale.items()))


def table():
    """The table of `stale_scripts` in Markdown."""
    rows = [
        f"| {module or 'zpoints'} | {len(stale)} | {', '.join(stale)} |"
        for module, stale in stale_scripts().items()
    ]
    return "\n".join(["| module | scripts | stale after an edit |", "|---|---|---|", *rows])


def is_drawing(script):
    return script.endswith("_figure") or script in DRAWING


def test_every_script_gets_what_python_loads():
    """Ask Python itself, for scripts that need no Keras: what is loaded is listed."""
    asked = [name for name in scripts() if name not in ("models/training", "models/adoption")]
    paths = [str(ROOT / "workflow" / "scripts" / f"{name}.py") for name in asked]
    program = (
        "import runpy, sys\nfor path in sys.argv[1:]:\n"
        "    [sys.modules.pop(n) for n in list(sys.modules) if n.split('.')[0] == 'zpoints']\n"
        "    runpy.run_path(path, run_name='script')\n"
        "    print(path, *sorted(n for n in sys.modules if n.split('.')[0] == 'zpoints'))"
    )
    command = [sys.executable, "-c", program, *paths]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert len(printed.splitlines()) == len(asked) > 40
    for line in printed.splitlines():
        script, *loaded = line.split()
        modules = imported_modules(script, ROOT / "zpoints")
        listed = {f"zpoints.{dotted(m, ROOT / 'zpoints')}".rstrip(".") for m in modules}
        assert listed == set(loaded), script


def test_every_rule_names_the_library_of_its_own_script():
    for file in sorted((ROOT / "rules").glob("*.smk")):
        for body in re.split(r"^rule \w+:$", file.read_text(), flags=re.MULTILINE)[1:]:
            script = re.search(r"workflow/scripts/(.+)\.py\"$", body, re.MULTILINE)
            if script:
                library_of = re.search(r"library(?:_digest)?\(\s*\"(.+?)\"", body)
                assert library_of and library_of[1] == script[1], f"{file.name}: {script[1]}"
    assert sorted(gathered()) == scripts()


def test_only_steps_that_make_models_import_keras():
    for module, stale in stale_scripts().items():
        path = ROOT / "zpoints" / f"{module.replace('.', '/')}.py"
        if path.exists() and re.search(
            r"^\s*(import|from) keras\b", path.read_text(), re.MULTILINE
        ):
            assert set(stale) <= {"models/training", "models/adoption"}, module
    makes_training = set(stale_scripts()["models.training"])
    assert makes_training == set(stale_scripts()["models.autoencoder"]) == {"models/training"}


def test_a_figure_makes_few_scripts_stale():
    """`python -m pytest -s tests/unit/test_staleness.py -k few` prints the table."""
    print(f"\n{table()}")
    figures = {
        module: stale
        for module, stale in stale_scripts().items()
        if "figure" in module.split(".")[-1] and module != "figures"
    }
    assert len(figures) > 5
    for module, stale in figures.items():
        assert len(stale) <= FIGURE_LIMIT, f"an edit of {module} makes {stale} stale"


def test_what_only_draws_makes_no_computation_stale():
    for module, stale in stale_scripts().items():
        if "figure" in module:
            computing = [script for script in stale if not is_drawing(script)]
            assert not computing, f"an edit of {module} makes {computing} stale"
