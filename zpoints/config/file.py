"""The file of a config: what YAML cannot read in it, and the line where a key stands."""

import difflib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from zpoints.errors import StudyError

# What YAML says of a place that it cannot read, and what to do there. {first} is the line where
# the list, section or text begins that holds the place.
_REMEDIES = (
    (r"character '\\t'", "a tab stands here; indent with spaces only"),
    (r"expected ',' or '\]'", "the list of line {first} goes wrong here; look for a ',' or a ']'"),
    (r"expected ',' or '}'", "the braces of line {first} go wrong here; look for a ',' or a '}}'"),
    (r"unexpected end of stream", "a quotation mark is not closed; close it"),
    (r"escape", "a backslash in double quotes is no letter; take single quotes, or /"),
    (r"undefined alias", "{problem}, as no & above gives this name; give it, or correct it"),
    (r"duplicate anchor", "{problem}; give each & a name of its own"),
    (r"but found '[]}]'", "a bracket closes that was not opened; remove it"),
    (r"but found '(-|<block sequence start>)'", "a '-' stands among keys; indent it below its key"),
    (r"but found '<scalar>'", "text follows a value that has ended; put the whole value in quotes"),
    (r"expected <block end>", "its indentation fits no section above; indent it as its neighbours"),
    (r"single document", "a second document begins; remove the line '---'"),
    (r"cannot start any|alphabetic or num", "a text may not begin like this; put it in quotes"),
    (r"for merging", "'<<' takes the keys of a section, such as '<<: *I'; name one"),
    (r"constructor for the tag", "'!' begins a tag that zpoints does not know; put it in quotes"),
)  # fmt: skip


def read(path: str | Path) -> dict[Any, Any]:
    """The keys and values in the file of a config, or in one sentence why it cannot be read.

    Raises:
        StudyError: naming the file and, where there is one, the line, the column and the key.
    """
    text, shown = _text(Path(path)), _shown(path)
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            what = "is empty" if node is None else "holds no keys"
            raise StudyError(f"{shown} {what}; start from a copy of config/config.yaml.")
        _check_keys(node, shown, above=[], seen=set())
        return loader.construct_document(node)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise StudyError(
            f"{shown}, line {line}: the character {chr(error.character)!r} is no text; remove it."
        ) from None
    except yaml.MarkedYAMLError as error:
        raise StudyError(f"{shown}, {_unreadable(error, text.splitlines())}.") from None
    except (ValueError, RecursionError) as error:
        raise StudyError(
            f"{shown}: YAML cannot read a value ({error}); put it in quotes."
        ) from None


def located(message: str, paths: Iterable[str | Path]) -> str:
    """A message of a check with the file, and the line of the key, in place of "config".

    Args:
        message: such as "config: dataset.count is ...".
        paths: files that make up the config, which can be read; the last of those that hold the
            key counts.
    """
    if not message.startswith("config: "):
        return message
    text = message.removeprefix("config: ")
    key = text.split(" ", 1)[0].split(".")
    depth, place = 0, ""
    for path in paths:
        lines = list(_lines(yaml.compose(_text(Path(path)), yaml.SafeLoader), key))
        if not place or (lines and len(lines) >= depth):
            depth, place = len(lines), _shown(path)
            place += f", line {lines[-1]}" if lines else ""
    return f"{place}: {text}" if place else message


def _lines(node: yaml.Node | None, key: list[str]) -> Iterator[int]:
    """Lines of the parts of a dotted key, as far as they stand in the file."""
    for part in key:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = _entry(node, part)
        elif isinstance(node, yaml.SequenceNode) and part in map(str, range(len(node.value))):
            found = (node.value[int(part)],) * 2
        if found is None:
            return
        yield found[0].start_mark.line + 1
        node = found[1]


