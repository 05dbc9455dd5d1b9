"""The settings that the page shows: what decides results, without paths of anybody's machine.

Rules read this while they plan, so the module imports no library.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Keys, or ends of keys, that change how a figure or the atlas looks and nothing else.
FIGURES = ("figure", "preview", "sheet", "poster", "atlas")
# Keys whose values are paths; a list of files is shown by its last names.
PATHS = ("path", "attributes", "encoder", "decoder")


def page_settings(
    config: Mapping[str, Any], decisive: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Settings of a study that decide its results.

    Args:
        config: the checked config.
        decisive: sections and what of them decides results, in place of the whole section.

    Returns:
        The config without settings of figures, and of each path its last name only.
    """
    return _cleaned({**config, **decisive})


def rows(settings: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Settings as (key, value) texts, keys with dots: ("dataset.count", "8000")."""
    result = []
    for key, value in settings.items():
        if isinstance(value, Mapping) and value:
            result += rows(value, f"{prefix}{key}.")
        else:
            result.append((f"{prefix}{key}", _text(value)))
    return result


def _cleaned(settings: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in settings.items():
        if str(key).endswith(FIGURES):
            continue
        if isinstance(value, Mapping):
            result[key] = _cleaned(value)
        elif key in PATHS and isinstance(value, str):
            result[key] = Path(value).name
        else:
            result[key] = value
    return result


def _text(value: Any) -> str:
    """A value as YAML would have it."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_text, value))}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return f"{value:g}" if isinstance(value, float) else str(value)
