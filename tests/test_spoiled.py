"""However a good export is spoilt: a clear answer, no person's value in it, every row told, the store untouched."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sfg_analytics.clean.values import read_values
from sfg_analytics.contract import Column, Contract, fold, load_contracts
from sfg_analytics.errors import AmbiguousExport, SfgError, UnrecognisedExport
from sfg_analytics.recognise import known_headings
from sfg_analytics.report import quality_report
from sfg_analytics.store import Store
from sfg_analytics.submission import Submission
from sfg_analytics.submit import submit
from tests import spoiled
from tests.depth import tries
from tests.made import STAFF, csv_file, people
from tests.spoiled import BYTES, CONTENT, LAYOUT, MARKER, WITHIN, Export, good, spoils

CONTRACTS = load_contracts()
KNOWN = known_headings(CONTRACTS)
# A picture of a month, and two logs of events; every contract has its dialects and spoilt rows in tests of its own.
RECORDS = [CONTRACTS[name] for name in ("staff_in_post", "conversation_outcomes", "development_actions")]
KEY = b"k" * 32
fuzz = settings(
    max_examples=tries(3),
    deadline=timedelta(seconds=60),  # a minute for a few kilobytes is a hang
    suppress_health_check=list(HealthCheck),
)
each_record = pytest.mark.parametrize("contract", RECORDS, ids=lambda contract: contract.id)


COLUMNS = [(contract.id, column) for contract in CONTRACTS.values() for column in contract.columns]


@dataclass(frozen=True)
class Answer:
    """What a file was answered: submissions or an error, and the rows of each table that came from it."""

    outcomes: list[Submission]
    fault: SfgError | None
    tables: dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def held() -> Iterator[Path]:
    """A store that holds another organisation's staff."""
    with tempfile.TemporaryDirectory() as folder:
        path = csv_file(Path(folder) / "before.csv", people(3, STAFF, Org_Code="ZZ9"))
        submit(path, CONTRACTS, KEY, store=Store(Path(folder) / "store"))
        yield Path(folder) / "store"


