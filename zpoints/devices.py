"""GPUs handed out to the jobs of one machine: no two jobs of a user on one."""

import fcntl
import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO
from urllib.parse import quote

from zpoints.errors import StudyError
from zpoints.logs import logger

VISIBLE = "CUDA_VISIBLE_DEVICES"
SECONDS_BETWEEN_LOOKS = 0.5
# Locks last as long as these files are open: to the end of the process, however it ends.
_claimed: list[IO] = []


def claim(count: int, folder: Path | None = None) -> list[str]:
    """Take some GPUs for this process and show it no others; waits until they are free.

    Call it before TensorFlow, JAX or ONNX Runtime look for GPUs. What CUDA_VISIBLE_DEVICES names is
    handed out, or else what nvidia-smi lists. Nothing is done where there is no GPU, and where
    Slurm has shown this job the GPUs that it may use.

    Args:
        count: number of GPUs; 0 does nothing.
        folder: of the lock files; None for one of this user on this machine.

    Returns:
        Names as in CUDA_VISIBLE_DEVICES; empty where nothing was done.

    Raises:
        StudyError: there are GPUs, but fewer than `count`, or the lock folder is another user's.
    """
    if count == 0:
        return []
    known = visible(os.environ, list_gpus())
    if not known:
        logger.info("no GPU is named by %s or nvidia-smi: none is handed out", VISIBLE)
        return []
    if "SLURM_JOB_ID" in os.environ and len(known) <= count:
        logger.info("on the GPUs that Slurm gave: %s", ", ".join(known))
        return []
    if len(known) < count:
        raise StudyError(
            f"this job needs {count} GPUs, but there are {len(known)} ({', '.join(known)}); lower "
            f"training.gpus, or show more in {VISIBLE}."
        )
    folder = folder or _lock_folder()
    waiting = False
    while (names := _try(known, count, folder)) is None:
        if not waiting:
            logger.warning(
                "all of the GPUs %s are taken by other jobs: waiting; give Snakemake no more of "
                "them than there are (--resources gpu=%d)",
                *(", ".join(known), len(known)),
            )
            waiting = True
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os.environ[VISIBLE] = ",".join(names)
    logger.info("on the GPUs %s", os.environ[VISIBLE])
    return names


def list_gpus() -> str:
    """What `nvidia-smi -L` prints; nothing where it is missing or fails."""
    return _nvidia_smi("-L")


def memory_bytes() -> int | None:
    """Memory of the smallest GPU that this process may use; None where nvidia-smi does not say."""
    mine = ["-i", os.environ[VISIBLE]] if os.environ.get(VISIBLE) else []
    printed = _nvidia_smi("--query-gpu=memory.total", "--format=csv,noheader,nounits", *mine)
    sizes = printed.split("\n")[:-1]
    known = sizes and all(size.strip().isdecimal() for size in sizes)
    return 2**20 * min(map(int, sizes)) if known else None


def visible(environment: Mapping[str, str], listed: str) -> list[str]:
    """Names of the GPUs that this process may use, one name for one device.

    Args:
        environment: with CUDA_VISIBLE_DEVICES or without.
        listed: what `nvidia-smi -L` prints. Numbers and shortened names become the full names in
            it, so that jobs that are told of one device in different ways find one lock. A GPU that
            is divided (MIG) stands for its parts.
    """
    gpus: list[str] = []
    parts: dict[str, list[str]] = {}
    for line in listed.splitlines():
        found = re.match(r"(GPU \d+:|\s+MIG ).*\(UUID: ([^)]+)\)", line)
        if found and found[1].startswith("GPU"):
            gpus.append(found[2])
            parts[found[2]] = []
        elif found and gpus:
            parts[gpus[-1]].append(found[2])
    full = [name for gpu in gpus for name in (gpu, *parts[gpu])]
    names: list[str] = []
    for given in environment.get(VISIBLE, ",".join(gpus)).split(","):
        name = given.strip()
        if name.isdecimal() and int(name) < len(gpus):
            name = gpus[int(name)]
        elif name.startswith(("GPU-", "MIG-")):
            name = next((known for known in full if known.startswith(name)), name)
        elif gpus or not name.isdecimal():
            break  # CUDA looks no further than the first that it does not know, such as -1
        names += parts.get(name) or [name]
    return list(dict.fromkeys(names))


def _nvidia_smi(*options: str) -> str:
    """What nvidia-smi prints; nothing where it is missing or fails."""
    try:
        return subprocess.run(
            ["nvidia-smi", *options], capture_output=True, text=True, timeout=60, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _lock_folder() -> Path:
    """A folder of this user on this machine, whatever TMPDIR says: all jobs must find it."""
    folder = Path(f"/tmp/zpoints-gpus-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise StudyError(f"{folder} belongs to another user; have it deleted.")
    return folder


def _try(known: Sequence[str], count: int, folder: Path) -> list[str] | None:
    """Lock `count` free devices or none: two jobs must not wait for each other's half."""
    names: list[str] = []
    files: list[IO] = []
    with (folder / "choosing").open("w") as choosing:
        fcntl.flock(choosing, fcntl.LOCK_EX)
        for name in known:
            if len(names) == count:
                break
            file = (folder / quote(name, safe="")).open("w")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                continue
            names.append(name)
            files.append(file)
        if len(names) < count:
            for claimed in files:
                claimed.close()
            return None
    _claimed.extend(files)
    return names
