"""The log handler that Snakemake calls with each of its records."""

import sys
import traceback
from collections.abc import Callable, Iterable
from logging import Handler, LogRecord
from pathlib import Path
from typing import Any

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

from .run import Run, of_config
from .screen import Screen
from .stderr import Stderr

# Said of every run before it starts, and of no use to anybody.
_EMPTY = ("Assuming unrestricted shared filesystem usage.",)


class LogHandler(LogHandlerBase):
    """Shows a run; what is no run (a dry run, a report, --verbose) looks as Snakemake shows it."""

    writes_to_stream = True
    writes_to_file = False
    has_filter = True
    has_formatter = True
    needs_rulegraph = False

    def __post_init__(self) -> None:
        """Prepare Snakemake's own way; which one is needed shows later."""
        self.own = _handler_of_snakemake(self.common_settings)
        self.run: Run | None = None
        self.stderr: Stderr | None = None

    def emit(self, record: LogRecord) -> None:
        """Show a record; a fault in here must not end the run."""
        try:
            self._emit(record)
        except Exception:
            self.handleError(record)

    def close(self) -> None:
        """Write the last lines, once."""
        if self.stderr is not None:
            self.stderr.stop()
        run, self.run = self.run, None
        try:
            if run is not None:
                run.close()
        except Exception:
            # Snakemake drops what is raised here, and then nobody would know how the run ended.
            traceback.print_exc()
        super().close()

    def _emit(self, record: LogRecord) -> None:
        event = getattr(record, "event", None)
        if self.run is not None:
            self.run.record(record)
        elif self._as_snakemake():
            self.own.handle(record)
        elif event == LogEvent.WORKFLOW_STARTED:
            self._begin(record)
        elif event == LogEvent.ERROR:
            record.msg = of_config(str(record.msg))
            self.own.handle(record)
        elif record.msg not in _EMPTY:
            self.own.handle(record)

    def _as_snakemake(self) -> bool:
        """Whether the user asked Snakemake for more, for less or for no run at all."""
        settings = self.common_settings
        wanted = {str(getattr(what, "name", what)).lower() for what in settings.quiet or ()}
        return bool(
            settings.dryrun
            or settings.verbose
            or settings.debug_dag
            or settings.printshellcmds
            or wanted & {"all", "rules", "progress"}
        )

    def _begin(self, record: Any) -> None:
        self.stderr = Stderr(self._output, self._tick)
        screen = Screen(self.stderr.start(), colour=not self.common_settings.nocolor)
        self.run = Run(screen, config_of(record.configfiles))

    def _output(self, line: str) -> None:
        self._with_run(lambda run: run.output(line))

    def _tick(self) -> None:
        self._with_run(Run.tick)

    def _with_run(self, call: Callable[[Run], None]) -> None:
        """From the thread that reads standard error, not beside a record."""
        self.acquire()
        try:
            if self.run is not None:
                call(self.run)
        finally:
            self.release()


def config_of(files: Iterable[str | Path]) -> dict[str, Any]:
    """What the last of these config files says; nothing where it cannot be read."""
    import yaml  # Snakemake's own; not at its start

    found: dict[str, Any] = {}
    for file in files:
        try:
            found |= yaml.safe_load(Path(file).read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError, yaml.YAMLError):
            continue
    return found


def _handler_of_snakemake(settings: Any) -> Handler:
    """What Snakemake would use without a plugin."""
    # Snakemake imports plugins while it is imported itself.
    from snakemake.logging import ColorizingTextHandler, DefaultFilter, DefaultFormatter

    return ColorizingTextHandler(
        nocolor=settings.nocolor,
        stream=sys.stdout if settings.stdout else sys.stderr,
        formatter=DefaultFormatter(settings.quiet, settings.show_failed_logs),
        filter=DefaultFilter(
            settings.quiet,
            settings.debug_dag,
            settings.verbose,
            settings.dryrun,
            settings.printshellcmds,
        ),
    )
