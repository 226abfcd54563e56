"""What is odd about dates and months: an old export come again, months that stand apart, dates astray or all alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from sfg_analytics.contract import Column, Contract
from sfg_analytics.suspicion.noticed import Mark, Suspicion, in_percent
from sfg_analytics.suspicion.since import Since
from sfg_analytics.suspicion.tally import compared, days_from_month

_AHEAD_MONTHS = 3
_MOST_NAMED = 3
_SLACK = 31  # months are not of one length, and the longest delay is not always among those held
_TWO_MONTHS, _TWO_YEARS = 61, 731
_MONTH, _YEAR = 30.44, 365.25


def odd_months(
    months: pl.DataFrame, held: pl.DataFrame, contract: Contract, at: Since
) -> Iterator[Suspicion]:
    """Give what is odd about the months a submission speaks of, whatever its columns hold.

    Parameters
    ----------
    months, held
        ``organisation, period, rows`` of the submission and of the store.
    contract, at
        The contract; whose months, and which of them are new.
    """
    now, was = (
        dict(side.filter(pl.col("organisation") == at.organisation).select("period", "rows").iter_rows())
        for side in (months, held)
    )
    if was and max(was) > max(now) and set(now) <= set(was):
        words = (
            f"Its newest month is {max(now):%B %Y}, while {max(was):%B %Y} is held already, and it brings no month that "
            "was not held: perhaps an old export was sent again."
        )
        picture = [
            Mark(f"{max(now):%b %Y}", was[max(now)], now[max(now)]),
            Mark(f"{max(was):%b %Y}", was[max(was)], None),
        ]
        yield Suspicion(at.organisation, "dates", "", words, "", None, "rows", tuple(picture))
    gap = contract.thresholds.gap_months
    if gap is None:
        return
    together = _together(was | now, gap)
    most = max(together, key=lambda part: sum((was | now)[month] for month in part))
    apart = [part for part in together if part is not most and set(part) & set(now)]
    if apart:
        far = [month for part in apart for month in part if month in now]
        rows = sum(now[month] for month in far)
        words = (
            f"{rows:,} row{'s lie' if rows != 1 else ' lies'} in months that stand apart, with more than {gap:g} empty "
            f"months between them and the others: {_named(far)}."
        )
        picture = [
            Mark(
                " to ".join(dict.fromkeys(f"{month:%b %Y}" for month in (part[0], part[-1]))),
                sum(was.get(month, 0) for month in part) or None,
                sum(now.get(month, 0) for month in part) or None,
            )
            for part in together
        ]
        yield Suspicion(at.organisation, "dates", "", words, "gapMonths", gap, "rows", tuple(picture))


def _together(months: dict[date, int], gap: float) -> list[list[date]]:
    """Divide months into runs with no more than so many empty months within."""
    runs: list[list[date]] = []
    for month in sorted(months):
        last = runs[-1][-1] if runs else None
        if last and (month.year - last.year) * 12 + month.month - last.month - 1 <= gap:
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def _named(months: list[date]) -> str:
    more = len(months) - _MOST_NAMED
    told = ", ".join(f"{month:%B %Y}" for month in months[:_MOST_NAMED])
    return told + (f" and {more} more" if more > 0 else "")


def odd_dates(rows: pl.DataFrame, spans: pl.DataFrame, contract: Contract, at: Since) -> Iterator[Suspicion]:
    """Give what is odd about the dates of an organisation's rows, column by column.

    Parameters
    ----------
    rows
        The submission's rows of the organisation.
    spans
        Between which days dates lay in the months held before; see :class:`~sfg_analytics.suspicion.tally.Tally`.
    contract, at
        The contract; whose months, and which of them are new.
    """
    for column in compared(contract):
        if column.kind == "date" and column.name in rows.columns:
            dates = rows.select("period", column.name).drop_nulls(column.name)
            yield from _ahead(column, dates, contract, at)
            yield from _outside(column, dates, spans, contract, at)
            yield from _alike(column, dates, contract, at)


def _ahead(column: Column, dates: pl.DataFrame, contract: Contract, at: Since) -> Iterator[Suspicion]:
    limits = contract.thresholds_of(column.name)
    given = dates[column.name]
    if limits.future_percent is None or given.len() < limits.rows:
        return
    newest = at.new[-1]
    first = pl.select(pl.lit(newest).dt.offset_by(f"{_AHEAD_MONTHS + 1}mo")).item()
    ahead = int((given >= first).sum())
    if ahead * 100 > limits.future_percent * given.len():
        share = ahead / given.len()
        words = (
            f"{in_percent(share)} of {given.len():,} dates lie more than {_AHEAD_MONTHS} months after {newest:%B %Y}, the "
            "newest month."
        )
        yield _one_against_others(
            at, "dates", column, words, ("futurePercent", limits.future_percent), "So far ahead", share
        )


def _outside(
    column: Column, dates: pl.DataFrame, spans: pl.DataFrame, contract: Contract, at: Since
) -> Iterator[Suspicion]:
    limits = contract.thresholds_of(column.name)
    held = spans.filter(
        pl.col("organisation") == at.organisation,
        pl.col("column") == column.name,
        pl.col("period").is_in(list(at.before)),
        pl.col("dates") > 0,
    )
    if limits.outside_percent is None or held["dates"].sum() < limits.rows:
        return
    new = dates.filter(pl.col("period").is_in(list(at.new)))
    days = new.select(days=days_from_month(column.name))["days"]
    if days.len() < limits.rows:
        return
    low, high = int(held["low"].min()) - _SLACK, int(held["high"].max()) + _SLACK  # type: ignore[arg-type]
    outside = int((~days.is_between(low, high)).sum())
    if outside * 100 > limits.outside_percent * days.len():
        share = outside / days.len()
        words = (
            f"{in_percent(share)} of {days.len():,} dates lie outside their usual span, from {_from_month(low)} to "
            f"{_from_month(high)} the first of their month."
        )
        rule = "outsidePercent", limits.outside_percent
        yield _one_against_others(at, "dates", column, words, rule, "Outside the usual span", share)


def _from_month(days: int) -> str:
    """Say a number of days from the first of a month in the length of time a person would use."""
    size = abs(days)
    if size >= _TWO_YEARS:
        length = f"{size / _YEAR:.0f} years"
    elif size >= _TWO_MONTHS:
        length = f"{size / _MONTH:.0f} months"
    else:
        length = f"{size} day{'s' if size != 1 else ''}"
    return f"{length} {'before' if days < 0 else 'after'}"


def _alike(column: Column, dates: pl.DataFrame, contract: Contract, at: Since) -> Iterator[Suspicion]:
    limits = contract.thresholds_of(column.name)
    given = dates[column.name]
    if given.len() < limits.rows:
        return
    ((day, most),) = given.value_counts(sort=True).head(1).iter_rows()
    if limits.one_day_percent is not None and most * 100 > limits.one_day_percent * given.len():
        share = most / given.len()
        label = f"{day.day} {day:%B %Y}"
        words = f"{_all_of(share, given.len())} dates are {label}."
        rule = "oneDayPercent", limits.one_day_percent
        yield _one_against_others(at, "one day", column, words, rule, label, share)
        return
    share = int((given.dt.day() == 1).sum()) / given.len()
    if limits.first_of_month_percent is not None and share * 100 > limits.first_of_month_percent:
        words = f"{_all_of(share, given.len())} dates are the first of a month."
        rule = "firstOfMonthPercent", limits.first_of_month_percent
        yield _one_against_others(at, "one day", column, words, rule, "The first of a month", share)


def _all_of(share: float, number: int) -> str:
    return f"All {number:,}" if share == 1 else f"{in_percent(share)} of {number:,}"


def _one_against_others(
    at: Since,
    kind: str,
    column: Column,
    words: str,
    rule: tuple[str, float],
    label: str,
    share: float,
) -> Suspicion:
    picture = (Mark(label, None, share), Mark("All other dates", None, 1 - share))
    return Suspicion(at.organisation, kind, column.name, words, *rule, "share", picture)  # type: ignore[arg-type]
