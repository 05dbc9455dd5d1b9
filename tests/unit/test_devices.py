"""GPUs are handed out once each; names in files of locks take the place of real ones."""

import itertools
import os
import signal
import subprocess
import sys
import time

import pytest

from zpoints import devices
from zpoints.errors import StudyError

LISTED = """\
GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f)
GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-8f6d0a5e-11aa-2bb3-4cc4-9dd5eee60001)
  MIG 1g.5gb      Device  0: (UUID: MIG-c7384736-a75d-5afc-978f-d2f1294409fd)
  MIG 1g.5gb      Device  1: (UUID: MIG-a28ad590-3fda-56dd-84fc-0a0b96edc58d)
"""
WHOLE = "GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f"
PARTS = ["MIG-c7384736-a75d-5afc-978f-d2f1294409fd", "MIG-a28ad590-3fda-56dd-84fc-0a0b96edc58d"]


@pytest.mark.parametrize(
    ("variable", "listed", "names"),
    [
        (None, LISTED, [WHOLE, *PARTS]),
        (None, "", []),
        ("0", LISTED, [WHOLE]),
        ("1", LISTED, PARTS),
        ("GPU-5c89", LISTED, [WHOLE]),
        (f"{PARTS[1]},{WHOLE}", LISTED, [PARTS[1], WHOLE]),
        ("0,0", LISTED, [WHOLE]),
        ("2, 0 ", "", ["2", "0"]),
        ("GPU-aa,MIG-GPU-bb/1/0", "", ["GPU-aa", "MIG-GPU-bb/1/0"]),
        ("0,-1,1", LISTED, [WHOLE]),
        ("-1", LISTED, []),
        ("", LISTED, []),
        ("NoDevFiles", LISTED, []),
        ("0,2,1", LISTED, [WHOLE]),
    ],
)
def test_a_device_has_one_name_however_it_is_called(variable, listed, names):
    environment = {} if variable is None else {"CUDA_VISIBLE_DEVICES": variable}
    assert devices.visible(environment, listed) == names


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """Two pretend GPUs, no Slurm, locks of this test; released at its end."""
    monkeypatch.delenv("SLURM_JOB_ID", raising=False)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "GPU-a/1,GPU-b")
    monkeypatch.setattr(devices, "list_gpus", lambda: "")
    monkeypatch.setattr(devices, "_lock_folder", lambda: tmp_path)
    monkeypatch.setattr(devices, "_claimed", [])
    return monkeypatch


def test_what_is_claimed_is_all_that_the_process_sees(alone):
    assert devices.claim(1) == ["GPU-a/1"]
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "GPU-a/1"
    alone.setenv("CUDA_VISIBLE_DEVICES", "GPU-a/1,GPU-b")
    assert devices.claim(1) == ["GPU-b"]


def test_no_gpu_asked_for_or_there_changes_nothing(alone):
    assert devices.claim(0) == []
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "GPU-a/1,GPU-b"
    alone.delenv("CUDA_VISIBLE_DEVICES")
    assert devices.claim(1) == []
    assert "CUDA_VISIBLE_DEVICES" not in os.environ


def test_slurm_hands_out_devices_itself(alone):
    alone.setenv("SLURM_JOB_ID", "7")
    assert devices.claim(2) == []
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "GPU-a/1,GPU-b"
    # A Snakemake within an allocation shares its devices between its jobs.
    assert devices.claim(1) == ["GPU-a/1"]


def test_more_than_there_are_is_a_mistake(alone):
    with pytest.raises(StudyError, match=r"needs 3 GPUs, but there are 2 \(GPU-a/1, GPU-b\)"):
        devices.claim(3)


# Holds its devices for a while and writes down from when to when.
PROGRAM = """
import sys, time
from pathlib import Path
from zpoints import devices
devices._lock_folder = lambda: Path(sys.argv[1])
devices.list_gpus = lambda: ""
devices.SECONDS_BETWEEN_LOOKS = 0.02
names = devices.claim(int(sys.argv[2]))
print(time.monotonic(), *names, flush=True)
time.sleep(float(sys.argv[3]))
print(time.monotonic(), flush=True)
"""


def start(folder, count, seconds, visible="0,1"):
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), str(count), str(seconds)],
        env={
            **{key: value for key, value in os.environ.items() if key != "SLURM_JOB_ID"},
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "CUDA_VISIBLE_DEVICES": visible,
        },
        stdout=subprocess.PIPE,
        text=True,
    )


def test_processes_at_once_never_share_a_device(tmp_path):
    counts = [1, 2, 1, 1, 2, 1]
    running = [start(tmp_path, count, 0.15) for count in counts]
    held = []
    for count, process in zip(counts, running, strict=True):
        first, last = process.communicate(timeout=120)[0].splitlines()
        begin, *names = first.split()
        assert len(set(names)) == count
        held += [(name, float(begin), float(last)) for name in names]
    assert {name for name, *_ in held} == {"0", "1"}
    for name in ("0", "1"):
        spans = sorted(span for other, *span in held if other == name)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def test_a_killed_process_gives_its_device_back(tmp_path):
    first = start(tmp_path, 1, 60, "3")
    assert first.stdout.readline().split()[1:] == ["3"]
    second = start(tmp_path, 1, 0, "3")
    time.sleep(0.5)
    assert second.poll() is None
    first.send_signal(signal.SIGKILL)
    assert second.communicate(timeout=60)[0].split()[1] == "3"
    first.communicate()


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("143771\n81559\n", 81559 * 2**20), ("[N/A]\n", None), ("", None)],
)
def test_the_memory_of_the_smallest_gpu(tmp_path, monkeypatch, printed, expected):
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\nprintf '%s' '{printed}'\nprintf '%s ' \"$@\" > {tmp_path}/asked\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv(devices.VISIBLE, "GPU-a,GPU-b")
    assert devices.memory_bytes() == expected
    assert (tmp_path / "asked").read_text().endswith("-i GPU-a,GPU-b ")


def test_no_nvidia_smi_says_nothing_of_memory(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert devices.memory_bytes() is None
