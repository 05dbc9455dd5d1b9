"""A real Slurm of two nodes on this machine's loopback, for as long as a test needs it."""

import contextlib
import getpass
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scontrol", "scancel")
NODES = ("node1", "node2")
# More than the machine has: two pretend nodes share its cores, and nothing here is about speed.
CPUS = 32
MEMORY_MB = 64000
# Seconds of silence after which a node counts as lost.
SILENCE = 5

CONFIGURATION = """\
ClusterName=zpoints
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={folder}/state
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmdSpoolDir={folder}/spool-%n
SlurmdParameters=config_overrides
SlurmdTimeout={silence}
MessageTimeout=2
TCPTimeout=1
# A container has no cgroups of its own to give away.
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
# As on a site without slurmdbd: what finished is known for MinJobAge seconds, then forgotten.
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MinJobAge=3600
KillWait=1
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
GresTypes=gpu
NodeName={names} NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]},{ports[2]} \
CPUs={cpus} RealMemory={memory} Gres=gpu:1 State=UNKNOWN
# A job goes to the node that has less to do, so that both are used.
PartitionName=cpu Nodes={names} Default=YES LLN=YES MaxTime=1-0 State=UP
PartitionName=gpu Nodes={last} MaxTime=1-0 State=UP
"""


def missing():
    """Programs of Slurm that this machine lacks."""
    return [name for name in PROGRAMS if not _program(name)]


class Cluster:
    """Two nodes of Slurm without slurmdbd, both on loopback, each with a pretend GPU.

    Everything is below `folder`, a short path, for that of a socket may have 107 characters.
    """

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="zpoints-slurm-"))
        # munged wants it so: others may look, but not write.
        self.folder.chmod(0o755)
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("SLURM")},
            "SLURM_CONF": str(self.folder / "slurm.conf"),
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
        }
        self.daemons = {}

    def start(self):
        """Start all daemons and wait for both nodes."""
        self._configure()
        munge = self.folder / "munge"
        self._start_daemon(
            "munged",
            "--foreground",
            f"--key-file={munge / 'key'}",
            f"--seed-file={munge / 'seed'}",
            f"--pid-file={munge / 'munged.pid'}",
            f"--socket={self.folder / 'munge.socket'}",
        )
        self.wait((self.folder / "munge.socket").exists, "munged listens")
        self._start_daemon("slurmctld", "-D", "-f", self.folder / "slurm.conf")
        self.wait(self._answers, "slurmctld answers")
        for node in NODES:
            self._start_daemon("slurmd", "-D", "-N", node, "-f", self.folder / "slurm.conf")
        for node in NODES:
            self.wait(lambda node=node: self.state(node) == "idle", f"{node} is idle")

    def start_node(self, node):
        """Start the daemon of a lost node again and wait until the node takes jobs."""
        self._start_daemon("slurmd", "-D", "-N", node, "-f", self.folder / "slurm.conf")
        self.wait(lambda: self.state(node) == "idle", f"{node} is idle")

    def lose_node(self, node):
        """Kill a node's daemon and all that runs on the node at once, as a power cut does."""
        jobs = [job["JobId"] for job in self.jobs() if job["NodeList"] == node]
        steps = tuple(f"slurmstepd: [{job}." for job in jobs)
        for process in self._processes():
            on_node = _environment(process).get("SLURMD_NODENAME") == node
            if on_node or _command(process).startswith(steps):
                _kill(process, signal.SIGKILL)
        daemon = self.daemons[f"slurmd-{node}"]
        daemon.kill()
        daemon.wait()

    def stop(self):
        """Stop everything, whatever state it is in, and leave no process and no file."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            for process in self._processes():
                _kill(process, sign)
            deadline = time.monotonic() + 5
            while any(self._processes()) and time.monotonic() < deadline:
                time.sleep(0.05)
                for daemon in self.daemons.values():
                    daemon.poll()
        shutil.rmtree(self.folder)

    def run(self, *command):
        """Output of a command of Slurm."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=30, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
        return done.stdout

    def state(self, node):
        """State of a node in a word, such as idle or down*."""
        return self.run(
            "sinfo", "--noheader", "--partition=cpu", f"--nodes={node}", "-o", "%T"
        ).strip()

    def jobs(self, comment=""):
        """All jobs that Slurm knows, running and finished, as it describes them.

        The plugin writes the rule's or the group's name into the comment.
        """
        lines = self.run("scontrol", "--oneliner", "show", "jobs").splitlines()
        jobs = [
            dict(field.split("=", 1) for field in line.split(" ") if "=" in field)
            for line in lines
            if line.startswith("JobId=")
        ]
        return [job for job in jobs if comment in job.get("Comment", "")]

    def wait(self, condition, what, seconds=30):
        """Wait until a condition holds; the daemons' logs say why it does not."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                logs = sorted(self.folder.glob("*.log"))
                tails = [f"{log.name}:\n{log.read_text()[-2000:]}" for log in logs]
                raise TimeoutError(f"Not within {seconds} s: {what}\n" + "\n".join(tails))
            time.sleep(0.1)

    def _configure(self):
        for name in ("state", "munge", "bin"):
            (self.folder / name).mkdir(mode=0o700 if name == "munge" else 0o755)
        key = self.folder / "munge" / "key"
        key.touch(mode=0o600)
        key.write_bytes(secrets.token_bytes(128))
        (self.folder / "slurm.conf").write_text(
            CONFIGURATION.format(
                folder=self.folder,
                host=socket.gethostname().split(".")[0],
                user=getpass.getuser(),
                ports=_free_ports(3),
                names=",".join(NODES),
                last=NODES[-1],
                cpus=CPUS,
                memory=MEMORY_MB,
                silence=SILENCE,
            )
        )
        (self.folder / "gres.conf").write_text(
            f"NodeName={','.join(NODES)} Name=gpu File=/dev/null\n"
        )
        # The plugin takes SLURM_CONF from the environment of srun, which then looks into
        # /etc/slurm: right for a site, wrong for a cluster of a test.
        srun = self.folder / "bin" / "srun"
        srun.write_text(
            f'#!/bin/sh\nSLURM_CONF={self.folder / "slurm.conf"} exec {_program("srun")} "$@"\n'
        )
        srun.chmod(0o755)

    def _answers(self):
        with contextlib.suppress(RuntimeError):
            return "is UP" in self.run("scontrol", "ping")

    def _start_daemon(self, name, *arguments):
        node = arguments[arguments.index("-N") + 1] if "-N" in arguments else None
        label = f"{name}-{node}" if node else name
        with (self.folder / f"{label}.log").open("a") as log:
            self.daemons[label] = subprocess.Popen(
                [_program(name), *map(str, arguments)],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for the tests, which stop the daemons in order.
                start_new_session=True,
            )

    def _processes(self):
        """Ids of the daemons and of all that jobs started: all know the folder."""
        folder = str(self.folder)
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                known = _environment(entry.name).get("SLURM_CONF", "")
                if folder in _command(entry.name) or folder in known:
                    yield entry.name


def _program(name):
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def _free_ports(count):
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def _read(process, name):
    try:
        return (Path("/proc") / process / name).read_bytes().decode(errors="replace").split("\0")
    except OSError:  # ended meanwhile, or someone else's
        return []


def _command(process):
    return " ".join(_read(process, "cmdline"))


def _environment(process):
    return dict(entry.split("=", 1) for entry in _read(process, "environ") if "=" in entry)


def _kill(process, sign):
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(process), sign)
