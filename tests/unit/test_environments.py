"""Each rule's conda environment names what its script imports, and nothing else.

Read from the sources, so that imports inside functions count, and so do packages that a job would
find by chance: as a dependency of another package, or beside Snakemake.
"""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from support.conda_channel import conda_name

from zpoints.samplers.kinds import KINDS
from zpoints.staleness import imported_modules

ROOT = Path(__file__).resolve().parents[2]
# What a package imports for us without asking for it: Keras computes with one of several backends
# and exports models through tf2onnx and onnx.
IMPORTED_FOR_US = {"keras": {"tensorflow", "tf2onnx", "onnx"}}
# Imported only where a user has chosen it as Keras's backend, and installed it.
OTHER_BACKENDS = {"jax"}
# Methods of pandas that need a package which pandas does not bring.
OPTIONAL_IN_PANDAS = {
    "read_excel", "read_feather", "read_hdf", "read_html", "read_parquet", "read_xml", "style",
    "to_excel", "to_feather", "to_hdf", "to_markdown", "to_parquet", "to_xarray", "to_xml",
}  # fmt: skip


def rules(root):
    """Script and environment file, or None, of every rule that has a script."""
    found = {}
    for file in sorted((root / "rules").glob("*.smk")):
        text = file.read_text()
        parts = re.split(r"^rule (\w+):$", text, flags=re.MULTILINE)
        scripts = 0
        for name, body in zip(parts[1::2], parts[2::2], strict=True):
            script, environment = (
                re.search(rf'^    {directive}:\n        "(.+)"$', body, re.MULTILINE)
                for directive in ("script", "conda")
            )
            if script:
                scripts += 1
                found[name] = (
                    (file.parent / script[1]).resolve(),
                    (file.parent / environment[1]).resolve() if environment else None,
                )
        assert scripts == text.count("script:"), f"{file} has scripts written in another way"
    return found


@cache
def wheels_of_modules():
    return metadata.packages_distributions()


@cache
def third_party(file):
    """Modules that a file imports and that are neither Python's nor ours."""
    modules = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            modules.add(node.module)
    return {name.partition(".")[0] for name in modules} - sys.stdlib_module_names - {"zpoints"}


def loaded_by_name(script):
    """Modules that a script imports by names known at run time: the families of samplers."""
    if script.stem != "draws":
        return ()
    return tuple(sorted({f"zpoints.samplers.{kind.family}" for kind in KINDS.values()}))


@cache
def imported(script):
    """Packages of conda-forge that a script imports, directly and through zpoints."""
    packages = set()
    for file in [script, *imported_modules(script, ROOT / "zpoints", loaded_by_name(script))]:
        for module in third_party(file):
            packages.add(conda_name(wheels_of_modules().get(module, [module])[0]))
    for package in packages.copy():
        packages |= IMPORTED_FOR_US.get(package, set())
    return packages - OTHER_BACKENDS


def named(file):
    """Version that an environment asks of each package."""
    lines = yaml.safe_load(file.read_text())["dependencies"]
    return {line.split()[0]: line.split()[1] for line in lines}


def faults(root):
    """What is wrong with the environments: one sentence each."""
    used = defaultdict(set)
    for name, (script, environment) in rules(root).items():
        if environment is None:
            yield f"rule {name} has no environment"
            continue
        if not environment.exists():
            yield f"rule {name} names {environment.name}, which is not there"
            continue
        needed = imported(script)
        used[environment.name] |= needed
        for package in sorted(needed - named(environment).keys()):
            yield f"rule {name} needs {package}, which {environment.name} does not name"
    for file in sorted((root / "envs").iterdir()):
        if file.name not in used:
            yield f"no rule uses {file.name}"
        for package in sorted(named(file).keys() - used[file.name] - {"python"}):
            yield f"no rule of {file.name} needs {package}"


@pytest.fixture
def copy(tmp_path):
    """Spoil one of the files that are looked at, in a copy; what is found then."""
    (tmp_path / "workflow").symlink_to(ROOT / "workflow")
    for part in ("rules", "envs"):
        (tmp_path / part).mkdir()
        for file in (ROOT / part).iterdir():
            (tmp_path / part / file.name).write_bytes(file.read_bytes())

    def change(path, pattern, text):
        old = (tmp_path / path).read_text()
        new = re.sub(pattern, text, old, count=1)
        assert new != old
        (tmp_path / path).write_text(new)
        return list(faults(tmp_path))

    return change


