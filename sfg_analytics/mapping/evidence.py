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
from sfg_analytics.clean.values import BLANKS, Reading, read_values
from sfg_analytics.contract import DIRECT_IDENTIFIER, FREE_TEXT, Column
from sfg_analytics.export import Sheet
from sfg_analytics.mapping.spellings import likely_codes

SAMPLE, EXAMPLES = 200, 3
_NO_EVIDENCE, _WORDS, _WEAK = 0.5, 0.7, 0.3
_DATE = Column("date", "Date", "date")
_MOSTLY = 0.8
_LONG, _FEW = 25, 12
_DOUBT = 0.4  # of what looks like Excel's day numbers: employee numbers do so too


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
    _readings: dict[object, Reading] = field(default_factory=dict, repr=False)

    def read_as(self, column: Column) -> Reading:
        """Read the sample's values as a column does; columns alike are asked once."""
        spelt = tuple(code.spellings for code in column.codes)
        alike = (column.kind, column.grain, spelt, column.reads, column.blanks, column.when_blank)
        if alike not in self._readings:
            self._readings[alike] = read_values(self.sample, column)
        return self._readings[alike]

    @property
    def sample(self) -> pl.Series:
        """Up to 200 of the values."""
        return self.counted["text"].head(SAMPLE)

    @property
    def filled(self) -> float:
        """The share of rows that hold something, from 0 to 1."""
        return float(self.counted["rows"].sum()) / self.rows if self.rows else 0.0

    @property
    def like_codes(self) -> bool:
        """Whether the same few values stand in many rows, as codes do and names and identifiers do not."""
        return self.counted.height <= _FEW and self.counted["rows"].sum() >= 4 * self.counted.height

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
    dated = _share_read(values, _DATE) * (1 - _DOUBT * _share(sample, r"^[0-9]{1,6}$"))
    return {name: _fit(values, sample, dated, column) for name, column in columns.items()}


def _fit(values: Values, sample: pl.Series, dated: float, column: Column) -> float:
    if column.kind == "date":
        return _share_read(values, column) if column.grain else dated
    if column.codes or column.kind == "boolean":
        return _fit_of_codes(values, dated, column)
    if column.kind in {"number", "integer"}:
        return _within(values, column)
    if dated >= _MOSTLY:
        return 0.0
    return _fit_of_text(values, sample, column)


def _share_read(values: Values, column: Column) -> float:
    reasons = values.read_as(column).reasons
    return 1.0 if reasons is None else reasons.null_count() / reasons.len()


def _fit_of_codes(values: Values, dated: float, column: Column) -> float:
    """Codes are few: where there are many more values than codes, or they are dates, it is no list of codes.

    What cannot be read counts as far as it is like a code.
    """
    most = 2 * len(column.codes) + 10 if column.codes else 5
    if dated >= _MOSTLY or values.counted.height > most:
        return _share_read(values, column)
    reasons = values.read_as(column).reasons
    if reasons is None:
        return 1.0
    near = [
        1.0 if reason is None else likely_codes(text, column)[0][1]
        for text, reason in zip(values.sample, reasons, strict=True)
    ]
    return max(sum(near) / len(near), _WEAK)


def _share(sample: pl.Series, pattern: str) -> float:
    return float(sample.str.contains(pattern).mean() or 0.0)  # type: ignore[arg-type]


def _within(values: Values, column: Column) -> float:
    number = values.read_as(column).values.cast(pl.Float64, strict=False)
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
        kept = values.read_as(column).values.str.contains(str(pattern))
        return float(kept.fill_null(value=False).mean() or 0.0)  # type: ignore[arg-type]
    numbered = _share(sample, r"[0-9]")
    spaced = _share(sample, r"\S\s+\S")
    long = float((sample.str.len_chars() > _LONG).mean() or 0)  # type: ignore[arg-type]
    varied = min(1.0, values.counted.height / max(1, min(SAMPLE, int(values.counted["rows"].sum()) // 20)))
    if values.like_codes and column.classification in {DIRECT_IDENTIFIER, FREE_TEXT}:
        return _WEAK
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
            if float((under == own).mean() or 0) >= _MOSTLY:
                return True
    return False
