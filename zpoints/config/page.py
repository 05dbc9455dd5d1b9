"""The page config/README.md with a table of all keys, made from the schema alone.

`python -m zpoints.config.page workflow/schemas/config.schema.yaml` prints it.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from zpoints.config.messages import written
from zpoints.config.schema import alternatives, resolve, types

# What the page adds for the values of `x-decides`; a key that decides a result needs no remark.
_DECIDES = {
    "nothing": " Changes no result.",
    "rounding": " Changes the last digits of results alone: what is finished stays.",
}
_PAGE = """# {title}

{description} Made by `make format` from `workflow/schemas/config.schema.yaml`.

A study has one file: `snakemake --cores 8 --configfile config/celeba.yaml` reads that file alone,
without one `config/config.yaml` (the demo) is read. Results go to `results/{{study}}`.

A second training of one architecture is one more case, with a YAML anchor:

    cases:
      I: &I
        encoder: {{filters: [32, 64, 128, 256], kernels: [3, 3, 3, 3]}}
        decoder: {{filters: [128, 64, 32, channels], kernels: [3, 3, 3, 3]}}
      I-seed2: {{<<: *I, seed: 2}}

A case whose encoder and decoder are files brings its own models, and nothing is trained for it:

    cases:
      mine: {{encoder: models/encoder.onnx, decoder: models/decoder.onnx}}

One more sampler is one more entry; entries take the place of the default ones:

    samplers:
      permuted: {{sampler: permuted}}
      box-k2: {{sampler: box, k: 2}}
      mixture-n20: {{sampler: gaussian-mixture, n: 20}}
"""


def describe(schema: Mapping) -> str:
    """Markdown page with a table of all keys of the schema: key, type, default, meaning."""
    escaped = r"\|"  # a bare | would end the cell
    rows = [
        f"| `{key}` | {kind} | {default} | {meaning.replace('|', escaped)} |"
        for key, kind, default, meaning in _rows(schema, schema, "")
    ]
    head = ["| key | type | default | meaning |", "|---|---|---|---|"]
    return "\n".join([_PAGE.format(**schema), *head, *rows, ""])


def _rows(schema: Mapping, root: Mapping, prefix: str) -> Iterable[tuple[str, str, str, str]]:
    """Key, type, default and meaning of each key below a section."""
    for key, inner in schema["properties"].items():
        inner = resolve(inner, root)
        name = prefix + key
        if name in ("cases", "samplers"):
            default = ", ".join(f"`{written(entry)}`" for entry in inner.get("default", ()))
            yield name, "section", default, inner["description"]
            entries = resolve(inner["additionalProperties"], root)
            place = f"{name}.{{{key.removesuffix('s')}}}"
            for alternative in alternatives(entries, root):
                if not any("const" in option for option in alternative["properties"].values()):
                    yield place, "section", "", alternative["description"]
                yield from _rows(alternative, root, f"{place}.")
        elif "const" in inner:
            yield name, f"`{inner['const']}`", "", schema["description"]
        elif "properties" in inner:
            yield name, "section", "", inner["description"]
            if name != "cases.{case}.training":  # its keys are those of `training`
                yield from _rows(inner, root, f"{name}.")
        else:
            kind = " or ".join(types(inner)) or ("list" if "oneOf" in inner else "section")
            default = f"`{written(inner['default'])}`" if "default" in inner else ""
            yield name, kind, default, inner["description"] + _remarks(inner)


def _remarks(schema: Mapping) -> str:
    choices = f" One of {', '.join(map(str, schema['enum']))}." if "enum" in schema else ""
    return choices + _DECIDES.get(schema.get("x-decides", ""), "")


if __name__ == "__main__":
    sys.stdout.write(describe(yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))))