def fingerprints(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def answer(held: Path, content: bytes, name: str = "export.csv") -> Answer:
    """Bring a file in, and hold the answer against all that must be true of every answer."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(shutil.copytree(held, Path(folder) / "store")))
        before = fingerprints(store.path)
        path = Path(folder) / name
        path.write_bytes(content)
        told: list[str] = []
        fault, outcomes = None, []
        try:
            outcomes = submit(path, CONTRACTS, KEY, store=store, told=told.append)
        except SfgError as problem:
            fault = problem
        after = fingerprints(store.path)
        tables = {}
        for outcome in outcomes:
            if outcome.verdict == "kept":
                rows = store.table(outcome.contract.id).filter(pl.col("submission") == outcome.id)
                tables[outcome.contract.id] = rows.drop("submission").sort(pl.all()).collect()
        files = {path: path.read_bytes() for path in store.path.rglob("*") if path.is_file()}

    # One clear paragraph, or the rows.
    assert (fault is None) == bool(outcomes)
    if fault is not None:
        assert name in fault.what
        assert fault.expected or fault.hint
        assert fault.exit_code == 2
    # Every row is told.
    for outcome in outcomes:
        assert outcome.reconciled
        assert outcome.verdict in {"kept", "broken", "rejected"}
        assert outcome.rows_kept == outcome.rows_stored
        if outcome.verdict == "kept":
            assert tables[outcome.contract.id].height == outcome.rows_kept
        reasons = sum(number for reason, number in outcome.reasons.items() if reason.startswith("dropped"))
        assert reasons == outcome.rows_dropped
    # The store is as it was: after an error to the byte, else but for the ledger and the rejects.
    if fault is not None:
        assert after == before
    if not any(outcome.admitted for outcome in outcomes):
        assert {n for n in after if n.startswith("tables")} == {n for n in before if n.startswith("tables")}
    assert after.items() >= before.items()
    # Nothing of a person's in anything said or written; other personal values in the tables alone.
    said = "\n".join(
        [
            *told,
            str(fault),
            json.dumps([outcome.as_json() for outcome in outcomes]),
            quality_report(outcomes, faults=[fault] if fault else []),
            *(repr(outcome.rejects.rows()) for outcome in outcomes),
        ]
    )
    assert MARKER not in said
    assert WITHIN not in said
    assert "/1932" not in said
    for path, written in files.items():
        assert MARKER.encode() not in written, path
        assert "tables" in path.parts or WITHIN.encode() not in written, path
    for rows in tables.values():
        assert MARKER not in str(rows.rows())
    return Answer(outcomes, fault, tables)


@each_record
def test_a_good_export_is_kept_whole(held: Path, contract: Contract) -> None:
    export = good(contract, 60)
    (outcome,) = answer(held, as_plain_text(export)).outcomes
    assert (outcome.contract.id, outcome.verdict, outcome.rows_kept) == (contract.id, "kept", 60)
    assert outcome.ignored == ()


@pytest.mark.parametrize(("_", "column"), COLUMNS, ids=lambda part: getattr(part, "name", part))
def test_every_odd_cell_in_every_column_is_read_or_refused_with_a_reason(_: str, column: Column) -> None:
    reading = read_values(pl.Series(spoiled.ODD), column)
    values, reasons = reading.values, reading.reasons
    assert values.len() == len(spoiled.ODD)
    if reasons is not None:
        assert reasons.len() == len(spoiled.ODD)
        assert values.filter(reasons.is_not_null()).null_count() == reasons.count()


@each_record
def test_what_is_only_laid_out_otherwise_gives_the_same_rows(held: Path, contract: Contract) -> None:
    plain: dict[int, pl.DataFrame] = {}

    @fuzz
    @given(st.integers(1, 40), st.data())
    def laid_out(rows: int, data: st.DataObject) -> None:
        draw = data.draw
        export = good(contract, rows)
        if rows not in plain:
            plain[rows] = answer(held, as_plain_text(export)).tables[contract.id]
        for spoil in draw(st.lists(st.sampled_from(LAYOUT), max_size=3)):
            export = spoil(draw, export)
        if draw(st.booleans()):
            content, name = spoiled.as_workbook(draw, export), "export.xlsx"
        else:
            content, name = spoiled.encoded(draw, spoiled.as_text(draw, export)), "export.csv"
        found = answer(held, content, name)
        assert found.tables[contract.id].equals(plain[rows])
        assert found.outcomes[0].rows_kept == rows

    laid_out()


@each_record
def test_text_with_other_content(held: Path, contract: Contract) -> None:
    @fuzz
    @given(spoils(contract, LAYOUT + CONTENT, fewest=1), st.data())
    def spoilt(export: Export, data: st.DataObject) -> None:
        answer(held, spoiled.encoded(data.draw, spoiled.as_text(data.draw, export)))

    spoilt()


@each_record
def test_text_with_other_bytes(held: Path, contract: Contract) -> None:
    @fuzz
    @given(spoils(contract, LAYOUT), st.data())
    def spoilt(export: Export, data: st.DataObject) -> None:
        draw = data.draw
        content = spoiled.encoded(draw, spoiled.as_text(draw, export))
        for spoil in draw(st.lists(st.sampled_from(BYTES), min_size=1, max_size=3)):
            content = spoil(draw, content)
        answer(held, content)

    spoilt()


@each_record
def test_a_workbook_with_other_content_or_cut_off(held: Path, contract: Contract) -> None:
    @fuzz
    @given(spoils(contract, LAYOUT + CONTENT, fewest=1), st.data())
    def spoilt(export: Export, data: st.DataObject) -> None:
        content = spoiled.as_workbook(data.draw, export)
        if data.draw(st.integers(0, 9)) == 0:
            content = content[: data.draw(st.integers(0, len(content)))]
        answer(held, content, "export.xlsx")

    spoilt()


@each_record
def test_a_mistyped_heading_is_missed_by_name_or_told_as_ignored(held: Path, contract: Contract) -> None:
    @fuzz
    @given(st.data())
    def mistyped(data: st.DataObject) -> None:
        plain = good(contract, 5)
        export = spoiled.heading_mistyped(data.draw, plain)
        (place,) = [
            n for n, pair in enumerate(zip(plain.headings, export.headings, strict=True)) if len({*pair}) > 1
        ] or [0]
        heading, name = export.headings[place], plain.columns[place]
        assume(fold(heading) not in KNOWN)
        found = answer(held, as_plain_text(export))
        column = contract.by_name[name]
        if name in contract.signature:
            assert isinstance(found.fault, UnrecognisedExport)
            assert found.fault.closest.startswith(f"{contract.id}: ")
            assert f"missing '{column.title}'" in found.fault.closest
        elif column.required:
            assert f"says nowhere: '{column.title}'" in found.fault.what
        else:
            (outcome,) = found.outcomes
            assert outcome.ignored == (heading.strip(),)
            assert name not in outcome.headings

    mistyped()


@each_record
def test_dates_month_first_in_part_of_a_column_are_refused_not_guessed(
    held: Path, contract: Contract
) -> None:
    days = [column.name for column in contract.columns if column.kind == "date" and not column.grain]

    @fuzz
    @given(st.sampled_from(days), st.sets(st.integers(0, 59), min_size=1), st.data())
    def month_first(name: str, chosen: set[int], data: st.DataObject) -> None:
        plain = good(contract, 60)
        place = plain.columns.index(name)
        export = spoiled.swapped(plain, place, chosen)
        impossible = {plain.rows[n][place] for n in chosen if int(plain.rows[n][place][:2]) > 12}
        if data.draw(st.booleans()):
            found = answer(held, as_plain_text(export))
        else:
            found = answer(held, spoiled.as_workbook(data.draw, export, dates=False), "export.xlsx")
        if len(impossible) > 1:
            assert isinstance(found.fault, AmbiguousExport)
            assert repr(plain.headings[place]) in found.fault.what
            assert "different dates" in found.fault.got
        elif impossible:  # a slip, it may be: its rows are rejected
            (outcome,) = found.outcomes
            slips = sum(plain.rows[n][place] in impossible for n in chosen)
            assert outcome.reasons[f"rejected: {plain.headings[place]}: not a date we can read"] == slips

    month_first()


def as_plain_text(export: Export) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(export.lines)
    return text.getvalue().encode()
