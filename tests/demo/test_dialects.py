"""Each organisation writes in its own way, and always in the contracts' words."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from sfg_analytics.contract import DIRECT_IDENTIFIER, FREE_TEXT, fold, load_contracts
from sfg_analytics.demo.dialects import DIALECTS, Dialect, Layout, check_headings
from sfg_analytics.demo.organisations import ORGANISATIONS
from sfg_analytics.demo.simulation import OTHERS
from sfg_analytics.errors import ContractError

CONTRACTS = load_contracts()


def layouts(dialect: Dialect) -> list[Layout]:
    own = [dialect.staff, dialect.conversations, dialect.actions, dialect.staff_of_one_month, *dialect.others]
    return [layout for layout in own if layout is not None]


LAYOUTS = [layout for dialect in DIALECTS.values() for layout in layouts(dialect())]


def test_every_organisation_has_a_dialect_of_what_it_sends() -> None:
    assert list(DIALECTS) == [organisation.code for organisation in ORGANISATIONS]
    for organisation in ORGANISATIONS:
        others = [layout.contract for layout in DIALECTS[organisation.code]().others]
        assert sorted(others) == sorted(organisation.sends)


def test_of_every_further_table_some_organisations_send_an_export_and_others_none() -> None:
    for contract in OTHERS:
        senders = sum(contract in organisation.sends for organisation in ORGANISATIONS)
        assert 1 <= senders <= 4, contract


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)
def test_headings_belong_to_the_columns_they_are_meant_to_show(layout: Layout) -> None:
    check_headings(layout, CONTRACTS)
    folded = [fold(shown.heading) for shown in layout.shown]
    assert len(set(folded)) == len(folded)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)
def test_every_signature_column_and_required_column_is_shown_or_stands_over_the_table(layout: Layout) -> None:
    contract = CONTRACTS[layout.contract]
    required = {column.name for column in contract.columns if column.required}
    above = {
        name
        for name, line in (("organisation", "Organisation:"), ("period", "As At:"))
        if any(text.startswith(line) for text in layout.above)
    }
    assert set(contract.signature) <= set(layout.columns)
    assert required <= set(layout.columns) | above


def test_a_heading_that_drifted_from_its_contract_is_refused() -> None:
    layout = DIALECTS["ZZ1"]().staff
    drifted = replace(layout.shown[4], heading="Number of the person")
    with pytest.raises(ContractError, match="does not know as the column meant"):
        check_headings(replace(layout, shown=(drifted,)), CONTRACTS)


def test_a_stray_column_that_a_contract_would_take_for_its_own_is_refused() -> None:
    layout = DIALECTS["ZZ1"]().staff
    stray = replace(layout.shown[0], heading="Gender")
    with pytest.raises(ContractError):
        check_headings(replace(layout, shown=(stray,)), CONTRACTS)


def test_each_organisation_uses_headings_that_no_other_uses() -> None:
    used = {
        code: {shown.heading for layout in layouts(dialect()) for shown in layout.shown}
        for code, dialect in DIALECTS.items()
    }
    for code, headings in used.items():
        others = set().union(*(theirs for other, theirs in used.items() if other != code))
        assert headings - others, code


def test_dialects_differ_in_every_way_that_breaks_careless_readers() -> None:
    dialects = [dialect() for dialect in DIALECTS.values()]
    every = [layout for dialect in dialects for layout in layouts(dialect)]
    headings = {shown.heading for layout in every for shown in layout.shown}
    assert {dialect.encoding for dialect in dialects} == {"utf-8", "utf-8-sig", "utf-16", "cp1252"}
    assert {dialect.separator for dialect in dialects} == {",", ";", "\t"}
    assert sum(dialect.workbook for dialect in dialects) == 2
    assert any("#" in heading for heading in headings)
    assert any("Organization" in heading for heading in headings)
    assert any(layout.above for layout in every)
    assert any(layout.page_break for layout in every)


def test_some_exports_hold_names_and_notes_that_must_be_left_out() -> None:
    classes = {
        CONTRACTS[layout.contract].by_name[name].classification
        for layout in LAYOUTS
        for name in layout.columns
    }
    assert {DIRECT_IDENTIFIER, FREE_TEXT} <= classes


@pytest.mark.parametrize(
    ("column", "few"),
    [
        ("sexual_orientation", 4),
        ("religion_or_belief", 4),
        ("national_person", 4),
        ("facilitator_person", 3),
    ],
)
def test_some_organisations_show_what_others_leave_out(column: str, few: int) -> None:
    showing = [
        code
        for code, dialect in DIALECTS.items()
        if any(column in layout.columns for layout in layouts(dialect()))
    ]
    assert few <= len(showing) < len(DIALECTS)


CODES = [
    (layout, shown.column)
    for layout in LAYOUTS
    for shown in layout.shown
    if shown.column and CONTRACTS[layout.contract].by_name[shown.column].codes
]


@pytest.mark.parametrize(("layout", "column"), CODES, ids=lambda value: getattr(value, "file", value))
def test_every_code_is_spelt_so_that_the_contract_understands_it(layout: Layout, column: str) -> None:
    from sfg_analytics.clean.values import read_values

    described = CONTRACTS[layout.contract].by_name[column]
    values = [code.value for code in described.codes]
    shown = next(shown for shown in layout.shown if shown.column == column)
    for number in range(4):
        rows = pl.DataFrame(
            {column: pl.Series(values, dtype=pl.Enum(values)), "number": [number] * len(values)}
        )
        read = read_values(rows.select(text=shown.text)["text"], described)
        assert read.values.to_list() == values
