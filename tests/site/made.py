"""A publication of six organisations that holds something for every part of the pages, made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.contract import load_contracts
from sfg_analytics.measures import CATALOGUE, ties
from sfg_analytics.publication import ESTIMATES_SCHEMA, Publication, write_publication
from tests.conftest import MANIFEST, estimate

CODES = [f"ZZ{letter}" for letter in "ABCDEF"]
NAMES = {code: f"Hospital {code[-1]} of somewhere with a long name (made up)" for code in CODES}
MONTHS = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(15)]
LAST = MONTHS[-1]
PLACEMENTS = ("depth", "breadth", "stretch", "no_move")
MEASURES = (
    "coverage",
    "held_of_due",
    "eligible",
    "readiness_supply",
    "pipeline",
    "successor_ready",
    "shared_supply",
    "current_placement",
    "sought_placement",
    "seeking_change",
    "action_agreed",
    "kinds",
    "declared",
    "recorded_completely",
    "survey_q15",
)
_GROUPS = {
    "ethnicity": {"White": 600, "All other ethnic groups": 300, "Unknown": 100},
    "sex": {"Female": 700, "Male": 300},
    "disability": {"Disabled": 100, "Not disabled": 700, "Unknown": 200},
}
_BANDS = [f"Band {band}" for band in (2, 3, 4, 5, 6, 7, "8a")]
_BANDED = {
    "Bands 1 to 4 | White": (30, 150),
    "Bands 1 to 4 | All other ethnic groups": (40, 200),
    "Bands 5 to 7 | White": (270, 450),
    "Bands 5 to 7 | All other ethnic groups": (60, 100),
}
Row = dict[str, Any]
_STAFF = ["Nursing and Midwifery Registered", "Administrative and Clerical", "Estates and Ancillary"]


def rich(folder: Path, *, pairs: bool = False, banded: bool = False) -> Publication:
    """Write the publication.

    Parameters
    ----------
    folder
        Where to.
    pairs
        Whether it says from which placement to which people seek to go.
    banded
        Whether it crosses who had a conversation at ZZF with band and ethnicity: at each level both groups have the same share.
    """
    contracts = load_contracts()
    measures = [_words(name, contracts) for name in MEASURES]
    names = {"organisation": CODES, "name": [NAMES[code] for code in CODES], "kind": ["Acute"] * len(CODES)}
    manifest = MANIFEST | {
        "plan": {
            "references": {"ethnicity": "White", "sex": "Male", "disability": "Not disabled"},
            "adjust": ["band_cluster"],
        },
        "described": ties([CATALOGUE[name] for name in MEASURES], contracts),
        "submissions": [
            {
                "contract": "staff_in_post",
                "contract_version": "1.0.0",
                "sha256": str(place) * 64,
                "organisations": [code],
            }
            for place, code in enumerate(CODES)
        ],
    }
    return write_publication(
        folder,
        estimates=pl.DataFrame(list(_rows(measures, pairs=pairs, banded=banded)), schema=ESTIMATES_SCHEMA),
        organisations=pl.DataFrame(names),
        measures=measures,
        manifest=manifest,
    ).publication


def _words(name: str, contracts: Any) -> dict[str, Any]:
    kind = "rate" if name in {"readiness_supply", "shared_supply"} else "proportion"
    return CATALOGUE[name].as_json(contracts) | {
        "kind": kind,
        "rows": "people",
        "tables": ["staff_in_post"],
        "chart": "p" if name in {"held_of_due", "action_agreed"} else None,
    }


def _rows(measures: list[dict[str, Any]], *, pairs: bool, banded: bool) -> Iterator[Row]:
    for group, counts in _BANDED.items() if banded else ():
        yield estimate("coverage", LAST, "ZZF", counts, breakdown="band_cluster | ethnicity", group=group)
    for group, counts in {"Bands 1 to 4": (70, 350), "Bands 5 to 7": (330, 550)}.items() if banded else ():
        yield estimate("coverage", LAST, "ZZF", counts, breakdown="band_cluster", group=group)
    for place, code in enumerate(CODES):
        for words in measures:
            yield from _everybody(words, code, place)
        yield from _by_characteristic(code, place)
        yield from _by_band(code, place)
        for staff in _STAFF:
            yield estimate(
                "shared_supply", LAST, code, (30 + place, 30), breakdown="staff_group", group=staff
            )
        yield estimate(
            "successor_ready", LAST, code, (10, 30), breakdown="band_cluster", group="Bands 8a and above"
        )
        for now, sought in product(PLACEMENTS, PLACEMENTS) if pairs else ():
            more = {"breakdown": "current_placement", "group": now, "outcome": sought}
            yield estimate("sought_placement", LAST, code, (60, 240), **more)


def _everybody(words: dict[str, Any], code: str, place: int) -> Iterator[Row]:
    name, size = words["id"], 1000 + 200 * place
    for step, month in enumerate([LAST] if name.startswith("survey") else MONTHS):
        for turn, one in enumerate(words["outcomes"]):
            yield estimate(name, month, code, (size // 10 * (1 + turn % 3), size), outcome=one["code"])
        if not words["outcomes"]:
            hidden = step == 3 and code == "ZZC"
            counts = None if hidden else (size // 2 + 40 * place + 5 * (step % 4), size)
            yield estimate(name, month, code, counts)


def _by_characteristic(code: str, place: int) -> Iterator[Row]:
    for name, outcome in (("coverage", None), ("pipeline", None), ("sought_placement", "depth")):
        for breakdown, groups in _GROUPS.items():
            for group, people in groups.items():
                few = group == "Unknown" and code == "ZZB"
                counts = None if few else (people // 2 - 10 * place * (group != "White"), people)
                yield estimate(name, LAST, code, counts, breakdown=breakdown, group=group, outcome=outcome)


def _by_band(code: str, place: int) -> Iterator[Row]:
    for turn, band in enumerate(_BANDS):
        counts = None if band == "Band 8a" else (20 + 10 * turn, 100 + place)
        for name in ("pipeline", "readiness_supply"):
            yield estimate(name, LAST, code, counts, breakdown="band", group=band)
        for breakdown in ("ethnicity", "sex"):
            for group in _GROUPS[breakdown]:
                more = {"breakdown": f"band | {breakdown}", "group": f"{band} | {group}"}
                yield estimate("pipeline", LAST, code, counts, **more)
