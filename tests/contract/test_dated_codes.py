"""A list of codes that changed: each code is for the months in which it stood in the list, and for no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from sfg_analytics.check import check
from sfg_analytics.check.canaries import canary
from sfg_analytics.contract import Contract, load_contract
from sfg_analytics.contract.compare import compare
from sfg_analytics.contract.lint import lint
from sfg_analytics.report.mending import faults_of
from sfg_analytics.submit import submit
from tests.made import csv_file

# A list that gave up one answer and took on two in the middle of November 2023.
PAGE = """\
apiVersion: v3.2.0
kind: DataContract
id: made
name: Made up
version: 1.0.0
status: active
description: {purpose: A page of a test.}
schema:
  - name: made
    logicalType: object
    customProperties:
      - {property: level, value: record}
      - {property: signature, value: [person, answer]}
      - {property: rejectTolerancePercent, value: 100}
    properties:
      - {name: organisation, businessName: Organisation, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1, classification: public}
      - {name: period, businessName: Month, logicalType: date, required: true, primaryKey: true, primaryKeyPosition: 2, classification: public, customProperties: [{property: grain, value: month}]}
      - {name: person, businessName: Person, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 3, classification: direct identifier, customProperties: [{property: pseudonymScope, value: organisation}]}
      - name: answer
        businessName: Answer
        logicalType: string
        classification: personal
        enum:
          - {value: 'yes'}
          - {value: undeclared, label: Not declared, customProperties: [{property: validUntil, value: '2023-11-14'}]}
          - {value: declined, label: Prefers not to say, customProperties: [{property: validFrom, value: '2023-11-15'}]}
          - {value: unsure, label: Not sure, customProperties: [{property: validFrom, value: '2023-11-15'}]}
        customProperties:
          - {property: codeListSource, value: Made up for a test}
          - {property: codeListStatus, value: local default}
          - {property: codeListDated, value: '2023-11-15'}
"""
OLD, NEW = "answer_in_its_time_until_2023-11-14", "answer_in_its_time_from_2023-11-15"


def page(folder: Path, *edit: str) -> Path:
    text = PAGE.replace(*edit) if edit else PAGE
    assert not edit or text != PAGE
    path = folder / "made.odcs.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    path = page(tmp_path)
    assert lint(path) == []
    return load_contract(path)


def row(person: int, month: str, answer: str) -> dict[str, str]:
    return {"Organisation": "ZZ1", "Month": month, "Person": str(person), "Answer": answer}


def test_each_span_of_time_is_a_promise_in_words(contract: Contract) -> None:
    dated = {p.id: p.description for p in contract.promises if "in_its_time" in p.id}
    assert dated == {
        OLD: "Answer holds “Not declared” only until 14 November 2023.",
        NEW: "Answer holds “Prefers not to say”, “Not sure” only from 15 November 2023.",
    }


@pytest.mark.parametrize("engine", ["polars", "gx"])
def test_a_code_out_of_its_time_is_rejected_with_the_reason_in_words(
    tmp_path: Path, contract: Contract, engine: str
) -> None:
    """The month in which the list changed may hold the old answer and the new."""
    rows = [
        row(1, "Oct 2023", "Not declared"),
        row(2, "Nov 2023", "Not declared"),
        row(3, "Dec 2023", "Not declared"),
        row(4, "Oct 2023", "Prefers not to say"),
        row(5, "Nov 2023", "Prefers not to say"),
        row(6, "Dec 2023", "Not sure"),
        row(7, "Oct 2023", "Not sure"),
        row(8, "Oct 2023", "yes"),
        row(9, "Dec 2023", ""),
    ]
    path = csv_file(tmp_path / "made.csv", rows)
    (outcome,) = submit(path, {"made": contract}, b"k" * 32, store=None, engine=engine)  # type: ignore[arg-type]
    assert outcome.verdict == "broken"
    assert dict(outcome.rejects.select("row", "reason").rows()) == {
        4: f"breaks the promise '{OLD}': Answer holds “Not declared” only until 14 November 2023.",
        **dict.fromkeys(
            (5, 8),
            f"breaks the promise '{NEW}': Answer holds “Prefers not to say”, “Not sure” only from 15 November 2023.",
        ),
    }
    assert set(outcome.rejects["column"]) == {"Month, Answer"}
    counts = {
        p.promise.id: (p.evaluated, p.failed) for p in outcome.promises if "in_its_time" in p.promise.id
    }
    assert counts == {OLD: (3, 1), NEW: (4, 2)}


def test_the_report_says_how_to_mend_it(tmp_path: Path, contract: Contract) -> None:
    path = csv_file(tmp_path / "made.csv", [row(1, "Dec 2023", "Not declared"), row(2, "Dec 2023", "yes")])
    (outcome,) = submit(path, {"made": contract}, b"k" * 32, store=None)
    (fault,) = faults_of(outcome)
    assert fault.how == (
        "Look at the rows where ‘Answer’ is “Not declared”. "
        "Check these: ‘Month’ may be 14 November 2023 or earlier. Or correct ‘Answer’."
    )


def test_each_has_a_canary(contract: Contract) -> None:
    for promise in contract.promises:
        bad = canary(promise, contract)
        assert bad is not None
        broken = {result.promise.id for result in check(bad, contract).promises if result.verdict == "broken"}
        assert broken == {promise.id}


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (("validUntil, value: '2023-11-14'", "validUntil, value: 2023-11-14"), "YAML reads 2023-11-14 as a date"),
        (("validUntil, value: '2023-11-14'", "validUntil, value: 14/11/2023"), "validUntil is not a date."),
        (("validFrom, value: '2023-11-15'", "validFrom, value: '2023-11'"), "validFrom is not a date."),
        (
            ("{property: validUntil, value: '2023-11-14'}", "{property: validFrom, value: '2023-11-15'}, {property: validUntil, value: '2023-11-14'}"),
            "The code is valid from a day after the last on which it is.",
        ),
        (("codeListDated, value: '2023-11-15'", "codeListDated, value: last year"), "does not say when the list was published"),
        (("codeListDated, value: '2023-11-15'", "codeListDated, value: 2023"), "'2023' does not say when"),
        (("          - {property: codeListDated, value: '2023-11-15'}\n", ""), "no codeListDated"),
    ],
)  # fmt: skip
def test_the_linter_reads_the_dates(tmp_path: Path, edit: tuple[str, str], told: str) -> None:
    assert any(told in fault.what for fault in lint(page(tmp_path, *edit))), edit


def test_a_promise_may_not_take_the_name_of_one_that_comes_of_itself(tmp_path: Path) -> None:
    quality = (
        f"    quality:\n      - {{id: {NEW}, metric: rowCount, mustBeGreaterOrEqualTo: 1}}\n    properties:\n"
    )
    faults = lint(page(tmp_path, "    properties:\n", quality))
    assert [fault.what for fault in faults] == [f"The promise '{NEW}' is there twice."]


def test_another_date_is_another_promise_to_whoever_compares(tmp_path: Path, contract: Contract) -> None:
    later = load_contract(page(tmp_path, "value: '2023-11-14'", "value: '2023-12-31'"))
    told = {(change.what, change.kind, change.breaks) for change in compare(contract, later)}
    assert told == {
        ("version", "not raised", ("readers",)),
        (f"promise '{OLD}'", "removed", ("readers",)),
        ("promise 'answer_in_its_time_until_2023-12-31'", "added", ("exporters",)),
    }
