"""Build the documentation as a site that needs no network: `make docs`.

README, docs/ and config/README.md become pages of build/site/; links between them and to their
headings are checked, and any warning is an error. The page of the demo lies in it if there is one.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE, SITE = ROOT / "build" / "docs", ROOT / "build" / "site"
# Pages from outside docs/.
PAGES = {
    "README.md": "index.md",
    "config/README.md": "config.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
# Pages of the demo, and what the start page calls them.
DEMO = {"index.html": "the demo's page", "atlas.html": "its atlas"}
LINK = re.compile(r"\[([^\]]+)\]\((?!https?:|#)([^)#\s]+)(#[^)]*)?\)")


def main() -> None:
    """Gather the pages, and let MkDocs make the site."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    SOURCE.mkdir(parents=True)
    for name, page in PAGES.items():
        (SOURCE / page).write_text(relinked((ROOT / name).read_text(encoding="utf-8"), name))
    for file in sorted((ROOT / "docs").iterdir()):
        if file.suffix == ".md":
            (SOURCE / file.name).write_text(relinked(file.read_text(encoding="utf-8"), "docs/x"))
        elif file.suffix in (".jpg", ".png", ".ipynb"):
            shutil.copy2(file, SOURCE / file.name)
    links = []
    for name, words in DEMO.items():
        page = ROOT / "results" / "demo" / name
        if page.is_file():
            (SOURCE / "demo").mkdir(exist_ok=True)
            shutil.copy2(page, SOURCE / "demo" / name)
            links.append(f"[{words}](demo/{name})")
    if links:
        start = SOURCE / "index.md"
        title, _, text = start.read_text(encoding="utf-8").partition("\n")
        seen = f"**As `make demo` writes it: {', '.join(links)}.**"
        start.write_text(f"{title}\n\n{seen}\n{text}", encoding="utf-8")
    # Not --quiet: what it does not print is no warning to --strict.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean"]
    # The theme announces its successor otherwise.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    result = subprocess.run(
        [*command, "--site-dir", str(SITE)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if result.returncode:
        sys.exit(result.stdout)
    print(f"Open {SITE.relative_to(ROOT)}/index.html.")


def relinked(text: str, name: str) -> str:
    """A page's text with links as they are in the site, where all pages lie in one folder.

    Args:
        text: of the page.
        name: of its file, from the root of the repository.
    """
    here = Path(name).parent

    def link(found: re.Match) -> str:
        words, target, anchor = found[1], found[2], found[3] or ""
        file = (ROOT / here / target).resolve()
        if not file.is_relative_to(ROOT):
            return found[0]
        path = file.relative_to(ROOT).as_posix()
        if path in PAGES:
            return f"[{words}]({PAGES[path]}{anchor})"
        if file.parent == ROOT / "docs" and file.suffix in (".md", ".jpg", ".png", ".ipynb"):
            return f"[{words}]({file.name}{anchor})"
        # Of a file that is no page the site says the name; of one that is not there, MkDocs tells.
        return words if file.exists() else found[0]

    return LINK.sub(link, text)


if __name__ == "__main__":
    main()
