"""Run the benchmarks and print one table: `python benchmarks/run.py [name ...]`.

Each measures zpoints beside a peer, in turn, in the same run. `ratio` is ours against the peer's
speed, the median over repeats (above 1: ours is faster); for `overhead` it is a share of time, for
memory the peer's against ours, for `scaling` the cost of more vectors against that of fewer, for
`atlas` our time against the peer's.
These are measurements, not tests: the exit status is 0.
"""

import argparse
import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NAMES = (
    *("painting", "preparing", "histograms", "correlations", "scaling"),
    *(
        "encoding",
        "decoding",
        "judging",
        "training",
        "training_gpu",
        "overhead",
        "rerun",
        "shards",
        "per_million",
        "atlas",
        "atlas_page",
    ),
)


def main() -> None:
    """Read the arguments, run, print."""
    from common import HEADING, Row

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(NAMES)}; or all")
    parser.add_argument("--repeats", type=int, default=3, help="of each pair (default 3)")
    parser.add_argument(
        "--study", type=Path, default=Path("results/demo"), help="finished study (results/demo)"
    )
    parser.add_argument("--wall", type=float, help="wall seconds of the study's run (its log)")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(NAMES)
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; choose from {', '.join(NAMES)}")

    table = []
    for name in arguments.names or NAMES:
        print(f"{name} ...", flush=True)
        try:
            benchmark = importlib.import_module(name)
            table += benchmark.rows(arguments.repeats, ROOT / arguments.study, arguments.wall)
        except Exception as error:  # a peer that fails must not hide the other rows
            table.append(Row(name, f"failed: {error}"))
    print("\n".join([HEADING, *(row.markdown() for row in table)]))


if __name__ == "__main__":
    main()
