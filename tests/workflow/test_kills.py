"""Jobs are killed at random moments; a second run ends as if nothing had happened."""

import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.workflow.conftest import user_environment

CHECKPOINT = "I/models/checkpoint.npz"
TRAINED = ("I/models/autoencoder.keras", "I/models/encoder.onnx", "I/models/decoder.onnx")
SECONDS = 120


def start(study, *targets):
    """A running Snakemake in a process group of its own."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "snakemake", *targets, "--cores", "2"),
            *("--configfile", str(study.config_file.relative_to(study.folder))),
        ],
        cwd=study.folder,
        env=user_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def job(running, script):
    """Process of a job, once it is there; None if Snakemake ends before."""
    while running.poll() is None:
        for process in psutil.Process(running.pid).children(recursive=True):
            try:
                if re.search(rf"scripts/\S*\.{script}\.py", " ".join(process.cmdline())):
                    return process
            except psutil.Error:
                continue
        time.sleep(0.005)
    return None


def kill(study, target, script, moment, seconds, number=signal.SIGKILL):
    """Run until a path exists, wait a little, send the job a signal; whether it ended of it.

    Its helpers, whatever they are, must end on their own.
    """
    running = start(study, target)
    process = job(running, script)
    deadline = time.monotonic() + SECONDS
    while process.is_running() and not (study.results / moment).exists():
        assert time.monotonic() < deadline
        time.sleep(0.002)
    time.sleep(seconds)
    helpers = process.children(recursive=True) if process.is_running() else []
    if process.is_running():
        process.send_signal(number)
    returncode = running.wait(SECONDS)
    _, left = psutil.wait_procs(helpers, timeout=10)
    assert not left
    return returncode != 0


def contents(study, *roots):
    """Digests of files below some folders of the results."""
    return {
        str(path.relative_to(study.results)): hashlib.sha256(path.read_bytes()).hexdigest()
        for root in roots
        for path in sorted((study.results / root).rglob("*"))
        if path.is_file() and path.name != "history.csv"  # it holds speeds
    }


def remove(study, *paths):
    for path in paths:
        (study.results / path).unlink()


@pytest.mark.parametrize(
    ("script", "partial", "manifest", "root"),
    [
        ("images_shard", "dataset/shards/partial-1-of-1.zarr", "dataset/images.json", "dataset"),
        ("images", "dataset/partial-images.zarr", "dataset/images.json", "dataset"),
        (
            "encoding_shard",
            "I/latents/shards/partial-1-of-1.zarr",
            "I/latents/latents.json",
            "I/latents/latents.zarr",
        ),
        (
            "encoding",
            "I/latents/partial-latents.zarr",
            "I/latents/latents.json",
            "I/latents/latents.zarr",
        ),
    ],
)
def test_a_store_whose_writing_is_killed_is_made_anew(finished, script, partial, manifest, root):
    before = contents(finished, root)
    moments = random.Random(script)
    killed = 0
    for _ in range(2):
        (finished.results / manifest).unlink(missing_ok=True)
        killed += kill(
            finished, f"results/tiny/{manifest}", script, partial, moments.uniform(0, 0.03)
        )
    assert killed
    # No manifest, no store: whatever lies there counts for nothing.
    (finished.results / manifest).unlink(missing_ok=True)
    assert finished.planned(f"results/tiny/{manifest}")
    finished.snakemake(f"results/tiny/{manifest}")
    assert contents(finished, root) == before
    assert not list(finished.results.rglob("partial-*"))


def test_a_killed_training_goes_on_where_it_was(finished):
    before = contents(finished, "I/models")
    remove(finished, *TRAINED)
    moments = random.Random("train")
    target = f"results/tiny/{TRAINED[0]}"
    assert kill(finished, target, "training", CHECKPOINT, moments.uniform(0, 0.5))
    assert not any((finished.results / path).exists() for path in TRAINED)
    assert (finished.results / CHECKPOINT).exists()
    output = finished.snakemake(target).output
    assert re.search(r"resuming after epoch [12] of 2", output)
    assert contents(finished, "I/models") == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1])
def test_a_training_that_is_asked_to_end_keeps_the_batch_it_is_at(finished, number):
    before = contents(finished, "I/models")
    history = finished.results / "I/models/history.csv"
    epochs = [line.rsplit(",", 1)[0] for line in history.read_text().splitlines()]
    remove(finished, *TRAINED)
    target = f"results/tiny/{TRAINED[0]}"
    assert kill(finished, target, "training", CHECKPOINT, 0, number)
    assert not any((finished.results / path).exists() for path in TRAINED)
    log = (finished.results / "logs/I/training.log").read_text()
    assert re.search(rf"stopped by {number.name} after epoch [12](, batch \d of 6)?; run", log)
    output = finished.snakemake(target).output
    assert re.search(r"resuming after (epoch [12]|batch \d of 6 in epoch 2) of 2", output)
    assert contents(finished, "I/models") == before
    assert [line.rsplit(",", 1)[0] for line in history.read_text().splitlines()] == epochs


def test_everything_is_killed_at_once_like_in_a_power_cut(finished):
    before = contents(finished, "I/models")
    remove(finished, *TRAINED)
    running = start(finished, f"results/tiny/{TRAINED[0]}")
    process = job(running, "training")
    while not (finished.results / CHECKPOINT).exists():
        assert process.is_running()
        time.sleep(0.002)
    os.killpg(running.pid, signal.SIGKILL)
    process.send_signal(signal.SIGKILL) if process.is_running() else None
    running.wait(SECONDS)
    # Snakemake's lock outlives it: the README says how to take it off.
    finished.snakemake(options=["--unlock"])
    assert "resuming after epoch" in finished.snakemake(f"results/tiny/{TRAINED[0]}").output
    assert contents(finished, "I/models") == before
