"""How long a change of selection takes in the explorer, from the choice to the chart that is sent to the browser.

``sfg demo`` makes the store it is meant to be tried on: 20,000 people, 36 months.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

from sfg_analytics.panels import Explorer, Exploring
from sfg_analytics.store import Store
from sfg_analytics.views import figures_of

ROUND = (
    {"split": "ethnicity"},
    {"split": "band_cluster"},
    {"split_again": "sex"},
    {"split_again": "period"},
    {"split": "organisation", "split_again": ""},
    {"compare": "other organisations"},
    {"split": "period"},
    {"compare": "usual months"},
    {"organisations": ("ZZ1",)},
    {"organisations": ()},
    {"split": "ethnicity", "compare": "White"},
    {"adjust": ("band_cluster",)},
    {"adjust": ("band_cluster", "staff_group")},
    {"adjust": (), "compare": ""},
    {"measure": "sought_placement", "split": "period"},
    {"split": "current_placement"},
    {"split": "ethnicity"},
    {"outcome": "breadth"},
    {"measure": "held_of_due", "split": "period"},
    {"compare": "usual months"},
    {"measure": "retained_12", "split": "conversed", "compare": "Without a conversation"},
    {"adjust": ("staff_group",)},
    {"measure": "readiness_supply", "split": "band"},
    {"measure": "coverage", "split": "age_band"},
)


def main() -> None:
    """Choose one thing after the other, twice over, and print how long each round took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("demo/store"))
    store = parser.parse_args().store
    begun = time.perf_counter()
    explorer = Explorer(Exploring(figures_of(Store(store)), repr(str(store))))
    sys.stdout.write(f"opening: {1000 * (time.perf_counter() - begun):.0f} ms\n")
    for name in ("first time, counting", "again, slicing"):
        taken = []
        for chosen in ROUND:
            begun = time.perf_counter()
            explorer.model.choose(**chosen)
            explorer.show()
            taken.append(1000 * (time.perf_counter() - begun))
        sys.stdout.write(
            f"{name}: median {statistics.median(taken):.0f} ms, slowest {max(taken):.0f} ms, {len(taken)} changes\n"
        )


if __name__ == "__main__":
    main()
