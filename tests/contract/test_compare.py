"""Two versions of a page: every difference is told once, with whom it breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from sfg_analytics.contract import Contract, load_contract, load_contracts
from sfg_analytics.contract.compare import Change, compare
from sfg_analytics.contract.lint import lint
from sfg_analytics.errors import ContractError
from sfg_analytics.shipped import shipped

NOBODY, EXPORTERS, READERS = (), ("exporters",), ("readers",)
BOTH = ("exporters", "readers")
NAME = "staff_in_post"


def _changed(folder: Path, *edits: tuple[str, str], version: str = "2.0.0") -> tuple[Contract, Contract]:
    path = shipped("data_contracts") / f"{NAME}.odcs.yaml"
    text = path.read_text("utf-8").replace("version: 1.1.0", f"version: {version}")
    for part, instead in edits:
        assert part in text
        text = text.replace(part, instead, 1)
    later = folder / path.name
    later.write_text(text, "utf-8")
    return load_contract(path), load_contract(later)


def _told(changes: list[Change]) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(change.what, change.kind, change.breaks) for change in changes if change.what != "version"}


@pytest.mark.parametrize("contract", load_contracts().values(), ids=lambda contract: contract.id)
def test_a_page_does_not_differ_from_itself(contract: Contract) -> None:
    assert compare(contract, contract) == []


NEW_COLUMN = "      - name: role\n        businessName: Role\n"
SITE = "      - {name: site, businessName: Site, logicalType: string, required: %s, classification: public}\n"

# What is edited, forwards; what is told of it; and what is told of the way back.
EDITS = [
    (NEW_COLUMN, SITE % "true" + NEW_COLUMN, {("column 'site'", "added", EXPORTERS)}, {("column 'site'", "removed", READERS)}),
    (NEW_COLUMN, SITE % "false" + NEW_COLUMN, {("column 'site'", "added", NOBODY)}, {("column 'site'", "removed", READERS)}),
    ("- name: directorate", "- name: division", {("column 'directorate'", "renamed", READERS)}, {("column 'division'", "renamed", READERS)}),
    ("        logicalType: integer\n", "        logicalType: number\n", {("column 'age'", "type changed", READERS)}, {("column 'age'", "type changed", BOTH)}),
    ("- name: directorate\n", "- name: directorate\n        required: true\n", {("column 'directorate'", "required", EXPORTERS)}, {("column 'directorate'", "not required", READERS)}),
    ("          - {value: Internal Secondment}\n", "", {("code 'Internal Secondment' of column 'assignment_status'", "removed", EXPORTERS)}, {("code 'Internal Secondment' of column 'assignment_status'", "added", READERS)}),
    ("          - {value: Internal Secondment}\n          - {value: Acting Up}", "          - {value: Acting Up, customProperties: [{property: synonyms, value: [Internal Secondment]}]}", {("code 'Internal Secondment' of column 'assignment_status'", "removed", BOTH)}, {("code 'Internal Secondment' of column 'assignment_status'", "added", READERS), ("spelling 'Internal Secondment' of column 'assignment_status'", "moved", BOTH)}),
    ("label: Other pay", "label: Other pay framework", {("code 'Other' of column 'band'", "label changed", NOBODY), ("spelling 'Other pay' of column 'band'", "removed", EXPORTERS), ("spelling 'Other pay framework' of column 'band'", "added", NOBODY)}, None),
    ("value: [F, Woman]", "value: [F]", {("spelling 'Woman' of column 'sex'", "removed", EXPORTERS)}, {("spelling 'Woman' of column 'sex'", "added", NOBODY)}),
    ("value: [F, Woman]}]}\n          - {value: Male, customProperties: [{property: synonyms, value: [M, Man]", "value: [F]}]}\n          - {value: Male, customProperties: [{property: synonyms, value: [M, Man, Woman]", {("spelling 'Woman' of column 'sex'", "moved", BOTH)}, {("spelling 'Woman' of column 'sex'", "moved", BOTH)}),
    ("{synonym: Grade}, ", "", {("synonym 'Grade' of column 'band'", "removed", EXPORTERS)}, {("synonym 'Grade' of column 'band'", "added", NOBODY)}),
    (", {property: longAbsence, value: true}", "", {("code 'Maternity and Adoption' of column 'assignment_status'", "marks changed", READERS)}, {("code 'Maternity and Adoption' of column 'assignment_status'", "marks changed", READERS)}),
    ("{property: tolerancePercent, value: 1}", "{property: tolerancePercent, value: 5}", {("promise 'service_before_snapshot'", "loosened", READERS)}, {("promise 'service_before_snapshot'", "tightened", EXPORTERS)}),
    ("        severity: error\n", "        severity: warning\n", {("promise 'service_before_snapshot'", "loosened", READERS)}, {("promise 'service_before_snapshot'", "tightened", EXPORTERS)}),
    ("or_equal: true", "or_equal: false", {("promise 'service_before_snapshot'", "tightened", EXPORTERS)}, {("promise 'service_before_snapshot'", "loosened", READERS)}),
    ("mustBeGreaterOrEqualTo: 1", "mustBeGreaterOrEqualTo: 10", {("promise 'has_rows'", "tightened", EXPORTERS)}, {("promise 'has_rows'", "loosened", READERS)}),
    ("{minimum: 0, maximum: 2}", "{minimum: 0, maximum: 1}", {("promise 'fte_in_range'", "tightened", EXPORTERS)}, {("promise 'fte_in_range'", "loosened", READERS)}),
    ("        logicalTypeOptions: {minimum: 0, maximum: 2}\n", "", {("promise 'fte_in_range'", "removed", READERS)}, {("promise 'fte_in_range'", "added", EXPORTERS)}),
    ("'2010-01-01'", "'2012-01-01'", {("promise 'period_in_range'", "tightened", EXPORTERS)}, {("promise 'period_in_range'", "loosened", READERS)}),
    ("pattern: '^[A-Z0-9]{3,6}$'", "pattern: '^[A-Z0-9]{3}$'", {("promise 'organisation_matches'", "changed", BOTH)}, {("promise 'organisation_matches'", "changed", BOTH)}),
    ("column_B: service_start_date", "column_B: date_of_birth", {("promise 'service_before_snapshot'", "changed", BOTH)}, None),
    ("staff_group, band, ethnicity]", "staff_group, band, fte]", {("signature", "changed", EXPORTERS)}, {("signature", "changed", EXPORTERS)}),
    ("staff_group, band, ethnicity]", "staff_group, band]", {("signature", "changed", NOBODY)}, {("signature", "changed", EXPORTERS)}),
    ("classification: special category", "classification: personal", {("column 'ethnicity'", "classification changed", READERS)}, {("column 'ethnicity'", "classification changed", READERS)}),
    ("{property: pseudonymScope, value: organisation}", "{property: pseudonymScope, value: national}", {("column 'person'", "pseudonym scope changed", READERS)}, None),
    ("          - {property: stored, value: false}", "          - {property: stored, value: true}", {("column 'age'", "stored", NOBODY)}, {("column 'age'", "not stored", READERS)}),
    ("        primaryKey: true\n        primaryKeyPosition: 3\n", "", {("key", "changed", BOTH)}, {("key", "changed", BOTH)}),
    ("rejectTolerancePercent, value: 2}", "rejectTolerancePercent, value: 1}", {("tolerance of rejects", "tightened", EXPORTERS)}, {("tolerance of rejects", "loosened", READERS)}),
    ("{column: fte, order: descending}", "{column: fte}", {("row kept of several", "changed", READERS)}, {("row kept of several", "changed", READERS)}),
    ("value: [{pattern: '^([A-Z0-9]{3,6}) - .*$', value: '$1'}]", "value: []", {("column 'organisation'", "reading removed", EXPORTERS)}, {("column 'organisation'", "reading added", NOBODY)}),
    ("{volumeFactor: 1.25}", "{volumeFactor: 1.5}", {("thresholds of suspicion", "changed", NOBODY)}, {("thresholds of suspicion", "changed", NOBODY)}),
    ("{oneAnswerPercent: never}", "never", {("column 'primary_assignment'", "thresholds of suspicion changed", NOBODY)}, {("column 'primary_assignment'", "thresholds of suspicion changed", NOBODY)}),
    ("          - {property: matters, value: true}\n", "", {("column 'age_band'", "place on the scorecard changed", NOBODY)}, {("column 'age_band'", "place on the scorecard changed", NOBODY)}),
    ("Agenda for Change band, or", "The band, or", {("column 'band'", "wording changed", NOBODY)}, {("column 'band'", "wording changed", NOBODY)}),
]  # fmt: skip


@pytest.mark.parametrize(("part", "instead", "forth", "back"), EDITS)
def test_a_change_is_told_with_whom_it_breaks_there_and_back(
    tmp_path: Path,
    part: str,
    instead: str,
    forth: set[tuple[str, str, tuple[str, ...]]],
    back: set[tuple[str, str, tuple[str, ...]]] | None,
) -> None:
    old, new = _changed(tmp_path, (part, instead))
    told = _told(compare(old, new))
    assert told == forth
    if back is not None:
        assert _told(compare(new, old)) == back


STATUS = "operator: IN, parameter: [started, completed]"
ABOUT = "promise 'started_date_once_started'"
PAIRS = "promise 'box_agrees_with_performance'"
TIGHTER, LOOSER, OTHER = ("tightened", EXPORTERS), ("loosened", READERS), ("changed", BOTH)

# The page and what is edited in it; what is told of it, and what of the way back.
STATED = [
    ("development_actions", STATUS, "operator: IN, parameter: [started]", ABOUT, LOOSER, TIGHTER),
    ("development_actions", STATUS, "operator: '==', parameter: started", ABOUT, LOOSER, TIGHTER),
    ("development_actions", STATUS, "operator: IN, parameter: [started, withdrawn]", ABOUT, OTHER, OTHER),
    ("development_actions", "{type: comparison, column: {name: action_status}, " + STATUS + "}", "{type: nullity, column: {name: action_status}, is_null: false}", ABOUT, TIGHTER, LOOSER),
    ("development_actions", ", row_condition: {type: comparison, column: {name: action_status}, " + STATUS + "}", "", ABOUT, TIGHTER, LOOSER),
    ("development_actions", "{name: action_status}, " + STATUS, "{name: kind}, operator: IN, parameter: [mobility]", ABOUT, OTHER, OTHER),
    ("conversation_outcomes", "value_set: [held, placed, plan_agreed]", "value_set: [placed, plan_agreed]", "promise 'stage_once_placed'", TIGHTER, LOOSER),
    ("talent_grid", "              - [role_model, exceeds]\n", "", PAIRS, TIGHTER, LOOSER),
    ("talent_grid", "- [role_model, exceeds]", "- [role_model, meets]", PAIRS, OTHER, OTHER),
]  # fmt: skip


@pytest.mark.parametrize(("name", "part", "instead", "what", "forth", "back"), STATED)
def test_a_promise_that_asks_for_more_of_more_rows_is_tighter(
    tmp_path: Path,
    name: str,
    part: str,
    instead: str,
    what: str,
    forth: tuple[str, tuple[str, ...]],
    back: tuple[str, tuple[str, ...]],
) -> None:
    path = shipped("data_contracts") / f"{name}.odcs.yaml"
    text = path.read_text("utf-8").replace("severity: warning", "severity: error")
    assert part in text
    pages = []
    for folder, content in (("old", text), ("new", text.replace(part, instead, 1))):
        (tmp_path / folder).mkdir()
        page = tmp_path / folder / path.name
        page.write_text(content, "utf-8")
        assert lint(page) == []
        pages.append(load_contract(page))
    old, new = pages
    assert _told(compare(old, new)) == {(what, *forth)}
    assert _told(compare(new, old)) == {(what, *back)}


@pytest.mark.parametrize(
    ("version", "edit", "told"),
    [
        ("1.1.0", ("{synonym: Grade}, ", ""), "not raised"),
        ("0.9.0", ("{synonym: Grade}, ", ""), "lowered"),
        ("1.1.1", ("{synonym: Grade}, ", ""), "raised too little"),
        ("2.0.0", ("{synonym: Grade}, ", ""), "raised"),
        ("1.2.0", ("{synonym: Band}", "{synonym: Band}, {synonym: Rung}"), "raised"),
        ("1.10.0", ("{synonym: Band}", "{synonym: Band}, {synonym: Rung}"), "raised"),
        ("1.1.1", ("1.1.1", "1.1.1"), "raised"),
    ],
)
def test_the_version_must_be_raised_and_by_enough(
    tmp_path: Path, version: str, edit: tuple[str, str], told: str
) -> None:
    changes = compare(*_changed(tmp_path, edit, version=version))
    assert (changes[0].what, changes[0].kind) == ("version", told)
    assert sum(change.what == "version" for change in changes) == 1


def test_version_numbers_are_compared_as_numbers(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    _, nine = _changed(tmp_path / "a", version="1.9.0")
    _, ten = _changed(tmp_path, version="1.10.0")
    assert compare(nine, ten)[0].kind == "raised"


def test_pages_on_different_exports_are_not_compared() -> None:
    pages = load_contracts()
    with pytest.raises(ContractError, match="different exports"):
        compare(pages["organisations"], pages["nhs_turnover"])


def test_a_change_speaks_and_travels() -> None:
    change = Change("column 'band'", "type changed", BOTH, "From string to integer.")
    assert str(change) == "column 'band' type changed (breaks exporters and readers): From string to integer."
    assert change.as_json() == {
        "what": "column 'band'",
        "kind": "type changed",
        "breaks": ["exporters", "readers"],
        "words": "From string to integer.",
    }


def test_nothing_said_is_empty_and_every_line_is_one_line(tmp_path: Path) -> None:
    for number, (part, instead, *_) in enumerate(EDITS):
        folder = tmp_path / str(number)
        folder.mkdir()
        for change in compare(*_changed(folder, (part, instead))):
            assert change.words.strip()
            assert "\n" not in str(change)
