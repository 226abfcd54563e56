"""Seven measures by the characteristics, as an able analyst would count them with pandas; and fairlearn's rates."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from sfg_analytics.contract import load_contracts
from sfg_analytics.measures import CHARACTERISTICS, DIMENSIONS
from sfg_analytics.measures.dimensions import SERVICE_GROUPS
from sfg_analytics.vocabulary.scope_for_growth import NO_MOVE, PREPARED

KEYS = ["organisation", "period"]
PLAIN = [name for name in CHARACTERISTICS if DIMENSIONS[name].code is None]
ABSENT = {"Maternity and Adoption", "Career Break", "External Secondment", "Long-term Sickness", "Suspended"}


def _read(folder: Path, name: str, columns: list[str]) -> pd.DataFrame:
    return pd.concat(
        [pd.read_parquet(path, columns=columns) for path in sorted(folder.glob(f"*/{name}.parquet"))]
    )


def _month(days: pd.Series) -> pd.Series:
    stamps = pd.to_datetime(days)
    return stamps.dt.year * 12 + stamps.dt.month - 1


def facts(folder: Path) -> pd.DataFrame:
    """Give everybody in post in each month, with the groups and what had happened by then."""
    contracts = load_contracts()
    columns = [DIMENSIONS[name].reads for name in PLAIN]
    staff = _read(
        folder,
        "staff_in_post",
        [*KEYS, "person", *dict.fromkeys(columns), "fte", "service_start_date", "assignment_status"],
    )
    staff["month"] = _month(staff["period"])
    groups = {
        name: staff[DIMENSIONS[name].reads].map(DIMENSIONS[name].labels(contracts)).fillna("Unknown")
        for name in PLAIN
    }
    started = pd.to_datetime(staff["service_start_date"])
    start = _month(staff["service_start_date"])
    served = staff["month"] - start
    groups["length_of_service"] = pd.cut(
        served, [-1e6, *SERVICE_GROUPS], right=False, labels=list(SERVICE_GROUPS.values())
    ).astype("str")
    groups["working_time"] = pd.Series(
        np.where(staff["fte"] >= 1, "Full time", "Part time"), index=staff.index
    )
    staff = staff.assign(**groups)
    staff["eligible"] = (start * 32 + started.dt.day <= (staff["month"] - 11) * 32 + 1) & ~staff[
        "assignment_status"
    ].isin(ABSENT)
    held = _read(
        folder,
        "conversation_outcomes",
        [*KEYS, "person", "conversation_date", "stage", "current_placement", "sought_placement"],
    )
    held = held[held["stage"] != PREPARED].sort_values("conversation_date")
    held["held_in"] = _month(held["period"])
    held = held.drop_duplicates(["organisation", "person", "held_in"], keep="last").sort_values("held_in")
    held = held[["organisation", "person", "held_in", "current_placement", "sought_placement"]]
    staff = pd.merge_asof(
        staff.sort_values("month"), held, left_on="month", right_on="held_in", by=["organisation", "person"]
    )
    since = staff["month"] - staff["held_in"]
    staff["conversed"], staff["visible"] = since <= 11, since <= 23
    return staff


def some(folder: Path) -> pl.DataFrame:
    """Count the measures by each characteristic and for all together."""
    staff = facts(folder)
    eligible, placed = staff[staff["eligible"]], staff[staff["conversed"]]
    placed = placed.assign(
        change=(placed["sought_placement"] != placed["current_placement"])
        & (placed["sought_placement"] != NO_MOVE.code),
        stay=placed["sought_placement"] == NO_MOVE.code,
    )
    counted = []
    for by in ("", *CHARACTERISTICS):
        keys = [*KEYS, *([by] if by else [])]
        for measure, rows, flag in (
            ("coverage", eligible, "conversed"),
            ("eligible", staff, "eligible"),
            ("placement_visible", staff, "visible"),
            ("seeking_change", placed, "change"),
            ("content_to_stay", placed, "stay"),
        ):
            cells = rows.groupby(keys, observed=True)[flag].agg(["sum", "count"]).reset_index()
            counted.append(
                _long(cells.rename(columns={"sum": "numerator", "count": "denominator"}), measure, by)
            )
        for measure in ("current_placement", "sought_placement"):
            cells = placed.groupby([*keys, measure], observed=True).size().rename("numerator").reset_index()
            cells["denominator"] = cells.groupby(keys, observed=True)["numerator"].transform("sum")
            counted.append(_long(cells.rename(columns={measure: "outcome"}), measure, by))
    return pl.concat(counted)


def _long(cells: pd.DataFrame, measure: str, by: str) -> pl.DataFrame:
    rows = pl.from_pandas(cells)
    text = pl.String
    return rows.select(
        pl.lit(measure).alias("measure"),
        pl.col("period").cast(pl.Date),
        pl.col("organisation").cast(text),
        pl.lit(by).alias("breakdown"),
        (pl.col(by).cast(text) if by else pl.lit("")).alias("group"),
        (pl.col("outcome").cast(text) if "outcome" in rows.columns else pl.lit(None, text)).alias("outcome"),
        pl.col("numerator", "denominator").cast(pl.Int64),
    )


def in_fairlearn(folder: Path) -> pl.DataFrame:
    """Give the rate of coverage by each characteristic within organisation and month, of facts counted beforehand."""
    from fairlearn.metrics import MetricFrame, count, selection_rate

    staff = facts(folder)
    eligible = staff[staff["eligible"]]
    made = []
    for name in CHARACTERISTICS:
        frame = MetricFrame(
            metrics={"rate": selection_rate, "count": count},
            y_true=eligible["conversed"],
            y_pred=eligible["conversed"],
            sensitive_features=eligible[name].astype(str).rename("group"),
            control_features=eligible[KEYS].astype(str),
        )
        made.append(pl.from_pandas(frame.by_group.reset_index()).with_columns(breakdown=pl.lit(name)))
    return pl.concat(made)
