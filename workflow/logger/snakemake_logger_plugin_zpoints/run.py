"""A run of the workflow as people want to see it, from the records that Snakemake logs."""

import os
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from logging import WARNING, LogRecord
from pathlib import Path
from typing import Any

from snakemake_interface_logger_plugins.common import LogEvent

from . import joblogs, outcome, typical, words
from .screen import Screen
from .work import Work

# Jobs that take less share a line with the others of their rule.
OWN_LINE = 10.0
# A log is not read sooner than so many seconds after its job began.
_YOUNG = 3.0
# So many lines of what nobody expected are shown.
_MOST = 20
# Errors that say only that there was an error.
_EMPTY_ERRORS = ("At least one job did not complete", "Exiting because a job execution failed")
# How Snakemake prints a WorkflowError of the rules: where, the sentence, and where once more.
_OF_CONFIG = re.compile(
    r'WorkflowError(?: in file "[^"]+", line \d+)?:\n(.+?)'
    r'(?:\n  File "[^"]+", line \d+, in <module>)?',
    re.DOTALL,
)
# The last line of a traceback.
_RAISED = re.compile(r"[\w.]*(?:Error|Exception|Warning)\b.*")


@dataclass
class Job:
    """A job that was started."""

    number: int
    rule: str
    message: str
    wildcards: dict[str, str]
    logs: list[str]


@dataclass
class Failure:
    """A job that failed, its seconds, and what Snakemake said of it."""

    job: Job
    seconds: float
    said: list[str] = field(default_factory=list)


