"""The handler with settings as Snakemake gives them; real runs are in tests/workflow."""

import sys
from logging import ERROR, INFO, LogRecord
from types import SimpleNamespace

import pytest
from snakemake.settings.enums import Quietness
from snakemake_interface_logger_plugins.common import LogEvent
from snakemake_interface_logger_plugins.registry import LoggerPluginRegistry
from snakemake_logger_plugin_zpoints.handler import LogHandler, config_of


def handler(**changes):
    settings = {
        **dict.fromkeys(("printshellcmds", "nocolor", "debug_dag", "verbose"), False),
        **dict.fromkeys(("show_failed_logs", "stdout", "dryrun"), False),
        "quiet": set(),
    }
    return LogHandler(SimpleNamespace(**{**settings, **changes}), None)


def record(text, level=INFO, **extra):
    made = LogRecord("snakemake", level, "", 0, text, None, None)
    vars(made).update(extra)
    return made


def started():
    """The first record of a run."""
    event = LogEvent.WORKFLOW_STARTED
    return record("started", event=event, configfiles=[], quietness=Quietness.HOST)


def test_snakemake_takes_it_for_a_plugin():
    registry = LoggerPluginRegistry()
    module = sys.modules["snakemake_logger_plugin_zpoints"]
    registry.validate_plugin("snakemake_logger_plugin_zpoints", module)
    plugin = registry.load_plugin("zpoints", module)
    assert plugin.log_handler is LogHandler
    assert plugin.settings_cls is None


def test_what_is_no_run_looks_as_snakemake_shows_it(capsys):
    plugin = handler()
    plugin.handle(record("Assuming unrestricted shared filesystem usage."))
    plugin.handle(record("Unlocked working directory."))
    plugin.close()
    plugin.close()
    assert capsys.readouterr().err == "Unlocked working directory.\n"


@pytest.mark.parametrize("change", ["dryrun", "verbose", "debug_dag", "printshellcmds"])
def test_who_asks_snakemake_for_more_gets_it(change, capsys):
    plugin = handler(quiet={Quietness.HOST}, **{change: True})
    plugin.handle(started())
    plugin.handle(record("Building DAG of jobs..."))
    assert plugin.run is None
    assert capsys.readouterr().err == "Building DAG of jobs...\n"


def test_who_asks_snakemake_for_less_gets_it(capsys):
    plugin = handler(quiet={Quietness.HOST, Quietness.PROGRESS})
    plugin.handle(started())
    assert plugin.run is None
    plugin.handle(record("1 of 2 steps", event=LogEvent.PROGRESS, done=1, total=2))
    assert capsys.readouterr().err == ""


def test_a_mistake_in_the_config_is_one_sentence(capsys):
    text = (
        'WorkflowError in file "/a/rules/common.smk", line 28:\nkey x is unknown.\n'
        '  File "/a/rules/common.smk", line 28, in <module>'
    )
    handler().handle(record(text, ERROR, event=LogEvent.ERROR, exception="WorkflowError"))
    assert capsys.readouterr().err == "key x is unknown.\n"


def test_config_is_what_can_be_read_of_it(tmp_path):
    (tmp_path / "one.yaml").write_text("study: one\ncases: {I: {}}\n")
    (tmp_path / "two.yaml").write_text("study: two\n")
    (tmp_path / "broken.yaml").write_text("study: [")
    (tmp_path / "list.yaml").write_text("- 1\n")
    files = [tmp_path / f"{name}.yaml" for name in ("one", "none", "two", "broken", "list")]
    assert config_of(files) == {"study": "two", "cases": {"I": {}}}
