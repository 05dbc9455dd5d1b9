"""docs/rules.md shows the rules as they are."""

import subprocess
import sys


def test_the_page_of_the_rules_is_that_of_this_snakefile(root):
    made = subprocess.run(
        [sys.executable, "docs/rules.py"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    assert made == (root / "docs" / "rules.md").read_text(), "make format writes it anew"
    for room in ("dataset", "models", "cloud", "findings"):
        assert f"[{room}]" in made
    assert "    images --> training\n" in made
