"""The page of all keys."""

import subprocess
import sys

from tests.unit.config.edits import kinds_of_samplers, leaves
from zpoints.config import page


def cells_of(text):
    """Cells of each row below the headings."""
    for line in text.splitlines():
        if line.startswith("| `"):
            cells = [cell.strip() for cell in line.replace(r"\|", "/").strip("|").split("|")]
            assert len(cells) == 4, line
            assert cells[1] and cells[3], line
            yield cells


def test_the_page_lists_every_key_with_its_default(schema):
    text = page.describe(schema)
    rows = {}
    for cells in cells_of(text):
        rows.setdefault(cells[0].strip("`"), cells)
    for key, inner in leaves(schema, schema):
        key = key.replace("*", "{case}")
        if key.startswith("cases.{case}.training."):
            continue  # one row says that they are those of `training`
        assert inner["description"].rstrip(".")[:30].split("|")[0] in rows[key][3], key
        assert bool(rows[key][2]) is ("default" in inner), key
    assert "cases.{case}.training" in rows
    assert text.endswith("|\n")


def test_the_page_lists_every_sampler_with_its_options(schema):
    rows = [cells for cells in cells_of(page.describe(schema)) if "{sampler}" in cells[0]]
    for name, entry in kinds_of_samplers(schema).items():
        assert rows.pop(0)[:2] == ["`samplers.{sampler}.sampler`", f"`{name}`"]
        for option, inner in list(entry["properties"].items())[1:]:
            key, _, default, meaning = rows.pop(0)
            assert key == f"`samplers.{{sampler}}.{option}`"
            assert default == f"`{page.written(inner['default'])}`"
            assert meaning == inner["description"]
    assert rows == []


def test_the_page_tells_both_kinds_of_case_apart(schema):
    rows = [cells for cells in cells_of(page.describe(schema)) if "{case}" in cells[0]]
    parts = [index for index, cells in enumerate(rows) if cells[0] == "`cases.{case}`"]
    assert parts[0] == 0 and len(parts) == 2
    own = [cells[0].split(".")[-1].strip("`") for cells in rows[parts[1] + 1 :]]
    assert own == list(schema["$defs"]["adopted_case"]["properties"])


def test_the_page_says_what_changes_no_result(schema):
    rows = {cells[0].strip("`"): cells[3] for cells in cells_of(page.describe(schema))}
    assert {key for key, meaning in rows.items() if meaning.endswith("Changes no result.")} == {
        "dataset.workers", "dataset.shards", "encoding.threads", "encoding.shards",
        "training.memory_gb",
    }  # fmt: skip
    digits = {key for key, meaning in rows.items() if "the last digits of results alone" in meaning}
    assert digits == {"training.threads", "training.gpus"}


def test_the_page_in_the_repository_is_that_of_the_schema(root):
    command = [sys.executable, "-m", "zpoints.config.page", "workflow/schemas/config.schema.yaml"]
    printed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    assert printed == (root / "config" / "README.md").read_text()
