"""Jobs log to file and terminal; mistakes end in a sentence, defects in a traceback."""

import logging
import subprocess
import sys
import textwrap

import pytest

from zpoints import logs

START = """
import os, sys, time, warnings
from types import SimpleNamespace
from zpoints.errors import StudyError
from zpoints.logs import Progress, job, logger


def step(rule, *wildcards, log=sys.argv[1]):
    return SimpleNamespace(log=[log], rule=rule, wildcards=wildcards)
"""


@pytest.fixture
def run(root, tmp_path):
    """Run a program in its own process: its exit status, log and what the terminal showed."""

    def run(program):
        log = tmp_path / "job.log"
        result = subprocess.run(
            [sys.executable, "-c", START + textwrap.dedent(program), str(log)],
            cwd=root,
            capture_output=True,
            text=True,
        )
        return result.returncode, log.read_text(), result.stderr

    return run


def test_lines_go_to_the_log_with_time_and_to_the_terminal_with_the_name(run):
    status, log, terminal = run("""
        with job(step("train", "I")):
            logger.info("%d images", 5)
            logger.warning("few")
    """)
    assert status == 0
    first, second = log.splitlines()
    assert first.endswith(" INFO 5 images")
    assert first[:2] == "20"
    assert second.endswith(" WARNING few")
    assert terminal.splitlines() == ["[train I] 5 images", "[train I] few"]


def test_a_study_error_is_one_sentence_and_exit_status_1(run):
    status, log, terminal = run("""
        with job(step("encode")):
            try:
                raise ValueError("inner")
            except ValueError as error:
                raise StudyError("the path x is missing; set it.") from error
        print("never", file=sys.stderr)
    """)
    assert status == 1
    assert log.splitlines()[0].endswith(" ERROR the path x is missing; set it.")
    assert len(log.splitlines()) == 1
    assert terminal == "[encode] the path x is missing; set it.\n"


def test_any_other_exception_has_its_traceback_in_the_log(run):
    status, log, terminal = run("""
        with job(step("encode")):
            {}["no such key"]
    """)
    assert status == 1
    assert "ERROR stopped by an unexpected error" in log
    assert "Traceback (most recent call last)" in log
    assert "KeyError: 'no such key'" in log
    assert "KeyError" in terminal


def test_an_interrupt_is_no_defect(run):
    status, log, terminal = run("""
        with job(step("encode")):
            raise KeyboardInterrupt
    """)
    assert status == 130
    for text in (log, terminal):
        assert "interrupted; run snakemake again" in text
        assert "Traceback" not in text


def test_standard_error_and_warnings_go_to_the_log_only(run):
    status, log, terminal = run("""
        with job(step("encode")):
            os.write(2, b"native library\\n")
            print("python library", file=sys.stderr, flush=True)
            warnings.warn("careful")
            logger.info("ä line")
        print("afterwards", file=sys.stderr, flush=True)
    """)
    assert status == 0
    for text in ("native library", "python library", "careful", "ä line"):
        assert text in log
    assert terminal == "[encode] ä line\nafterwards\n"


def test_the_log_is_written_anew(run, tmp_path):
    (tmp_path / "job.log").write_text("of an earlier run")
    _, log, _ = run('with job(step("x")): logger.info("new")')
    assert "earlier" not in log
    assert "new" in log


def test_a_second_job_in_one_process_has_its_own_log(run, tmp_path):
    _, log, terminal = run("""
        with job(step("a", log=sys.argv[1] + ".first")):
            logger.info("one")
        with job(step("b")):
            logger.info("two")
            warnings.warn("careful")
    """)
    assert "one" not in log
    assert "careful" in log
    assert (tmp_path / "job.log.first").read_text().endswith("INFO one\n")
    assert terminal.splitlines() == ["[a] one", "[b] two"]


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test moves."""

    class Clock:
        now = 100.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(logs, "time", clock)
    return clock


@pytest.fixture
def lines(monkeypatch):
    """Lines that the logger of the package is given."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(record.getMessage())

    monkeypatch.setattr(logs.logger, "handlers", [Keep()])
    monkeypatch.setattr(logs.logger, "propagate", False)
    monkeypatch.setattr(logs.logger, "level", logging.INFO)
    logs.logger.manager._clear_cache()
    yield written
    logs.logger.manager._clear_cache()


def test_progress_says_how_much_how_fast_and_how_long(clock, lines):
    progress = logs.Progress(400, "images", seconds=10)
    clock.now += 20
    progress.update(100, "loss 0.5")
    (line,) = lines
    for part in ("25%", "100/400", "00:20<01:00", "5.00 images/s", "loss 0.5"):
        assert part in line
    assert line.isascii()
    assert len(line) < 120


def test_progress_writes_no_more_often_than_asked_but_always_the_end(clock, lines):
    progress = logs.Progress(100, "images", seconds=10)
    for _ in range(100):
        clock.now += 1
        progress.update(1)
    assert len(lines) == 10
    assert "100/100" in lines[-1]
    quick = logs.Progress(3, "images", seconds=10)
    lines.clear()
    for _ in range(3):
        quick.update(1)
    assert len(lines) == 1
    assert "3/3" in lines[0]
    assert progress.done == 100


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("ENOSPC", "images.zarr: the disk is full; make room, then run snakemake again."),
        ("EDQUOT", "images.zarr: your share of the disk is used up"),
        ("EROFS", "images.zarr: the disk is read-only"),
        ("EACCES", "images.zarr: permission is missing"),
    ],
)
def test_what_the_machine_refuses_is_one_sentence(run, number, sentence):
    status, log, terminal = run(f"""
        import errno
        with job(step("images")):
            raise OSError(errno.{number}, "text", "images.zarr")
    """)
    assert status == 1
    assert terminal.startswith(f"[images] {sentence}")
    assert "Traceback" not in log + terminal


def test_a_disk_that_is_full_indeed(run):
    status, log, terminal = run("""
        with job(step("images")):
            with open("/dev/full", "wb") as file:
                file.write(bytes(10**6))
    """)
    assert status == 1
    assert terminal == "[images] the disk is full; make room, then run snakemake again.\n"
    assert "Traceback" not in log
