"""Encoders and decoders that a user brings: checked, and brought to the form that all jobs read.

That form is the one of the models that are trained here: an ONNX file with one input and one
output in float32, for any number of rows; the encoder maps images (n, size, size, channels) in
[0, 1] to latent vectors (n, z_dim), the decoder maps them back. Channels that come first, a fixed
batch, vectors with axes of length 1, and half or double precision are put right by nodes added
before and after the model; whatever else differs is refused in one sentence.
"""

import math
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, external_data_helper, helper, numpy_helper

from zpoints import inference
from zpoints.errors import StudyError
from zpoints.logs import logger
from zpoints.pixels import to_float

CHECKED_IMAGES = 16
# Protocol buffers, which ONNX files are made of, end at 2 GiB.
MAX_BYTES = 2_000_000_000
MAX_Z_DIM = 65536
# Two ways to compute the same differ by less, of the largest output, even in half precision.
TOLERANCE = 1e-3
# A decoder that ends without a sigmoid overshoots [0, 1] a little; pixels are clipped later on.
OVERSHOOT = 0.25
# Rows of a second run: a model that mixes the rows of a batch gives itself away.
_OTHER_BATCH = 5
_FLOAT = "tensor(float)"
_FLOATS = {
    _FLOAT: (TensorProto.FLOAT, np.float32),
    "tensor(float16)": (TensorProto.FLOAT16, np.float16),
    "tensor(double)": (TensorProto.DOUBLE, np.float64),
}
_CHANNELS_FIRST = (0, 3, 1, 2)
_CHANNELS_LAST = (0, 2, 3, 1)

Step = tuple[str, dict[str, Any]]  # an operator of ONNX and its attributes


@dataclass(frozen=True)
class Original:
    """A model as it came, one input and one output, and how ONNX Runtime sees it."""

    path: Path
    content: bytes
    session: onnxruntime.InferenceSession

    @property
    def batch(self) -> int | None:
        """Rows that the model takes at a time, None for any number."""
        first = self.session.get_inputs()[0].shape[0]
        return first if isinstance(first, int) and first > 0 else None

    @property
    def row(self) -> list[int | None]:
        """Shape of an input row, None for a length that is left open."""
        return _lengths(self.session.get_inputs()[0].shape[1:])

    def run(self, rows: np.ndarray, batch: int | None = None) -> np.ndarray:
        """Map float32 rows, in batches of the size that the model asks for; float32.

        Raises:
            StudyError: ONNX Runtime cannot run the model, or rows and results are not as many.
        """
        step = self.batch or batch or len(rows)
        # The last batch is filled up with rows from the front.
        filled = np.resize(rows, (math.ceil(len(rows) / step) * step, *rows.shape[1:]))
        (end,) = self.session.get_inputs()
        parts = []
        for start in range(0, len(filled), step):
            block = filled[start : start + step].astype(_FLOATS[end.type][1])
            try:
                (found,) = self.session.run(None, {end.name: block})
            except Exception as error:  # ONNX Runtime raises many kinds
                raise StudyError(
                    f"{self.path} fails on rows of shape {_shown(block.shape)} "
                    f"({_reason(error)}); export it anew and try it in ONNX Runtime first."
                ) from error
            if found.ndim < 2 or len(found) != step:
                raise StudyError(
                    f"{self.path} gives {_shown(found.shape)} for rows of shape "
                    f"{_shown(block.shape)}, but must give a row for each; export it with a batch "
                    "axis that comes first and is kept."
                )
            parts.append(found.astype(np.float32))
        return np.concatenate(parts)[: len(rows)]


