"""Read a column's text: each distinct way of writing once, then spread over the rows.

Of each distinct text is told what it was read as and, where the tidy table has it otherwise than the export, by which
rule; or why it could not be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from sfg_analytics.clean import rules
from sfg_analytics.clean.dates import read_forms
from sfg_analytics.clean.derive import to_grain
from sfg_analytics.contract import Column, fold

BLANKS = frozenset({"", "-", "--", "n/a", "na", "null", "none", "#n/a", "nan", "."})
TRUE = frozenset({"y", "yes", "true", "t", "1"})
FALSE = frozenset({"n", "no", "false", "f", "0"})
_LARGEST = 2**53  # beyond, a number read as a float is no longer the one written
_FORMULA = r"^(=|@|[+-][A-Za-z(=])"
_PLAIN = {"number": r"^-?(0|[1-9][0-9]*)([.][0-9]+)?$", "integer": r"^-?(0|[1-9][0-9]*)$"}


@dataclass(frozen=True)
class Reading:
    """What was made of a column.

    Attributes
    ----------
    ways
        A line for each distinct text: ``before``, ``value`` (typed), ``after`` (the value as text), ``rule`` (by which
        the cell was changed; null where the table has it as it was written, or where it could not be read) and
        ``reason`` (why it could not be read).
    place
        For each row its line in ``ways``, from 0.
    """

    ways: pl.DataFrame
    place: pl.Series

    @property
    def values(self) -> pl.Series:
        """Each row's typed value; null where the cell is blank or could not be read."""
        return self.ways["value"].gather(self.place)

    @property
    def reasons(self) -> pl.Series | None:
        """Each row's reason why its cell could not be read, null where it could; None when all could."""
        reasons = self.ways["reason"]
        return reasons.gather(self.place) if reasons.null_count() < reasons.len() else None


def read_values(text: pl.Series, column: Column) -> Reading:
    """Read text as a contract's column means it.

    Parameters
    ----------
    text
        One cell a row.
    column
        The contract's column.

    Returns
    -------
    Reading
        The values, and by which rule each was read.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> band = load_contracts()["staff_in_post"].by_name["band"]
    >>> reading = read_values(pl.Series(["XR07 / NHS AfC: Band 7", "8A", "7", "Band 77"]), band)
    >>> reading.values.to_list(), reading.reasons.to_list()
    (['7', '8a', '7', None], [None, None, None, 'not in the code list'])
    >>> reading.ways["rule"].gather(reading.place).to_list()
    ['pattern', 'spelling', None, None]
    """
    text = text.fill_null("") if text.has_nulls() else text
    distinct = text.unique()
    return Reading(_ways(distinct, column), text.cast(pl.Enum(distinct)).to_physical())


def _ways(distinct: pl.Series, column: Column) -> pl.DataFrame:
    stripped = distinct.str.replace_all("\u00a0", " ", literal=True).str.strip_chars()
    meant = _without_blanks(stripped, column)
    filled = meant.fill_null(column.when_blank) if column.when_blank is not None else meant
    read = _codes(filled, column) if column.codes else _typed(filled, column)
    read = read.with_columns(before=distinct, stripped=stripped, meant=meant, filled=filled)
    formula = pl.col("filled").str.contains(_FORMULA).fill_null(value=False)
    unread = formula & (pl.col("reason").is_not_null() | pl.lit(column.kind == "string"))
    told = pl.when(unread).then(pl.lit("looks like a spreadsheet formula")).otherwise("reason")
    read = read.with_columns(reason=told, value=pl.when(told.is_null()).then("value"))
    after = pl.col("value").cast(pl.String)
    return read.select("before", "value", rule=_rule(column, after), reason="reason", after=after)


def _rule(column: Column, after: pl.Expr) -> pl.Expr:
    """Say by which rule a text became its value; null where it already was."""

    def already(text: pl.Expr) -> pl.Expr:
        same = text == after.fill_null("")
        return same | text.str.contains(_PLAIN[column.kind]) if column.kind in _PLAIN else same

    return (
        pl.when(pl.col("reason").is_not_null() | already(pl.col("before")))
        .then(None)
        .when(already(pl.col("stripped")))
        .then(pl.lit(rules.TRIMMED))
        .when(pl.col("meant").is_null() & pl.col("filled").is_not_null())
        .then(pl.lit(rules.DEFAULT))
        .when(after.is_null() & pl.col("rule").ne_missing(rules.OPEN))
        .then(pl.lit(rules.BLANK))
        .otherwise("rule")
    )


