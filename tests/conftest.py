"""What many tests share: a small publication, made by hand, of organisations that do not exist."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.disclosure import NHS_ROUND_5, SMALL_NUMERATOR
from sfg_analytics.measures import CATALOGUE, ties
from sfg_analytics.publication import ESTIMATES_SCHEMA, write_publication
from sfg_analytics.serve import Access, Audience, Gate, Limits, SignIn, served

ORGANISATIONS = {
    "ZZA": "Ashmere Hospitals (made up)",
    "ZZB": "Brackwater Community (made up)",
    "ZZC": "Corvane Mental Health (made up)",
}
MONTHS = [date(2024, 10 + m, 1) for m in range(3)] + [date(2025, 1 + m, 1) for m in range(3)]

MEASURES: list[dict[str, Any]] = [
    {
        "id": "coverage",
        "title": "Staff with a recorded career conversation",
        "question": "Are people actually having the conversation?",
        "unit": "share of eligible staff",
        "statement": "had a recorded career conversation in the last 12 months",
        "improvement": "up",
        "caveat": "A conversation that was held and never recorded is not counted.",
        "source": "The counting rule is ours.",
        "numerator": "eligible staff with at least one conversation recorded as held in the last 12 months",
        "denominator": "eligible staff in post at the end of the month",
        "outcomes": [],
        "kind": "proportion",
        "rows": "people",
        "tables": ["staff_in_post", "conversation_outcomes"],
        "chart": "p",
    },
    {
        "id": "sought_placement",
        "title": "Where people seek to be",
        "question": "What do our people want next?",
        "unit": "share of staff with a placement sought",
        "statement": "have '{outcome}' as the placement they seek",
        "improvement": None,
        "caveat": "Placements are not ranked.",
        "source": "Scope for Growth, Information for managers.",
        "numerator": "those whose latest placement sought is this one",
        "denominator": "staff in post with a placement sought recorded in the last 12 months",
        "outcomes": [
            {"code": "depth", "label": "Depth", "wording": "Expanding your expertise"},
            {"code": "breadth", "label": "Breadth", "wording": "Building out your career into other areas"},
        ],
        "kind": "proportion",
        "rows": "placed",
        "tables": ["staff_in_post", "conversation_outcomes"],
    },
]

MANIFEST: dict[str, Any] = {
    "title": "Figures of organisations that do not exist",
    "audience": "system",
    "created": "2025-04-02T09:00:00Z",
    "plan": {"references": {"ethnicity": "White"}},
    "policy": NHS_ROUND_5.as_json(),
    "described": ties([CATALOGUE["coverage"], CATALOGUE["sought_placement"]], load_contracts()),
    "contracts": {"conversation_outcomes": "1.0.0", "staff_in_post": "1.0.0"},
    "submissions": [
        {
            "contract": "staff_in_post",
            "contract_version": "1.0.0",
            "sha256": letter.lower() * 64,
            "organisations": [f"ZZ{letter}"],
        }
        for letter in "ABC"
    ],
    "code_version": "0.1.0",
}


def estimate(
    measure: str, period: date, organisation: str, counts: tuple[int, int] | None, **more: Any
) -> dict[str, Any]:
    """Give one row of estimates; its interval is ten points wide, for the look of it."""
    row = dict.fromkeys(ESTIMATES_SCHEMA) | {"breakdown": "", "group": ""}
    row |= {"measure": measure, "period": period, "organisation": organisation} | more
    if counts is None:
        return row | {"hidden": SMALL_NUMERATOR}
    numerator, denominator = counts
    value = numerator / denominator
    between = {"lower": max(0.0, value - 0.05), "upper": min(1.0, value + 0.05), "method": "wilson"}
    return row | {"numerator": numerator, "denominator": denominator, "value": value} | between


def small_estimates() -> pl.DataFrame:
    """Give estimates of two measures, three organisations and six months, a few of them hidden."""
    rows = []
    for place, organisation in enumerate(ORGANISATIONS):
        for step, month in enumerate(MONTHS):
            hidden = organisation == "ZZC" and step == 1
            counts = None if hidden else (400 + 20 * step + 100 * place, 1000)
            rows.append(estimate("coverage", month, organisation, counts))
            for group, part in {
                "Unknown": None,
                "White": (300 + 10 * step, 600),
                "All other ethnic groups": (90 + 30 * place, 300),
            }.items():
                rows.append(
                    estimate("coverage", month, organisation, part, breakdown="ethnicity", group=group)
                )
            for outcome, number in {"depth": 150, "breadth": 250}.items():
                rows.append(estimate("sought_placement", month, organisation, (number, 400), outcome=outcome))
    return pl.DataFrame(rows, schema=ESTIMATES_SCHEMA)


def pytest_xdist_auto_num_workers() -> int:
    """Run three tests at once on two cores: half of the time a test waits for a browser, a server or a command."""
    return max(2, (os.cpu_count() or 2) * 3 // 2)


@pytest.fixture(scope="session")
def small_publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small publication, and give its folder."""
    folder = tmp_path_factory.mktemp("published") / "publication"
    names = {
        "organisation": list(ORGANISATIONS),
        "name": list(ORGANISATIONS.values()),
        "kind": ["acute", "community", "mental health"],
    }
    write_publication(
        folder,
        estimates=small_estimates(),
        organisations=pl.DataFrame(names),
        measures=MEASURES,
        manifest=MANIFEST,
    )
    return folder


@pytest.fixture(scope="session")
def gate(small_publication: Path) -> Iterator[Gate]:
    """Serve the small publication on a free port, to every test that asks."""
    access = Access(SignIn(), (Audience("pages", small_publication),), Limits(live_each=20))
    with served(access) as gate:
        yield gate
