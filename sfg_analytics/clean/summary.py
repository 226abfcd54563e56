"""What may be shown of the changes: per column and rule what was written, what it was read as, and how often.

Of a public column the text itself is shown. Of a column about people the shape of it, with the words that the contract
itself spells (codes, labels, synonyms); what was met fewer than eight times is told together, without an example. Of a
special category the number of spellings alone, and of identifiers the count alone.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from sfg_analytics.clean import rules
from sfg_analytics.clean.shapes import LONGEST, blank_words, shape, vocabulary, worded
from sfg_analytics.contract import PERSONAL, PUBLIC, SPECIAL_CATEGORY, Column, Contract

FEWEST = 8
"""Cells about people that must be written alike before the way they are written is shown."""

MOST_WAYS, MOST_DAYS, MOST_UNCOVERED = 20, 3, 20
_TOLD = {"ways": pl.Int64, "count": pl.Int64}
_SUMMARY = {**dict.fromkeys(("column", "rule", "before", "after"), pl.String), **_TOLD, "rare": pl.Boolean}
_UNCOVERED = {**dict.fromkeys(("column", "reason", "text"), pl.String), **_TOLD}


def summarise(told: Iterable[pl.DataFrame], contract: Contract) -> pl.DataFrame:
    """Say what was changed, by column and rule.

    Parameters
    ----------
    told
        Of each sheet the ways of writing, as recorded.
    contract
        Says of each column what may be shown.

    Returns
    -------
    polars.DataFrame
        ``column, rule, before, after, ways, count, rare``: the most frequent first within column and rule, up to 20
        (3 of dates). ``ways`` is the number of different ways of writing told in the line, 0 for identifiers. Where
        ``before`` is null, the line tells several together (``rare``: each met fewer than eight times), or there is
        nothing that may be shown. For rules that speak of a whole sheet, sheets are counted.
    """
    ways = pl.concat(told).filter(pl.col("rule").is_not_null())
    lines = [pl.DataFrame(schema=_SUMMARY)]
    for name, column in contract.by_name.items():
        here = ways.filter(column=name).group_by("rule", "before", "after").agg(pl.col("count").sum())
        if here.is_empty():
            continue
        rare = (pl.col("count") < FEWEST) & ~pl.col("rule").is_in(rules.WHOLE_SHEET)
        alike = (
            _alike(_shown(here, column), "rule", "before", "after")
            .with_columns(rare=rare & pl.lit(column.classification == PERSONAL))
            .sort("rare", "count", "before", "after", descending=[False, True, False, False], nulls_last=True)
        )
        most = MOST_DAYS if column.kind == "date" else MOST_WAYS
        alone = ~pl.col("rare") & (pl.int_range(pl.len()).over("rule") < most)
        lines.append(
            pl.concat(
                [alike.filter(alone), _alike(alike.filter(~alone), "rule", "rare")], how="diagonal_relaxed"
            )
            .with_columns(total=pl.col("count").sum().over("rule"), column=pl.lit(name))
            .sort("total", "rule", descending=[True, False], maintain_order=True)
            .select(*_SUMMARY)
        )
    return pl.concat(lines)


def list_uncovered(told: Iterable[pl.DataFrame], contract: Contract) -> pl.DataFrame:
    """List the values that could not be read, the most frequent first.

    Parameters
    ----------
    told, contract
        As for :func:`summarise`.

    Returns
    -------
    polars.DataFrame
        ``column, reason, text, ways, count``: up to 20 lines a column, and one whose ``text`` is null for the rest. Of a
        column about people the shape of the text, with the contract's words where it was met eight times or more; of
        an identifier null.
    """
    ways = pl.concat(told).filter(pl.col("reason").is_not_null())
    lines = [pl.DataFrame(schema=_UNCOVERED)]
    for name, column in contract.by_name.items():
        here = ways.filter(column=name).group_by("reason", "before").agg(pl.col("count").sum())
        if here.is_empty():
            continue
        here = here.with_columns(_null("rule"), _null("after"))
        alike = _alike(_shown(here, column), "reason", "before")
        if column.classification == PERSONAL:
            rare = pl.col("count") < FEWEST
            alike = alike.with_columns(before=pl.when(rare).then(shape(pl.col("before"))).otherwise("before"))
            alike = _alike(alike, "reason", "before")
        alike = alike.sort("count", "reason", "before", descending=[True, False, False], nulls_last=True)
        rest = _alike(alike[MOST_UNCOVERED:], "reason")
        lines.append(
            pl.concat([alike[:MOST_UNCOVERED], rest], how="diagonal_relaxed")
            .with_columns(column=pl.lit(name), text="before")
            .select(*_UNCOVERED)
        )
    return pl.concat(lines)


def _shown(ways: pl.DataFrame, column: Column) -> pl.DataFrame:
    """Mask before and after, as the column's classification asks; add that each line is one way of writing."""
    ways = ways.with_columns(ways=pl.lit(1, pl.Int64))
    if column.classification == PUBLIC:
        return ways.with_columns(pl.col("before", "after").str.slice(0, LONGEST))
    if column.classification == SPECIAL_CATEGORY:
        unread = pl.col("rule").is_null()
        return ways.with_columns(_null("after"), before=pl.when(unread).then(shape(pl.col("before"))))
    if column.classification != PERSONAL:
        return ways.with_columns(_null("before"), _null("after"), ways=pl.lit(0, pl.Int64))
    known = vocabulary(column)
    nothing = pl.col("rule").is_in([rules.BLANK, rules.DEFAULT])
    own = pl.lit(bool(known)) | pl.col("rule").is_in([rules.DEFAULT, rules.ABSENT])
    return ways.with_columns(
        before=pl.when(nothing)
        .then(worded(ways["before"], known | blank_words(column)))
        .otherwise(worded(ways["before"], known)),
        after=pl.when(own.fill_null(value=False)).then("after").otherwise(shape(pl.col("after"))),
    )


def _alike(lines: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Tell in one line what looks alike."""
    return lines.group_by(by, maintain_order=True).agg(pl.col("ways", "count").sum())


def _null(name: str) -> pl.Expr:
    return pl.lit(None, pl.String).alias(name)
