"""Where in a config a key belongs that stands in a wrong section, by the schema alone."""

import difflib
from collections.abc import Iterable, Iterator, Mapping

from zpoints.config.schema import alternatives, resolve

# Sections whose keys are names of the user's own, and what one of their entries is called.
NAMED = {"cases": "case", "samplers": "sampler"}
# Most sections that a sentence lists.
LISTED = 4


def near(name: str, known: Iterable[str], cutoff: float = 0.65) -> str | None:
    """The known name that is most like another, whatever the case and '-' or '_'; None if none is.

    Args:
        name: as it was written.
        known: names to choose from.
        cutoff: least likeness, 0 to 1.
    """
    plain = {_plain(one): one for one in known}
    found = difflib.get_close_matches(_plain(name), list(plain), n=1, cutoff=cutoff)
    return plain[found[0]] if found else None


def entry_keys(section: str, root: Mapping) -> set[str]:
    """Keys that entries of `cases` or `samplers` may have."""
    entries = resolve(root["properties"][section]["additionalProperties"], root)
    return {key for one in alternatives(entries, root) for key in one["properties"]}


def homes(name: str, own: str, root: Mapping) -> list[str]:
    """Sections that know a key, by their dotted names; "" is the top level.

    Args:
        name: of the key.
        own: dotted name of the section in which it stands, which is left out.
        root: the schema.

    Returns:
        those below the own section first, the outer ones before the inner ones; "cases.*" is any
        case, the own one if there is one.
    """
    found = [place for place, keys in _sections(root, root, "") if name in keys]
    parts = own.split(".")
    if parts[0] in NAMED and len(parts) > 1:
        found = [place.replace(f"{parts[0]}.*", f"{parts[0]}.{parts[1]}") for place in found]
    others = [place for place in dict.fromkeys(found) if place != own]
    return sorted(others, key=lambda place: (not _is_below(place, own), place.count(".")))


def remedy(name: str, own: str, root: Mapping) -> str | None:
    """Where to move a key that other sections know, e.g. "indent it below dataset"; None if none.

    Args:
        name: of the key.
        own: dotted name of the section in which it stands, "" for the top level.
        root: the schema.
    """
    places = homes(name, own, root)
    if not places:
        return None
    below = [place for place in places if _is_below(place, own)]
    if own and below:
        places = below
    words = [_words(place) for place in places[:LISTED]]
    if len(places) > LISTED:
        words[-1] = "another section that has it (config/README.md)"
    listed = " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    if below:
        return f"indent it below {listed}"
    if places == [""]:
        return "move it to the top level, where lines are not indented"
    return f"move it to {listed}" if "" in places else f"move it below {listed}"


def elsewhere(name: str, root: Mapping) -> str | None:
    """A key of some section that is very much like an unknown one, by its dotted name."""
    known = {key: place for place, keys in _sections(root, root, "") for key in keys}
    found = near(name, known, cutoff=0.8)
    if found is None:
        return None
    return f"{known[found]}.{found}" if known[found] else found


def _sections(schema: Mapping, root: Mapping, prefix: str) -> Iterator[tuple[str, list[str]]]:
    """Dotted name and keys of each section, the outer ones first."""
    yield prefix, list(schema["properties"])
    for key, inner in schema["properties"].items():
        inner = resolve(inner, root)
        place = f"{prefix}.{key}" if prefix else key
        if key in NAMED and not prefix:
            entries = resolve(inner["additionalProperties"], root)
            for one in alternatives(entries, root):
                yield from _sections(one, root, f"{place}.*")
        elif "properties" in inner:
            yield from _sections(inner, root, place)


def _is_below(place: str, own: str) -> bool:
    return place != "" and (own == "" or place.startswith(f"{own}."))


def _words(place: str) -> str:
    """A section in words."""
    section, _, rest = place.partition(".*")
    if section in NAMED and place != section:
        return f"{rest[1:]} of a {NAMED[section]}" if rest else f"a {NAMED[section]}"
    return place or "the top level"


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "_")