def _without_blanks(stripped: pl.Series, column: Column) -> pl.Series:
    """Turn what means *nothing* into null, unless it is one of the column's codes."""
    own = {fold(text) for text in column.blanks}
    known = column.spellings
    usual = stripped.filter(stripped.str.to_lowercase().is_in(list(BLANKS))).unique()
    nothing = [text for text in usual if not (fold(text) and fold(text) in known)]
    if own:
        nothing += [text for text in stripped.unique() if fold(text) in own]
    return stripped.replace(dict.fromkeys(nothing)) if nothing else stripped


def _rewrite(filled: pl.Series, column: Column) -> pl.Series:
    """Apply the contract's patterns; the first that fits a value decides."""
    if not column.reads:
        return filled
    rewritten = pl.coalesce(
        *(
            pl.when(pl.lit(filled).str.contains(rewrite.pattern)).then(
                pl.lit(filled).str.replace(rewrite.pattern, _polars_groups(rewrite.value))
            )
            for rewrite in column.reads
        ),
        pl.lit(filled),
    )
    return pl.select(rewritten).to_series()


def _polars_groups(value: str) -> str:
    return re.sub(r"\$(\d)", r"${\1}", value)


def _codes(filled: pl.Series, column: Column) -> pl.DataFrame:
    """Read codes by their spellings, then by the contract's patterns: value, reason and rule of each text."""
    read: list[tuple[str | None, str | None, str | None]] = []
    for text, rewritten in zip(filled, _rewrite(filled, column), strict=True):
        if text is None:
            read.append((None, None, rules.BLANK))
        elif code := column.spellings.get(fold(text)):
            read.append((code, None, rules.SPELLING))
        elif code := column.spellings.get(fold(rewritten)):
            read.append((code, None, rules.PATTERN))
        else:
            read.append((None, "not in the code list", None))
    return pl.DataFrame(read, schema=dict.fromkeys(("value", "reason", "rule"), pl.String), orient="row")


def _typed(filled: pl.Series, column: Column) -> pl.DataFrame:
    """Read text, dates, numbers, yes and no: value, reason and rule of each text."""
    text = _rewrite(filled, column)
    match column.kind:
        case "date":
            read, reason = _dates(text, column), "not a date we can read"
        case "number" | "integer":
            read, reason = _numbers(text, whole=column.kind == "integer"), "not a number"
        case "boolean":
            truth = {**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}
            value = text.str.to_lowercase().replace_strict(truth, default=None, return_dtype=pl.Boolean)
            read, reason = (
                pl.DataFrame({"value": value}).with_columns(rule=pl.lit(rules.TRUTH)),
                "not yes or no",
            )
        case _:
            read, reason = pl.DataFrame({"value": text}).with_columns(rule=pl.lit(rules.TRIMMED)), ""
    read = read.with_columns(text=text, filled=filled)
    blank = pl.col("text").is_null() | (pl.col("rule") == rules.OPEN) | (pl.col("rule") == rules.BLANK)
    return read.select(
        "value",
        reason=pl.when(pl.col("value").is_null() & ~blank.fill_null(value=False)).then(pl.lit(reason)),
        rule=pl.when(pl.col("text") != pl.col("filled")).then(pl.lit(rules.PATTERN)).otherwise("rule"),
    )


def _dates(text: pl.Series, column: Column) -> pl.DataFrame:
    read = read_forms(text, column.grain)
    kept = to_grain(read["day"], column)
    return read.select(
        value=kept,
        rule=pl.when("open")
        .then(pl.lit(rules.OPEN))
        .when(kept != pl.col("day"))
        .then(pl.lit(rules.GRAIN))
        .otherwise(pl.lit(f"{rules.DATE}: ") + pl.col("form")),
    )


def _numbers(text: pl.Series, *, whole: bool) -> pl.DataFrame:
    plain = text.str.replace_all(",", "", literal=True).str.strip_chars()
    number = plain.cast(pl.Float64, strict=False)
    held = (number == number.floor()) & (number.abs() < _LARGEST)
    finite = number.is_finite() & (held | pl.lit(not whole))
    hidden = plain == "*"  # what publishers write for a number they hide
    value = pl.when(finite).then(number)
    return pl.select(
        value=value.cast(pl.Int64) if whole else value,
        rule=pl.when(hidden).then(pl.lit(rules.BLANK)).otherwise(pl.lit(rules.NUMBER)),
    )
