"""Every benchmark, one after the other: ``make bench``. Figures are ratios taken in one run; none is asserted.

``pages`` and ``crowd`` want the publication that ``make demo`` writes.

Beside them stands :mod:`tests.benchmarks.hanging`, which looks not for speed but for files that never end.
"""

from __future__ import annotations

import subprocess
import sys

ALL = (
    ("starting",),
    ("checking", "--rows", "1000000"),
    ("bring_in", "--rows", "100000", "--skip-pandas"),
    ("bring_in", "--rows", "1000000"),
    ("count_coverage", "--rows", "10000000"),
    ("catalogue",),
    ("statistics",),
    ("disclosure",),
    ("pages",),
    ("crowd",),
    ("exploring",),
)


def main() -> None:
    """Run each benchmark in a process of its own."""
    for name, *arguments in ALL:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}", *arguments], check=True)


if __name__ == "__main__":
    main()
