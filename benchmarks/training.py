"""Training on a CPU, cases I and II at 96x96x3, two threads: zpoints against plain PyTorch.

Ours is `zpoints.models.training.train` as the rule `training` calls it: images come from the store,
in a new order each epoch, and the loss is watched after every batch. The peer is the same
architecture in PyTorch (float32, batch 128, Adam, MSE) on float32 tensors already in memory, in a
new order each epoch. It is measured in the memory format `channels_last`, the target, and in
PyTorch's default one, which is slower. Ours in mixed_bfloat16 is measured beside ours in float32,
where the CPU has bfloat16. The speed is that of all epochs after the first, validation excluded.
Each side runs in its own process.
"""

import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from common import (
    THREADS,
    Row,
    alternate,
    in_process,
    paint_store,
    published_config,
    published_study,
)

TRAINING_IMAGES = 2048
EPOCHS = 3
FORMATS = ("channels_last", "contiguous_format")
PARAMETERS = {"I": 5_504_643, "II": 3_021_571}
TARGET = 1.15
BFLOAT16_TARGET = 1.35
# What both sides do, whatever the config of the published study says.
PLAIN = {"batch_size": 128, "learning_rate": 0.0005, "loss": "mse", "schedule": "constant"}


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Speeds of both sides in images a second, for each case."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        paint_store(Path(name), TRAINING_IMAGES, 128)

        def speed(side: str, case: str, how: str) -> float:
            result = in_process("training.py", side, case, name, how)
            if result["parameters"] != PARAMETERS[case]:
                raise RuntimeError(f"{side}: case {case} has {result['parameters']} parameters")
            print(f"  {side}, case {case}, {how}: loss {result['loss']:.5f}", flush=True)
            return result["images_per_second"]

        def compare(name: str, ours: Sequence[str], peer: Sequence[str], target: float) -> None:
            result = alternate(lambda: speed(*ours), lambda: speed(*peer), repeats)
            speeds = f"{result.ours:.0f} images/s", f"{result.peer:.0f} images/s"
            goal = (f">= {target}", result.ratio >= target) if target else ("-", None)
            found.append(Row(name, *speeds, result.ratio, *goal))

        for case in PARAMETERS:
            if importlib.util.find_spec("torch") is None:
                found.append(Row(f"training case {case}", "not measured: install torch==2.13.0"))
            else:
                for memory_format in FORMATS:
                    compare(
                        f"training case {case} against PyTorch, {memory_format}",
                        ("ours", case, "float32"),
                        ("peer", case, memory_format),
                        TARGET if memory_format == FORMATS[0] else 0,
                    )
            if "avx512_bf16" in Path("/proc/cpuinfo").read_text(encoding="utf-8"):
                compare(
                    f"training case {case} in mixed_bfloat16 against float32",
                    ("ours", case, "mixed_bfloat16"),
                    ("ours", case, "float32"),
                    BFLOAT16_TARGET,
                )
    return found


def ours(case: str, folder: Path, precision: str) -> dict:
    """Train with zpoints."""
    from zpoints import seeding
    from zpoints.models import architecture, environment
    from zpoints.stores.reader import open_store

    environment.prepare_training(THREADS, gpus=0)
    from zpoints.models.training import train

    study = published_study()
    settings = study.case_settings(case)
    trained = train(
        open_store(folder / "images.json"),
        architecture.from_config(settings, 96, 3),
        seeding.sequence(1, "benchmarks", "train"),
        **(settings["training"] | PLAIN | {"epochs": EPOCHS, "precision": precision}),
        memory_gb=study.training(case)["memory_gb"],
        gpus=0,
        scratch=folder,
    )
    history = trained.history[1:]
    return {
        "images_per_second": len(history) / (1 / history["images_per_second"]).sum(),
        "loss": history["loss"].iloc[-1],
        "parameters": trained.autoencoder.count_params(),
    }


def peer(case: str, folder: Path, memory_format: str) -> dict:
    """Train with PyTorch."""
    import torch

    from zpoints.dataset.splits import TRAIN
    from zpoints.models import architecture
    from zpoints.models.inference import to_float
    from zpoints.stores.reader import open_store

    torch.set_num_threads(THREADS)
    torch.manual_seed(1)
    settings = published_config()["cases"][case]
    batch = PLAIN["batch_size"]
    store = open_store(folder / "images.json")
    pixels = store.read("images")[store.read("split") == TRAIN]
    layout = getattr(torch, memory_format)
    images = torch.from_numpy(to_float(pixels)).permute(0, 3, 1, 2)
    images = images.contiguous(memory_format=layout)
    model = torch_autoencoder(architecture.from_config(settings, 96, 3)).to(memory_format=layout)
    optimizer = torch.optim.Adam(model.parameters(), PLAIN["learning_rate"])
    criterion = torch.nn.MSELoss()
    seconds = 0.0
    for epoch in range(EPOCHS):
        started = time.perf_counter()
        losses = []
        for rows in torch.randperm(len(images)).split(batch):
            x = images[rows]
            optimizer.zero_grad()
            loss = criterion(model(x), x)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        seconds += time.perf_counter() - started if epoch else 0
    return {
        "images_per_second": (EPOCHS - 1) * len(images) / seconds,
        "loss": sum(losses) / len(losses),
        "parameters": sum(weights.numel() for weights in model.parameters()),
    }


def torch_autoencoder(shape):
    """Build the architecture in PyTorch; stride 2, odd kernels, sizes as with padding "same"."""
    from torch import nn

    height, width, filters = shape.bottleneck
    layers: list[nn.Module] = []
    channels = shape.channels
    for count, kernel in zip(shape.encoder.filters, shape.encoder.kernels, strict=True):
        layers += [nn.Conv2d(channels, count, kernel, 2, kernel // 2), nn.LeakyReLU(0.3)]
        channels = count
    layers += [
        nn.Flatten(),
        nn.Linear(height * width * filters, shape.z_dim),
        nn.Linear(shape.z_dim, height * width * filters),
        nn.Unflatten(1, (filters, height, width)),
    ]
    for count, kernel in zip(shape.decoder.filters, shape.decoder.kernels, strict=True):
        layers += [nn.ConvTranspose2d(channels, count, kernel, 2, kernel // 2, 1)]
        layers += [nn.LeakyReLU(0.3)]
        channels = count
    layers[-1] = nn.Sigmoid()
    return nn.Sequential(*layers)


if __name__ == "__main__":
    side, case, folder, how = sys.argv[1:]
    print(json.dumps({"ours": ours, "peer": peer}[side](case, Path(folder), how)))
