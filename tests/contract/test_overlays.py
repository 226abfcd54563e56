"""An overlay adds headings and spellings of codes to a contract, says so in the version, and can do nothing else."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.clean.values import read_values
from sfg_analytics.contract import Overlay, load_contracts
from sfg_analytics.contract.lint import lint_folder
from sfg_analytics.errors import ContractError

GOOD = """overlay: conversation_outcomes
headings:
  person: [Colleague ref]
codes:
  current_placement:
    depth: [Grow in place, No]
  plan_agreed:
    yes: ['Agreed (signed)']
"""

# What is spoilt, what stands there instead, the line told, a part of what is said.
SPOILT = [
    ("overlay: conversation_outcomes", "overlay: conversation_outcome", 1, "There is no contract"),
    ("overlay: conversation_outcomes\n", "", 1, "does not say which contract"),
    ("overlay: conversation_outcomes", "overlay: staff_in_post", 1, "named otherwise"),
    ("headings:\n", "rejectTolerancePercent: 50\nheadings:\n", 2, "cannot change 'rejectTolerancePercent'"),
    ("headings:\n", "quality: []\nheadings:\n", 2, "cannot change 'quality'"),
    ("  person:", "  persn:", 3, "has no column 'persn'"),
    ("[Colleague ref]", "Colleague ref", 3, "A list is expected"),
    ("[Colleague ref]", "[[Colleague ref]]", 3, "A text is expected"),
    ("[Colleague ref]", "{required: false}", 3, "A list is expected"),
    ("[Colleague ref]", "[Conversation Date]", 3, "one of the column 'conversation_date'"),
    ("[Colleague ref]", "['--']", 3, "neither letter nor digit"),
    ("    depth:", "    deep:", 6, "'deep' is no code"),
    ("Grow in place", "Breadth", 6, "reads the same as the code 'breadth'"),
    ("  current_placement:\n    depth: [Grow in place, No]", "  person:\n    a: [b]", 5, "has no code list"),
    ("'Agreed (signed)'", "n", 8, "reads the same as the code 'no'"),
    ("  plan_agreed:", "  current_placement:", 7, "there twice"),
    ("headings:\n  person: [Colleague ref]\n", "headings: [person]\n", 2, "Columns are expected"),
    ("headings:", "headings: [", 4, "not readable YAML"),
]


def page(folder: Path, text: str) -> Path:
    (folder / "conversation_outcomes.yaml").write_text(text, encoding="utf-8")
    return folder


def test_headings_and_codes_are_added_and_the_version_says_so(tmp_path: Path) -> None:
    shipped = load_contracts()["conversation_outcomes"]
    laid = load_contracts(page(tmp_path, GOOD))["conversation_outcomes"]

    assert lint_folder(tmp_path) == []
    assert laid.by_heading["colleagueref"] == "person"
    assert laid.by_heading.items() > shipped.by_heading.items()
    assert laid.version.startswith(f"{shipped.version}+overlay.")
    assert (laid.promises, laid.signature, laid.key) == (shipped.promises, shipped.signature, shipped.key)
    placed = read_values(pl.Series(["grow in PLACE", "No", "Depth"]), laid.by_name["current_placement"])
    assert placed.values.to_list() == ["depth", "depth", "depth"]
    agreed = read_values(pl.Series(["agreed (SIGNED)", "agreed signed", "N"]), laid.by_name["plan_agreed"])
    assert agreed.values.to_list() == [True, None, False]


def test_another_overlay_is_another_version(tmp_path: Path) -> None:
    first = load_contracts(page(tmp_path, GOOD))["conversation_outcomes"].version
    other = load_contracts(page(tmp_path, GOOD.replace("ref", "number")))["conversation_outcomes"].version

    assert first != other


@pytest.mark.parametrize(("good", "bad", "line", "said"), SPOILT, ids=[spoilt[3] for spoilt in SPOILT])
def test_anything_else_is_refused_with_its_line(
    tmp_path: Path, good: str, bad: str, line: int, said: str
) -> None:
    assert good in GOOD
    faults = lint_folder(page(tmp_path, GOOD.replace(good, bad, 1)))

    assert any(fault.line == line and said in fault.what for fault in faults), faults
    with pytest.raises(ContractError, match="overlay"):
        load_contracts(tmp_path)


def test_an_overlay_lies_over_a_page_of_ones_own_too(tmp_path: Path) -> None:
    own = load_contracts()["conversation_outcomes"].page
    (tmp_path / own.name).write_text(
        own.read_text("utf-8").replace("version: 2.", "version: 9."), encoding="utf-8"
    )
    laid = load_contracts(page(tmp_path, GOOD))["conversation_outcomes"]

    assert laid.version.startswith("9.")
    assert "+overlay." in laid.version
    assert lint_folder(tmp_path) == []


def test_what_is_written_is_read_back() -> None:
    overlay = Overlay(
        "conversation_outcomes",
        {"person": ("Colleague: ref", "n°", "yes")},
        {"plan_agreed": {"yes": ("Ja", "012", "2024-01-01")}},
    )
    assert load_written(overlay) == overlay


def load_written(overlay: Overlay) -> Overlay:
    import tempfile

    from sfg_analytics.contract.lint.overlays import read_overlay

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "conversation_outcomes.yaml"
        file.write_text(overlay.as_yaml(), encoding="utf-8")
        read, faults = read_overlay(file, load_contracts())
    assert faults == []
    return read
