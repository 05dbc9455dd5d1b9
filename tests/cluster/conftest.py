"""The tiny study run by a real Slurm on which much goes wrong, and the same without Slurm."""

import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cluster import slurm
from tests.workflow.conftest import Study, copy_workflow

# Seconds that no run of Snakemake here takes, even on a busy machine.
PATIENCE = 600

# Jobs that are struck, by the end of the comments that Slurm has of them.
CANCELLED = "rule_encoding_shard_wildcards_I_1-of-4"
LOST = "rule_encoding_shard_wildcards_I_2-of-4"
OUT_OF_TIME = "rule_dataset_preview_reference_images"
# Put before their scripts: the first try waits for its end, a shard once a part is written.
HOLDS = {
    "latents/encoding_shard": f"""\
import time
from pathlib import Path

from zpoints.stores.writer import Writer

append = Writer.append
held = Path("held", snakemake.wildcards.scatteritem)


def append_and_wait(self, rows):
    append(self, rows)
    if held.name in ("1-of-4", "2-of-4") and not held.exists():
        held.touch()
        time.sleep({PATIENCE})


Writer.append = append_and_wait
""",
    "quality/reference_images": f"""\
import time
from pathlib import Path

held = Path("held", "reference_images")
if not held.exists():
    held.touch()
    time.sleep({PATIENCE})
""",
}


class SlurmStudy(Study):
    """A folder with the workflow and a study in it, whose jobs go to a cluster."""

    def __init__(self, folder, cluster):
        super().__init__(folder)
        self.cluster = cluster
        self.out_of_time = None

    def start(self):
        """Start Snakemake as a user would; it runs beside the test."""
        program = Path(__file__).with_name("impatient_snakemake.py")
        with (self.folder / "snakemake.txt").open("w") as output:
            return subprocess.Popen(
                [
                    *(sys.executable, str(program), "--workflow-profile", "profiles/slurm"),
                    *("--configfile", str(self.config_file.relative_to(self.folder))),
                ],
                cwd=self.folder,
                env=self.cluster.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self):
        """What Snakemake has printed."""
        return (self.folder / "snakemake.txt").read_text()

    @property
    def steps(self):
        return int(re.search(r"^total +(\d+)$", self.output, flags=re.MULTILINE)[1])

    def tries(self, comment):
        """Slurm's jobs with a comment, in their order."""
        jobs = [job for job in self.cluster.jobs() if job["Comment"] == comment]
        return sorted(jobs, key=lambda job: int(job["JobId"]))

    def states(self, comment):
        return [job["JobState"] for job in self.tries(comment)]

    def hold(self):
        """Make the jobs wait that are to be struck."""
        (self.folder / "held").mkdir()
        for name, hold in HOLDS.items():
            script = self.folder / "workflow" / "scripts" / f"{name}.py"
            script.write_text(hold + script.read_text())

    def strike(self):
        """Let a job run out of time, cancel another, lose the node of a third; see them recover."""
        # Slurm takes no limit below a minute, but an end; it looks every 30 s for jobs past theirs.
        job = self._held("reference_images", OUT_OF_TIME)
        end = time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(time.time() + 1))
        self.cluster.run("scontrol", "update", f"JobId={job['JobId']}", f"EndTime={end}")
        # As it was before.
        self.out_of_time = job

        self.cluster.run("scancel", self._held("1-of-4", CANCELLED)["JobId"])
        # No other try is on the node that is lost now.
        self._recovered(OUT_OF_TIME, "TIMEOUT")
        self._recovered(CANCELLED, "CANCELLED")
        node = self._held("2-of-4", LOST)["NodeList"]
        self.cluster.lose_node(node)
        self._recovered(LOST, "NODE_FAIL")
        self.cluster.start_node(node)

    def _held(self, name, comment):
        held = self.folder / "held" / name
        self.cluster.wait(held.exists, f"{name} runs", PATIENCE)
        (job,) = self.tries(comment)
        return job

    def _recovered(self, comment, state):
        expected = [state, "COMPLETED"]
        self.cluster.wait(lambda: self.states(comment) == expected, f"{comment}: {expected}", 180)


@pytest.fixture(scope="session")
def cluster():
    if missing := slurm.missing():
        pytest.skip(
            f"Slurm is not installed ({', '.join(missing)} not found): apt-get install "
            "--no-install-recommends slurmctld slurmd slurm-client munge"
        )
    # A test run that is told to end stops the daemons too, as after Ctrl-C.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    cluster = slurm.Cluster()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        signal.signal(signal.SIGTERM, before)


def configure(config):
    """One case with a GPU, few samplers, four shards of two chunks each.

    Every job costs seconds, for it starts Snakemake twice.
    """
    config["dataset"] |= {"chunk_images": 12, "shards": 4}
    config["encoding"] |= {"chunk_vectors": 12, "shards": 4}
    config["cases"] = {"I": config["cases"]["I"]}
    # As many threads on both sides, for the weights depend on them.
    config["training"] |= {"gpus": 1, "threads": 2}
    config["b_grid"] = [1]
    config["samplers"] = {"gaussian-full": config["samplers"]["gaussian-full"]}


@pytest.fixture(scope="session")
def both(cluster, tmp_path_factory):
    """The study without Slurm, and the study on Slurm; run beside each other to save time."""
    local = copy_workflow(tmp_path_factory.mktemp("local"))
    on_slurm = SlurmStudy(copy_workflow(tmp_path_factory.mktemp("slurm")).folder, cluster)
    for study in (local, on_slurm):
        study.configure(configure)
    on_slurm.hold()
    run = on_slurm.start()
    try:
        with ThreadPoolExecutor(1) as pool:
            locally = pool.submit(local.snakemake)
            on_slurm.strike()
            locally.result()
        assert run.wait(PATIENCE) == 0, on_slurm.output
    except TimeoutError as error:
        pytest.fail(f"{error}\n{on_slurm.output}")
    finally:
        run.kill()
    return local, on_slurm


@pytest.fixture
def local(both):
    return both[0]


@pytest.fixture
def on_slurm(both):
    return both[1]