def adopt(
    encoder: str | Path, decoder: str | Path, images: np.ndarray, z_dim: int | None, threads: int
) -> tuple[bytes, bytes]:
    """Check an encoder and a decoder on images, and give them the form that all jobs read.

    A model that has this form already is given back byte by byte.

    Args:
        encoder: path of a .onnx or .keras file.
        decoder: the same.
        images: uint8 (n, size, size, channels), the first of the data set; a few will do.
        z_dim: what the config says, None if nothing.
        threads: of ONNX Runtime.

    Returns:
        Contents of two ONNX files, encoder and decoder.

    Raises:
        StudyError: what does not fit, in which file, and what to do.
    """
    x = to_float(images)
    encoding, features, latents = _adopt_encoder(Path(encoder), x, threads)
    found = latents.shape[1]
    if z_dim not in (None, found):
        raise StudyError(
            f"{encoder} gives vectors of {found} components, but z_dim of the case is {z_dim}; "
            f"set it to {found} or leave it out."
        )
    if found > MAX_Z_DIM:
        raise StudyError(
            f"{encoder} gives vectors of {found} components, but {MAX_Z_DIM} at most can be "
            "studied; bring a model with a smaller latent space."
        )
    decoding, decoded = _adopt_decoder(Path(decoder), latents, features, x.shape[1:], threads)
    _check_pixels(Path(decoder), decoded)
    error, spread = np.mean((decoded - x) ** 2), np.mean((x.mean(axis=0) - x) ** 2)
    logger.info("reconstructions: mean squared error %.3g; of the mean image %.3g", error, spread)
    if error > spread > 0:
        logger.warning(
            "the reconstructions are further from the images than their mean is; do %s and %s "
            "belong together, and does the encoder take pixels in [0, 1]?",
            *(encoder, decoder),
        )
    return encoding, decoding


def _adopt_encoder(
    path: Path, images: np.ndarray, threads: int
) -> tuple[bytes, tuple[int, ...], np.ndarray]:
    """Content of the file, shape of a row that the original gives, latent vectors (n, z_dim)."""
    shape = images.shape[1:]

    def arrange(row: Sequence[int | None]) -> np.ndarray:
        return images if _channels_last(path, row, shape) else images.transpose(_CHANNELS_FIRST)

    original = _open(path, "encoder", arrange, threads)
    first = not _channels_last(path, original.row, shape)
    found = _run_twice(original, arrange(original.row))
    latents = found.reshape(len(images), -1)
    if not np.isfinite(latents).all():
        raise StudyError(
            f"{path} gives values that are not finite for the first {len(images)} images; export "
            "a model that was trained on pixels in [0, 1]."
        )
    adopted = _rewrite(
        original,
        images,
        latents,
        before=[("Transpose", {"perm": _CHANNELS_FIRST})] if first else [],
        after=[("Flatten", {"axis": 1})] if found.ndim > 2 else [],
        threads=threads,
    )
    return adopted, found.shape[1:], latents


def _adopt_decoder(
    path: Path,
    latents: np.ndarray,
    features: tuple[int, ...],
    shape: tuple[int, ...],
    threads: int,
) -> tuple[bytes, np.ndarray]:
    """Content of the file, and images (n, size, size, channels)."""

    def arrange(row: Sequence[int | None]) -> np.ndarray:
        return latents.reshape(len(latents), *_latent_row(path, row, features))

    original = _open(path, "decoder", arrange, threads)
    rows = arrange(original.row)
    found = _run_twice(original, rows)
    height, width, channels = shape
    first = found.shape[1:] == (channels, height, width)
    if not first and found.shape[1:] != shape:
        raise StudyError(
            f"{path} gives images {_shown(('n', *found.shape[1:]))}, but those of the study are "
            f"{_shown(('n', *shape))}; bring a decoder for them or change dataset.image_size and "
            "dataset.channels."
        )
    decoded = found.transpose(_CHANNELS_LAST) if first else found
    adopted = _rewrite(
        original,
        latents,
        decoded,
        before=[("Reshape", {"shape": [0, *rows.shape[1:]]})] if rows.ndim > 2 else [],
        after=[("Transpose", {"perm": _CHANNELS_LAST})] if first else [],
        threads=threads,
    )
    return adopted, decoded


def _channels_last(path: Path, row: Sequence[int | None], shape: tuple[int, ...]) -> bool:
    """Whether an encoder takes channels last; they come first where PyTorch made it."""
    height, width, channels = shape
    last = inference.fits(row, shape)
    first = inference.fits(row, (channels, height, width))
    if last is first:
        problem = "leaves open where the channels are" if last else "does not take images like"
        raise StudyError(
            f"{path} takes {_shown(('n', *row))}, which {problem} those of the study, "
            f"{_shown(('n', *shape))} or with the channels first; bring an encoder for them or "
            "change dataset.image_size and dataset.channels."
        )
    return last


