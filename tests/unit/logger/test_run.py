"""The lines of a run, from records that Snakemake could have logged."""

from logging import ERROR

import pytest
from snakemake_logger_plugin_zpoints.run import of_config
from snakemake_logger_plugin_zpoints.typical import SECONDS


def test_jobs_come_in_the_order_in_which_they_end(records):
    records.plan(training=2, preview=1, all=1)
    records.start(1, "training", "Training case I", case="I", threads=2)
    records.start(2, "preview", "Drawing the preview sheet")
    records.finish(2, 1.5)
    records.finish(1, 100)
    records.start(3, "training", "Training case II", case="II", threads=2)
    records.finish(3, 219.03)
    records.start(0, "all", "Study demo is complete", log=False)
    records.finish(0)
    records.end()
    assert records.lines == [
        f"Study demo: 4 jobs on 2 cores, about {round((2 * 165.8 + 0.35) / 0.9 / 60)} min.",
        "  0 %         1.5 s  Drawing the preview sheet",
        " 50 %    1 min 42 s  Training case I",
        "100 %    3 min 39 s  Training case II",
        "Study demo is complete: 4 jobs in 5 min 21 s.",
    ]


def test_small_jobs_share_a_line_when_the_last_is_done(records):
    records.plan(draws=4)
    for number, (case, sampler) in enumerate([("I", "path"), ("I", "b2"), ("II", "path")]):
        records.start(
            number, "draws", f"Drawing {sampler} for case {case}", case=case, sampler=sampler
        )
        records.finish(number, 0.5)
    assert len(records.lines) == 1
    records.start(3, "draws", "Drawing b2 for case II", case="II", sampler="b2")
    records.finish(3, 1)
    assert records.lines[1:] == ["100 %         2.5 s  Drawing 2 samplers for cases I, II (4 jobs)"]


def test_a_long_job_has_a_line_at_once(records):
    records.plan(draws=3)
    for number, seconds in enumerate([1, 12, 1]):
        records.start(number, "draws", f"Drawing s{number}", sampler=f"s{number}")
        records.finish(number, seconds)
    assert [line[7:] for line in records.lines[1:]] == [
        "        12 s  Drawing s1",
        "       2.0 s  Drawing 2 samplers (2 jobs)",
    ]


def test_a_long_last_job_of_a_rule_leaves_none_waiting(records):
    records.plan(draws=2)
    for number, seconds in enumerate([1, 12]):
        records.start(number, "draws", f"Drawing s{number}", sampler=f"s{number}")
        records.finish(number, seconds)
    assert [line[7:] for line in records.lines[1:]] == [
        "        12 s  Drawing s1",
        "       1.0 s  Drawing s0",
    ]


def test_a_job_without_a_message_is_named_by_rule_and_wildcards(records):
    records.plan(draws=1)
    records.start(1, "draws", None, case="I", sampler="path")
    records.finish(1, 1)
    assert records.lines[-1].endswith("draws I path")


def test_the_bar_shows_time_left_and_the_progress_of_a_training(on_terminal, write_log):
    meter = " 38%|###....| 19000/50000 [01:10<01:57, 268 images/s, epoch 3]"
    log = write_log(("INFO", meter))
    on_terminal.plan(training=1)
    on_terminal.start(1, "training", "Training case I", log=log, threads=2, case="I")
    on_terminal.now += 114
    on_terminal.run.tick()
    assert on_terminal.stream.getvalue().endswith("about 3 min left  Training case I 38 %")
    assert " 38 % ━━━━━━━━━───" in on_terminal.stream.getvalue()


def test_what_jobs_say_of_themselves_tears_nothing_apart(records):
    records.plan(training=1)
    records.start(1, "training", "Training case I", case="I")
    records.run.output("[training I]  38%|###| 19000/50000 [01:10<01:57, 268 images/s]")
    records.run.output("[training I] epoch 1: loss 0.02")
    records.run.output("[elsewhere] a line of somebody else")
    records.run.output("")
    records.finish(1, 1)
    records.end()
    assert "epoch 1" not in records.stream.getvalue()
    at = records.lines.index("Other output:")
    assert records.lines[at + 1 :][:1] == ["  [elsewhere] a line of somebody else"]


