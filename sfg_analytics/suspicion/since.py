"""What is odd beside the months held before: more or fewer rows, emptier columns, another mix of answers, dates astray."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import log, sqrt

import polars as pl

from sfg_analytics.contract import SPECIAL_CATEGORY, Column, Contract
from sfg_analytics.suspicion.noticed import Mark, Suspicion, counted, in_percent
from sfg_analytics.suspicion.stability import CERTAIN, index_by_chance, stability_index
from sfg_analytics.suspicion.tally import Tally, has_answers

_MOST_MARKS = 6
_BLANK = "Blank"


@dataclass(frozen=True)
class Since:
    """What an organisation's new months are compared with.

    Parameters
    ----------
    before
        Months held before the first of the new ones, the latest of them, in order.
    new
        The months that no submission had brought yet; the newest alone where all were held.
    again
        Months that are held and come again, before the new ones or among them.
    """

    organisation: str
    before: tuple[date, ...]
    new: tuple[date, ...]
    again: tuple[date, ...]


def since(months: pl.DataFrame, held: pl.DataFrame, organisation: str, most: float) -> Since:
    """Find the months of an organisation that are new, and those to compare them with.

    Parameters
    ----------
    months, held
        ``organisation, period, rows`` of the submission and of the store.
    organisation
        Whose.
    most
        The months looked back at.
    """
    brought, known = (
        sorted(set(counted.filter(pl.col("organisation") == organisation)["period"].to_list()))
        for counted in (months, held)
    )
    new = [month for month in brought if not known or month > known[-1]] or brought[-1:]
    before = [month for month in known if month < new[0]]
    return Since(
        organisation,
        tuple(before[-int(most) :]),
        tuple(new),
        tuple(month for month in brought if month in known),
    )


def odd_volume(new: pl.DataFrame, held: pl.DataFrame, contract: Contract, at: Since) -> Iterator[Suspicion]:
    """Give the months with far more or fewer rows than are usual, or than were held of them.

    Parameters
    ----------
    new, held
        ``organisation, period, rows`` of the submission and of the store.
    contract, at
        The contract; whose months, and which of them are new.
    """
    factor = contract.thresholds.volume_factor
    if factor is None:
        return
    now, was = (_by_month(months, at.organisation) for months in (new, held))
    usual = 0.0
    if len(at.before) >= contract.thresholds.usual_months:
        usual = float(pl.Series([was[month] for month in at.before]).median() or 0)  # type: ignore[arg-type]
    odd = [
        month
        for month in at.new
        if usual
        and _differ(now[month], usual, factor)
        and _differ(now[month], was.get(_year_before(month), usual), factor)
    ]
    if odd:
        worst = max(odd, key=lambda month: abs(log(now[month] / usual)))
        more = f"; {len(odd)} of the {len(at.new)} new months are as odd" if len(odd) > 1 else ""
        picture = [Mark(f"{month:%b %Y}", was[month], None) for month in at.before]
        picture += [
            Mark(f"{month:%b %Y}", None, now[month]) for month in at.new[-int(contract.thresholds.months) :]
        ]
        words = (
            f"{worst:%B %Y} has {counted(now[worst])}; usual are {usual:,.0f}, the median of the {len(at.before)} months "
            f"held before{more}."
        )
        yield Suspicion(at.organisation, "volume", "", words, "volumeFactor", factor, "rows", tuple(picture))
    shrunk = [
        month
        for month in at.again
        if month not in odd and now[month] < was[month] and _differ(now[month], was[month], factor)
    ]
    if shrunk:
        worst = min(shrunk, key=lambda month: now[month] / was[month])
        more = f", and {len(shrunk) - 1} other months have shrunk as much" if len(shrunk) > 1 else ""
        words = (
            f"{worst:%B %Y} comes again with {counted(now[worst])} in place of the {was[worst]:,} held{more}."
        )
        picture = [
            Mark(f"{month:%b %Y}", was[month], now[month])
            for month in at.again[-int(contract.thresholds.months) :]
        ]
        yield Suspicion(at.organisation, "volume", "", words, "volumeFactor", factor, "rows", tuple(picture))


def _year_before(month: date) -> date:
    """Give the same month a year earlier: in a season, many rows or few are the usual."""
    return month.replace(year=month.year - 1)


def _by_month(months: pl.DataFrame, organisation: str) -> dict[date, int]:
    own = months.filter(pl.col("organisation") == organisation)
    return dict(own.select("period", "rows").iter_rows())


def _differ(rows: float, usual: float, factor: float) -> bool:
    """Whether a number of rows is so many times another, and further from it than counting by chance explains."""
    beyond = max(rows, usual) > factor * min(rows, usual)
    return beyond and abs(rows - usual) > CERTAIN * sqrt(max(rows, usual))


def odd_answers(
    new: Tally, held: Tally, contract: Contract, at: Since, *, told: Collection[str] = ()
) -> Iterator[Suspicion]:
    """Give the columns that are emptier or fuller in the new months than in those held before, or answered otherwise.

    Parameters
    ----------
    new, held
        The submission's rows and the store's, counted.
    contract, at
        The contract; whose months, and which of them are new.
    told
        Columns of whose mix of answers all is said already.
    """
    for column in _columns(new, held, contract, at):
        yield from _column(column, new, held, contract, at, mixed=column.name not in told)


def _columns(new: Tally, held: Tally, contract: Contract, at: Since) -> list[Column]:
    """Give the columns that the submission's rows and the store's both have, in the contract's order."""
    both = set(new.answers["column"].unique()) & set(held.answers["column"].unique())
    return [column for column in contract.columns if column.name in both] if at.before else []


