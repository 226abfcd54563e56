"""Figures: where a view's numbers come from, asked for in one way.

Tables of records are counted, exactly, and organisations may be added up. A publication has been counted and protected
already: what it holds is given as it stands, and nothing of it is added up, because it does not say what was hidden.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from sfg_analytics.errors import MeasureProblem, nearest
from sfg_analytics.statistics import estimate

ORGANISATION, PERIOD = "organisation", "period"
"""Two ways to split that are no breakdowns of people."""

COUNTS = ("numerator", "denominator")
_VALUES = ("value", "lower", "upper")


class Figures(ABC):
    """What a view is made from.

    Attributes
    ----------
    stamp
        What has to stand on everything that is made from it.
    measures
        The words of each measure by its id: as a publication carries them, ``kind`` among them.
    names
        The name of each organisation by its code.
    listed
        ``organisation, benchmarking_group``: who is whose peer.
    references
        The reference group of each breakdown, where one is named.
    in_pandas
        Whether it came as frames of pandas, so that frames of pandas go back.
    """

    stamp: str
    measures: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]
    listed: pl.DataFrame
    references: Mapping[str, str]
    in_pandas: bool = False

    @abstractmethod
    def breakdowns(self, measure: str) -> tuple[str, ...]:
        """Name the breakdowns that a measure can be split by, each by itself."""

    @abstractmethod
    def rows(self, measure: str, by: Sequence[str] = ()) -> pl.DataFrame:
        """Give every month and organisation of a measure, by groups.

        Parameters
        ----------
        measure
            Its id.
        by
            Breakdowns, crossed.

        Returns
        -------
        polars.DataFrame
            ``measure, period, organisation, <by...>, outcome, numerator, denominator, hidden``, and the published ``value,
            lower, upper`` where there is a publication. Counts are null where hidden.

        Raises
        ------
        MeasureProblem
            When there is no such measure or breakdown, or it can't be counted.
        """

    @abstractmethod
    def crosses(self, measure: str, by: Sequence[str]) -> bool:
        """Whether a measure can be split by breakdowns crossed, in this order."""

    @abstractmethod
    def require_one(self, organisations: Sequence[str]) -> None:
        """Refuse to add organisations up, where that may not be done."""

    def words(self, measure: str) -> Mapping[str, Any]:
        """Give the words of a measure.

        Raises
        ------
        MeasureProblem
            When there is none of that name.
        """
        if measure not in self.measures:
            raise MeasureProblem(
                f"There is no measure called '{measure}'.",
                expected=", ".join(self.measures),
                closest=nearest(str(measure), self.measures),
            )
        return self.measures[measure]

    def outcomes(self, measure: str) -> dict[str, str]:
        """Give the label of each outcome of a measure by its code, in order; none where it has no outcomes."""
        return {str(one["code"]): str(one["label"]) for one in self.words(measure)["outcomes"]}

    def named(self, code: str) -> str:
        """Give the name of an organisation, or its code where no name is known."""
        return self.names.get(code, code)

    def kinds(self, measure: str) -> pl.DataFrame:
        """Give ``organisation, benchmarking_group``: who is whose peer where this measure is benchmarked."""
        self.words(measure)
        return self.listed

    def choose(self, rows: pl.DataFrame, organisations: str | Sequence[str] | None) -> pl.DataFrame:
        """Keep the rows of some organisations.

        Raises
        ------
        MeasureProblem
            When one of them has no rows.
        """
        if organisations is None:
            return rows
        wanted = [organisations] if isinstance(organisations, str) else list(organisations)
        there = rows[ORGANISATION].unique().sort().to_list()
        for code in wanted:
            if code not in there:
                raise MeasureProblem(
                    f"There is no figure of an organisation '{code}'.",
                    expected=", ".join(there),
                    closest=nearest(str(code), there),
                    hint="organisations are named by their codes.",
                )
        return rows.filter(pl.col(ORGANISATION).is_in(wanted))

    def together(self, rows: pl.DataFrame, month: date) -> pl.DataFrame:
        """Add up the organisations that have figures in a month, in all months that all of them have.

        Parameters
        ----------
        rows
            As :meth:`rows` gives them.
        month
            The month whose organisations are added up.

        Returns
        -------
        polars.DataFrame
            The same columns; ``organisation`` is the code of the only one, or how many of those in ``rows`` they are. The rows keep their order.
        """
        here = rows.filter(pl.col(PERIOD) == month)[ORGANISATION].unique().sort().to_list()
        if len(here) == 1:
            return rows.filter(pl.col(ORGANISATION) == here[0])
        self.require_one(here)
        held = rows.filter(pl.col(ORGANISATION).is_in(here))
        whole = held.group_by(PERIOD).agg(pl.col(ORGANISATION).n_unique().alias("of"))
        shared = held.join(
            whole.filter(pl.col("of") == len(here)), on=PERIOD, how="semi", maintain_order="left"
        )
        keys = [name for name in rows.columns if name not in {ORGANISATION, *COUNTS, "hidden"}]
        summed = shared.group_by(keys, maintain_order=True).agg(pl.col(COUNTS).sum())
        of = rows[ORGANISATION].n_unique()
        who = f"{len(here)} organisations" if of == len(here) else f"{len(here)} of {of} organisations"
        return summed.with_columns(
            pl.lit(who).alias(ORGANISATION), pl.lit(None, pl.String).alias("hidden")
        ).select(rows.columns)


def month_of(rows: pl.DataFrame, period: date | str | None) -> date:
    """Find the month that is asked for, the latest by default.

    Parameters
    ----------
    rows
        At least one row with a ``period``.
    period
        Any day of the month, ``"2025-03"``, or None.

    Raises
    ------
    MeasureProblem
        When it is no month, or has no figures.
    """
    if rows.is_empty():
        raise MeasureProblem(
            "Nothing could be counted, or not for a whole window yet.",
            hint="a measure that looks back needs as many months of conversations as it looks back; what its denominator "
            "asks of an organisation's records, 'sfg measures ID' says.",
        )
    months = rows[PERIOD].unique().sort()
    if period is None:
        return months[-1]  # type: ignore[no-any-return]
    try:
        month = date.fromisoformat(
            f"{period}-01"[:10] if isinstance(period, str) else period.isoformat()[:10]
        )
    except (ValueError, AttributeError):
        raise MeasureProblem(
            f"'{period}' is not a month.", expected='a date, or a text such as "2025-03"'
        ) from None
    month = month.replace(day=1)
    if month not in months:
        raise MeasureProblem(
            f"There is no figure for {month:%B %Y}.",
            expected=f"months from {months[0]:%Y-%m} to {months[-1]:%Y-%m}",
        )
    return month


def valued(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Give counts their value and its 95% limits, unless they have been published with them."""
    return rows if "value" in rows.columns else estimate(rows, kind=kind).drop("method")
