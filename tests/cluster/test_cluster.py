"""The tiny study on a real Slurm: the results of a local run, whatever happens to its jobs."""

import pandas as pd
import pytest

from tests.cluster import slurm
from tests.cluster.conftest import CANCELLED, LOST, OUT_OF_TIME

pytestmark = pytest.mark.xdist_group("cluster")


def contents(folder):
    """Bytes of all result files: of a history without the speed, of the page without the times."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(("logs/", "benchmarks/")):
            if path.name == "history.csv":
                found[name] = pd.read_csv(path).drop(columns="images_per_second").to_csv()
            elif path.name == "index.html":
                story, mark, _ = path.read_bytes().partition(b'<section id="making">')
                assert mark
                found[name] = story
            else:
                found[name] = path.read_bytes()
    return found


def test_results_are_those_of_a_local_run(local, on_slurm):
    ours, theirs = contents(on_slurm.results), contents(local.results)
    assert len(theirs) > 60
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_shards_have_jobs_of_their_own(on_slurm):
    for rule in ("images_shard", "encoding_shard"):
        jobs = on_slurm.cluster.jobs(f"rule_{rule}_")
        assert len({job["Comment"] for job in jobs}) == 4
        assert {job["NodeList"] for job in jobs} == set(slurm.NODES)


def test_small_jobs_share_jobs_of_slurm(on_slurm):
    assert len(on_slurm.cluster.jobs()) < on_slurm.steps / 2


def test_the_training_alone_had_a_gpu(on_slurm):
    asked = {
        job["Comment"]: (job["Partition"], job["TresPerJob"])
        for job in on_slurm.cluster.jobs()
        if "TresPerJob" in job or job["Partition"] == "gpu"
    }
    assert asked == {"rule_training_wildcards_I": ("gpu", "gres:gpu:1")}


def test_cancelled_job_is_submitted_again(on_slurm):
    assert on_slurm.states(CANCELLED) == ["CANCELLED", "COMPLETED"]


def test_job_out_of_time_asks_for_more(on_slurm):
    assert on_slurm.states(OUT_OF_TIME) == ["TIMEOUT", "COMPLETED"]
    before, (_, after) = on_slurm.out_of_time, on_slurm.tries(OUT_OF_TIME)
    assert (before["TimeLimit"], after["TimeLimit"]) == ("00:22:00", "00:44:00")
    assert (before["MinMemoryNode"], after["MinMemoryNode"]) == ("2000M", "4000M")


def test_work_moves_from_a_lost_node(on_slurm):
    lost, again = on_slurm.tries(LOST)
    assert (lost["JobState"], again["JobState"]) == ("NODE_FAIL", "COMPLETED")
    assert {lost["NodeList"], again["NodeList"]} == set(slurm.NODES)
