"""How long a change of selection takes in the explorer, from the choice to the chart that is sent to the browser.

The demo's people, 20,000 in 36 months, are made up and stored; ``--store`` takes a store that is there. The rival is what an
able analyst would do by hand: pandas ``groupby`` of facts made beforehand (everybody in post in each month, with groups
and whether they had a conversation), for the changes that ask for coverage alone, without intervals, words or text
alternative, and a plotly figure of the result, made into JSON as it is sent.

    python -m tests.benchmarks.exploring
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl

from sfg_analytics.demo.simulation import simulate
from sfg_analytics.panels import Explorer, Exploring
from sfg_analytics.store import Store
from sfg_analytics.views import figures_of
from tests.benchmarks.catalogue_in_pandas import facts
from tests.views.made import store_of

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


BY_HAND = (
    ["ethnicity"],
    ["band_cluster"],
    ["band_cluster", "sex"],
    ["band_cluster", "period"],
    ["organisation"],
    ["period"],
    ["ethnicity", "period"],
    ["age_band"],
)
"""The changes of the round that ask for coverage, as groups of facts."""


def make(folder: Path) -> tuple[Path, pd.DataFrame]:
    """Make up the demo's people, in a store and as facts."""
    tables: dict[str, list[pl.DataFrame]] = {}
    for one in simulate():
        for field in fields(one):
            rows = getattr(one, field.name)
            if isinstance(rows, pl.DataFrame) and rows.height:
                tables.setdefault(field.name, []).append(rows)
    whole = {name: pl.concat(parts, how="vertical_relaxed") for name, parts in tables.items()}
    (folder / "facts" / "all").mkdir(parents=True)
    for name in ("staff_in_post", "conversation_outcomes"):
        whole[name].write_parquet(folder / "facts" / "all" / f"{name}.parquet")
    return store_of(folder / "store", whole).path, facts(folder / "facts")


def by_hand(known: pd.DataFrame, by: list[str]) -> str:
    """Answer one change with pandas and plotly."""
    import plotly.graph_objects as go

    eligible = known[known["eligible"]]
    if "period" not in by:
        eligible = eligible[eligible["period"] == eligible["period"].max()]
    cells = eligible.groupby(by, observed=True)["conversed"].agg(["sum", "count"]).reset_index()
    labels = cells[by].astype(str).agg(" | ".join, axis=1)
    figure = go.Figure(go.Bar(x=labels, y=cells["sum"] / cells["count"]))
    return str(figure.to_json())


def timed(changes: Iterable[Any], change: Callable[[Any], object]) -> list[float]:
    """Give the milliseconds that each change took."""
    taken = []
    for one in changes:
        begun = time.perf_counter()
        change(one)
        taken.append(1000 * (time.perf_counter() - begun))
    return taken


def main() -> None:
    """Choose one thing after the other, twice over, and print the medians and their ratio to the rival's."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path)
    with tempfile.TemporaryDirectory() as folder:
        asked = parser.parse_args().store
        store, known = (asked, None) if asked else make(Path(folder))
        begun = time.perf_counter()
        explorer = Explorer(Exploring(figures_of(Store(store)), repr(str(store))))
        told: dict[str, float] = {"opening ms": round(1000 * (time.perf_counter() - begun))}

        def choose(chosen: dict[str, Any]) -> None:
            explorer.model.choose(**chosen)
            explorer.show()

        first, again = timed(ROUND, choose), timed(ROUND, choose)
        told |= {"first time, counting: median ms": round(statistics.median(first))}
        told |= {
            "again, slicing: median ms": round(statistics.median(again)),
            "slowest ms": round(max(again)),
        }
        if known is not None:
            by_hand(known, BY_HAND[0])  # plotly is imported
            rival = statistics.median(timed([*BY_HAND, *BY_HAND], lambda by: by_hand(known, by)))
            told |= {"rival, pandas groupby and plotly: median ms": round(rival)}
            told |= {"ratio, counting": round(statistics.median(first) / rival, 2)}
            told |= {"ratio, slicing": round(statistics.median(again) / rival, 2)}
    sys.stdout.write(json.dumps({"changes": len(ROUND), **told}, indent=2) + "\n")


if __name__ == "__main__":
    main()
