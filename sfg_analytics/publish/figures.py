"""Counting what a plan names: the one step of publishing that touches people's rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

import polars as pl

from sfg_analytics.contract import Contract
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures import ROWS, Measure, count_catalogue
from sfg_analytics.publish.plan import CROSSED, Plan

STAFF, ORGANISATIONS = "staff_in_post", "organisations"
_QUARTER = 3
LEAST_SHOWN = 1 / 3
"""Of the groups of a crossing, at least this share has to be large enough for a rate, or the crossing is not published."""


Tables = Mapping[str, pl.LazyFrame]
Progress = Callable[[str], None]


def count_planned(
    tables: Tables,
    contracts: Mapping[str, Contract],
    plan: Plan,
    *,
    whole_window: bool = True,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Count what a plan names, an organisation at a time.

    Parameters
    ----------
    tables
        Tidy tables by contract id.
    contracts
        Contracts by id.
    plan
        What is counted. A measure whose tables are not there is left out. What others have published (the Staff Survey,
        turnover, sickness) is taken of each organisation that has staff in post, in whichever months it was published.
    whole_window
        Leave out the months whose look-back begins before an organisation's first recorded conversation.
    progress
        Told the code of each organisation as it is counted.

    Returns
    -------
    polars.DataFrame
        As :func:`~sfg_analytics.measures.count_catalogue` gives it, without the crossings whose base does not allow them
        (:func:`where_the_base_allows`).

    Raises
    ------
    MeasureProblem
        When there is no staff table, or no row in it.
    """
    countable = plan.countable(tables)
    measures = [measure for measure in countable if not ROWS[measure.rows].public]
    theirs = [measure for measure in countable if ROWS[measure.rows].public]
    held = _months_held(tables)
    latest = max(months[-1] for months in held.values())
    counted = [_already_public(tables, contracts, theirs, held, _months_before(latest, plan.months))]
    for organisation, months in held.items():
        if progress:
            progress(organisation)
        recent = [month for month in months if _apart(month, latest) < plan.months]
        if not recent:
            continue
        options = {"organisations": [organisation], "whole_window": whole_window, "contracts": contracts}
        counted.append(
            count_catalogue(tables, measures, breakdowns=[], periods=recent, **options)  # type: ignore[arg-type]
        )
        divided = [measure for measure in measures if plan.measures[measure.id]]
        if divided:
            broken = count_catalogue(
                tables,
                divided,
                breakdowns={measure.id: plan.measures[measure.id] for measure in divided},
                periods=choose_months(recent, plan.quarters),
                **options,  # type: ignore[arg-type]
            )
            counted.append(
                where_the_base_allows(broken.filter(pl.col("breakdown") != ""), plan.policy.minimum_base)
            )
    return pl.concat([*counted[1:], counted[0]])


def where_the_base_allows(counted: pl.DataFrame, minimum_base: int) -> pl.DataFrame:
    """Leave out crossings that would be mostly hidden.

    Parameters
    ----------
    counted
        Counts, broken down.
    minimum_base
        The fewest people of whom a rate is made.

    Returns
    -------
    polars.DataFrame
        The same without the crossings of a measure, organisation and month of whose groups fewer than
        :data:`LEAST_SHOWN` have so many people. To protect such a table costs figures elsewhere, and tells nobody anything.
    """
    crossing = pl.col("breakdown").str.contains(CROSSED, literal=True)
    enough = (pl.col("denominator") >= minimum_base).filter(pl.col("denominator") > 0).mean()
    table = ["measure", "organisation", "period", "breakdown"]
    return counted.filter(~crossing | (enough.over(table) >= LEAST_SHOWN).fill_null(value=False))


def _already_public(
    tables: Tables,
    contracts: Mapping[str, Contract],
    measures: Sequence[Measure],
    organisations: Collection[str],
    first: date,
) -> pl.DataFrame:
    """Count what others have published of the organisations, in its own months, whether or not they sent staff lists then."""
    counted = count_catalogue(tables, measures, breakdowns=[], contracts=contracts)
    return counted.filter(pl.col("organisation").is_in(list(organisations)), pl.col("period") >= first)


def _months_held(tables: Tables) -> dict[str, list[date]]:
    """Give the organisations that have staff in post, and the months of each."""
    if STAFF not in tables:
        raise MeasureProblem(
            "The store holds no staff in post, so there is nobody to count.",
            got=", ".join(sorted(tables)) or "no tables",
            hint=f"submit an export of the contract '{STAFF}' first.",
        )
    months = tables[STAFF].select("organisation", "period").unique().sort("organisation", "period").collect()
    held = {
        code: part["period"].to_list()
        for (code,), part in months.partition_by("organisation", as_dict=True).items()
    }
    if not held:
        raise MeasureProblem("The table of staff in post is empty, so there is nobody to count.")
    return held


def choose_months(months: Sequence[date], quarters: int) -> list[date]:
    """Choose the latest month, and before it the last months of quarters.

    Parameters
    ----------
    months
        The months there are, in order.
    quarters
        How many to choose.

    Returns
    -------
    list of date
        In order; fewer where there are not so many.

    Examples
    --------
    >>> held = [date(2024, month, 1) for month in range(1, 12)]
    >>> [f"{month:%b}" for month in choose_months(held, 3)]
    ['Jun', 'Sep', 'Nov']
    """
    ends = [month for month in months[:-1] if month.month % _QUARTER == 0]
    return [*ends[len(ends) - min(quarters - 1, len(ends)) :], months[-1]]


def _months_before(month: date, number: int) -> date:
    """Give the first of so many months that end with one."""
    years, place = divmod(month.year * 12 + month.month - number, 12)
    return date(years, place + 1, 1)


def _apart(one: date, later: date) -> int:
    return (later.year - one.year) * 12 + later.month - one.month


def name_organisations(tables: Tables, codes: pl.Series) -> pl.DataFrame:
    """Name organisations by the latest list the store holds; one that is not on it goes by its code.

    Parameters
    ----------
    tables
        Tidy tables by contract id.
    codes
        Codes of organisations.

    Returns
    -------
    polars.DataFrame
        ``organisation, name, kind``, by code.
    """
    named = codes.unique().sort().alias("organisation").to_frame()
    if ORGANISATIONS not in tables:
        return named.with_columns(name=pl.col("organisation"), kind=pl.lit(None, pl.String))
    names = (
        tables[ORGANISATIONS]
        .select("organisation", "period", name="organisation_name", kind="benchmarking_group")
        .sort("organisation", "period", "name", "kind")
        .unique("organisation", keep="last", maintain_order=True)
        .drop("period")
        .collect()
    )
    return named.join(names, on="organisation", how="left", maintain_order="left").with_columns(
        pl.col("name").fill_null(pl.col("organisation"))
    )
