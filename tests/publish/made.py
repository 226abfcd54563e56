"""A small store of organisations that do not exist, and a plan for it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.contract import load_contracts
from sfg_analytics.publish import Plan, load_plan
from sfg_analytics.store import Store

MONTHS = [date(2025, 2, 1), date(2025, 3, 1)]
PSEUDONYM = "0123456789abcdef0123456789abcdef"
CONTRACTS = load_contracts()

PLAN = """
title: Made up
policy: NHS_ROUND_5
peers: {peers}
months: 12
quarters: 2
charts: [held_of_due]
references: {{sex: Male}}
measures:
  coverage: [staff_group, band, ethnicity, sex, disability, age_band]
  eligible: [sex]
  held_of_due: []
  current_placement: []
  sought_placement: [sex]
"""


def plan_of(folder: Path, *, peers: str = "named", text: str = PLAN) -> Plan:
    page = folder / "plan.yaml"
    page.write_text(text.format(peers=peers), "utf-8")
    return load_plan(page, contracts=CONTRACTS)


def staff(organisation: str, people: int) -> pl.DataFrame:
    """Make up people of whom every tenth is Black African and three in all are very senior managers."""
    one = [
        {
            "organisation": organisation,
            "period": month,
            "person": PSEUDONYM if number == 0 else f"{organisation}{number}",
            "age_band": ["21-30", "31-40", "51-65"][number % 3],
            "staff_group": "Administrative and Clerical",
            "band": "VSM" if number < 3 else "5",
            "ethnicity": "N" if number % 10 == 0 else "A",
            "sex": ["Female", "Male"][number % 2],
            "disability": None,
            "assignment_status": "Active",
            "service_start_date": date(2015, 1, 1),
        }
        for month in MONTHS
        for number in range(people)
    ]
    return pl.DataFrame(one).with_columns(
        pl.col("disability").cast(pl.String),
        submission=pl.lit(f"s-{organisation}"),
        contract_version=pl.lit("1.0.0"),
    )


def conversations(organisation: str, people: int) -> pl.DataFrame:
    """Every second person had one in June 2024; people who left had one in January 2024 and March 2025, its two ends."""
    who = [
        "leaver",
        "another leaver",
        *(PSEUDONYM if number == 0 else f"{organisation}{number}" for number in range(0, people, 2)),
    ]
    return pl.DataFrame(
        {
            "organisation": organisation,
            "person": who,
            "period": [date(2024, 1, 1), MONTHS[1], *[date(2024, 6, 1)] * (len(who) - 2)],
            "conversation_date": [date(2024, 1, 9), MONTHS[1], *[date(2024, 6, 9)] * (len(who) - 2)],
            "stage": "placed",
            "current_placement": "depth",
            "sought_placement": "no_move",
            "submission": f"c-{organisation}",
            "contract_version": "1.0.0",
        }
    )


NAMES = pl.DataFrame(
    {
        "organisation": ["ZZA", "ZZA", "ZZC"],
        "period": [date(2025, 1, 1), date(2024, 1, 1), date(2025, 1, 1)],
        "organisation_name": ["Ashmere Hospitals", "Ashmere Hospital", "Never submitted"],
        "benchmarking_group": ["Acute", "Acute", "Community"],
        "submission": "o-1",
        "contract_version": "1.0.0",
    }
)


def hash_of(text: str) -> str:
    """A hash as files have; nothing can be read in it."""
    return hashlib.sha256(text.encode()).hexdigest()


def entry(
    submission: str,
    contract: str,
    sha256: str,
    verdict: str = "kept",
    at: datetime = datetime(2025, 4, 1, 9, tzinfo=UTC),
) -> dict[str, Any]:
    return {
        "submission": submission,
        "file": f"{submission} of Smith.csv",
        "contract": contract,
        "sha256": hash_of(sha256),
        "verdict": verdict,
        "submitted_at": at,
    }


def fill(store: Store, sizes: dict[str, int]) -> None:
    """Bring organisations of so many people into a store."""
    keys = ("organisation", "period")
    with store.writing():
        for organisation, people in sizes.items():
            store.replace("staff_in_post", staff(organisation, people), keys)
            store.replace("conversation_outcomes", conversations(organisation, people), keys)
            store.enter(entry(f"s-{organisation}", "staff_in_post", f"aa{organisation}"))
            store.enter(entry(f"c-{organisation}", "conversation_outcomes", f"bb{organisation}"))
