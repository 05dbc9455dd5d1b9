"""The plugin lies outside the library, where Snakemake finds it in .venv."""

import io
import sys
from logging import ERROR, INFO, WARNING, LogRecord
from pathlib import Path

import pytest
from snakemake_interface_logger_plugins.common import LogEvent

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "workflow" / "logger"))

from snakemake_logger_plugin_zpoints.run import Run
from snakemake_logger_plugin_zpoints.screen import Screen


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True


class Records:
    """Records as Snakemake logs them, at times that a test sets."""

    def __init__(self, folder, stream=None):
        self.now = 1000.0
        self.folder = folder
        self.stream = stream or io.StringIO()
        screen = Screen(self.stream, columns=100, clock=lambda: self.now)
        config = {"study": "demo", "cases": {"I": {}, "II": {}}}
        self.run = Run(screen, config, clock=lambda: self.now)
        self.run.results = folder / "results" / "demo"

    @property
    def lines(self):
        return self.stream.getvalue().splitlines()

    def log(self, text=None, level=INFO, **extra):
        record = LogRecord("snakemake", level, "", 0, text, None, None)
        record.created = self.now
        vars(record).update(extra)
        self.run.record(record)

    def plan(self, cores=2, **counts):
        self.log("Provided cores", event=LogEvent.RESOURCES_INFO, cores=cores)
        stats = {**counts, "total": sum(counts.values())}
        self.log("Job stats", event=LogEvent.RUN_INFO, stats=stats)

    def start(self, number, rule, message=None, log=None, threads=1, **wildcards):
        logs = [str(log)] if log else [str(self.folder / f"{number}.log")]
        self.log(
            event=LogEvent.JOB_INFO,
            jobid=number,
            rule_name=rule,
            rule_msg=message,
            wildcards=wildcards,
            log=logs if log is not False else [],
            threads=threads,
        )

    def finish(self, number, seconds=0.0):
        self.now += seconds
        self.log(event=LogEvent.JOB_FINISHED, job_id=number)

    def fail(self, number, said="RuleException:\nCalledProcessError … exit status 1."):
        self.log(said, ERROR, event=LogEvent.ERROR, exception="RuleException")
        self.log("Error in rule", ERROR, event=LogEvent.JOB_ERROR, jobid=number)

    def end(self, failed=False):
        if failed:
            self.log("Exiting because a job execution failed. Look below", ERROR)
            self.log("Complete log(s): /somewhere/of/snakemake.log")
            self.log(
                "WorkflowError:\nAt least one job did not complete successfully.",
                ERROR,
                event=LogEvent.ERROR,
                exception="WorkflowError",
            )
        self.run.close()

    def warn(self, text):
        self.log(text, WARNING)


@pytest.fixture
def records(tmp_path):
    return Records(tmp_path)


@pytest.fixture
def on_terminal(tmp_path):
    return Records(tmp_path, Terminal())


@pytest.fixture
def write_log(tmp_path):
    """Write a job's log from (level, text) pairs; its path."""

    def write(*entries, name="job.log"):
        path = tmp_path / name
        lines = [f"2026-11-27 14:07:50,242 {level} {text}\n" for level, text in entries]
        path.write_text("".join(lines), encoding="utf-8")
        return path

    return write
