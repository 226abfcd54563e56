"""An export that no contract knows: a made-up conversation log in words that nobody taught, for the mapping assistant.

Every other export of the demo keeps to the contracts' own words; this one must not. Its headings are shortened, mistyped
or other words, its codes are spelt its own way, and three of its rows are wrong.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from sfg_analytics.demo.dialects.spelling import dates, flags, made_up_name, made_up_note, spelt
from sfg_analytics.demo.faults import NOT_A_CODE, NOT_A_DATE
from sfg_analytics.demo.files import Sheet, write_text
from sfg_analytics.demo.simulation import simulate

ORGANISATION = "ZZ2"

HEADINGS = {
    "Trust cde": "organisation",
    "Colleague": "person",
    "Made-up name": "employee_name",
    "Convrsation Date": "conversation_date",
    "Dt Entered": "recorded_date",
    "Conv. Type": "run_as",
    "Current Plcmt": "current_placement",
    "Where next": "sought_placement",
    "Pln Agreed": "plan_agreed",
    "Nxt Review": "next_review_date",
    "In their words": "reflections",
    "Sys Ref": "",
}
"""From heading to the column of the contract that it shows; empty for one that shows none."""

CODES = {
    "run_as": {
        "appraisal": "Part of apprsl",
        "standalone": "Stand-alone convo",
        "learning_assessment": "L & D assessmnt",
        "talent_pool": "Talent pl",
        "unknown": "Not knwn",
    },
    "current_placement": {
        "depth": "Expand expertise",
        "breadth": "Bredth",
        "stretch": "Bigger job",
        "no_move": "No move now",
    },
    "plan_agreed": {"yes": "Agreed", "no": "Not agreed"},
}
"""How it spells codes; those of the placement sought are those of the current one."""


def write_untaught(folder: Path, *, people: int = 1_000, months: int = 6, seed: int = 4) -> Path:
    """Write the conversation log of one made-up organisation in words that no contract knows.

    Parameters
    ----------
    folder
        Where to; made when missing.
    people, months, seed
        As for ``make_exports``.

    Returns
    -------
    Path
        The file: semicolons, title rows above, a total below; one date that does not exist, one code in no list, one row
        twice.
    """
    (told,) = (
        tables
        for tables in simulate(people=people, months=months, seed=seed)
        if tables.organisation.code == ORGANISATION
    )
    held = told.conversation_outcomes.with_columns(number=pl.col("person").cast(pl.Int64))
    placements = CODES["current_placement"]
    written = {
        "organisation": pl.col("organisation"),
        "person": pl.col("person"),
        "employee_name": made_up_name(),
        "conversation_date": dates("conversation_date", "%d.%m.%Y"),
        "recorded_date": dates("recorded_date", "%d.%m.%Y"),
        "run_as": spelt("run_as", CODES["run_as"]),
        "current_placement": spelt("current_placement", placements),
        "sought_placement": spelt("sought_placement", placements),
        "plan_agreed": flags("plan_agreed", CODES["plan_agreed"]["yes"], CODES["plan_agreed"]["no"]),
        "next_review_date": dates("next_review_date", "%d.%m.%Y"),
        "reflections": made_up_note(),
        "": pl.concat_str(pl.lit("SYS/"), pl.int_range(pl.len()).cast(pl.String)),
    }
    table = held.select(written[column].alias(heading) for heading, column in HEADINGS.items())
    wrong = [
        table[:1].with_columns(pl.lit(NOT_A_DATE).alias("Convrsation Date")),
        table[1:2].with_columns(pl.lit(NOT_A_CODE).alias("Where next")),
        table[2:3],
    ]
    table = pl.concat([table, *wrong])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "convo log (made up).csv"
    above = ("Convo log - made up",)
    total = (("Total", str(table.height), "..."),)
    write_text(path, Sheet(table, above, total), encoding="utf-8-sig", separator=";", newline="\r\n")
    return path
