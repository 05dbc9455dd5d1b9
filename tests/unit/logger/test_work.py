import pytest
from snakemake_logger_plugin_zpoints.work import Work


def test_share_is_weighted_by_seconds():
    work = Work({"training": 1, "sheet": 10}, {"training": 90.0, "sheet": 1.0}, cores=1)
    for job in range(10):
        work.start(job, "sheet", 1, now=float(job))
        assert work.finish(job, now=job + 1.0) == 1.0
    # Ten of eleven jobs, and a tenth of the work.
    assert work.share(10.0) == pytest.approx(0.1)
    work.start(10, "training", 2, now=10.0)
    assert work.share(55.0) == pytest.approx(0.55)
    work.finish(10, now=100.0)
    assert work.share(100.0) == 1.0


def test_time_left_follows_the_pace_of_the_run():
    work = Work({"sheet": 1000}, {"sheet": 1.0}, cores=1)
    assert work.seconds_left(0.0) == pytest.approx(1000 / 0.9)
    # Each takes three seconds here.
    for job in range(200):
        work.start(job, "sheet", 1, now=3.0 * job)
        work.finish(job, now=3.0 * job + 3.0)
    assert work.seconds_left(600.0) == pytest.approx(800 * 3, rel=0.02)


def test_a_rule_not_yet_seen_runs_at_the_pace_of_the_others():
    work = Work({"sheet": 100, "poster": 1}, {"sheet": 1.0, "poster": 10.0}, cores=1)
    for job in range(100):
        work.start(job, "sheet", 1, now=2.0 * job)
        work.finish(job, now=2.0 * job + 2.0)
    assert work.expected("poster") == pytest.approx(20, rel=0.1)
    assert work.expected("sheet") == 2.0


def test_a_job_that_says_how_far_it_is_knows_better():
    work = Work({"training": 1}, {"training": 100.0}, cores=2)
    work.start(0, "training", 2, now=0.0)
    assert work.seconds_left(10.0) == pytest.approx(90, rel=0.1)
    work.advance(0, 0.10)
    work.advance(7, 0.5)  # unknown: nothing happens
    # A tenth took ten minutes.
    assert work.seconds_left(600.0) == pytest.approx(5400, rel=0.01)


def test_two_cores_halve_the_time_of_jobs_of_one_thread_alone():
    alone = Work({"sheet": 100}, {"sheet": 1.0}, cores=2)
    shared = Work({"training": 1}, {"training": 100.0}, cores=2)
    assert alone.seconds_left(0.0) == pytest.approx(100 / 2 / 0.9)
    assert shared.seconds_left(0.0) == pytest.approx(100 / 0.9)


def test_a_job_that_takes_longer_than_expected_is_soon_done():
    work = Work({"sheet": 1}, {"sheet": 1.0}, cores=1)
    work.start(0, "sheet", 1, now=0.0)
    assert 0.8 < work.share(50.0) < 1


def test_share_never_falls():
    work = Work({"training": 2}, {"training": 10.0}, cores=1)
    work.start(0, "training", 1, now=0.0)
    before = work.share(9.0)
    work.advance(0, 0.05)
    assert work.share(9.1) == before


def test_work_of_a_failed_job_is_still_to_be_done():
    work = Work({"sheet": 2}, {"sheet": 1.0}, cores=1)
    work.start(0, "sheet", 1, now=0.0)
    assert work.drop(0, now=4.0) == 4.0
    assert work.done("sheet") == 0
    assert work.share(4.0) == 0.0
    assert work.seconds_left(4.0) > 1


def test_on_other_machines_the_jobs_at_work_say_how_many_run_at_once():
    work = Work({"sheet": 50}, {"sheet": 10.0})
    for job in range(10):
        work.start(job, "sheet", 4, now=0.0)
    for job in range(10):
        work.finish(job, now=10.0)
    assert work.seconds_left(10.0) == pytest.approx(40 * 10 * 4 / 40)
