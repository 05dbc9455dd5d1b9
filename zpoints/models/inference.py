"""Run encoders and decoders with ONNX Runtime, block by block."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from zpoints import parallel
from zpoints.errors import StudyError

# Vectors in one call of a decoder, for the few images that analyses decode.
BATCH_SIZE = 128
# Batches in work at a time on a GPU: one is copied to it while it computes the other.
THREADS_OF_GPU = 2
PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}


@dataclass(frozen=True)
class Model:
    """An ONNX model with one input and one output."""

    session: onnxruntime.InferenceSession
    path: Path

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of one input row."""
        return tuple(self.session.get_inputs()[0].shape[1:])

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Shape of one output row."""
        return tuple(self.session.get_outputs()[0].shape[1:])

    @property
    def provider(self) -> str:
        """Name of the execution provider in use."""
        return self.session.get_providers()[0]

    def batches(self, rows: np.ndarray, batch_size: int | None = None) -> Iterator[np.ndarray]:
        """Map rows through the model batch by batch.

        Args:
            rows: (n, *input_shape): float32, or images as uint8, which become numbers in [0, 1]
                batch by batch because they take four times the memory then.
            batch_size: rows in one call; None for all at once.

        Yields:
            float32 (at most batch_size, *output_shape).

        Raises:
            StudyError: the rows do not have the shape that the model takes.
        """
        if not fits(self.input_shape, rows.shape[1:]):
            raise StudyError(
                f"{self.path} takes rows of shape {self.input_shape}, but was given "
                f"{rows.shape[1:]}; use the model that was trained on these data."
            )
        name = self.session.get_inputs()[0].name
        step = batch_size or max(len(rows), 1)

        def run(start: int) -> np.ndarray:
            batch = rows[start : start + step]
            batch = to_float(batch) if batch.dtype == np.uint8 else batch
            return self.session.run(None, {name: batch})[0]

        # While a GPU computes a batch, another thread makes the next one float and copies it there.
        threads = 1 if self.provider == PROVIDERS["cpu"] else THREADS_OF_GPU
        yield from parallel.threaded(run, range(0, len(rows), step), threads)

    def run(self, rows: np.ndarray, batch_size: int | None = None) -> np.ndarray:
        """Map rows through the model as `batches` does; one array float32 (n, *output_shape)."""
        parts = list(self.batches(rows, batch_size))
        return np.concatenate(parts) if parts else np.empty((0, *self.output_shape), np.float32)

    def decode(self, vectors: np.ndarray, batch_size: int = BATCH_SIZE) -> np.ndarray:
        """Decode latent vectors.

        Pixels become bytes batch by batch: as float32 they would take four times the memory.

        Args:
            vectors: float32 (n, z_dim).
            batch_size: vectors in one call.

        Returns:
            uint8 (n, size, size, channels).

        Raises:
            StudyError: a pixel is not finite, or the vectors do not fit the model.
        """
        images = np.empty((len(vectors), *self.output_shape), np.uint8)
        done = 0
        for batch in self.batches(vectors, batch_size):
            if not np.isfinite(batch.sum()):  # a sum is finite if all its terms are, and cheaper
                raise StudyError(
                    f"{self.path} gives values that are not finite; the vectors lie too far out, "
                    "or the training diverged."
                )
            images[done : done + len(batch)] = to_uint8(batch)
            done += len(batch)
        return images


def reconstruct(images: np.ndarray, encoder: Path, decoder: Path, threads: int) -> np.ndarray:
    """Encode and decode a few images on the CPU.

    Args:
        images: uint8 (n, size, size, channels).
        encoder: path of the ONNX file.
        decoder: the same.
        threads: of one call.

    Returns:
        uint8, the shape of `images`.
    """
    latents = load(encoder, threads, "cpu").run(images)
    return load(decoder, threads, "cpu").decode(latents)


def load(path: str | Path, threads: int, provider: str) -> Model:
    """Load an ONNX model.

    Args:
        path: of the .onnx file.
        threads: of one call on the CPU.
        provider: "cpu", "cuda", or "auto" for CUDA where ONNX Runtime offers it.

    Raises:
        StudyError: the file is no ONNX model, or the provider is not available.
    """
    available = onnxruntime.get_available_providers()
    if provider == "auto":
        provider = "cuda" if PROVIDERS["cuda"] in available else "cpu"
    if PROVIDERS[provider] not in available:
        raise StudyError(
            f"encoding.provider is {provider!r}, but this ONNX Runtime offers "
            f"{', '.join(available)} only; install onnxruntime-gpu or use 'cpu'."
        )
    providers = list(dict.fromkeys([PROVIDERS[provider], PROVIDERS["cpu"]]))
    try:
        session = open_session(str(path), threads, providers)
    except Exception as error:  # ONNX Runtime raises many kinds for a file that is no model
        raise StudyError(
            f"{path} is not a model that ONNX Runtime reads ({str(error).strip()}); delete it and "
            "run snakemake again, which makes it anew, or put the file back."
        ) from error
    return Model(session, Path(path))


def open_session(
    model: str | bytes, threads: int, providers: Sequence[str] = (PROVIDERS["cpu"],)
) -> onnxruntime.InferenceSession:
    """Open a model in ONNX Runtime.

    Args:
        model: path of an .onnx file, or its content.
        threads: of one call on the CPU.
        providers: execution providers by the names that ONNX Runtime gives them, best first.

    Raises:
        Exception: of many kinds, where ONNX Runtime does not run the model.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=list(providers))


def fits(declared: Sequence[int | str | None], shape: Sequence[int]) -> bool:
    """Whether a shape fits the one that a model declares; what is no number there fits any."""
    return len(declared) == len(shape) and all(
        wanted == size or not isinstance(wanted, int)
        for wanted, size in zip(declared, shape, strict=True)
    )


def to_float(images: np.ndarray) -> np.ndarray:
    """uint8 pixels as float32 in [0, 1]."""
    return images.astype(np.float32) / np.float32(255)


def to_uint8(images: np.ndarray) -> np.ndarray:
    """Pixels in [0, 1] as uint8, rounded; values beyond are clipped."""
    scaled = images * np.float32(255)
    np.clip(scaled, 0, 255, out=scaled)
    return np.rint(scaled, out=scaled).astype(np.uint8)