def _latent_row(
    path: Path, row: Sequence[int | None], features: tuple[int, ...]
) -> tuple[int, ...]:
    """Shape in which a decoder takes what an encoder gives in the shape `features`."""
    z_dim = math.prod(features)
    try:
        wanted = np.empty(z_dim, bool).reshape([-1 if d is None else d for d in row]).shape
    except ValueError:
        raise StudyError(
            f"{path} takes {_shown(('n', *row))}, but the encoder gives vectors of {z_dim} "
            "components; bring the decoder that belongs to it."
        ) from None
    maps = [tuple(length for length in lengths if length != 1) for lengths in (wanted, features)]
    if min(map(len, maps)) > 1 and maps[0] != maps[1]:
        raise StudyError(
            f"{path} takes {_shown(('n', *row))}, but the encoder gives "
            f"{_shown(('n', *features))}; export both with their axes in the same order."
        )
    return wanted


def _check_pixels(path: Path, decoded: np.ndarray) -> None:
    low, high = float(decoded.min()), float(decoded.max())
    if low >= -OVERSHOOT and high <= 1 + OVERSHOOT:
        return
    if not (math.isfinite(low) and math.isfinite(high)):
        found, remedy = "values that are not finite", "bring another model"
    else:
        found = f"pixels from {low:.3g} to {high:.3g}"
        remedy = "let it end with a sigmoid, and train it so"
        if low >= -1 - OVERSHOOT and high <= 1 + OVERSHOOT:
            remedy = "if it paints in [-1, 1], add (x + 1) / 2 as its last step"
        elif low >= -high / 10 and 2 < high <= 255 * (1 + OVERSHOOT):
            remedy = "if it paints in [0, 255], add a division by 255 as its last step"
    raise StudyError(
        f"{path} gives {found} for the latent vectors of the first images, but pixels must lie in "
        f"[0, 1], in the decoder's output and in the encoder's input; {remedy}, and export it anew."
    )


def _open(
    path: Path, name: str, arrange: Callable[[Sequence], np.ndarray], threads: int
) -> Original:
    """Open a model; `arrange` gives rows in the shape that the model says that it takes."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise StudyError(f"{path} cannot be read ({error}); put the model there.") from None
    if size > MAX_BYTES:
        raise _too_large(path, size)
    content = _from_keras(path, name, arrange) if path.suffix == ".keras" else _from_onnx(path)
    try:
        session = inference.open_session(content, threads)
    except Exception as error:  # ONNX Runtime raises many kinds for what it cannot run
        raise StudyError(
            f"{path} is not a model that ONNX Runtime runs ({_reason(error)}); export it with the "
            "standard operators of ONNX."
        ) from error
    inputs, outputs = session.get_inputs(), session.get_outputs()
    _check_ends(path, [end.name for end in inputs], [end.name for end in outputs])
    for end, word in ((inputs[0], "takes"), (outputs[0], "gives")):
        if end.type not in _FLOATS:
            raise StudyError(
                f"{path} {word} {end.type}, but must take and give floating-point numbers; export "
                "it in float32, pixels in [0, 1]."
            )
    if len(inputs[0].shape) < 2:
        raise StudyError(
            f"{path} takes {_shown(_lengths(inputs[0].shape))}, which has no axis for a batch; "
            "export it with one that comes first."
        )
    return Original(path, content, session)


def _check_ends(path: Path, inputs: Sequence[str], outputs: Sequence[str]) -> None:
    for ends, word in ((inputs, "inputs"), (outputs, "outputs")):
        if len(ends) != 1:
            raise StudyError(
                f"{path} has {len(ends)} {word} ({', '.join(ends)}), but must have one; export "
                "a model of images to latent vectors (of a variational encoder the mean alone), "
                "or of latent vectors to images."
            )


def _from_onnx(path: Path) -> bytes:
    """Content of an ONNX file, with the weights that lie beside it put into it."""
    content = path.read_bytes()
    try:
        model = onnx.load_model_from_string(content)
        if not model.graph.node:
            raise ValueError("it holds no operators")
    except Exception as error:  # protobuf's own kind, or the one above
        raise StudyError(
            f"{path} is no ONNX file ({_reason(error)}); export the model again."
        ) from None
    outside = [t for t in _tensors(model) if external_data_helper.uses_external_data(t)]
    if not outside:
        return content
    # The place that torch.onnx.export chooses; any other could be any file of this machine.
    beside = path.with_name(f"{path.name}.data")
    total = 0
    for tensor in outside:
        entries = {entry.key: entry.value for entry in tensor.external_data}
        if entries.get("location") != beside.name:
            raise StudyError(
                f"{path} keeps weights in {entries.get('location')!r}, but may keep them in itself "
                f"and in {beside.name} beside it only; export it as one file (external_data=False "
                "in torch.onnx.export)."
            )
        if not beside.is_file():
            raise StudyError(f"{path} keeps weights in {beside}, which is missing; put it there.")
        length = entries.get("length", "")
        total += int(length) if length.isdecimal() else beside.stat().st_size
    if total + len(content) > MAX_BYTES:
        raise _too_large(path, total + len(content))
    try:
        external_data_helper.load_external_data_for_model(model, str(path.parent))
        return model.SerializeToString(deterministic=True)
    except Exception as error:  # onnx raises many kinds for offsets beyond the file, links, ...
        raise StudyError(
            f"{path} and {beside.name} do not fit together ({_reason(error)}); export the model "
            "again."
        ) from error


def _tensors(message: Any) -> Iterator[TensorProto]:
    """Every tensor in a protocol buffer, whatever subgraph or attribute it stands in."""
    if isinstance(message, TensorProto):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is not None:
            for inner in value if isinstance(value, Sequence) else [value]:
                yield from _tensors(inner)


def _from_keras(path: Path, name: str, arrange: Callable[[Sequence], np.ndarray]) -> bytes:
    """Export a .keras file; no code that it may hold is run."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise StudyError(
            f"{path} is no .keras file ({_reason(error)}); save the model again, with Keras 3."
        ) from None
    if size > MAX_BYTES:
        raise _too_large(path, size)
    from zpoints import export  # Keras takes seconds to import, and most models are ONNX

    try:
        model = export.load(path)
        inputs, outputs = list(model.inputs), list(model.outputs)
    except Exception as error:  # Keras raises many kinds for what it does not load
        raise StudyError(
            f"{path} is not a model that Keras loads in its safe mode ({_reason(error)}); Lambda "
            "layers and classes of your own are Python code, which is never run: export such a "
            "model as ONNX and bring that."
        ) from error
    _check_ends(path, [t.name for t in inputs], [t.name for t in outputs])
    batch, *row = inputs[0].shape
    rows = arrange(row)
    rows = np.resize(rows, (batch or len(rows), *rows.shape[1:]))
    with tempfile.TemporaryDirectory() as folder:
        exported = Path(folder) / f"{name}.onnx"
        try:
            export.to_onnx(
                model, rows, exported, name, "latents" if name == "encoder" else "images"
            )
        except StudyError:
            raise
        except Exception as error:  # layers that have no counterpart in ONNX, and the like
            raise StudyError(
                f"{path} cannot be exported as ONNX ({_reason(error)}); export it yourself and "
                "bring the .onnx file."
            ) from error
        return exported.read_bytes()


