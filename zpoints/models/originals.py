"""Open an encoder or a decoder that a user brings, without running code that the file may hold."""

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
from onnx import TensorProto, external_data_helper

from zpoints.errors import StudyError
from zpoints.models import inference

# Protocol buffers, which ONNX files are made of, end at 2 GiB.
MAX_BYTES = 2_000_000_000
# Two ways to compute the same differ by less than this share of the largest output, even in half
# precision.
TOLERANCE = 1e-3
# Rows in a call of the second run, which shows whether a model mixes the rows of a batch.
OTHER_BATCH = 5
FLOAT = "tensor(float)"
# Types that ONNX Runtime names, as ONNX and NumPy know them.
FLOATS = {
    FLOAT: (TensorProto.FLOAT, np.float32),
    "tensor(float16)": (TensorProto.FLOAT16, np.float16),
    "tensor(double)": (TensorProto.DOUBLE, np.float64),
}

Shape = Sequence[int | str | None]  # as models declare it: None and words for any length


@dataclass(frozen=True)
class Original:
    """A model with one input and one output as the user brought it, open in ONNX Runtime."""

    path: Path
    content: bytes
    session: onnxruntime.InferenceSession

    @property
    def batch(self) -> int | None:
        """Number of rows that the model takes at a time; None for any."""
        first = self.session.get_inputs()[0].shape[0]
        return first if isinstance(first, int) and first > 0 else None

    @property
    def row(self) -> list[int | None]:
        """Shape of an input row; None for a length that is left open."""
        return _lengths(self.session.get_inputs()[0].shape[1:])

    def run(self, rows: np.ndarray, batch: int | None = None) -> np.ndarray:
        """Map rows through the model.

        Args:
            rows: float32 (n, *input shape).
            batch: rows in one call where the model takes any number; None for all.

        Returns:
            float32 (n, *output shape).

        Raises:
            StudyError: ONNX Runtime cannot run the model, or there is not a result for each row.
        """
        step = self.batch or batch or len(rows)
        # The last batch is filled up with rows from the front.
        filled = np.resize(rows, (math.ceil(len(rows) / step) * step, *rows.shape[1:]))
        (end,) = self.session.get_inputs()
        parts = []
        for start in range(0, len(filled), step):
            block = filled[start : start + step].astype(FLOATS[end.type][1])
            try:
                (results,) = self.session.run(None, {end.name: block})
            except Exception as error:  # ONNX Runtime raises many kinds
                raise StudyError(
                    f"{self.path} fails on rows of shape {shape_text(block.shape)} "
                    f"({reason(error)}); export it anew and try it in ONNX Runtime first."
                ) from error
            if results.ndim < 2 or len(results) != step:
                raise StudyError(
                    f"{self.path} gives {shape_text(results.shape)} for rows of shape "
                    f"{shape_text(block.shape)}, but must give a row for each; export it with a "
                    "batch axis that comes first and is kept."
                )
            parts.append(results.astype(np.float32))
        return np.concatenate(parts)[: len(rows)]

    def run_twice(self, rows: np.ndarray) -> np.ndarray:
        """Map rows through the model as `run` does, and compare with a second run.

        The second run is in other batches if the model takes any number of rows.

        Raises:
            StudyError: the second run gives other results.
        """
        results = self.run(rows)
        if not agree(self.run(rows, OTHER_BATCH), results):
            raise StudyError(
                f"{self.path} gives other results when it is run once more, in other batches; "
                "export it for inference (model.eval() in PyTorch): without dropout, without "
                "sampling, and with fixed statistics in batch normalisation."
            )
        return results


