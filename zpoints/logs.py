"""Logging and progress, the same for every job."""

import errno
import logging
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits
from tqdm import tqdm

from zpoints.errors import Stopped, StudyError

logger = logging.getLogger("zpoints")

# What a machine may refuse, whatever the job: no fault of the workflow, and none of its files'.
_REFUSED = {
    errno.ENOSPC: "the disk is full; make room",
    errno.EDQUOT: "your share of the disk is used up; make room",
    errno.EROFS: "the disk is read-only; choose another folder to work in",
    errno.EACCES: "permission is missing; change it or choose another folder",
    errno.EIO: "the disk or the network behind it fails; check it",
}


@contextmanager
def job(snakemake: Any) -> Iterator[logging.Logger]:
    """Run a job of Snakemake with its log in a file and, shorter, on the terminal.

    A `StudyError` ends the process with its one sentence and exit status 1, and so does a full disk
    or whatever else the machine refuses; `Stopped` ends it with 128 and the signal's number. Any
    other exception is a defect, so its traceback goes to the log as well.

    Args:
        snakemake: the object that Snakemake gives a script. Its log is written anew; on the
            terminal each line begins with its rule and wildcards, e.g. "[draws I gaussian-full]".
    """
    name = " ".join([snakemake.rule, *map(str, snakemake.wildcards)])
    log = Path(snakemake.log[0]).open("w", encoding="utf-8")  # noqa: SIM115
    to_file = logging.StreamHandler(log)
    to_file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    terminal = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="replace")
    to_terminal = logging.StreamHandler(terminal)
    to_terminal.setFormatter(logging.Formatter(f"[{name}] %(message)s"))
    # What native libraries write to standard error belongs into the log, not on the terminal.
    os.dup2(log.fileno(), 2)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.handlers = [to_file, to_terminal]
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").handlers = [to_file]
    try:
        # How a product of matrices is shared between threads decides its last digits, and Snakemake
        # gives a job as many as there are cores: results must not depend on that.
        with threadpool_limits(1, "blas"):
            yield logger
    except StudyError as error:
        logger.error("%s", error)
        sys.exit(1)
    except Stopped as stopped:
        logger.warning("%s", stopped)
        sys.exit(stopped.status)
    except OSError as error:
        if error.errno not in _REFUSED:
            logger.exception("stopped by an unexpected error")
            raise
        where = f"{error.filename}: " if error.filename else ""
        logger.error("%s%s, then run snakemake again.", where, _REFUSED[error.errno])
        sys.exit(1)
    except KeyboardInterrupt:
        logger.error("interrupted; run snakemake again to repeat this job")
        sys.exit(130)
    except Exception:
        logger.exception("stopped by an unexpected error")
        raise
    finally:
        os.dup2(terminal.fileno(), 2)
        logging.captureWarnings(False)
        logger.handlers = logging.getLogger("py.warnings").handlers = []
        log.close()
        terminal.close()


class Progress:
    """Progress of long work as log lines: a bar, counts, rate and time left.

    Lines instead of a moving bar, because several jobs share one terminal and the same lines
    go to the log. The bar itself is formatted by tqdm.
    """

    def __init__(self, total: int, unit: str, seconds: float = 10.0) -> None:
        """Start the clock; `seconds` is the least time between two lines."""
        self.total = total
        self.unit = unit
        self.seconds = seconds
        self.done = 0
        self.started = time.monotonic()
        self.last = self.started

    def watch(self, blocks: Iterable[tuple[int, Sized]]) -> Iterator[tuple[int, Sized]]:
        """Pass on (first row, rows) blocks, counting the rows once they are dealt with."""
        for start, block in blocks:
            yield start, block
            self.update(len(block))

    def update(self, count: int, note: str = "") -> None:
        """Add `count` finished units; write a line if it is time or if the work is complete."""
        self.done += count
        now = time.monotonic()
        if now - self.last >= self.seconds or self.done == self.total:
            self.last = now
            line = tqdm.format_meter(
                self.done,
                self.total,
                now - self.started,
                ncols=110,
                ascii=".#",
                unit=f" {self.unit}",
                postfix=note or None,
            )
            logger.info("%s", line)