def test_warnings_are_kept_for_the_end(records, write_log):
    log = write_log(("WARNING", "controls fail: noise is missing"))
    records.plan(samplers_table=2, draws=1)
    records.warn("Your conda is old")
    records.warn("Your conda is old")
    records.start(1, "samplers_table", "Comparing the samplers of case I", log=log, case="I")
    records.finish(1, 1)
    records.start(2, "draws", "Drawing vectors")
    records.finish(2, 1)
    assert "noise" not in records.stream.getvalue()
    records.end()
    at = records.lines.index("Warnings:")
    assert records.lines[at + 1 : at + 3] == [
        "  Your conda is old (2 times)",
        "  Comparing the samplers of case I: controls fail: noise is missing",
    ]
    assert records.lines[at + 3].startswith("Done: 2 jobs")


def test_of_many_warnings_the_first_are_shown(records):
    records.plan(draws=1)
    for k in range(50):
        records.warn(f"warning {k}")
    records.end()
    assert "  warning 19" in records.lines
    assert "  warning 20" not in records.lines
    assert "  and 30 more" in records.lines


def test_after_a_failure_the_sentence_is_last(records, write_log):
    log = write_log(("ERROR", "the loss became nan; lower training.learning_rate"))
    records.plan(training=1, draws=2)
    records.start(1, "training", "Training case I", log=log, case="I")
    records.start(2, "draws", "Drawing path", sampler="path")
    records.run.output("[training I] the loss became nan; lower training.learning_rate")
    records.now += 3
    records.fail(1)
    records.finish(2, 1)
    records.end(failed=True)
    assert "  ✗           3.0 s  Training case I: failed" in records.lines
    assert records.lines[-2:] == [
        f"Failed: Training case I (log: {log}).",
        "the loss became nan; lower training.learning_rate",
    ]
    text = records.stream.getvalue()
    assert "At least one job" not in text
    assert "Exiting because" not in text
    assert "CalledProcessError" not in text
    # What had begun and was done is told, too.
    assert any(line.endswith("Drawing path") for line in records.lines)


def test_each_failure_has_its_sentence(records, write_log):
    records.plan(draws=2)
    for number, name in enumerate("ab"):
        log = write_log(("ERROR", f"sentence {name}"), name=f"{name}.log")
        records.start(number, "draws", f"Drawing {name}", log=log)
        records.fail(number)
    records.end(failed=True)
    assert [line for line in records.lines if line.startswith("sentence")] == [
        "sentence a",
        "sentence b",
    ]


def test_a_defect_shows_its_trace_once(records, write_log):
    trace = ["Traceback (most recent call last):", '  File "a.py", line 1', "ValueError: x is 3"]
    log = write_log(("ERROR", "\n".join(["stopped by an unexpected error", *trace])))
    records.plan(draws=1)
    records.start(1, "draws", "Drawing", log=log)
    for line in ["[draws] stopped by an unexpected error", *trace, *trace]:
        records.run.output(line)
    records.fail(1)
    records.end(failed=True)
    assert records.stream.getvalue().count("Traceback") == 1
    assert records.lines[-1].endswith("ValueError: x is 3")


def test_a_job_that_fell_before_its_log_shows_what_it_wrote(records):
    records.plan(draws=1)
    records.start(1, "draws", "Drawing")
    for line in ("Traceback (most recent call last):", "ModuleNotFoundError: No module named 'x'"):
        records.run.output(line)
    records.fail(1)
    records.end(failed=True)
    assert records.lines[-1] == (
        "It was stopped by an unexpected error, ModuleNotFoundError: No module named 'x'; "
        "run the same command again."
    )
    assert records.stream.getvalue().count("Traceback") == 1


def test_a_killed_job_is_said_to_be(records):
    records.plan(draws=1)
    records.start(1, "draws", "Drawing")
    records.fail(1, said="CalledProcessError:\nCommand died with <Signals.SIGKILL: 9>.")
    records.end(failed=True)
    assert records.lines[-1].startswith("It was killed from outside, perhaps for want of memory")