def _entry(section: yaml.MappingNode, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    """Key and value of a section, or of one that it takes over by `<<`."""
    merged: list[yaml.Node] = []
    for key, value in section.value:
        if key.value == name:
            return key, value
        if key.value == "<<":
            merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
    entries = (_entry(one, name) for one in merged if isinstance(one, yaml.MappingNode))
    return next(filter(None, entries), None)


def _text(path: Path) -> str:
    """Content of the file."""
    shown = _shown(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise StudyError(f"config: there is no file {shown}; {_others(path)}") from None
    except IsADirectoryError:
        raise StudyError(f"config: {shown} is a folder; {_others(path / 'x')}") from None
    except OSError as error:
        raise StudyError(
            f"config: {shown} cannot be read ({error.strerror}); allow it, or name another file."
        ) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise StudyError(f"config: {shown} is no text; {_others(path)}") from None
        line = data.count(b"\n", 0, error.start) + 1
        raise StudyError(
            f"{shown}, line {line}: a character is not in UTF-8; save the file as UTF-8."
        ) from None


def _others(path: Path) -> str:
    """What to do where a path is no config: the file that is meant, or those that there are."""
    folders = dict.fromkeys([path.parent, Path("config"), Path()])
    there = sorted({one for place in folders for one in place.glob("[!.]*.y*ml") if _is_study(one)})
    # Without the ending, which would make any two names alike.
    close = difflib.get_close_matches(path.stem, [one.stem for one in there], n=1, cutoff=0.7)
    meant = [one for one in there if one.stem in close]
    if meant:
        return f"did you mean {_shown(meant[0])}?"
    if there:
        return f"name one that there is, such as {', '.join(map(_shown, there[:6]))}."
    return "name one that there is, from the folder in which you are."


def _is_study(path: Path) -> bool:
    """Whether a file looks like the config of a study."""
    if not path.is_file():
        return False
    return bool(re.search(r"^study *:", path.read_text(encoding="utf-8", errors="replace"), re.M))


def _check_keys(node: yaml.Node, shown: str, above: list[int], seen: set[int]) -> None:
    """Refuse what YAML reads, but not as it was meant: keys that stand twice, dates, circles."""
    place = f"{shown}, line {node.start_mark.line + 1}"
    if id(node) in above:
        raise StudyError(f"{place}: the section holds itself (*); write out what is meant.")
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:timestamp":
        raise StudyError(f"{place}: {node.value} is read as a date; put it in quotes.")
    names: set[str] = set()
    for entry in node.value if isinstance(node, yaml.CollectionNode) else []:
        key, value = entry if isinstance(entry, tuple) else (None, entry)
        if key is not None:
            line = f"{shown}, line {key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode):
                raise StudyError(f"{line}: a name is a list or a section; put it in quotes.")
            if key.value in names:
                raise StudyError(
                    f"{line}: {key.value!r} stands twice in one section; keep one of them."
                )
            names.add(key.value)
        _check_keys(value, shown, [*above, id(node)], seen)


def _unreadable(error: yaml.MarkedYAMLError, lines: list[str]) -> str:
    """Line, column, and what is wrong there, with the remedy."""
    problem = error.problem or "this is no YAML"
    first = error.context_mark or error.problem_mark
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return f"line 1: {problem}; compare it with config/config.yaml"
    missing = "could not find expected ':'" in problem
    if missing or "mapping values are not allowed" in problem or "document start" in problem:
        # YAML notices a line without its colon only where the next one has one.
        number = first.line if missing and first else mark.line
        return _colon(lines, number, mark.column, missing)
    if "unexpected end of stream" in problem and first:
        mark = first  # where the text begins, not where the file ends
    place = f"line {mark.line + 1}, column {mark.column + 1}"
    for pattern, remedy in _REMEDIES:
        if re.search(pattern, f"{error.context} {problem}"):
            begins = first.line + 1 if first else mark.line + 1
            return f"{place}: {remedy.format(first=begins, problem=problem)}"
    return f"{place}: YAML cannot read this ({problem}); compare it with config/config.yaml"


def _colon(lines: list[str], number: int, column: int, missing: bool) -> str:
    """What is wrong where a colon is missing, or stands where none may."""
    above = max((k for k in range(number) if lines[k].split("#")[0].strip()), default=None)
    for near in (number, above):
        glued = near is not None and re.match(r"\s*([\w-]+):([^\s/].*)", lines[near])
        if near is not None and glued:
            return (
                f"line {near + 1}: {lines[near].strip()!r} has no space after its colon; write "
                f"'{glued[1]}: {glued[2].strip()}'"
            )
    if missing:
        return f"line {number + 1}: {lines[number].strip()!r} has no colon; write 'key: value'"
    place = f"line {number + 1}, column {column + 1}"
    if above is not None and _indent(lines[number]) > _indent(lines[above]):
        return (
            f"{place}: the line is indented below line {above + 1}, which has a value already; "
            "indent both alike"
        )
    if above is not None and ":" not in lines[above]:
        return f"line {above + 1}: {lines[above].strip()!r} has no colon; write 'key: value'"
    return f"{place}: a second colon stands in this line; put a text with ': ' in it in quotes"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _shown(path: str | Path) -> str:
    """A path as a person writes it: relative where that is shorter."""
    relative = os.path.relpath(path)
    return relative if not relative.startswith("..") else str(path)
