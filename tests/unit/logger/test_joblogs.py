from snakemake_logger_plugin_zpoints import joblogs

METER = "  5%|##...| 2688/50400 [00:10<02:59, 266.09 images/s, epoch 1, loss 0.03770]"


def test_entries_keep_their_further_lines(write_log):
    log = write_log(("INFO", "one\nand more"), ("ERROR", "two"))
    assert joblogs.entries(log) == [("INFO", "one\nand more"), ("ERROR", "two")]


def test_what_others_write_before_is_left_out(tmp_path):
    log = tmp_path / "job.log"
    log.write_bytes(b"I0000 port.cc:153] \xff\n2026-11-27 14:07:50,242 WARNING so\n")
    assert joblogs.entries(log) == [("WARNING", "so")]


def test_no_log_is_an_empty_one(tmp_path):
    log = tmp_path / "none.log"
    assert joblogs.entries(log) == joblogs.warnings(log) == []
    assert joblogs.fraction(log) is None
    assert joblogs.reason(log) is None


def test_fraction_is_that_of_the_last_line_of_progress(write_log):
    log = write_log(("INFO", METER), ("INFO", METER.replace(" 5", "38")), ("INFO", "epoch 1"))
    assert joblogs.fraction(log) == 0.38
    assert joblogs.fraction(write_log(("INFO", "epoch 1: loss 0.1"))) is None


def test_fraction_needs_only_the_end_of_a_long_log(write_log):
    log = write_log(("INFO", METER), *[("INFO", "x" * 90)] * 100, ("INFO", METER))
    assert joblogs.fraction(log) == 0.05
    assert len(joblogs.entries(log, tail=True)) < 50


def test_warnings_of_python_stay_in_the_log(write_log):
    log = write_log(
        ("WARNING", "controls fail: noise was not checked"),
        ("WARNING", "/lib/tf2onnx_lib.py:21: FutureWarning: In the future\n  np.object"),
        ("INFO", "fine"),
    )
    assert joblogs.warnings(log) == ["controls fail: noise was not checked"]


def test_reason_is_the_sentence_of_a_mistake(write_log):
    log = write_log(("ERROR", "the loss became nan; lower training.learning_rate"))
    assert joblogs.reason(log) == ("the loss became nan; lower training.learning_rate", [])


def test_reason_of_a_defect_names_error_and_log(write_log):
    trace = 'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: x is 3'
    log = write_log(("ERROR", f"stopped by an unexpected error\n{trace}"))
    sentence, details = joblogs.reason(log)
    assert sentence.endswith(f"please report it with {log}: ValueError: x is 3")
    assert details == trace.splitlines()


def test_reason_of_a_job_that_was_asked_to_end(write_log):
    log = write_log(("WARNING", "stopped by SIGTERM; run snakemake again to go on"))
    assert joblogs.reason(log).sentence == "stopped by SIGTERM; run snakemake again to go on"