def test_a_job_that_fails_and_is_tried_again_is_no_failure(records, write_log):
    records.plan(draws=1)
    for attempt in range(2):
        log = write_log(("ERROR", "the disk is full; make room") if not attempt else ("INFO", "so"))
        records.start(1, "draws", "Drawing", log=log)
        if not attempt:
            records.fail(1)
            records.log("Trying to restart job 1.")
    records.finish(1, 2)
    records.end()
    text = records.stream.getvalue()
    assert "Drawing: tried again" in text
    assert "the disk is full" not in text
    assert records.lines[-1].startswith("Done: 1 job in")


def test_of_a_group_that_failed_the_job_that_says_why_is_told(records, write_log):
    records.plan(draws=1, decoding=1)
    log = write_log(("ERROR", "the sentence"))
    records.start(1, "draws", "Drawing", log=log)
    records.start(2, "decoding", "Decoding")
    records.fail(1)
    records.fail(2)
    records.end(failed=True)
    assert records.lines[-1] == "the sentence"
    assert "Failed: Decoding" not in records.stream.getvalue()


def test_an_error_of_snakemake_is_last(records):
    records.plan(draws=1)
    records.start(1, "draws", "Drawing")
    records.finish(1, 1)
    records.log("LockException:\nError: Directory cannot be locked.", ERROR, event="error")
    records.end(failed=True)
    assert records.lines[-1] == "Error: Directory cannot be locked."


def test_nothing_to_do_tells_what_there_is(records):
    page = records.run.results / "index.html"
    page.parent.mkdir(parents=True)
    page.touch()
    records.log("Building DAG of jobs...")
    records.log("Nothing to be done (all requested files are present and up to date).")
    records.end()
    assert records.lines == [
        "Nothing to do: all that was asked for is there and up to date.",
        f"Open {page.as_posix()}.",
    ]


def test_one_figure_does_not_tell_the_whole_story(records):
    page = records.run.results / "index.html"
    page.parent.mkdir(parents=True)
    page.touch()
    records.plan(sheet=1)
    records.start(1, "sheet", "Drawing")
    records.finish(1, 1)
    records.end()
    assert records.lines[-1] == "Done: 1 job in 1.0 s."


def test_scaffolding_is_left_to_the_log(records):
    for text in (
        "Building DAG of jobs...",
        "Using shell: /usr/bin/bash",
        "Select jobs to execute...",
    ):
        records.log(text)
    assert records.lines == []


def test_the_demo_fits_on_a_page(records):
    """300 jobs, as many of each rule as the demo has."""
    of_study = {"listing", "images", "images_shard", "preview", "reference_images", "all"}
    of_study |= {"training_distances", "training_distances_figure", "verdicts", "verdicts_page"}
    of_samplers = {"draws", "decoding", "sheet", "judgement"}
    counts = {rule: 1 if rule in of_study else 42 if rule in of_samplers else 3 for rule in SECONDS}
    assert sum(counts.values()) >= 295
    records.plan(**counts)
    number = 0
    while any(counts.values()):
        for rule in [rule for rule, count in counts.items() if count]:
            counts[rule] -= 1
            number += 1
            records.start(number, rule, f"Making {rule} of case I", threads=2, case="I")
            # Once in a second, as the plugin does.
            seconds = SECONDS[rule] * 2.5
            for _ in range(int(seconds)):
                records.now += 1
                records.run.tick()
            records.finish(number, seconds % 1)
    records.end()
    assert 50 < len(records.lines) <= 130


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (
            'WorkflowError in file "/a/rules/common.smk", line 28:\nkey x is unknown.\n'
            '  File "/a/rules/common.smk", line 28, in <module>',
            "key x is unknown.",
        ),
        ("WorkflowError:\nkey x is unknown.", "key x is unknown."),
        (
            'WorkflowError in file "/a/b.smk", line 2:\nbad\n  File "/a/b.smk", line 2, in f\n'
            '  File "/a/b.smk", line 9, in <module>',
            None,
        ),
        ('NameError in file "/a/b.smk", line 2:\nname x is not defined', None),
    ],
)
def test_a_mistake_in_the_config_is_shown_without_its_place_in_the_rules(error, shown):
    assert of_config(error) == (shown or error)
