"""Print docs/rules.md: the graph of the rules as Snakemake gives it, a box for each room.

`make format` writes the page anew; a test compares the two.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# The rules

Made by `make format` from `snakemake --rulegraph mermaid-js` for the demo. A box is a room: a file
in `rules/`, a folder in `workflow/scripts/`, `zpoints/`, `workflow/report/`, `tests/` and below
`results/{study}/{case}/`. An arrow leads from the rule that makes a file to a rule that reads it.
`adoption` takes the place of `training` where a case brings its own models.
"""


def rooms() -> dict[str, str]:
    """Room of every rule that runs a script."""
    found = {}
    for file in sorted((ROOT / "rules").glob("*.smk")):
        for text in re.split(r"^rule ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            if "script:" in text:
                found[text.partition(":")[0]] = file.stem
    return found


def page() -> str:
    """The whole page as Markdown."""
    command = [sys.executable, "-m", "snakemake", "--forceall", "--rulegraph", "mermaid-js", "all"]
    graph = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = dict(re.findall(r"^\s*(id\d+)\[(\w+)\]", graph, flags=re.MULTILINE))
    room_of = rooms()
    edges = sorted(
        (names[source], names[target])
        for source, target in re.findall(r"^\s*(id\d+) --> (id\d+)", graph, flags=re.MULTILINE)
    )
    order = re.findall(r'^include: "rules/(\w+)\.smk"', (ROOT / "Snakefile").read_text(), re.M)
    lines = ["```mermaid", "flowchart LR"]
    for room in order:
        rules = sorted(name for name in names.values() if room_of.get(name) == room)
        if rules:
            lines += [
                f"    subgraph {room}_room [{room}]",
                *(f"        {r}" for r in rules),
                "    end",
            ]
    lines += [
        f"    {source} --> {target}"
        for source, target in edges
        if source in room_of and target in room_of
    ]
    return "\n".join([HEAD, *lines, "```", ""])


if __name__ == "__main__":
    sys.stdout.write(page())
