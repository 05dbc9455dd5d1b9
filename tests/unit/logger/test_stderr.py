"""In processes of their own: pytest holds standard error of this one."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import snakemake_logger_plugin_zpoints


def run(text, **options):
    place = Path(snakemake_logger_plugin_zpoints.__file__).parents[1]
    head = "import subprocess, sys, time\n"
    head += "from snakemake_logger_plugin_zpoints.stderr import Stderr\n"
    return subprocess.run(
        [sys.executable, "-c", head + textwrap.dedent(text)],
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        **options,
    )


def test_lines_of_this_process_and_of_its_jobs_are_read():
    result = run("""
        lines, ticks = [], []
        stderr = Stderr(lines.append, lambda: ticks.append(0), seconds=0.05)
        terminal = stderr.start()
        print("by Python", file=sys.stderr)
        subprocess.run("echo by a job >&2; printf 'no end' >&2", shell=True)
        time.sleep(0.3)
        terminal.write("above all\\n"); terminal.flush()
        stderr.stop()
        stderr.stop()
        print(lines, len(ticks) >= 3)
        print("after", file=sys.stderr)
    """)
    assert result.stdout == "['by Python', 'by a job', 'no end'] True\n"
    assert result.stderr == "above all\nafter\n"


def test_a_job_that_stays_behind_is_not_waited_for():
    result = run("""
        stderr = Stderr(print, lambda: None, seconds=0.05)
        stderr.start()
        left = subprocess.Popen(["sleep", "60"])
        began = time.monotonic()
        stderr.stop()
        print(time.monotonic() - began < 4)
        left.kill()
    """)
    assert result.stdout == "True\n"


def test_more_than_a_pipe_holds():
    result = run("""
        lines = []
        stderr = Stderr(lines.append, lambda: None)
        stderr.start()
        job = "import sys\\nfor k in range(20000): print('y' * 9, file=sys.stderr)"
        subprocess.run([sys.executable, "-c", job])
        stderr.stop()
        print(len(lines), set(lines))
    """)
    assert result.stdout == "20000 {'yyyyyyyyy'}\n"
