"""The made-up system, each of whose trusts publishes from a store of its own, and all of it pooled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from sfg_analytics.combine import combine, take_parts
from sfg_analytics.contract import load_contracts
from sfg_analytics.demo import simulate
from sfg_analytics.publication import Publication
from sfg_analytics.publish import Plan, count_planned, load_plan, publish
from sfg_analytics.store import Store
from tests.publish.made import entry

CONTRACTS = load_contracts()
CELL = ["measure", "period", "breakdown", "group", "outcome"]
TABLES = (
    *("staff_in_post", "conversation_outcomes", "development_actions"),
    *("starters_and_leavers", "critical_posts", "talent_pools"),
)

PLAN = """
title: Made up
policy: {policy}
peers: named
months: 6
quarters: 1
charts: [held_of_due]
references: {{sex: {reference}, ethnicity: White}}
measures:
  coverage: [sex, ethnicity]
  held_of_due: []
{more}
"""
MORE = "  current_placement: [sex]\n  sought_placement: []"

Tables = Mapping[str, pl.DataFrame]


def plan_of(folder: Path, *, policy: str = "NHS_ROUND_5", more: str = MORE, reference: str = "Male") -> Plan:
    page = folder / "plan.yaml"
    page.write_text(PLAN.format(policy=policy, more=more, reference=reference), "utf-8")
    return load_plan(page, contracts=CONTRACTS)


def trusts(people: int, months: int) -> dict[str, Tables]:
    """Give the tidy tables of each made-up organisation, those that have rows."""
    held = {}
    for true in simulate(people=people, months=months):
        tables = {name: getattr(true, name) for name in TABLES}
        held[true.organisation.code] = {name: rows for name, rows in tables.items() if rows.height}
    return held


def bring_in(path: Path, tables: Tables, code: str, *, version: str = "1.0.0") -> Path:
    """Bring an organisation's tables into a store."""
    store = Store(path)
    with store.writing():
        for contract, rows in tables.items():
            known = rows.with_columns(
                submission=pl.lit(f"{contract} {code}"), contract_version=pl.lit(version)
            )
            store.replace(contract, known, ("organisation", "period"))
            store.enter(entry(f"{contract} {code}", contract, f"{contract} {code} {version}"))
    return path


def publish_each(
    held: Mapping[str, Tables], folder: Path, plan: Plan, *, whole_window: bool = True
) -> list[Path]:
    """Let each trust publish for itself, from its own store, for its own eyes and its system's."""
    places = []
    for code, tables in held.items():
        store = bring_in(folder / "stores" / code, tables, code)
        place = folder / "publications" / code
        publish(store, place, audiences=[code], plan=plan, contracts=CONTRACTS, whole_window=whole_window)
        places.append(place)
    return places


def pooled(
    held: Mapping[str, Tables], plan: Plan, publication: Publication, *, whole_window: bool = True
) -> pl.DataFrame:
    """Count all records together, as if anybody held them, and add up the organisations that a combined publication has."""
    tables: dict[str, pl.LazyFrame] = {}
    for name in TABLES:
        rows = [own[name] for own in held.values() if name in own]
        if rows:
            tables[name] = pl.concat(rows, how="diagonal").lazy()
    counted = count_planned(tables, CONTRACTS, plan, whole_window=whole_window)
    # A trust that sends no pools, say, publishes nothing of them; counted beside those that do it would add nobody.
    counted = counted.join(
        publication.estimates, on=["measure", "period", "breakdown", "organisation"], how="semi"
    )
    return counted.group_by(CELL).agg(pl.col("numerator", "denominator").sum().name.prefix("true_"))


def agreement(publication: Publication, truth: pl.DataFrame) -> pl.DataFrame:
    """Set each total beside the true one: ``true_value, off`` and ``explained``, by how much the true rate may differ."""
    least = pl.col("numerator_least") / pl.col("denominator_most")
    shares = [words["id"] for words in publication.measures if words["kind"] == "proportion"]
    among = pl.when(pl.col("measure").is_in(shares)).then("denominator_least")
    most = pl.min_horizontal("numerator_most", among) / pl.col("denominator_least")
    return publication.totals.join(truth, on=CELL, how="left", nulls_equal=True).with_columns(
        true_value=pl.col("true_numerator") / pl.col("true_denominator"),
        off=(pl.col("value") - pl.col("true_numerator") / pl.col("true_denominator")).abs(),
        explained=pl.max_horizontal(pl.col("value") - least, most - pl.col("value")),
        within=pl.col("true_numerator").is_between(
            "numerator_least", pl.col("numerator_most").fill_null(1 << 40)
        )
        & pl.col("true_denominator").is_between(
            "denominator_least", pl.col("denominator_most").fill_null(1 << 40)
        ),
    )


def by_measure(beside: pl.DataFrame) -> pl.DataFrame:
    """Sum up by measure: the table of the README."""
    half = (pl.col("upper") - pl.col("lower")) / 2
    shown = pl.col("value").is_not_null()
    return beside.group_by("measure", maintain_order=True).agg(
        pl.len().alias("totals"),
        pl.col("within").sum(),
        shown.sum().alias("rates"),
        (100 * pl.col("off").mean()).alias("mean_off"),
        (100 * pl.col("off").max()).alias("most_off"),
        (100 * pl.col("explained").mean()).alias("mean_explained"),
        (100 * half.mean()).alias("mean_half_width"),
    )


def combined(places: Sequence[Path], folder: Path) -> Publication:
    return combine(take_parts(places), folder).written.publication