def _run_twice(original: Original, rows: np.ndarray) -> np.ndarray:
    """Results for rows; a second run, in other batches if it may be, must give the same."""
    found = original.run(rows)
    if not _same(original.run(rows, _OTHER_BATCH), found):
        raise StudyError(
            f"{original.path} gives other results when it is run once more, in other batches; "
            "export it for inference (model.eval() in PyTorch): without dropout, without sampling, "
            "and with fixed statistics in batch normalisation."
        )
    return found


def _rewrite(
    original: Original,
    rows: np.ndarray,
    expected: np.ndarray,
    before: list[Step],
    after: list[Step],
    threads: int,
) -> bytes:
    """The model with steps before and after it, so that it maps `rows` to `expected` in float32.

    Raises:
        StudyError: the new model does not do so.
    """
    (taken,), (given,) = original.session.get_inputs(), original.session.get_outputs()
    if not before and not after and _is_plain(taken, rows) and _is_plain(given, expected):
        return original.content
    model = onnx.load_model_from_string(original.content)
    graph = model.graph
    if original.batch:
        _free_batch(graph, original.batch)
    if taken.type != _FLOAT:
        before = [*before, ("Cast", {"to": _FLOATS[taken.type][0]})]
    if given.type != _FLOAT:
        after = [("Cast", {"to": TensorProto.FLOAT}), *after]
    first, last = taken.name, given.name
    nodes = list(graph.node)
    if before:
        first = "adopted_input"
        nodes = [*_chain(before, first, taken.name), *nodes]
    if after:
        last = "adopted_output"
        nodes = [*nodes, *_chain(after, given.name, last)]
    del graph.node[:]
    graph.node.extend(nodes)
    for values, old, new, array in (
        (graph.input, taken.name, first, rows),
        (graph.output, given.name, last, expected),
    ):
        value = next(value for value in values if value.name == old)
        shape = ["n", *array.shape[1:]]
        value.CopyFrom(helper.make_tensor_value_info(new, TensorProto.FLOAT, shape))
    content = model.SerializeToString(deterministic=True)
    steps = [kind for kind, _ in (*before, *after)] + ["a free batch axis"] * bool(original.batch)
    logger.info("%s: adapted by %s", original.path, ", ".join(steps) or "naming its shapes")
    try:
        adopted = Original(original.path, content, inference.open_session(content, threads))
        problem = "" if _same(adopted.run(rows, _OTHER_BATCH), expected) else "its results change"
    except Exception as error:  # of ONNX Runtime, or the one of `run`
        problem = _reason(error)
    if problem:
        raise StudyError(
            f"{original.path} takes {_shown(taken.shape)} and could not be made to take any number "
            f"of rows {_shown(rows.shape[1:])} ({problem}); export it with a dynamic batch axis."
        )
    return content


