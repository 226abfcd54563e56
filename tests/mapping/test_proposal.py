"""What a proposal says and refuses, and that no value of a person's is in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.errors import ContractError, SfgError, UnrecognisedExport
from sfg_analytics.mapping import Proposal, propose, write_overlay
from tests.made import CONVERSATION, csv_file, people

HEADINGS = {
    "Employee Number": "Colleague",
    "Conversation Date": "Convrsation Date",
    "Current Placement": "Current Plcmt",
    "Future Placement": "Where next",
    "Plan Agreed": "Pln Agreed",
}


def unknown(path: Path, number: int = 20, **columns: str) -> Path:
    """Write conversations under headings that no contract knows."""
    rows = people(number, CONVERSATION, **columns)
    return csv_file(path, [{HEADINGS.get(name, name): cell for name, cell in row.items()} for row in rows])


@pytest.fixture(scope="module")
def proposal(tmp_path_factory: pytest.TempPathFactory) -> Proposal:
    return propose(unknown(tmp_path_factory.mktemp("proposal") / "log.csv", Plan_Agreed="Agreed"))


def shows(proposal: Proposal) -> dict[str, str | None]:
    return {match.heading: match.column for match in proposal.matches}


def test_a_heading_the_contract_knows_is_settled(proposal: Proposal) -> None:
    (known,) = (match for match in proposal.matches if match.heading == "Recorded Date")

    assert (known.column, known.known, known.sure) == ("recorded_date", True, True)
    assert known.examples == ("99/99/9999",)
    with pytest.raises(SfgError, match="is known to the contract as recorded_date"):
        proposal.with_choice("Recorded Date", "conversation_date")


def test_of_two_headings_the_contract_knows_the_analyst_may_take_the_other(tmp_path: Path) -> None:
    rows = [{**row, "Staff ID": f"7{row['Employee Number']}"} for row in people(20, CONVERSATION)]
    path = csv_file(tmp_path / "two.csv", rows)
    found = propose(path)
    assert (shows(found)["Employee Number"], shows(found)["Staff ID"]) == ("person", None)
    assert found.settled

    other = found.with_choice("Staff ID", "person")
    write_overlay(other.overlay(), tmp_path / "mine")

    again = propose(path, contracts=load_contracts(tmp_path / "mine"))
    assert (shows(again)["Employee Number"], shows(again)["Staff ID"]) == (None, "person")
    assert found.agreed().overlay().empty


def test_no_two_headings_show_the_same_column(proposal: Proposal) -> None:
    columns = [match.column for match in proposal.matches if match.column]

    assert len(columns) == len(set(columns))
    moved = proposal.with_choice("Where next", "current_placement")
    assert shows(moved)["Where next"] == "current_placement"
    assert shows(moved)["Current Plcmt"] is None
    assert [match.heading for match in moved.unsure if match.heading == "Current Plcmt"]


def test_a_choice_leaves_the_proposal_it_was_made_of_as_it_was(proposal: Proposal) -> None:
    before = shows(proposal)

    proposal.with_choice("colleague", None)

    assert shows(proposal) == before


def test_what_is_left_out_and_what_is_missing_is_listed(proposal: Proposal) -> None:
    without = proposal.with_choice("Colleague", None)

    assert "Colleague" in without.left_out
    assert [column.name for column in without.missing] == ["person"]
    assert not without.settled


def test_the_organisation_may_be_stated_by_the_sender(tmp_path: Path) -> None:
    rows = [{k: v for k, v in row.items() if k != "Org Code"} for row in people(20, CONVERSATION)]
    found = propose(csv_file(tmp_path / "log.csv", rows))

    assert [column.name for column in found.stated] == ["organisation"]
    assert found.missing == ()


def test_yes_and_no_are_taught_like_codes(proposal: Proposal, tmp_path: Path) -> None:
    page = write_overlay(proposal.overlay(), tmp_path / "mine")

    assert "plan_agreed:\n    'yes': [Agreed]" in page.read_text("utf-8")


def test_only_what_is_sure_or_chosen_is_written(proposal: Proposal) -> None:
    assert "person" not in proposal.overlay().headings
    assert proposal.with_choice("Colleague", "person").overlay().headings["person"] == ("Colleague",)
    assert proposal.agreed().overlay().headings["person"] == ("Colleague",)


@pytest.mark.parametrize(
    ("choose", "said"),
    [
        (lambda p: p.with_choice("Colleaguee", "person"), "has no heading"),
        (lambda p: p.with_choice("Colleague", "persn"), "has no column"),
        (lambda p: p.with_code("persn", "a", "b"), "No heading shows"),
        (lambda p: p.with_code("plan_agreed", "Agreed", "maybe"), "is no code"),
        (lambda p: p.with_code("plan_agreed", "KESTREL", "yes"), "no unknown code is written so"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(proposal: Proposal, choose: object, said: str) -> None:
    with pytest.raises(SfgError, match=said) as told:
        choose(proposal)  # type: ignore[operator]

    assert "KESTREL" not in str(told.value)


def test_an_answer_is_added_to_those_given_before(tmp_path: Path) -> None:
    first = propose(unknown(tmp_path / "a.csv")).with_choice("Colleague", "person")
    write_overlay(first.overlay(), tmp_path / "mine")
    other = csv_file(
        tmp_path / "b.csv", [{"Payee": row.pop("Employee Number"), **row} for row in people(20, CONVERSATION)]
    )
    second = propose(other, contracts=load_contracts(tmp_path / "mine")).with_choice("Payee", "person")
    write_overlay(second.overlay(), tmp_path / "mine")

    headings = load_contracts(tmp_path / "mine")["conversation_outcomes"].by_heading
    assert (headings["colleague"], headings["payee"]) == ("person", "person")


def test_a_page_that_cannot_be_is_not_written(tmp_path: Path) -> None:
    page = tmp_path / "conversation_outcomes.yaml"
    page.write_text("overlay: conversation_outcomes\nquality: []\n", encoding="utf-8")
    found = propose(unknown(tmp_path / "a.csv"))

    with pytest.raises(ContractError, match="cannot be laid over"):
        write_overlay(found.overlay(), tmp_path)
    assert page.read_text("utf-8").endswith("quality: []\n")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv", "conversation_outcomes.yaml"]


def test_a_file_without_headings_is_refused_and_its_first_row_not_told(tmp_path: Path) -> None:
    path = unknown(tmp_path / "a.csv")
    path.write_text("\n".join(path.read_text("utf-8").splitlines()[1:]), encoding="utf-8")

    with pytest.raises(UnrecognisedExport, match="no row of headings") as told:
        propose(path)
    assert "20001" not in str(told.value)


def test_no_value_of_a_persons_is_in_proposal_or_overlay(tmp_path: Path) -> None:
    rows = people(20, CONVERSATION)
    marked = [
        {
            "Colleague": f"KESTREL{number}",
            "Their name": f"Zoë KESTREL {'abcdefghijklmnopqrstuvwxyz'[number]}",
            "Held with": "KESTREL, Anna",
            "Held by": "KESTREL, Anna",
            "In their words": f"KESTREL said that this is a longer text, number {number}",
            **{HEADINGS.get(k, k): v for k, v in row.items() if k != "Employee Number"},
        }
        for number, row in enumerate(rows)
    ]
    marked[3]["Current Plcmt"] = "KESTREL Smith"
    found = propose(csv_file(tmp_path / "marked.csv", marked))

    told = [
        json.dumps(found.as_json()),
        repr(found),
        *(code.shown for m in found.matches for code in m.codes),
    ]
    told += [text for match in found.matches for text in match.examples]
    assert not any("KESTREL" in text for text in told)
    assert any(code.written == "KESTREL, Anna" for match in found.matches for code in match.codes)
    overlay = found.with_choice("Colleague", "person").with_choice("In their words", "reflections").overlay()
    assert "KESTREL" not in overlay.as_yaml()
    chosen = found.with_code("current_placement", "KESTREL Smith", "depth")
    assert "KESTREL Smith" in chosen.overlay().as_yaml()  # the analyst's choice
    assert "KESTREL Smith" not in repr(chosen)