class Run:
    """Writes what happens in a run to a screen.

    Args:
        screen: where lines go.
        config: the study's config, as far as it is known: `study`, `cases`.
        clock: seconds since any moment, the same as in the records' `created`.
    """

    def __init__(
        self,
        screen: Screen,
        config: Mapping[str, Any],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.screen = screen
        self.study = config.get("study", "of unknown name")
        self.cases = list(config.get("cases") or ())
        self.results = Path("results", str(self.study))
        self.clock = clock
        self.started = clock()
        self.cores: int | None = None
        self.work: Work | None = None
        self.jobs: dict[int, Job] = {}
        # Jobs of a rule that are done and wait for a line, with their seconds.
        self.waiting: dict[str, list[tuple[Job, float]]] = {}
        self.failures: dict[int, Failure] = {}
        self.errors: list[str] = []
        self.warnings: Counter[str] = Counter()
        self.stray: list[str] = []
        self.idle = False
        self._looked = 0.0
        self.log: str | None = None

    def record(self, record: LogRecord) -> None:
        """Take in a record of Snakemake's."""
        event = getattr(record, "event", None)
        text = str(record.msg or "")
        if event == LogEvent.RESOURCES_INFO:
            self.cores = getattr(record, "cores", None) or self.cores
        elif event == LogEvent.RUN_INFO:
            self._begin(getattr(record, "stats", {}))
        elif event == LogEvent.JOB_INFO:
            self._start(record)
        elif event == LogEvent.JOB_FINISHED:
            self._finish(record.job_id, record.created)  # type: ignore[attr-defined]
        elif event == LogEvent.JOB_ERROR:
            self._fail(record)
        elif event == LogEvent.GROUP_ERROR:
            pass  # its jobs follow, one by one
        elif record.levelno > WARNING:
            if not any(empty in text for empty in _EMPTY_ERRORS):
                self.errors.append(text)
        elif record.levelno == WARNING:
            self.warnings[text.strip()] += 1
        elif event is None:
            self._say(text)
        self.tick()

    def output(self, line: str) -> None:
        """Take in a line that a job wrote to standard error."""
        # What a job says of itself is in its log, too.
        rule = re.match(r"\[(\w+)[^]]*\] ", line)
        if line.strip() and not (rule and self.work and rule[1] in self.work.counts):
            self.stray.append(line)

    def tick(self) -> None:
        """Show how far the run is."""
        if self.work is None or not self.work.running:
            return
        now = self.clock()
        look = now - self._looked >= 1
        self._looked = now if look else self._looked
        notes = []
        for number, running in sorted(self.work.running.items(), key=lambda item: item[1].started):
            job = self.jobs[number]
            if not job.logs:  # a stage, which does nothing
                continue
            if look and now - running.started > _YOUNG:
                self.work.advance(number, joblogs.fraction(job.logs[0]) or running.fraction)
            note = f" {100 * running.fraction:.0f} %" if 0 < running.fraction < 1 else ""
            notes.append(f"{job.message}{note}")
        if not notes:
            return
        at_work = notes[0] if len(notes) == 1 else f"{notes[0]} and {len(notes) - 1} more"
        left = f"{words.about(self.work.seconds_left(now))} left"
        self.screen.progress(self.work.share(now), left, at_work)

    def close(self) -> None:
        """Write the end: warnings, and then what came out or why it failed."""
        for rule in list(self.waiting):
            self._write_waiting(rule)
        self.screen.clear()
        failed = bool(self.failures or self.errors)
        reasons = [self._reason(failure) for failure in self._blamed()]
        known = "\n".join(line for reason in reasons for line in reason.details)
        self._section("Warnings", [_counted(text, n) for text, n in self.warnings.items()])
        stray = [line for line in self.stray if line.strip() not in known]
        self._section("Other output", stray)
        if failed:
            self._write_failure(reasons)
        elif self.idle or self.work:
            self._write_outcome()

    def _begin(self, stats: Mapping[str, int]) -> None:
        counts = {rule: count for rule, count in stats.items() if rule != "total"}
        seconds = typical.SECONDS | typical.measured(self.results / "benchmarks", counts)
        self.work = Work(counts, seconds, self.cores)
        jobs = _number(sum(counts.values()), "job")
        on = f" on {_number(self.cores, 'core')}" if self.cores else ""
        time_needed = words.about(self.work.seconds_left(self.clock()))
        self.screen.line(f"Study {self.study}: {jobs}{on}, {time_needed}.")

    def _start(self, record: Any) -> None:
        wildcards = {name: str(value) for name, value in dict(record.wildcards or {}).items()}
        name = " ".join([record.rule_name, *wildcards.values()])
        logs = list(map(str, record.log or ()))
        job = Job(record.jobid, record.rule_name, record.rule_msg or name, wildcards, logs)
        self.jobs[job.number] = job
        if self.work is not None:
            self.work.start(job.number, job.rule, int(record.threads or 1), record.created)

    def _finish(self, number: int, now: float) -> None:
        job = self.jobs.get(number)
        if self.work is None or job is None or number not in self.work.running:
            return
        self.failures.pop(number, None)
        seconds = self.work.finish(number, now)
        for log in job.logs:
            for warning in joblogs.warnings(log):
                self.warnings[f"{job.message}: {warning}"] += 1
        # A stage, such as `all`, runs nothing and has no log.
        if job.logs:
            self.waiting.setdefault(job.rule, []).append((job, seconds))
            if seconds >= OWN_LINE or self.work.done(job.rule) >= self.work.counts.get(job.rule, 0):
                self._write_waiting(job.rule, alone=seconds >= OWN_LINE)

    def _fail(self, record: Any) -> None:
        job = self.jobs.get(record.jobid)
        if self.work is None or job is None:
            return
        running = record.jobid in self.work.running
        seconds = self.work.drop(record.jobid, record.created) if running else 0.0
        # The error that Snakemake printed before this record, and lines that belong to it.
        said, self.errors = self.errors, []
        self.failures[record.jobid] = Failure(job, seconds, said)
        took = words.duration(seconds)
        self.screen.line(f"  {self.screen.cross}    {took:>12}  {job.message}: failed", "bad")

    def _say(self, text: str) -> None:
        """Of all that Snakemake says besides, this is worth a line."""
        if text.startswith("Nothing to be done"):
            self.idle = True
        elif text.startswith("Will exit after finishing"):
            self.screen.line("Stopping: jobs at work come to their end or keep what they have.")
        elif restarted := re.match(r"Trying to restart job (\d+)", text):
            failure = self.failures.pop(int(restarted[1]), None)
            if failure:
                self.screen.line(f"{'':21}{failure.job.message}: tried again")
        elif text.startswith("Complete log(s): "):
            self.log = text.removeprefix("Complete log(s): ")

    def _write_waiting(self, rule: str, alone: bool = False) -> None:
        """Write a line for jobs that are done: for the last one alone, or for all that wait."""
        waiting = self.waiting[rule]
        done = [waiting.pop()] if alone else waiting
        jobs = [job for job, _ in done]
        seconds = words.duration(sum(seconds for _, seconds in done))
        message = words.jobs_in_one(jobs[0].message, [job.wildcards for job in jobs])
        several = f" ({len(jobs)} jobs)" if len(jobs) > 1 else ""
        share = self.work.share(self.clock()) if self.work else 0.0
        self.screen.line(f"{words.percent(share)}  {seconds:>12}  {message}{several}")
        if not alone or not waiting:
            del self.waiting[rule]
        elif self.work and self.work.done(rule) >= self.work.counts.get(rule, 0):
            self._write_waiting(rule)

    def _blamed(self) -> list[Failure]:
        """Failures to be told; where a group failed, those of its jobs that say why."""
        telling = [f for f in self.failures.values() if _log_reason(f.job)]
        return telling or list(self.failures.values())

    def _reason(self, failure: Failure) -> joblogs.Reason:
        if reason := _log_reason(failure.job):
            return reason
        said = "\n".join(failure.said)
        if re.search(r"SIGKILL|status 137", said):
            why = "It was killed from outside, perhaps for want of memory"
        elif self.stray and _RAISED.fullmatch(self.stray[-1]):
            why = f"It was stopped by an unexpected error, {self.stray[-1]}"
        else:
            why = "Its log does not say why"
        return joblogs.Reason(
            f"{why}; run the same command again.", self.stray or said.splitlines()
        )

    def _write_failure(self, reasons: list[joblogs.Reason]) -> None:
        if self.log:
            self.screen.line(f"All messages of Snakemake: {os.path.relpath(self.log)}", "faint")
        for failure, reason in zip(self._blamed(), reasons, strict=True):
            for line in reason.details[-_MOST:]:
                self.screen.line(f"  {line}")
            where = f" (log: {failure.job.logs[0]})" if failure.job.logs else ""
            self.screen.line(f"Failed: {failure.job.message}{where}.")
            self.screen.line(reason.sentence, "bad")
        for error in self.errors:
            self.screen.line(of_config(error), "bad")

    def _write_outcome(self) -> None:
        took = words.duration(self.clock() - self.started)
        done = {job.rule for job in self.jobs.values()}
        if self.idle:
            self.screen.line("Nothing to do: all that was asked for is there and up to date.")
        else:
            count = sum(map(len, self.work.measured.values())) if self.work else 0
            whole = f"Study {self.study} is complete" if "all" in done else "Done"
            self.screen.line(f"{whole}: {_number(count, 'job')} in {took}.", "good")
        if self.idle or done & typical.TELLING:
            for sentence in outcome.sentences(self.results, self.cases):
                self.screen.line(sentence)

    def _section(self, title: str, lines: list[str]) -> None:
        if lines:
            self.screen.line(f"{title}:", "warning")
        for line in lines[:_MOST]:
            self.screen.line(f"  {line}")
        if len(lines) > _MOST:
            self.screen.line(f"  and {len(lines) - _MOST} more")


def of_config(error: str) -> str:
    """An error of Snakemake's without its place in the rules, where it is a user's mistake.

    rules/common.smk raises a WorkflowError with the sentence of a StudyError.
    """
    match = _OF_CONFIG.fullmatch(error.strip())
    return match[1] if match and '\n  File "' not in match[1] else error.strip()


def _log_reason(job: Job) -> joblogs.Reason | None:
    return next((reason for log in job.logs if (reason := joblogs.reason(log))), None)


def _counted(text: str, count: int) -> str:
    return text if count == 1 else f"{text} ({count} times)"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