def _is_plain(end: onnxruntime.NodeArg, array: np.ndarray) -> bool:
    """Whether an input or output says that it holds any number of such rows in float32."""
    batch, *row = end.shape or [0]
    return end.type == _FLOAT and not isinstance(batch, int) and row == list(array.shape[1:])


def _chain(steps: Sequence[Step], start: str, end: str) -> Iterator[onnx.NodeProto]:
    """Nodes that lead from one tensor to another."""
    names = [start, *(f"{start}_{k}" for k in range(1, len(steps))), end]
    for (kind, attributes), source, target in zip(steps, names[:-1], names[1:], strict=True):
        if kind == "Reshape":
            shape = numpy_helper.from_array(np.array(attributes["shape"], np.int64))
            yield helper.make_node("Constant", [], [f"{start}_shape"], value=shape)
            yield helper.make_node(kind, [source, f"{start}_shape"], [target])
        else:
            yield helper.make_node(kind, [source], [target], **attributes)


def _free_batch(graph: onnx.GraphProto, batch: int) -> None:
    """Let a model that was exported for one batch size take any, where that is noted in shapes.

    Exporters write the batch into the target shapes of Reshape; there, 0 copies the axis from
    the input.
    """
    del graph.value_info[:]
    constants = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        for attribute in node.attribute if node.op_type == "Constant" else ():
            if attribute.name == "value":
                constants[node.output[0]] = attribute.t
            elif attribute.name == "value_ints":
                constants[node.output[0]] = numpy_helper.from_array(np.array(attribute.ints))
    nodes = []
    for node in graph.node:
        data, shape = [*node.input, "", ""][:2]
        if node.op_type == "Reshape" and shape in constants and data not in constants:
            lengths = numpy_helper.to_array(constants[shape]).tolist()
            if lengths[:1] == [batch] and 0 not in lengths:
                name = f"{node.output[0]}_adopted_shape"
                free = numpy_helper.from_array(np.array([0, *lengths[1:]], np.int64))
                nodes.append(helper.make_node("Constant", [], [name], value=free))
                node.input[1] = name
                kept = [a for a in node.attribute if a.name != "allowzero"]
                del node.attribute[:]
                node.attribute.extend(kept)
        nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)


def _same(found: np.ndarray, expected: np.ndarray) -> bool:
    largest = np.abs(expected[np.isfinite(expected)]).max(initial=0)
    return found.shape == expected.shape and np.allclose(
        found, expected, rtol=0, atol=TOLERANCE * largest, equal_nan=True
    )


def _lengths(shape: Sequence[int | str | None] | None) -> list[int | None]:
    """A shape as ONNX Runtime names it, None for what is no number."""
    return [length if isinstance(length, int) and length > 0 else None for length in shape or []]


def _shown(shape: Sequence[int | str | None]) -> str:
    return f"({', '.join('?' if length is None else str(length) for length in shape)})"


def _reason(error: Exception) -> str:
    """The gist of a library's message: one line, not too long."""
    # Keras puts the cause at the end, ONNX Runtime numbers in front.
    text = str(error).split("Exception encountered: ")[-1].split(" : ")[-1].strip()
    line = (text.splitlines() or [type(error).__name__])[0].rstrip(" .")
    return line if len(line) <= 200 else f"{line[:197]}..."


def _too_large(path: Path, size: int) -> StudyError:
    return StudyError(
        f"{path} holds {size / 1e9:.1f} GB, but models may hold {MAX_BYTES / 1e9:g} GB at most; "
        "bring a smaller one."
    )
