"""How long it takes to start: the library's import, the commands' help, against importing Polars alone.

python -m tests.benchmarks.starting
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

WAYS = {
    "floor: import polars": ["-c", "import polars"],
    "import sfg_analytics": ["-c", "import sfg_analytics"],
    "sfg --help": ["-m", "sfg_analytics", "--help"],
}


def main() -> None:
    """Start each seven times in turn; print the medians and their ratio to the floor."""
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(7):
        for name, arguments in WAYS.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
            seconds[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    floor = medians["floor: import polars"]
    figures = {
        name: {"seconds": round(median, 3), "ratio": round(median / floor, 2)}
        for name, median in medians.items()
    }
    print(json.dumps(figures, indent=2))  # noqa: T201


if __name__ == "__main__":
    main()
