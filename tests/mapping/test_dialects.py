"""A dialect nobody taught is mapped with few corrections, nothing taken for sure is wrong, and then it reads the same."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.errors import UnrecognisedExport
from sfg_analytics.mapping import Proposal, propose, write_overlay
from sfg_analytics.store import Store
from sfg_analytics.submit import submit
from tests.mapping.dialect import Told, invent

CONTRACTS = load_contracts()
KEY = b"k" * 32


def corrected(proposal: Proposal, told: Told) -> tuple[Proposal, int]:
    """Correct what is not sure as somebody who knows the export would; give how many headings it took."""
    doubtful = proposal.unsure
    wrong = 0
    for match in doubtful:
        wrong += match.column != told.headings[match.heading]
        proposal = proposal.with_choice(match.heading, told.headings[match.heading])
    for match in proposal.unsure:  # displaced by a choice
        proposal = proposal.with_choice(match.heading, told.headings[match.heading])
    for match, code in proposal.unsure_codes:
        meant = told.codes[str(match.column), code.written]
        proposal = proposal.with_code(str(match.column), code.written, meant)
    return proposal, wrong


@pytest.mark.parametrize(
    ("name", "seed"), [("conversation_outcomes", 1), ("staff_in_post", 1), ("development_actions", 2)]
)
def test_an_invented_dialect_reads_like_the_known_one_once_it_is_mapped(
    tmp_path: Path, name: str, seed: int
) -> None:
    told = invent(CONTRACTS[name], tmp_path, seed)
    with pytest.raises(UnrecognisedExport):
        submit(told.unknown, CONTRACTS, KEY, store=None)

    proposal = propose(told.unknown)

    assert proposal.contract.id == name
    for match in proposal.matches:
        if match.sure:
            assert match.column == told.headings[match.heading], match.heading
            for code in match.codes:
                if code.sure:
                    assert code.becomes == told.codes[str(match.column), code.written], code.shown
    assert len(proposal.unsure) <= len(proposal.matches) / 2
    settled, wrong = corrected(proposal, told)
    assert wrong <= 3
    assert settled.settled
    write_overlay(settled.overlay(), tmp_path / "my_contracts")

    laid = load_contracts(tmp_path / "my_contracts")
    tables = []
    for path, contracts in ((told.known, CONTRACTS), (told.unknown, laid)):
        store = Store(tmp_path / path.stem)
        (outcome,) = submit(path, contracts, KEY, store=store)
        assert outcome.verdict == "kept", outcome.reasons
        tables.append(store.table(name).drop("submission", "contract_version").collect())
    assert tables[0].height > 40
    known, unknown = (table.select(sorted(table.columns)).sort(pl.all()) for table in tables)
    assert known.equals(unknown)
    assert outcome.contract.version.startswith(f"{CONTRACTS[name].version}+overlay.")


def test_a_known_dialect_needs_nothing(tmp_path: Path) -> None:
    told = invent(CONTRACTS["conversation_outcomes"], tmp_path, 1)
    proposal = propose(told.known)

    assert proposal.settled
    assert proposal.overlay().empty