def test_environments_are_complete_and_minimal():
    assert list(faults(ROOT)) == []


def test_every_script_is_that_of_one_rule():
    scripts = sorted(script for script, _ in rules(ROOT).values())
    assert scripts == sorted((ROOT / "workflow" / "scripts").rglob("*.py"))
    assert len(scripts) > 50


@pytest.mark.parametrize(
    ("environment", "package", "rule"),
    [
        ("training", "tf2onnx", "training"),  # Keras imports it
        ("training", "google-crc32c", "training"),  # through zpoints.stores; Zarr needs it too
        ("training", "onnx", "adoption"),
        ("analysis", "dlib", "judgement"),  # inside a function
        (
            "analysis",
            "scikit-learn",
            "draws",
        ),  # inside a function of a family that is loaded by name
        ("analysis", "py-opencv", "images"),
        ("analysis", "matplotlib-base", "poster"),
        ("analysis", "pillow", "images"),  # Matplotlib brings it
    ],
)
def test_a_package_that_is_left_out_is_found(copy, environment, package, rule):
    found = copy(f"envs/{environment}.yaml", rf"  - {package} .*\n", "")
    assert f"rule {rule} needs {package}, which {environment}.yaml does not name" in found


def test_a_package_too_many_is_found(copy):
    found = copy("envs/analysis.yaml", r"  - dlib", "  - keras >=3.8\n  - dlib")
    assert found == ["no rule of analysis.yaml needs keras"]


def test_a_rule_without_environment_is_found(copy):
    found = copy("rules/models.smk", r'    conda:\n        ".*"\n', "")
    assert found == ["rule training has no environment"]


def test_a_rule_in_the_wrong_environment_is_found(copy):
    found = copy("rules/models.smk", r"envs/training.yaml", "envs/analysis.yaml")
    assert "rule training needs tensorflow, which analysis.yaml does not name" in found


def test_bounds_are_those_of_the_wheels():
    """One library, one lowest version, however it is installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wheels = {}
    for text in [*project["dependencies"], *project["optional-dependencies"]["cpu"]]:
        name, bound = re.match(r"([\w-]+)(?:\[\w+\])?(>=[\d.]+)", text).groups()
        wheels[conda_name(name)] = bound
    for file in (ROOT / "envs").iterdir():
        for package, bound in named(file).items():
            if package != "python":
                assert wheels[package] == bound, f"{file.name}: {package}"


def test_both_environments_have_the_same_python_and_channels():
    files = [yaml.safe_load(file.read_text()) for file in (ROOT / "envs").iterdir()]
    assert all(file["channels"] == ["conda-forge", "nodefaults"] for file in files)
    # conda-forge builds TensorFlow 2.19, its newest, for Python 3.10 to 3.12; Zarr needs 3.12.
    assert [file["dependencies"][0] for file in files] == ["python =3.12"] * len(files)


def test_pandas_is_asked_for_nothing_that_it_does_not_bring():
    for file in [*(ROOT / "zpoints").rglob("*.py"), *(ROOT / "workflow").rglob("*.py")]:
        attributes = {
            node.attr
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.Attribute)
        }
        assert not attributes & OPTIONAL_IN_PANDAS, file


def test_the_workflow_is_read_without_any_package_of_an_environment(tmp_path):
    """With conda, Snakemake's own environment holds none of them."""
    blocked = {
        module
        for module, wheels in wheels_of_modules().items()
        for file in (ROOT / "envs").iterdir()
        if conda_name(wheels[0]) in named(file)
    }
    assert {"numpy", "zarr", "cv2"} <= blocked
    (tmp_path / "images.npy").write_bytes(b"")
    imports = re.findall(r"^from zpoints.*$", (ROOT / "rules/common.smk").read_text(), re.M)
    assert len(imports) > 3
    program = [
        "import sys, yaml",
        f"sys.modules.update(dict.fromkeys({sorted(blocked)}))",
        *imports,
        "schema = yaml.safe_load(open('workflow/schemas/config.schema.yaml'))",
        "config = yaml.safe_load(open('config/tiny.yaml'))",
        "config['dataset'] = {'source': 'array', 'path': sys.argv[1], 'image_size': 16}",
        "study = Study(check(config, schema), schema)",
        "inputs.check_source(study, 'nowhere.json')",
        "inputs.check_models(study)",
        "staleness.library('.', 'models/training')",
    ]
    subprocess.run(
        [sys.executable, "-c", "\n".join(program), tmp_path / "images.npy"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
    )
