"""Training on one GPU, cases I and II at 96x96x3, batch 128: zpoints against a PyTorch twin.

Ours is `zpoints.models.training.train` on Keras's backend (KERAS_BACKEND=jax or tensorflow) as the
rule `training` calls it. The peer keeps all images on the card as bytes too, gathers a batch there,
computes in channels-last and replays one CUDA graph a step, in the same precision: float32 (with
TF32, as JAX and TensorFlow do) or bfloat16. The speed is the median of the epochs after the first,
validation excluded. Each side runs in its own process.

For ours, `idle` is the share of a step's time in which the card computes nothing: one minus the
time of all kernels of a step, as the profiler sees them, over the time of a step without it.
"""

import collections
import importlib.util
import json
import shutil
import statistics
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

from common import Row, alternate, in_process, paint_store, published_study
from training import PLAIN, torch_autoencoder

TRAINING_IMAGES = 8192
EPOCHS = 8
PROFILED_STEPS = 64
BATCH = PLAIN["batch_size"]
PRECISIONS = ("float32", "mixed_bfloat16")
TARGET = 0.7


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Speeds of both sides in images a second, for each case and precision."""
    from zpoints import devices

    if not devices.list_gpus():
        return [Row("training on a GPU", "not measured: no GPU", target=f">= {TARGET}")]
    if importlib.util.find_spec("torch") is None:
        return [Row("training on a GPU", "not measured: install torch", target=f">= {TARGET}")]
    found = []
    with tempfile.TemporaryDirectory() as name:
        paint_store(Path(name), TRAINING_IMAGES, 512)
        for case, precision in product(("I", "II"), PRECISIONS):
            idle = []

            def speed(side: str, case=case, precision=precision, idle=idle) -> float:
                result = in_process("training_gpu.py", side, case, name, precision)
                print(f"  {side}, case {case}, {precision}: {result}", flush=True)
                if side == "ours":
                    idle.append(result["idle"])
                return result["images_per_second"]

            result = alternate(lambda: speed("ours"), lambda: speed("peer"), repeats)
            found.append(
                Row(
                    f"training case {case} on a GPU, {precision}, against PyTorch",
                    f"{result.ours:.0f} images/s, {100 * statistics.median(idle):.0f} % idle",
                    f"{result.peer:.0f} images/s",
                    result.ratio,
                    f">= {TARGET}",
                    result.ratio >= TARGET,
                )
            )
    return found


def ours(case: str, folder: Path, precision: str) -> dict:
    """Train with zpoints."""
    from zpoints import seeding
    from zpoints.models import architecture, environment
    from zpoints.stores.reader import open_store

    environment.prepare_training(8, gpus=1)
    from zpoints.models import training, watch

    profile = folder / "profile"
    shutil.rmtree(profile, ignore_errors=True)

    class Profiled(watch.Watch):
        """Profiles the first batches of the last epoch."""

        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            super().on_epoch_begin(epoch, logs)
            if epoch == EPOCHS:
                profiler("start", profile)

        def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
            super().on_train_batch_end(batch, logs)
            if len(self.rows) == EPOCHS and batch + 1 == PROFILED_STEPS:
                profiler("stop", profile)

    training.Watch = Profiled
    study = published_study()
    settings = study.case_settings(case)
    given = settings["training"] | PLAIN | {"precision": precision}
    trained = training.train(
        open_store(folder / "images.json"),
        architecture.from_config(settings, 96, 3),
        seeding.sequence(1, "benchmarks", "train"),
        **(given | {"epochs": EPOCHS + 1}),
        memory_gb=6,
        gpus=1,
        scratch=folder,
        batches_at_once=PROFILED_STEPS,
    )
    speed = trained.history["images_per_second"][1:EPOCHS].median()
    busy = kernel_seconds(profile) / PROFILED_STEPS
    return {
        "images_per_second": speed,
        "idle": 1 - busy * speed / BATCH,
        "loss": trained.history["loss"].iloc[-1],
    }


def profiler(what: str, folder: Path) -> None:
    """Start or stop the profiler of Keras's backend."""
    import keras

    if keras.backend.backend() == "jax":
        import jax

        jax.profiler.start_trace(str(folder)) if what == "start" else jax.profiler.stop_trace()
    else:
        from tensorflow.profiler import experimental

        experimental.start(str(folder)) if what == "start" else experimental.stop()


def kernel_seconds(folder: Path) -> float:
    """Time of all kernels of a profile on one GPU."""
    from jax.profiler import ProfileData

    (file,) = folder.rglob("*.xplane.pb")
    seconds = collections.Counter()
    for plane in ProfileData.from_file(str(file)).planes:
        for line in plane.lines if "GPU" in plane.name else ():
            if line.name.startswith("Stream"):
                seconds[line.name] += sum(event.duration_ns for event in line.events) / 1e9
    return sum(seconds.values())


def peer(case: str, folder: Path, precision: str) -> dict:
    """Train with PyTorch."""
    import torch
    from torch.nn import functional

    from zpoints.dataset.splits import TRAIN
    from zpoints.models import architecture
    from zpoints.stores.reader import open_store

    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    settings = published_study().case_settings(case)
    store = open_store(folder / "images.json")
    images = torch.from_numpy(store.read("images")[store.read("split") == TRAIN]).cuda()
    model = torch_autoencoder(architecture.from_config(settings, 96, 3)).cuda()
    model = model.to(memory_format=torch.channels_last)
    rate = PLAIN["learning_rate"]
    optimizer = torch.optim.Adam(model.parameters(), rate, eps=1e-7, fused=True, capturable=True)
    rows = torch.zeros(BATCH, dtype=torch.long, device="cuda")
    total = torch.zeros((), device="cuda")

    def step() -> None:
        batch = images[rows].permute(0, 3, 1, 2).float() / 255
        batch = batch.contiguous(memory_format=torch.channels_last)
        with torch.autocast("cuda", torch.bfloat16, enabled=precision != "float32"):
            decoded = model(batch)
        loss = functional.mse_loss(decoded.float(), batch)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        total.add_(loss.detach())

    for weights in model.parameters():
        weights.grad = torch.zeros_like(weights)
    stream = torch.cuda.Stream()
    with torch.cuda.stream(stream):
        for _ in range(5):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    speeds = []
    for _ in range(EPOCHS):
        torch.cuda.synchronize()
        started = time.perf_counter()
        total.zero_()
        batches = torch.randperm(len(images), device="cuda").split(BATCH)
        for batch in batches:
            rows.copy_(batch)
            graph.replay()
        torch.cuda.synchronize()
        speeds.append(len(images) / (time.perf_counter() - started))
    return {
        "images_per_second": statistics.median(speeds[1:]),
        "loss": float(total) / len(batches),
    }


if __name__ == "__main__":
    side, case, folder, precision = sys.argv[1:]
    print(json.dumps({"ours": ours, "peer": peer}[side](case, Path(folder), precision)))
