"""How much of a run is done, and how long the rest takes, by the seconds that rules take."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Threads of a rule before its first job says how many.
THREADS = {"training": 2}
# Seconds of a rule of which nothing is known.
UNKNOWN = 1.0
# The first jobs of a run say little of its pace: so many typical seconds count beside them.
_PRIOR = 20.0
# Share of the cores that jobs keep busy, until it is measured.
_BUSY = 0.9
# From this fraction on a job's own progress says how long it takes; before, it is still starting.
_TELLING = 0.04


@dataclass
class Running:
    """A job at work: its rule, when it started, its threads, how much it says that it has done."""

    rule: str
    started: float
    threads: int
    fraction: float = 0.0


@dataclass
class Work:
    """The jobs of a run, weighted by seconds.

    Args:
        counts: jobs of each rule.
        typical: seconds of a job of each rule, as measured before.
        cores: cores for all jobs together; None where jobs run on other machines.
    """

    counts: Mapping[str, int]
    typical: Mapping[str, float]
    cores: int | None = None
    running: dict[int, Running] = field(default_factory=dict)
    measured: dict[str, list[float]] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    _busy: float = 0.0
    _first: float | None = None
    _share: float = 0.0

    def start(self, job: int, rule: str, threads: int, now: float) -> None:
        """A job starts at the time `now`, in seconds of any clock."""
        self.running[job] = Running(rule, now, self._within_cores(threads))
        self.threads[rule] = self._within_cores(threads)
        self._first = now if self._first is None else self._first

    def advance(self, job: int, fraction: float) -> None:
        """A job says how much of its work it has done, in [0, 1]."""
        if job in self.running:
            self.running[job].fraction = fraction

    def finish(self, job: int, now: float) -> float:
        """A job is done; its seconds."""
        running = self.running.pop(job)
        seconds = now - running.started
        self.measured.setdefault(running.rule, []).append(seconds)
        self._busy += seconds * running.threads
        return seconds

    def drop(self, job: int, now: float) -> float:
        """A job failed: its time counts, its work does not; its seconds."""
        running = self.running.pop(job)
        self._busy += (now - running.started) * running.threads
        return now - running.started

    def done(self, rule: str) -> int:
        """Number of jobs of a rule that are done."""
        return len(self.measured.get(rule, ()))

    def expected(self, rule: str) -> float:
        """Seconds that a job of this rule takes, by this run as far as it says so."""
        if rule in self.measured:
            return sum(self.measured[rule]) / len(self.measured[rule])
        return self.typical.get(rule, UNKNOWN) * self.pace()

    def pace(self) -> float:
        """Seconds of this run for a typical second."""
        took = sum(map(sum, self.measured.values()))
        typical = sum(len(n) * self.typical.get(rule, UNKNOWN) for rule, n in self.measured.items())
        return (took + _PRIOR) / (typical + _PRIOR)

    def share(self, now: float) -> float:
        """Share of the work that is done, in [0, 1]; it never falls."""
        done = sum(map(sum, self.measured.values()))
        done += sum(now - job.started for job in self.running.values())
        left = sum(seconds for seconds, _ in self._left(now))
        self._share = max(self._share, done / (done + left)) if done > 0 else self._share
        return self._share

    def seconds_left(self, now: float) -> float:
        """Seconds until the last job is done."""
        left = self._left(now)
        longest = max((self._rest(job, now) for job in self.running.values()), default=0.0)
        return max(longest, sum(seconds * threads for seconds, threads in left) / self._rate(now))

    def _left(self, now: float) -> list[tuple[float, int]]:
        """(seconds, threads) of what is still to be done."""
        left = [(self._rest(job, now), job.threads) for job in self.running.values()]
        for rule, count in self.counts.items():
            at_work = sum(job.rule == rule for job in self.running.values())
            waiting = max(0, count - self.done(rule) - at_work)
            threads = self.threads.get(rule, self._within_cores(THREADS.get(rule, 1)))
            left.append((waiting * self.expected(rule), threads))
        return left

    def _rest(self, job: Running, now: float) -> float:
        """Seconds that a running job still takes."""
        passed = now - job.started
        if job.fraction >= _TELLING:
            return passed / job.fraction - passed
        # One that takes longer than expected is soon done, for all that is known.
        return max(self.expected(job.rule) - passed, 0.1 * passed)

    def _rate(self, now: float) -> float:
        """Seconds of threads that pass in a second."""
        passed = 0.0 if self._first is None else now - self._first
        busy = self._busy
        busy += sum((now - job.started) * job.threads for job in self.running.values())
        if self.cores is None:
            return max(1.0, busy / passed) if passed else 1.0
        share = (busy + _BUSY * _PRIOR) / (self.cores * passed + _PRIOR)
        return self.cores * min(1.0, max(0.1, share))

    def _within_cores(self, threads: int) -> int:
        return threads if self.cores is None else min(threads, self.cores)
