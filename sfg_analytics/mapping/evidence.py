"""What the values under a heading look like, and how well they fit a column of a contract.

Fit is from 0, no value could be one of the column's, to 1, every value could. It rests on the different values of a sample,
read by the very function that cleaning uses, so that *a date* means here what it means there. No value leaves this module:
what is shown of them is their shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from sfg_analytics.clean.shapes import shape, vocabulary, worded
from sfg_analytics.clean.values import BLANKS, read_values
from sfg_analytics.contract import DIRECT_IDENTIFIER, FREE_TEXT, Column
from sfg_analytics.export import Sheet

SAMPLE, EXAMPLES = 200, 3
_NO_EVIDENCE, _WORDS, _WEAK = 0.5, 0.7, 0.3
_DATE = Column("date", "Date", "date")
_MOSTLY = 0.8
_LONG = 25


@dataclass(frozen=True)
class Values:
    """The different values under a heading, the most frequent first, blanks left out.

    Attributes
    ----------
    counted
        ``text, rows``.
    rows
        Rows of the table, blanks included.
    """

    counted: pl.DataFrame = field(repr=False)
    rows: int

    @property
    def sample(self) -> pl.Series:
        """Up to 200 of the values."""
        return self.counted["text"].head(SAMPLE)

    @property
    def filled(self) -> float:
        """The share of rows that hold something, from 0 to 1."""
        return float(self.counted["rows"].sum()) / self.rows if self.rows else 0.0

    def shown(self, column: Column | None) -> tuple[str, ...]:
        """Give a few of the values masked: their shape, with the words that the contract spells for the column."""
        known = vocabulary(column) if column is not None else set()
        masked = worded(self.sample, known) if known else pl.select(shape(pl.lit(self.sample))).to_series()
        return tuple(dict.fromkeys(masked))[:EXAMPLES]


def values_of(sheet: Sheet) -> dict[str, Values]:
    """Count the different values under each heading of a sheet.

    Returns
    -------
    dict
        By the name of the table's column.
    """
    found = {}
    for name in sheet.table.columns:
        if name == "row":
            continue
        text = sheet.table[name].str.replace_all("\u00a0", " ", literal=True).str.strip_chars().drop_nulls()
        told = text.filter(~text.str.to_lowercase().is_in(list(BLANKS)))
        counted = told.value_counts(name="rows").rename({name: "text"})
        found[name] = Values(counted.sort("rows", "text", descending=[True, False]), sheet.table.height)
    return found


def fits(values: Values, columns: Mapping[str, Column]) -> dict[str, float]:
    """Say for each of some columns how well values fit it, from 0 to 1; without values nothing is known: 0.5."""
    sample = values.sample
    if sample.is_empty():
        return dict.fromkeys(columns, _NO_EVIDENCE)
    dated = _share_read(sample, _DATE)
    return {name: _fit(values, sample, dated, column) for name, column in columns.items()}


def _fit(values: Values, sample: pl.Series, dated: float, column: Column) -> float:
    if column.kind == "date":
        return _share_read(sample, column) if column.grain else dated
    if column.codes:
        return _fit_of_codes(values, sample, dated, column)
    if column.kind == "boolean":
        few = values.counted.height <= 4  # noqa: PLR2004 - yes, no, and two ways of not knowing
        return max(_share_read(sample, column), _WEAK if few and dated < _MOSTLY else 0.0)
    if column.kind in {"number", "integer"}:
        return _within(sample, column)
    if dated >= _MOSTLY:
        return 0.0
    return _fit_of_text(values, sample, column)


def _share_read(sample: pl.Series, column: Column) -> float:
    reasons = read_values(sample, column).reasons
    return 1.0 if reasons is None else reasons.null_count() / reasons.len()


def _fit_of_codes(values: Values, sample: pl.Series, dated: float, column: Column) -> float:
    """Codes are few: where there are many more values than codes, or they are dates, it is no list of codes."""
    read = _share_read(sample, column)
    listed = values.counted.height <= 2 * len(column.codes) + 10
    return max(read, _WEAK + 0.2 if listed and dated < _MOSTLY else 0.0)


def _within(sample: pl.Series, column: Column) -> float:
    number = read_values(sample, column).values.cast(pl.Float64, strict=False)
    low, high = column.options.get("minimum"), column.options.get("maximum")
    fine = number.is_not_null()
    if low is not None:
        fine &= (number >= float(low)).fill_null(value=False)
    if high is not None:
        fine &= (number <= float(high)).fill_null(value=False)
    return float(fine.mean() or 0.0)  # type: ignore[arg-type]


def _fit_of_text(values: Values, sample: pl.Series, column: Column) -> float:
    """Text is told by its look: an identifier has digits and no spaces, a name has letters alone, a note is long."""
    if pattern := column.options.get("pattern"):
        kept = read_values(sample, column).values.str.contains(str(pattern))
        return float(kept.fill_null(value=False).mean() or 0.0)  # type: ignore[arg-type]
    numbered = float(sample.str.contains(r"[0-9]").mean() or 0)  # type: ignore[arg-type]
    spaced = float(sample.str.contains(r"\S\s+\S").mean() or 0)  # type: ignore[arg-type]
    long = float((sample.str.len_chars() > _LONG).mean() or 0)  # type: ignore[arg-type]
    varied = min(1.0, values.counted.height / max(1, min(SAMPLE, int(values.counted["rows"].sum()) // 20)))
    if column.classification == FREE_TEXT:
        return max(long, _WEAK)
    if column.pseudonym_scope is not None:
        return numbered * (1 - spaced) * varied
    if column.classification == DIRECT_IDENTIFIER:
        return _WORDS
    return _WORDS * (1 - long)


def looks_headless(headings: tuple[str, ...], found: Mapping[str, Values]) -> bool:
    """Whether what stands where headings should is a row: one of them, with digits, has the shape of what is under it."""
    for heading, values in zip(headings, found.values(), strict=False):
        if any(map(str.isdigit, heading)) and not values.sample.is_empty():
            own = pl.select(shape(pl.lit(pl.Series([heading.strip()])))).to_series()[0]
            under = pl.select(shape(pl.lit(values.sample))).to_series()
            if float((under == own).mean() or 0) >= _MOSTLY:  # type: ignore[arg-type]
                return True
    return False
