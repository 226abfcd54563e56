"""Read a column's text: each distinct value once, then spread over the rows."""

from __future__ import annotations

import re

import polars as pl

from sfg_analytics.clean.dates import is_open_ended, read_dates
from sfg_analytics.contract import Column, fold

BLANKS = frozenset({"", "-", "--", "n/a", "na", "null", "none", "#n/a", "nan", "."})
_TRUE = frozenset({"y", "yes", "true", "t", "1"})
_FALSE = frozenset({"n", "no", "false", "f", "0"})
_LARGEST = 2**53  # beyond, a number read as a float is no longer the one written
_FORMULA = r"^(=|@|[+-][A-Za-z(=])"


def read_values(text: pl.Series, column: Column) -> tuple[pl.Series, pl.Series | None]:
    """Read text as a contract's column means it.

    Parameters
    ----------
    text
        One cell a row.
    column
        The contract's column.

    Returns
    -------
    values : polars.Series
        Typed values; null where the cell is blank or could not be read.
    reasons : polars.Series or None
        For each row why its cell could not be read, null where it could; None when all could.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> band = load_contracts()["staff_in_post"].by_name["band"]
    >>> values, reasons = read_values(pl.Series(["NHS|XR07|Review Body Band 7", "8A", "Band 77"]), band)
    >>> values.to_list(), reasons.to_list()
    (['7', '8a', None], [None, None, 'not in the code list'])
    """
    text = text.fill_null("") if text.has_nulls() else text
    distinct = text.unique()
    repeated = 2 * distinct.len() < text.len()  # where most cells differ, each is read in its place
    cells = distinct if repeated else text
    trimmed = cells.str.replace_all("\u00a0", " ", literal=True).str.strip_chars()
    trimmed = _blank(trimmed, column)
    if column.codes:
        values, reasons = _codes(trimmed, column)
    else:
        trimmed = _rewrite(trimmed, column)
        values, reasons = _typed(trimmed, column)
    formula = trimmed.str.contains(_FORMULA).fill_null(value=False)
    if formula.any():
        reasons = pl.select(
            pl.when(formula & (reasons.is_not_null() | pl.lit(column.kind == "string")))
            .then(pl.lit("looks like a spreadsheet formula"))
            .otherwise(reasons)
        ).to_series()
        values = pl.select(pl.when(reasons.is_null()).then(values)).to_series()
    faulty = reasons.null_count() < reasons.len()
    if repeated:
        place = text.cast(pl.Enum(distinct)).to_physical()
        values, reasons = values.gather(place), reasons.gather(place) if faulty else reasons
    return values, reasons if faulty else None


def _blank(trimmed: pl.Series, column: Column) -> pl.Series:
    """Turn what means *nothing* into null, unless it is one of the column's codes; then what blank stands for."""
    own = {fold(text) for text in column.blanks}
    known = column.spellings
    usual = trimmed.filter(trimmed.str.to_lowercase().is_in(list(BLANKS))).unique()
    nothing = [text for text in usual if not (fold(text) and fold(text) in known)]
    if own:
        nothing += [text for text in trimmed.unique() if fold(text) in own]
    trimmed = trimmed.replace(dict.fromkeys(nothing)) if nothing else trimmed
    return trimmed.fill_null(column.when_blank) if column.when_blank is not None else trimmed


def _rewrite(trimmed: pl.Series, column: Column) -> pl.Series:
    """Apply the contract's patterns; the first that fits a value decides."""
    if not column.reads:
        return trimmed
    rewritten = pl.coalesce(
        *(
            pl.when(pl.lit(trimmed).str.contains(rewrite.pattern)).then(
                pl.lit(trimmed).str.replace(rewrite.pattern, _polars_groups(rewrite.value))
            )
            for rewrite in column.reads
        ),
        pl.lit(trimmed),
    )
    return pl.select(rewritten).to_series()


def _polars_groups(value: str) -> str:
    return re.sub(r"\$(\d)", r"${\1}", value)


def _codes(trimmed: pl.Series, column: Column) -> tuple[pl.Series, pl.Series]:
    """Read codes by their spellings, then by the contract's patterns."""
    rewritten = _rewrite(trimmed, column)
    values: list[str | None] = []
    reasons: list[str | None] = []
    for text, pattern in zip(trimmed, rewritten, strict=True):
        if text is None:
            values.append(None)
            reasons.append(None)
            continue
        code = column.spellings.get(fold(text)) or column.spellings.get(fold(pattern))
        values.append(code)
        reasons.append(None if code is not None else "not in the code list")
    return pl.Series(values, dtype=pl.String), pl.Series(reasons, dtype=pl.String)


def _typed(trimmed: pl.Series, column: Column) -> tuple[pl.Series, pl.Series]:
    if column.kind == "date":
        values, reason = read_dates(trimmed, column.grain), "not a date we can read"
        readable = values.is_not_null() | is_open_ended(trimmed)
    elif column.kind in {"number", "integer"}:
        plain = trimmed.str.replace_all(",", "", literal=True).str.strip_chars()
        plain = plain.replace({"*": None})
        values, reason = plain.cast(pl.Float64, strict=False), "not a number"
        values = pl.select(pl.when(values.is_finite()).then(values)).to_series()
        readable = values.is_not_null() | plain.is_null()
        if column.kind == "integer":
            whole = (values == values.floor()) & (values.abs() < _LARGEST)
            values = pl.select(pl.when(whole).then(values)).to_series().cast(pl.Int64)
            readable &= whole.fill_null(value=True)
    elif column.kind == "boolean":
        lower = trimmed.str.to_lowercase()
        truth = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}
        values, reason = lower.replace_strict(truth, default=None, return_dtype=pl.Boolean), "not yes or no"
        readable = values.is_not_null()
    else:
        return trimmed, pl.Series([None], dtype=pl.String).new_from_index(0, trimmed.len())
    faulty = trimmed.is_not_null() & ~readable.fill_null(value=False)
    reasons = pl.select(pl.when(faulty).then(pl.lit(reason))).to_series()
    return values, reasons
