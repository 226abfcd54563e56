"""How to mend each kind of broken promise is said in the sender's own headings and the list's own labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.report.mending import faults_of
from sfg_analytics.submit import submit
from tests.made import CONVERSATION, csv_file, people

CONTRACTS = load_contracts()
GRID = {
    "Org Code": "ZZ1",
    "Employee Number": "10001",
    "Assessment Date": "05/03/2016",
    "Performance": "Exceeds expectations",
    "Readiness": "Ready now",
    "9 Box": "Role model",
    "Colour": "Green",
}
ACTION = {
    "Org Code": "ZZ1",
    "Employee Number": "10001",
    "Action Type": "Coaching",
    "Agreed On": "05/03/2025",
    "Started On": "06/03/2025",
    "Done On": "",
    "Progress": "In progress",
}


def mending(tmp_path: Path, row: dict[str, str], **wrong: str) -> str:
    rows = [*people(9, row), *people(1, row, **wrong)]
    rows[-1]["Employee Number"] = "99999"
    (outcome,) = submit(csv_file(tmp_path / "made.csv", rows), CONTRACTS, b"k" * 32, store=None)
    (fault,) = faults_of(outcome)
    assert fault.number == 1
    return fault.how


@pytest.mark.parametrize(
    ("row", "wrong", "how"),
    [
        (
            CONVERSATION,
            {"Future_Placement": ""},
            "Where ‘Current Placement’ is filled in, fill in ‘Future Placement’ as well; or clear both.",
        ),
        (
            CONVERSATION,
            {"Stage": "Reflection", "Plan_Agreed": ""},
            "Look at the rows where ‘Current Placement’ is filled in. ‘Stage’ may be “Conversation held”, "
            "“Placed now and sought” or “Plan agreed”. Or clear both.",
        ),
        (
            CONVERSATION,
            {"Plan_Agreed": "N"},
            "Look at the rows where ‘Stage’ is “Plan agreed”. ‘Plan Agreed’ may be “yes”. Or correct ‘Stage’.",
        ),
        (
            ACTION,
            {"Started_On": ""},
            "Where ‘Progress’ is “Started” or “Completed”, fill in ‘Started On’ as well; or correct ‘Progress’.",
        ),
        (
            GRID,
            {"Readiness": "Ready soon"},
            "‘9 Box’ and ‘Readiness’ contradict each other. They go together so: "
            "“Professional in field” with “Professional talent”; "
            "“Key generalist (Pivotal and flexible)” with “Developing talent, ready soon”; "
            "“Role model (High potential to go further)” with “Ready now”; "
            "“Future professional in field” with “Professional talent”; "
            "“Solid generalist (Solid/adaptable)” with “Developing talent, ready soon”; "
            "“Future emergent potential (Capacity for key roles)” with “Ready now”; "
            "“Developing professional (Needs stretching)” with “Professional talent”; "
            "“Developing generalist (Needs stretching)” with “Developing talent, ready soon”; "
            "“Transition employee (New to role, needs support)” with “Ready now”.",
        ),
    ],
    ids=["both or neither", "one of a list", "yes", "a date that a status asks for", "pairs"],
)
def test_each_kind_of_promise(tmp_path: Path, row: dict[str, str], wrong: dict[str, str], how: str) -> None:
    assert mending(tmp_path, row, **wrong) == how


def test_numbers_are_not_called_dates(tmp_path: Path) -> None:
    row = {"Org Code": "ZZ1", "As At": "31/03/2025", "Staff Group": "Students", "Headcount": "10"}
    counts = [row | {"Band": "5", "WTE": "9.5"}, row | {"Band": "6", "WTE": "10.5"}]
    (outcome,) = submit(csv_file(tmp_path / "counts.csv", counts), CONTRACTS, b"k" * 32, store=None)
    assert outcome.contract.id == "headcounts"
    assert [fault.how for fault in faults_of(outcome)] == [
        "Compare the two: ‘Headcount’ may be as much or more, never less than ‘WTE’."
    ]
