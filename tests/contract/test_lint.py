"""The pages that ship are clean, and a page wrong in one way is told so, on the line where it is wrong."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from sfg_analytics.contract import load_contract, promises
from sfg_analytics.contract.lint import Fault, lint, lint_folder
from sfg_analytics.contract.lint.implementations import ARGUMENTS
from sfg_analytics.contract.lint.patterns import pattern_faults
from sfg_analytics.errors import ContractError, NoSuchPath
from sfg_analytics.shipped import shipped

PAGES = sorted(shipped("data_contracts").glob("*.odcs.yaml"))

# What is spoilt: the page, a text of it, what stands there instead, and a part of what the linter says.
SPOILT = [
    # --- not what the standard has
    ("organisations", "kind: DataContract", "kind: Kontract", "Not as the standard has it"),
    ("organisations", "        description: Organisation Data", "        descriptoin: Organisation Data", "descriptoin"),
    ("organisations", "metric: rowCount", "metric: rowcount", "Not as the standard has it"),
    # --- columns that are not there
    ("organisations", "value: [organisation, organisation_name", "value: [organisation, org_name", "'org_name'"),
    ("conversation_outcomes", "{property: periodFrom, value: conversation_date}", "{property: periodFrom, value: held_on}", "'held_on'"),
    ("conversation_outcomes", "{column: recorded_date, order", "{column: entered_date, order", "'entered_date'"),
    ("staff_in_post", "value: [age, date_of_birth]", "value: [age, birthday]", "'birthday'"),
    ("staff_in_post", "column_B: service_start_date", "column_B: servce_start_date", "'servce_start_date'"),
    ("conversation_outcomes", "column: {name: current_placement}", "column: {name: placement_now}", "'placement_now'"),
    ("conversation_outcomes", "{property: periodFrom, value: conversation_date}", "{property: periodFrom, value: run_as}", "no date"),
    # --- patterns
    ("organisations", "pattern: '^[A-Z0-9]{3,6}$'", "pattern: '^[A-Z0-9{3,6}$'", "does not compile"),
    ("organisations", "pattern: '^[A-Z0-9]{3,6}$'", "pattern: '[A-Z0-9]{3,6}$'", "not anchored"),
    ("organisations", "pattern: '^[A-Z0-9]{3,6}$'", "pattern: '^[A-Z]{3}$|[0-9]{3}$'", "not anchored"),
    ("organisations", "pattern: '^[A-Z0-9]{3,6}$'", r"pattern: '^\w{3,6}$'", r"uses \w"),
    ("organisations", "pattern: '^[A-Z0-9]{3,6}$'", "pattern: '^(?!X)[A-Z0-9]{3,6}$'", "Polars"),
    ("nhs_turnover", "'^[0-9]{6} to ([0-9]{6})$'", r"'^\d{6} to ([0-9]{6})$'", r"uses \d"),
    ("nhs_turnover", "'^[0-9]{6} to ([0-9]{6})$', value: '$1'", "'^[0-9]{6} to ([0-9]{6})$', value: '$2'", "2 are wanted"),
    ("organisations", "'(?i)^(?:as at|month|period): *(.+)$'", "'(?i)^(?:as at|month|period): *(.+)'", "not anchored"),
    ("nhs_staff_survey", "answer: '^% (.+)$|", "answer: '% (.+)$|", "not anchored"),
    ("staff_in_post", "example: 'XR07 / NHS AfC: Band 7'", "example: 'XR07 / NHS AfC: Seven'", "example does not fit"),
    # --- promises
    ("staff_in_post", "or_equal: true, ignore_row_if", "mostly: 0.9, ignore_row_if", "no argument 'mostly'"),
    ("staff_in_post", "column_A: period_end, ", "", "'column_A' is missing"),
    ("staff_in_post", "either_value_is_missing", "both_values_are_missing", "can only be"),
    ("conversation_outcomes", "is_null: false", "is_null: true", "can only be"),
    ("staff_in_post", "type: expect_column_pair_values_a_to_be_greater_than_b", "type: expect_column_pair_values_to_be_equal", "not understood"),
    ("organisations", "metric: rowCount", "metric: nullValues", "not understood"),
    ("organisations", "mustBeGreaterOrEqualTo: 1", "mustBeGreaterThan: 1", "not understood"),
    ("staff_in_post", "id: service_before_snapshot", "id: has_rows", "there twice"),
    ("staff_in_post", "id: service_before_snapshot", "id: band_present", "there twice"),
    ("staff_in_post", "id: service_before_snapshot", "id: key_unique", "there twice"),
    ("staff_in_post", "severity: error\n", "severity: critical\n", "severity"),
    ("staff_in_post", "tolerancePercent, value: 1}", "tolerancePercent, value: 101}", "from 0 to 100"),
    ("staff_in_post", "rejectTolerancePercent, value: 2}", "rejectTolerancePercent, value: -1}", "from 0 to 100"),
    ("staff_in_post", "column_B: service_start_date", "column_B: fte", "compared with"),
    # --- promises across tables, files that overlap
    ("conversation_outcomes", "id: person_in_post", "ident: person_in_post", "no id"),
    ("conversation_outcomes", "conversation_outcomes.person]", "conversation_outcomes.persn]", "'conversation_outcomes.persn'"),
    ("conversation_outcomes", "conversation_outcomes.period, ", "", "no lists of equal length"),
    ("conversation_outcomes", "staff_in_post.period, staff", "leavers.period, staff", "several tables"),
    ("conversation_outcomes", "tolerancePercent, value: 5}", "tolerancePercent, value: 500}", "from 0 to 100"),
    ("development_actions", "month, value: conversation_date", "month, value: kind", "month is no date"),
    ("development_actions", "month, value: conversation_date", "moon, value: conversation_date", "'moon'"),
    ("development_actions", "{property: description, value: 'The conversation", "{property: month, value: 'The conversation", "relationship has no description"),
    ("staff_in_post", "overlap, value: replace", "overlap, value: append", "overlap is not known"),
    ("conversation_outcomes", "periodFrom, value: conversation_date", "periodFrom, value: recorded_date", "cannot be merged"),
    ("staff_in_post", " at)?:? *(.+)$'", " at)?:? *.+$'", "1 are wanted"),
    ("staff_in_post", "column_B: service_start_date", "column_B: date_of_birth", "it is not stored"),
    ("development_actions", "type: expect_column_values_to_not_be_null\n          kwargs: {column: started_date", "type: expect_column_values_to_be_between\n          kwargs: {column: started_date", "There is no limit"),
    # --- the rows a promise is about
    ("conversation_outcomes", "{type: nullity, column", "{type: nulity, column", "no form that is understood"),
    ("conversation_outcomes", "row_condition: {type: nullity, column: {name: current_placement}, is_null: false}", "row_condition: current_placement is not null", "no form that is understood"),
    ("development_actions", "parameter: [started, completed]", "parameter: [started, complete]", "'complete' is no code of the column 'action_status'"),
    ("development_actions", "parameter: [started, completed]", "parameter: []", "followed by the wrong thing"),
    ("development_actions", "operator: IN, parameter: [started, completed]", "operator: '==', parameter: [started, completed]", "followed by the wrong thing"),
    ("development_actions", "operator: IN", "operator: NOT_IN", "operator 'NOT_IN' is not understood"),
    ("development_actions", "{name: action_status}, operator: IN, parameter: [started", "{name: agreed_date}, operator: IN, parameter: [started", "cannot be chosen by single dates"),
    ("development_actions", "{name: action_status}, operator: IN, parameter: [started", "{name: started_date}, operator: IN, parameter: [started", "compared with itself"),
    ("development_actions", "{name: action_status}, operator: IN", "{name: status_of_action}, operator: IN", "no column 'status_of_action'"),
    ("conversation_outcomes", "{type: comparison, column: {name: stage}, operator: '==', parameter: plan_agreed}", "{type: comparison, column: {name: share_across_system}, operator: IN, parameter: [true, false]}", "list of true and false"),
    # --- values and pairs
    ("conversation_outcomes", "value_set: [held, placed, plan_agreed]", "value_set: [held, placed, Plan agreed]", "'Plan agreed' is no code"),
    ("conversation_outcomes", "value_set: [held, placed, plan_agreed]", "value_set: held", "no list of values"),
    ("conversation_outcomes", "value_set: [true]", "value_set: ['Yes']", "Yes is no boolean"),
    ("conversation_outcomes", "value_set: [held, placed, plan_agreed]", "value_set: [no, placed, plan_agreed]", "false is no string"),
    ("talent_grid", "- [role_model, exceeds]", "- [role_model, ready_now]", "'ready_now' is no code of the column 'performance'"),
    ("talent_grid", "- [role_model, exceeds]", "- [role_model, exceeds, ready_now]", "A pair has two values"),
    ("talent_grid", "            ignore_row_if: either_value_is_missing\n", "", "'ignore_row_if' is missing"),
    # --- what YAML made of it
    ("staff_in_post", "value: 'No', label: Not disabled", "value: No, label: Not disabled", "reads No as false"),
    ("staff_in_post", "[Y, 'True', '1', Yes - Unspecified]", "[Y, on, '1', Yes - Unspecified]", "reads on as true"),
    ("staff_in_post", "['02', Student]", "[02, Student]", "as the number 2"),
    ("staff_in_post", "[F, Woman]", "[12:30, Woman]", "as the number 750"),
    ("staff_in_post", "[F, Woman]", "[Null, Woman]", "as nothing"),
    ("staff_in_post", "{synonym: Band}, ", "{synonym: Off}, ", "reads Off as false"),
    ("staff_in_post", "minimum: '2010-01-01'", "minimum: 2010-01-01", "as a date"),
    ("staff_in_post", "        businessName: Band\n", "        businessName: Band\n        businessName: Pay\n", "there twice"),
    # --- limits
    ("staff_in_post", "minimum: '2010-01-01'", "minimum: '01/01/2010'", "not a date"),
    ("staff_in_post", "maximum: '2099-12-01'", "maximum: '2099-13-01'", "not a date"),
    ("staff_in_post", "{minimum: 0, maximum: 2}", "{minimum: 3, maximum: 2}", "more than the maximum"),
    ("staff_in_post", "{minimum: 0, maximum: 2}", "{exclusiveMinimum: 0, maximum: 2}", "not understood"),
    # --- the key
    ("conversation_outcomes", "        required: true\n        primaryKey: true\n        primaryKeyPosition: 3", "        primaryKey: true\n        primaryKeyPosition: 3", "may not be empty"),
    ("conversation_outcomes", "        primaryKeyPosition: 3\n", "", "needs a primaryKeyPosition"),
    ("conversation_outcomes", "primaryKeyPosition: 3", "primaryKeyPosition: 2", "taken twice"),
    ("critical_posts", "          - {property: blankInKey, value: Nobody is named for the post}\n", "", "unless it says what a blank means"),
    ("critical_posts", "value: Nobody is named for the post", "value: ''", "blankInKey says nothing"),
    ("critical_posts", "          - {property: pseudonymScope, value: organisation}\n      - name: post_holder", "          - {property: blankInKey, value: none}\n          - {property: pseudonymScope, value: organisation}\n      - name: post_holder", "not required"),
    ("critical_posts", "{property: pseudonymAs, value: person}", "{property: pseudonymAs, value: 1}", "names no column"),
    # --- codes
    ("staff_in_post", "          - {property: codeListSource, value: 'NHS Staff Survey 2024, Q28 age bands'}\n", "", "no codeListSource"),
    ("nhs_turnover", "{property: codeListStatus, value: confirmed}", "{property: codeListStatus, value: sure}", "no codeListStatus"),
    ("staff_in_post", "synonyms, value: [M, Man]", "synonyms, value: [M, f]", "reads the same as the code 'Female'"),
    ("nhs_turnover", "{value: Leavers}", "{value: JOINERS}", "reads the same as the code 'Joiners'"),
    # --- columns that are alike
    ("staff_in_post", "- name: directorate", "- name: band", "described twice"),
    ("staff_in_post", "{synonym: Division}, ", "{synonym: pay_band}, ", "reads the same as one of the column"),
    # --- privacy
    ("conversation_outcomes", "          - {property: pseudonymScope, value: organisation}", "          - {property: stored, value: true}", "no pseudonymScope"),
    ("conversation_outcomes", "pseudonymScope, value: organisation", "pseudonymScope, value: everywhere", "no pseudonymScope"),
    ("staff_in_post", "{property: pseudonymScope, value: organisation}", "{property: pseudonymScop, value: organisation}", "not known"),
    ("conversation_outcomes", "        classification: free text", "        classification: freetext", "not known"),
    ("staff_in_post", "{property: stored, value: false}", "{property: stored, value: 'false'}", "true or false"),
    # --- suspicion, and what matters
    ("staff_in_post", "{volumeFactor: 1.25}", "{volumeFaktor: 1.25}", "not known here"),
    ("staff_in_post", "{volumeFactor: 1.25}", "{volumeFactor: 1}", "more than 1"),
    ("staff_in_post", "{volumeFactor: 1.25}", "{volumeFactor: '1.25'}", "is no number"),
    ("staff_in_post", "{volumeFactor: 1.25}", "{rows: 8}", "too low"),
    ("staff_in_post", "{volumeFactor: 1.25}", "{rows: never}", "is no number"),
    ("staff_in_post", "{volumeFactor: 1.25}", "{months: 6.5}", "no whole number"),
    ("staff_in_post", "{volumeFactor: 1.25}", "never", "no list of thresholds"),
    ("staff_in_post", "{oneAnswerPercent: never}", "{volumeFactor: never}", "not known here"),
    ("staff_in_post", "{oneAnswerPercent: never}", "always", "no list of thresholds"),
    ("conversation_outcomes", "{oneDayPercent: 25}", "{oneDayPercent: 0}", "no percentage above 0"),
    ("conversation_outcomes", "{oneDayPercent: 25}", "{filledPoints: 101}", "no percentage above 0"),
    ("conversation_outcomes", "{oneDayPercent: 25}", "{codeMix: 0}", "more than 0"),
    ("conversation_outcomes", "{property: matters, value: true}", "{property: matters, value: 'yes'}", "true or false"),
    # --- the page
    ("organisations", "id: organisations", "id: organisation_list", "named otherwise"),
    ("organisations", "version: 1.0.0", "version: '1'", "not three numbers"),
    ("organisations", "{property: level, value: public}", "{property: level, value: secret}", "level"),
    ("nhs_staff_survey", "          hidden: '-'", "          hiden: '-'", "unpivot has"),
]  # fmt: skip

# Where the fault cannot stand on the spoilt line, because what is wrong is that something is not there.
ELSEWHERE = {
    "no codeListSource": "        enum:\n          - {value: '16-20'",
    "may not be empty": "        primaryKey: true\n        primaryKeyPosition: 3",
    "needs a primaryKeyPosition": "        primaryKey: true\n        classification: personal",
    "no pseudonymScope": "        classification: direct identifier\n        encryptedName: person",
    "'column_A' is missing": "kwargs: {column_B: service_start_date",
    "relationship has no description": "      - id: conversation_recorded",
    "unless it says what a blank means": "        primaryKey: true\n        primaryKeyPosition: 4",
    "There is no limit": "kwargs: {column: started_date",
    "'ignore_row_if' is missing": "kwargs:\n            column_A: box",
    "unpivot has": "      - property: unpivot\n        value:",
}


def _line(text: str, part: str, after: int = 0) -> int:
    return text.count("\n", 0, text.index(part, after)) + 1


def _spoil(folder: Path, name: str, part: str, instead: str) -> tuple[Path, str]:
    good = (shipped("data_contracts") / f"{name}.odcs.yaml").read_text("utf-8")
    assert part in good
    spoilt = good.replace(part, instead, 1)
    assert spoilt != good
    path = folder / f"{name}.odcs.yaml"
    path.write_text(spoilt, "utf-8")
    return path, spoilt


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_that_ships_is_clean(path: Path) -> None:
    assert [str(fault) for fault in lint(path)] == []


@pytest.mark.parametrize(("name", "part", "instead", "told"), SPOILT)
def test_a_page_wrong_in_one_way_is_told_so_on_its_line(
    tmp_path: Path, name: str, part: str, instead: str, told: str
) -> None:
    path, spoilt = _spoil(tmp_path, name, part, instead)
    good = (shipped("data_contracts") / f"{name}.odcs.yaml").read_text("utf-8")
    line = _line(good, part)
    if "businessName: Pay\n" in instead:
        line += 1  # the second of the two
    if told in ELSEWHERE and "everywhere" not in instead:
        line = _line(spoilt, ELSEWHERE[told]) + (told == "unpivot has")
    faults = lint(path)
    found = [fault for fault in faults if told in fault.what]
    assert found, [str(fault) for fault in faults]
    assert line in {fault.line for fault in found}, [str(fault) for fault in found]
    assert all(fault.file == str(path) for fault in faults)


def test_there_are_enough_ways_of_being_wrong() -> None:
    assert len({told for *_, told in SPOILT}) >= 20


def test_all_faults_are_told_at_once_in_order_of_line(tmp_path: Path) -> None:
    path, _ = _spoil(tmp_path, "staff_in_post", "severity: error\n", "severity: critical\n")
    text = (
        path.read_text("utf-8")
        .replace("value: 'No',", "value: No,")
        .replace("minimum: '2010", "minimum: '20100")
    )
    path.write_text(text.replace("kind: DataContract", "kind: Kontract"), "utf-8")
    faults = lint(path)
    lines = [fault.line for fault in faults]
    assert lines == sorted(lines)
    for part in ("kind: Kontract", "severity: critical", "minimum: '20100", "value: No,"):
        assert _line(text.replace("kind: DataContract", "kind: Kontract"), part) in lines


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"id: a\nname: [\n", 3),
        (b"id: a\nname: \x00\n", 2),
        (b"id: a\nname: caf\xe9\n", 2),
        (b"id: a\n---\nid: b\n", 2),
        (b"id: a\nname: !!python/object:os.system x\n", 2),
        (b"", 1),
        (b"- id\n", 1),
        (b"id: &a [*a]\n", 1),
        (b"a: &a [1,2,3,4,5,6,7,8,9]\n" + b"".join(
            b"%c: &%c [" % (n + 1, n + 1) + b",".join([b"*%c" % n] * 9) + b"]\n" for n in range(97, 104)
        ), 1),
        (b"[" * 2_000_000, 1),
    ],
)  # fmt: skip
def test_what_is_no_page_is_told_and_nothing_breaks(tmp_path: Path, raw: bytes, line: int) -> None:
    path = tmp_path / "a.odcs.yaml"
    path.write_bytes(raw)
    faults = lint(path)
    assert len(faults) == 1
    assert faults[0].line == line


def test_any_line_of_a_page_may_be_lost_without_breaking_the_linter(tmp_path: Path) -> None:
    text = (shipped("data_contracts") / "nhs_sickness.odcs.yaml").read_text("utf-8").splitlines(keepends=True)
    path = tmp_path / "nhs_sickness.odcs.yaml"
    for number in range(len(text)):
        path.write_text("".join(text[:number] + text[number + 1 :]), "utf-8")
        if not lint(path):
            assert load_contract(path).id == "nhs_sickness"


@pytest.mark.parametrize("name", ["customProperties", "properties", "quality", "schema", "enum", "synonyms"])
@pytest.mark.parametrize("instead", ["7", "text", "[]", "[7]", "{}", "[[]]", "[{}]"])
def test_a_list_that_is_something_else_does_not_break_the_linter(
    tmp_path: Path, name: str, instead: str
) -> None:
    good = (shipped("data_contracts") / "organisations.odcs.yaml").read_text("utf-8")
    spoilt = re.sub(
        rf"^( *)({name}):(?: .*)?\n(?:\1 +.*\n)*", rf"\1\2: {instead}\n", good, flags=re.MULTILINE
    )
    path = tmp_path / "organisations.odcs.yaml"
    path.write_text(spoilt, "utf-8")
    assert lint(path) or name in {"enum", "synonyms", "quality"}


def test_every_implementation_the_loader_knows_is_known_to_the_linter_with_its_arguments() -> None:
    source = ast.parse(Path(promises.__file__).read_text("utf-8"))
    known = {
        node.value
        for node in ast.walk(source)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("expect_")
    }
    assert known == set(ARGUMENTS)


def test_a_folder_gives_the_faults_of_all_its_pages(tmp_path: Path) -> None:
    first, _ = _spoil(tmp_path, "organisations", "version: 1.0.0", "version: '1'")
    second, _ = _spoil(tmp_path, "nhs_sickness", "severity: error\n", "severity: grave\n")
    (tmp_path / "nhs_turnover.odcs.yml").write_bytes(PAGES[-1].read_bytes())
    files = [fault.file for fault in lint_folder(tmp_path)]
    assert files == sorted([str(first), str(second), str(tmp_path / "nhs_turnover.odcs.yml")])


def test_a_folder_that_is_not_there_or_holds_no_page_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        lint_folder(tmp_path / "nowhere")
    with pytest.raises(NoSuchPath):
        lint(tmp_path / "nowhere.odcs.yaml")
    with pytest.raises(ContractError, match="holds no contract"):
        lint_folder(tmp_path)


def test_a_fault_is_one_line_that_editors_can_follow() -> None:
    fault = Fault("pages/a.odcs.yaml", 12, "properties > band", "It is wrong.", "mend it.")
    assert str(fault).startswith("pages/a.odcs.yaml:12: ")
    assert "\n" not in str(fault)
    assert fault.as_json() == {
        "file": "pages/a.odcs.yaml",
        "line": 12,
        "where": "properties > band",
        "what": "It is wrong.",
        "hint": "mend it.",
    }


@pytest.mark.parametrize(
    ("pattern", "fine"),
    [
        ("^a$", True),
        ("(?i)^a$", True),
        ("^a$|^b$", True),
        ("^(?:a|b)$", True),
        ("^[|]$", True),
        (r"^\|$", True),
        (r"^a\\$", True),
        (r"^a\$", False),
        (r"^\\d$", True),
        (r"^\d$", False),
        (r"^\\\d$", False),
        (r"^[\W]$", False),
        ("^a|b$", False),
        ("a", False),
        ("", False),
        (r"^(a)\1$", False),
        ("^(?P<x>a)(?=b)b$", False),
        ("^*$", False),
        ("^(a$", False),
    ],
)
def test_a_pattern_must_fit_whole_values_in_both_engines(pattern: str, *, fine: bool) -> None:
    assert (pattern_faults(pattern) == []) is fine