def open_original(
    path: Path, name: str, arrange: Callable[[Shape], np.ndarray], threads: int
) -> Original:
    """Open a model.

    Args:
        path: of a .onnx or .keras file.
        name: "encoder" or "decoder".
        arrange: from the shape of a row that the model declares to float32 rows of this shape.
        threads: of ONNX Runtime.

    Raises:
        StudyError: the file is no model with one input and one output of floating-point numbers.
    """
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
            f"{path} is not a model that ONNX Runtime runs ({reason(error)}); export it with the "
            "standard operators of ONNX."
        ) from error
    inputs, outputs = session.get_inputs(), session.get_outputs()
    _check_ends(path, [end.name for end in inputs], [end.name for end in outputs])
    for end, word in ((inputs[0], "takes"), (outputs[0], "gives")):
        if end.type not in FLOATS:
            raise StudyError(
                f"{path} {word} {end.type}, but must take and give floating-point numbers; export "
                "it in float32, pixels in [0, 1]."
            )
    if len(inputs[0].shape) < 2:
        raise StudyError(
            f"{path} takes {shape_text(_lengths(inputs[0].shape))}, which has no axis for a batch; "
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
    """Content of an ONNX file; weights that it keeps in a file beside it are put into it."""
    content = path.read_bytes()
    try:
        model = onnx.load_model_from_string(content)
        if not model.graph.node:
            raise ValueError("it holds no operators")
    except Exception as error:  # protobuf's own kind, or the one above
        raise StudyError(
            f"{path} is no ONNX file ({reason(error)}); export the model again."
        ) from None
    outside = [t for t in _tensors(model) if external_data_helper.uses_external_data(t)]
    if not outside:
        return content
    # Where torch.onnx.export puts them; any other place could be any file of this machine.
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
    except Exception as error:  # onnx raises many kinds, e.g. for offsets beyond the file
        raise StudyError(
            f"{path} and {beside.name} do not fit together ({reason(error)}); export the model "
            "again."
        ) from error


def _tensors(message: Any) -> Iterator[TensorProto]:
    """All tensors of a protocol buffer, those in subgraphs and attributes too."""
    if isinstance(message, TensorProto):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is not None:
            for inner in value if isinstance(value, Sequence) else [value]:
                yield from _tensors(inner)


def _from_keras(path: Path, name: str, arrange: Callable[[Shape], np.ndarray]) -> bytes:
    """Content of the ONNX file that a .keras file is exported to; code in it is not run."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise StudyError(
            f"{path} is no .keras file ({reason(error)}); save the model again, with Keras 3."
        ) from None
    if size > MAX_BYTES:
        raise _too_large(path, size)
    from zpoints.models import export  # Keras takes seconds to import, and most models are ONNX

    try:
        model = export.load(path)
        inputs, outputs = list(model.inputs), list(model.outputs)
    except Exception as error:  # Keras raises many kinds for what it does not load
        raise StudyError(
            f"{path} is not a model that Keras loads in its safe mode ({reason(error)}); Lambda "
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
                f"{path} cannot be exported as ONNX ({reason(error)}); export it yourself and "
                "bring the .onnx file."
            ) from error
        return exported.read_bytes()


def agree(results: np.ndarray, expected: np.ndarray) -> bool:
    """Whether two results are equal within TOLERANCE."""
    largest = np.abs(expected[np.isfinite(expected)]).max(initial=0)
    return results.shape == expected.shape and np.allclose(
        results, expected, rtol=0, atol=TOLERANCE * largest, equal_nan=True
    )


def _lengths(shape: Shape | None) -> list[int | None]:
    """A shape that ONNX Runtime names, with None for all that is no number."""
    return [length if isinstance(length, int) and length > 0 else None for length in shape or []]


def shape_text(shape: Shape) -> str:
    """A shape in messages, e.g. (n, 8, 8, ?)."""
    return f"({', '.join('?' if length is None else str(length) for length in shape)})"


def reason(error: Exception) -> str:
    """The main line of a library's message, cut to 200 characters."""
    # Keras puts the cause at the end, ONNX Runtime numbers in front.
    text = str(error).split("Exception encountered: ")[-1].split(" : ")[-1].strip()
    line = (text.splitlines() or [type(error).__name__])[0].rstrip(" .")
    return line if len(line) <= 200 else f"{line[:197]}..."


def _too_large(path: Path, size: int) -> StudyError:
    return StudyError(
        f"{path} holds {size / 1e9:.1f} GB, but models may hold {MAX_BYTES / 1e9:g} GB at most; "
        "bring a smaller one."
    )
