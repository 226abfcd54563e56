"""Figures counted from records: exact, and for those inside the organisation alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from sfg_analytics.contract import Contract, load_contracts
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures import CATALOGUE, CHARACTERISTICS, DIMENSIONS, ROWS, count, countable
from sfg_analytics.publish import load_plan
from sfg_analytics.store import Store
from sfg_analytics.views.figures import Figures

EXACT = "Exact counts: not for publication."

SURVEY = "nhs_staff_survey"

_NAMING = ("organisation", "period", "organisation_name", "benchmarking_group")
_LISTED = {"organisation": pl.String, "name": pl.String, "benchmarking_group": pl.String}


class Counted(Figures):
    """Exact figures of tables. Each is counted once, when it is first asked for.

    Parameters
    ----------
    tables
        Tidy tables by contract id, of any engine that :func:`~sfg_analytics.measures.count` knows, or frames of pandas.
    """

    stamp = EXACT

    def __init__(self, tables: Mapping[str, Any]) -> None:
        pandas = {
            name: nw.from_native(table).implementation.is_pandas_like() for name, table in tables.items()
        }
        self.in_pandas = any(pandas.values())
        self.tables = {
            name: _out_of_pandas(table) if pandas[name] else table for name, table in tables.items()
        }
        self.measures = {
            measure.id: {**measure.as_json(_contracts()), "kind": measure.kind}
            for measure in countable(self.tables)
        }
        listed, surveyed = self._listed_in("organisations"), self._listed_in(SURVEY)
        known = pl.concat([surveyed, listed]).filter(pl.col("name").is_not_null())
        self.names = dict(
            known.select("organisation", "name").iter_rows()
        )  # the list's word, then the survey's
        self.listed, self._surveyed = listed.drop("name"), surveyed.drop("name")
        self.references = load_plan(contracts=_contracts()).references
        self._counted: dict[tuple[str, tuple[str, ...]], pl.DataFrame] = {}

    def words(self, measure: str) -> Mapping[str, Any]:
        """Give the words of a measure; one whose tables are not there says which is missing."""
        known = CATALOGUE.get(measure)
        missing = [name for name in known.tables if name not in self.tables] if known else []
        if missing:
            raise MeasureProblem(
                f"The measure '{measure}' is counted from '{missing[0]}', and there is no such table.",
                got=", ".join(sorted(self.tables)) or "no tables",
                hint=f"submit an export of the contract '{missing[0]}': sfg submit FILE.",
            )
        return super().words(measure)

    def breakdowns(self, measure: str) -> tuple[str, ...]:
        """Name the breakdowns that the measure's rows can be split by."""
        self.words(measure)
        offered = ROWS[CATALOGUE[measure].rows].columns
        usual = [names[0] for names in CATALOGUE[measure].breakdowns if len(names) == 1]
        wanted = dict.fromkeys([*usual, *CHARACTERISTICS, "band", "directorate"])
        return tuple(name for name in wanted if DIMENSIONS[name].reads in offered and self._has(name))

    def rows(self, measure: str, by: Sequence[str] = ()) -> pl.DataFrame:
        """Count a measure, for a whole look-back alone, or give what was counted before."""
        self.words(measure)
        asked = (measure, tuple(by))
        if asked not in self._counted:
            counted = count(self.tables, measure, by=by, whole_window=True)
            self._counted[asked] = counted.with_columns(hidden=pl.lit(None, pl.String))
        return self._counted[asked]

    def kinds(self, measure: str) -> pl.DataFrame:
        """Give who is whose peer: as the Staff Survey groups organisations, where it is the survey that is benchmarked."""
        self.words(measure)
        return self._surveyed if SURVEY in CATALOGUE[measure].tables else self.listed

    def crosses(self, measure: str, by: Sequence[str]) -> bool:
        """Whether it can be split by each: then it can be counted by all."""
        return set(by) <= set(self.breakdowns(measure))

    def require_one(self, organisations: Sequence[str]) -> None:
        """Refuse nothing: exact counts may be added up."""

    def hold(self) -> Counted:
        """Read the tables once, for counting many things.

        Returns
        -------
        Counted
            The same figures, of tables held in memory.
        """
        self.tables = _Held(self.tables)  # type: ignore[assignment]
        return self

    def _has(self, breakdown: str) -> bool:
        dimension = DIMENSIONS[breakdown]
        listed = _contracts()[dimension.contract].by_name
        if dimension.reads not in listed or dimension.contract not in self.tables:
            return True
        return (
            dimension.reads in nw.from_native(self.tables[dimension.contract]).lazy().collect_schema().names()
        )

    def _listed_in(self, table: str) -> pl.DataFrame:
        """Name the organisations of a table and their kinds, as it last did."""
        if table not in self.tables:
            return pl.DataFrame(schema=_LISTED)
        rows = nw.from_native(self.tables[table]).lazy()
        there = [name for name in _NAMING if name in rows.collect_schema().names()]
        named: pl.DataFrame = rows.select(*there).unique(keep="any").collect("polars").to_native()
        latest = named.sort(there).unique("organisation", keep="last", maintain_order=True)
        given = [pl.col(name) if name in there else pl.lit(None).alias(name) for name in _NAMING]
        return latest.select(given).select(
            "organisation",
            pl.col("organisation_name").cast(pl.String).alias("name"),
            pl.col("benchmarking_group").cast(pl.String),
        )


class _Held(Mapping[str, Any]):
    """Tables, each read when it is first needed and then kept, the columns of its contract alone."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._tables, self._read = tables, dict[str, pl.DataFrame]()

    def __getitem__(self, name: str) -> Any:
        if name not in self._read:
            table = self._tables[name]
            if isinstance(table, pl.LazyFrame):
                listed = _contracts()[name].by_name if name in _contracts() else table.collect_schema()
                table = table.select(
                    c for c in table.collect_schema().names() if c == "period" or c in listed
                ).collect()
            self._read[name] = table
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def tables_of(store: Store) -> dict[str, Any]:
    """Give the tables of a store, and its ledger.

    Raises
    ------
    MeasureProblem
        When it holds none.
    """
    held: dict[str, Any] = {name: store.table(name) for name in store.tables()}
    if not held:
        raise MeasureProblem(
            f"The store '{Path(store.path).name}' holds no tables.",
            hint="submit an export first: sfg submit FILE.",
        )
    ledger = store.ledger()
    return held | ({"ledger": ledger.lazy()} if ledger.height else {})


@lru_cache(maxsize=1)
def _contracts() -> Mapping[str, Contract]:
    return load_contracts()


def _out_of_pandas(table: Any) -> pl.DataFrame:
    """Bring a frame of pandas to Polars: its times are days, its categories text."""
    frame = pl.from_pandas(table)
    return frame.with_columns(
        pl.col(pl.Datetime).cast(pl.Date), pl.col(pl.Categorical, pl.Enum).cast(pl.String)
    )