def _column(
    column: Column, new: Tally, held: Tally, contract: Contract, at: Since, *, mixed: bool
) -> Iterator[Suspicion]:
    limits = contract.thresholds_of(column.name)
    was, now = _counts(held.answers, column, at, at.before), _counts(new.answers, column, at, at.new)
    rows_was, rows_now = sum(was.values()), sum(now.values())
    if min(rows_was, rows_now) < limits.rows:
        return
    blank_was, blank_now = was.get(None, 0), now.get(None, 0)
    share_was, share_now = 1 - blank_was / rows_was, 1 - blank_now / rows_now
    points = 100 * abs(share_now - share_was)
    blank = (blank_was + blank_now) / (rows_was + rows_now)
    chance = 100 * CERTAIN * sqrt(blank * (1 - blank) * (1 / rows_was + 1 / rows_now))
    told = limits.filled_points is not None and points > max(limits.filled_points, chance)
    if told:
        way = "fell" if share_now < share_was else "rose"
        words = (
            f"The share filled {way} from {in_percent(share_was)} of {rows_was:,} rows to {in_percent(share_now)} of "
            f"{rows_now:,}."
        )
        picture = (Mark("Filled", share_was, share_now),)
        yield Suspicion(
            at.organisation,
            "filled",
            column.name,
            words,
            "filledPoints",
            limits.filled_points,
            "share",
            picture,
        )
        was.pop(None, None)
        now.pop(None, None)
    if mixed and has_answers(column) and min(sum(was.values()), sum(now.values())) >= limits.rows:
        yield from _mix(column, was, now, contract, at)


def _counts(
    answers: pl.DataFrame, column: Column, at: Since, months: tuple[date, ...]
) -> dict[str | None, int]:
    of = answers.filter(
        pl.col("organisation") == at.organisation,
        pl.col("column") == column.name,
        pl.col("period").is_in(list(months)),
    )
    return dict(of.group_by("answer").agg(pl.col("rows").sum()).sort("answer").iter_rows())


def _mix(
    column: Column, was: dict[str | None, int], now: dict[str | None, int], contract: Contract, at: Since
) -> Iterator[Suspicion]:
    limits = contract.thresholds_of(column.name)
    answers = sorted(set(was) | set(now), key=lambda answer: (answer is None, answer or ""))
    before, new = ([side.get(answer, 0) for answer in answers] for side in (was, now))
    index = stability_index(before, new)
    moved = limits.code_mix is not None and index > max(
        limits.code_mix, index_by_chance(sum(before), sum(new), len(answers))
    )
    gone = _common(answers, before, new, limits.common_code_percent)
    come = _common(answers, new, before, limits.common_code_percent)
    if not moved and not gone and not come:
        return
    shares = [
        (label_of(column, answer), rows / sum(before), now_rows / sum(new))
        for answer, rows, now_rows in zip(answers, before, new, strict=True)
    ]
    secret = column.classification == SPECIAL_CATEGORY
    said = [f"The mix of answers moved: index {index:.2f}"] if moved else []
    said += [_absent(gone, column, "is gone", "are gone", secret=secret)] if gone else []
    said += [_absent(come, column, "is new", "are new", secret=secret)] if come else []
    if moved and not secret:
        label, share, now_share = max(shares, key=lambda side: abs(side[2] - side[1]))
        said.append(f"‘{label}’ went from {in_percent(share)} to {in_percent(now_share)}")
    largest = sorted(shares, key=lambda side: -abs(side[2] - side[1]))[:_MOST_MARKS]
    limit, rule = (limits.code_mix, "codeMix") if moved else (limits.common_code_percent, "commonCodePercent")
    yield Suspicion(
        at.organisation,
        "answers",
        column.name,
        "; ".join(said) + f" ({sum(new):,} rows beside {sum(before):,} held).",
        rule,
        limit,
        "index" if secret else "share",
        (Mark("Index", limits.code_mix, index),) if secret else tuple(Mark(*side) for side in largest),
    )


def _common(
    answers: Iterable[str | None], here: list[int], there: list[int], percent: float | None
) -> list[str]:
    """Give the answers that are common here and nowhere there, where chance would have shown at least some."""
    if percent is None:
        return []
    enough = CERTAIN**2 / 2  # of so many expected, none comes once in three thousand times
    return [
        answer
        for answer, rows, other in zip(answers, here, there, strict=True)
        if answer is not None
        and not other
        and rows * 100 >= percent * sum(here)
        and min(rows, rows / sum(here) * sum(there)) >= enough
    ]


def _absent(codes: list[str], column: Column, one: str, several: str, *, secret: bool) -> str:
    if secret:
        common = "a common answer" if len(codes) == 1 else f"{len(codes)} common answers"
    else:
        common = ", ".join(f"‘{label_of(column, code)}’" for code in codes)
    return f"{common} {one if len(codes) == 1 else several}"


def label_of(column: Column, answer: str | None) -> str:
    """Give the label of a code; what a blank, yes and no are called."""
    if answer is None:
        return _BLANK
    labels = {code.value: code.label for code in column.codes} or {"true": "Yes", "false": "No"}
    return labels.get(answer, answer)
