"""A dialect invented here (headings, order, spellings, date forms, delimiter, encoding) reads back as what was meant."""

from __future__ import annotations

import re
import tempfile
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfg_analytics.clean import clean
from sfg_analytics.contract import Column, Contract, fold, load_contracts
from sfg_analytics.export import Sheet
from sfg_analytics.read import read
from sfg_analytics.recognise import known_headings, recognise
from tests.depth import tries
from tests.made import as_csv

CONTRACTS = load_contracts()
KNOWN = known_headings(CONTRACTS)
RECORDS = [contract for contract in CONTRACTS.values() if contract.level == "record"]
DAY_FORMS = ("%d/%m/%Y", "%d-%b-%Y", "%Y-%m-%d", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y")
BOOLEANS = (("Y", "N"), ("Yes", "No"), ("1", "0"), ("TRUE", "FALSE"), ("t", "f"))
DELIMITERS, ENCODINGS = (",", ";", "\t", "|"), ("utf-8", "utf-8-sig", "utf-16", "cp1252")


def meant(column: Column, draw: st.DrawFn) -> object:
    """Draw a value of the tidy table."""
    if column.codes:
        value: object = draw(st.sampled_from([code.value for code in column.codes]))
    elif column.kind == "date":
        day = date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 700)))
        value = day.replace(day=1) if column.grain == "month" else day
    elif column.kind == "boolean":
        value = draw(st.booleans())
    elif column.kind in {"number", "integer"}:
        value = (
            draw(st.integers(1, 2)) if column.kind == "integer" else draw(st.sampled_from([0.5, 0.8, 1.0]))
        )
    elif column.name == "organisation":
        value = draw(st.sampled_from(["ZZ1", "ZZ2"]))
    else:
        value = str(draw(st.integers(10_000, 99_999)))
    return None if not column.required and draw(st.integers(0, 5)) == 0 else value


def written(value: object, column: Column, form: str, truth: tuple[str, str], draw: st.DrawFn) -> str:
    """Write a value as some system would."""
    if value is None:
        return draw(st.sampled_from(["", " ", "N/A"]))
    if column.codes:
        (code,) = (code for code in column.codes if code.value == value)
        return draw(st.sampled_from([*code.spellings, code.label.upper(), f" {code.label} "]))
    if isinstance(value, bool):
        return truth[0] if value else truth[1]
    if isinstance(value, date):
        return value.strftime(form)
    return str(value).removeprefix("0") if value == 0.5 else str(value)


@st.composite
def exports(draw: st.DrawFn, contract: Contract) -> tuple[list[dict[str, object]], str, str, dict[str, str]]:
    """Draw an export: what is meant, its text, its encoding, and the heading of each column."""
    columns = [c for c in contract.columns if c.stored and not c.band_of]
    columns = draw(st.permutations(columns))
    headings: dict[str, str] = {}
    for column in columns:
        free = [
            text
            for text in (column.title, *column.synonyms)
            if fold(text) not in map(fold, headings.values())
        ]
        headings[column.name] = draw(st.sampled_from([*free, free[0].upper(), free[0].replace(" ", "_")]))
    form, truth = draw(st.sampled_from(DAY_FORMS)), draw(st.sampled_from(BOOLEANS))
    rows = [{column.name: meant(column, draw) for column in columns} for _ in range(draw(st.integers(1, 5)))]
    lines = [{headings[c.name]: written(row[c.name], c, form, truth, draw) for c in columns} for row in rows]
    title = draw(st.sampled_from(["", "Report\r\n", "Report\r\nRun date: 01/04/2025\r\n\r\n"]))
    delimiter, encoding = draw(st.sampled_from(DELIMITERS)), draw(st.sampled_from(ENCODINGS))
    return rows, title + as_csv(lines, delimiter=delimiter), encoding, headings


def sheet_of(text: bytes) -> Sheet:
    """Read an export's bytes as one sheet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(text)
        (sheet,) = read(path, KNOWN)
    return sheet


@pytest.mark.parametrize("contract", RECORDS, ids=lambda contract: contract.id)
def test_any_dialect_reads_back_as_what_was_meant(contract: Contract) -> None:
    @settings(max_examples=tries(12), deadline=None, suppress_health_check=list(HealthCheck))
    @given(exports(contract))
    def round_trip(export: tuple[list[dict[str, object]], str, str, dict[str, str]]) -> None:
        rows, text, encoding, headings = export
        sheet = sheet_of(text.encode(encoding))
        found = recognise(sheet, CONTRACTS)
        assert found.contract.id == contract.id
        assert found.headings.keys() == headings.keys()
        result = clean(sheet, contract, found.headings)
        assert result.rejects.is_empty(), result.rejects
        read_back = result.tidy.select(pl.col(rows[0].keys())).to_dicts()
        for row, expected in zip(read_back, rows, strict=True):
            for name, value in expected.items():
                default = contract.by_name[name].when_blank
                assert row[name] == (int(default) if value is None and default else value), name

    round_trip()


def as_it_is(text: str | None, value: object) -> bool:
    """Whether a cell is written as the tidy table has it: a code as its code, an ISO date, a plain number, true, false."""
    if value is None or isinstance(value, str):
        return (text or "") == (value or "")
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, date):
        return text == value.isoformat()
    return re.fullmatch(r"(0|[1-9][0-9]*)([.][0-9]+)?", text or "") is not None and float(text or "") == value


@pytest.mark.parametrize("contract", RECORDS, ids=lambda contract: contract.id)
def test_the_record_names_every_cell_written_otherwise_than_the_table_has_it_and_no_other(
    contract: Contract,
) -> None:
    @settings(max_examples=tries(8), deadline=None, suppress_health_check=list(HealthCheck))
    @given(exports(contract))
    def recorded(export: tuple[list[dict[str, object]], str, str, dict[str, str]]) -> None:
        _, text, encoding, headings = export
        sheet = sheet_of(text.encode(encoding))
        result = clean(sheet, contract, headings)
        for name, heading in headings.items():
            pairs = zip(sheet.table["row"], sheet.table[heading], result.tidy[name], strict=True)
            otherwise = [row for row, cell, value in pairs if not as_it_is(cell, value)]
            noted = result.changed.filter(pl.col("row").is_not_null()) if result.changed.width else None
            told = [] if noted is None or name not in noted else noted.drop_nulls(name)["row"].to_list()
            assert told == otherwise, name
            assert result.ways.filter(column=name)["count"].sum() == len(otherwise), name

    recorded()


@pytest.mark.parametrize("contract", RECORDS, ids=lambda contract: contract.id)
def test_cleaning_what_was_cleaned_changes_nothing(contract: Contract) -> None:
    @settings(max_examples=tries(8), deadline=None, suppress_health_check=list(HealthCheck))
    @given(exports(contract))
    def again(export: tuple[list[dict[str, object]], str, str, dict[str, str]]) -> None:
        _, text, encoding, headings = export
        tidy = clean(sheet_of(text.encode(encoding)), contract, headings).tidy
        names = [column.name for column in contract.columns if column.name in tidy.columns]
        sheet = sheet_of(tidy.select(names).write_csv().encode())
        found = recognise(sheet, CONTRACTS)
        assert found.contract.id == contract.id
        second = clean(sheet, contract, found.headings)
        assert second.tidy.drop("row").equals(tidy.drop("row"))
        assert second.rejects.is_empty()
        assert second.ways.is_empty()
        assert second.changed.is_empty()

    again()
