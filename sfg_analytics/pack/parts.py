"""Parts that a pack of one organisation and a pack of a whole system have in common."""

from __future__ import annotations

import polars as pl

from sfg_analytics.charts import icon_table
from sfg_analytics.charts.icons import VARIATION, assurance_words
from sfg_analytics.pack.document import Column, Figure, Row, Section, Table
from sfg_analytics.pack.held import Held, characteristic
from sfg_analytics.pack.tables import (
    ADJUSTED,
    COUNTS,
    DIFFERENCE,
    HELD_EQUAL,
    MEASURE,
    MONTH,
    ORGANISATION,
    RATIO,
    SCREEN,
    VALUE,
    comparison_rows,
    estimate_rows,
    like_for_like,
    sentence_case,
    sheet_name,
)

_REFERENCE = (Column("group", "Group"), Column("reference", "Reference group"))
BOTH_RATES = (
    Column("value", "Share of the group", "value"),
    Column("reference_value", "Share of the reference", "value"),
)


def at_a_glance(held: Held, code: str, name: str = "At a glance") -> list[Figure]:
    """Give the table of icons of an organisation; none where it has no control charts."""
    charted = {
        str(held.words(measure)["title"]): (measure, held.series(code, measure))
        for measure in held.measures
        if held.words(measure).get("chart")
    }
    charted = {title: (measure, rows) for title, (measure, rows) in charted.items() if rows.height}
    if not charted:
        return []
    kinds = {title: str(held.words(measure)["kind"]) for title, (measure, _) in charted.items()}
    title = "Months that can be charted, and what they say"
    picture = icon_table(
        {label: rows for label, (_, rows) in charted.items()},
        title=title,
        caption=f"{held.name(code)}. Small numbers: {held.policy['name']}.",
        kinds=kinds,
    )
    said = picture.table.to_dicts()
    columns = (
        MEASURE,
        MONTH,
        Column("value", "Value", "value"),
        Column("target", "Target", "value"),
        Column("variation", "Variation"),
        Column("assurance", "Assurance"),
    )
    rows = []
    for row, (label, (measure, _)) in zip(said, charted.items(), strict=True):
        variation = VARIATION[row["variation"], row["direction"]]
        rows.append(
            {
                "title": label,
                "measure": measure,
                "kind": kinds[label],
                "month": row["month"],
                "value": row["value"],
                "hidden": row["hidden"],
                "missing": None if row["value"] is not None else row["hidden"] or "Not available",
                "target": row["target"],
                "variation": variation + (f" ({row['of']})" if row["of"] not in {None, row["month"]} else ""),
                "assurance": assurance_words(
                    row["assurance"], target=row["target"], variation=row["variation"]
                ),
            }
        )
    return [Figure(Table(sheet_name(name), f"{title}: {held.name(code)}", columns, tuple(rows)), picture)]


def what_staff_say(held: Held) -> list[Section]:
    """Give what the NHS Staff Survey says; nothing where the publication holds none of it."""
    measures = [one for one in held.measures if one.startswith("survey_")]
    rows: list[Row] = []
    for measure in measures:
        rows += [{**row, "year": str(row["period"].year)} for row in estimate_rows(held, held.rows(measure))]
    if not rows:
        return []
    several = (ORGANISATION,) if len(held.codes) > 1 else ()
    years = ", ".join(sorted({str(row["year"]) for row in rows}))
    source = str(held.words(measures[0])["source"])
    table = Table(
        "What staff say",
        f"What staff say: NHS Staff Survey {years}",
        (MEASURE, *several, Column("year", "Survey of"), VALUE, *COUNTS),
        tuple(rows),
        note=f"Publisher: Survey Coordination Centre for NHS England. Source: {source}",
    )
    words = (
        "The survey asks staff what they think; it is another source than the records above, of other people and another "
        "time.",
        str(held.words(measures[0])["caveat"]),
    )
    return [Section("staff-survey", "What staff say", words, figures=(Figure(table),))]


def groups_compared(held: Held, breakdown: str | None = None) -> Table:
    """List every comparison of groups, or every one by a characteristic: both rates, both counts, ratio and difference."""
    several = (ORGANISATION,) if len(held.codes) > 1 else ()
    compared = held.comparisons(breakdown=breakdown)
    return Table(
        "Groups compared",
        f"Every comparison of groups{f' by {characteristic(breakdown).lower()}' if breakdown else ''}, of every measure",
        (
            MEASURE,
            *several,
            MONTH,
            Column("characteristic", "Characteristic"),
            *_REFERENCE,
            *BOTH_RATES,
            *COUNTS,
            Column("reference_numerator", "Number in the reference", "count"),
            Column("reference_denominator", "Reference out of", "count"),
            RATIO,
            DIFFERENCE,
            ADJUSTED,
            SCREEN,
            *((*like, HELD_EQUAL) if (like := like_for_like(compared)) else ()),
        ),
        comparison_rows(held, compared),
        note=(
            f"p-values are adjusted over all {held.publication.comparisons.height:,} comparisons of the publication (Benjamini "
            "and Hochberg). The four-fifths screen says where to look closer; it is no verdict."
        ),
        long=True,
    )


def among_peers(held: Held) -> list[Figure]:
    """Set organisations beside one another, of every measure that can be."""
    rows = []
    for measure in held.measures:
        for row in (
            held.funnel(measure).filter(pl.col("organisation").is_in(held.codes)).iter_rows(named=True)
        ):
            title = str(held.words(measure)["title"])
            missing = row["without_value"] or "Not available"
            rows.append(
                {
                    **row,
                    "kind": str(held.words(measure)["kind"]),
                    "title": f"{title}: {row['label']}" if row["label"] else title,
                    "month": f"{row['period']:%B %Y}",
                    "value_lower": row["lower"],
                    "value_upper": row["upper"],
                    "hidden": row["without_value"],
                    "missing": None if row["value"] is not None else missing,
                    "all": row["target"],
                    "where": _where(row),
                    "like": sentence_case(row["position"] or row["without_peers"] or "not available"),
                    "placed": row["position"] is not None,
                }
            )
    if not rows:
        return []
    several = (ORGANISATION,) if len(held.codes) > 1 else ()
    columns = (
        MEASURE,
        *several,
        MONTH,
        VALUE,
        Column("all", "All organisations together", "value"),
        Column("where", "Against the funnel’s limits"),
        *((Column("like", "Among those of its kind"),) if any(row["placed"] for row in rows) else ()),
    )
    table = Table(
        "Among organisations",
        "How organisations stand beside one another",
        columns,
        tuple(rows),
        note="Limits allow for size and for how much organisations differ anyway. Organisations are not ranked.",
        long=len(held.codes) > 1,
    )
    return [Figure(table)]


def _where(row: Row) -> str:
    if row["value"] is None:
        return "Not available"
    return f"{str(row['signal']).capitalize()} limits" if row["signal"] else "Within the limits"


def spread_of_peers(held: Held) -> list[Figure]:
    """Say how the others are spread, where they are not named."""
    peers = held.publication.peers
    if peers.is_empty():
        return []
    latest = peers.filter(pl.col("period") == pl.col("period").max().over("measure"))
    rows = []
    for row in latest.iter_rows(named=True):
        words = held.words(row["measure"])
        label = held.outcome_label(row["measure"], row["outcome"])
        own = held.row(row["measure"], held.codes[0], row["outcome"])
        mine = own if own and own["period"] == row["period"] else None
        rows.append(
            {
                **row,
                "kind": str(words["kind"]),
                "title": f"{words['title']}: {label}" if label else str(words["title"]),
                "month": f"{row['period']:%B %Y}",
                "value": mine and mine["value"],
                "value_lower": mine and mine["lower"],
                "value_upper": mine and mine["upper"],
                "hidden": mine and mine["hidden"],
                "missing": None
                if mine and mine["value"] is not None
                else (mine and mine["hidden"]) or "Not available",
            }
        )
    columns = (
        MEASURE,
        MONTH,
        VALUE,
        Column("lower_quartile", "Lower quartile of the others", "value"),
        Column("median", "Median of the others", "value"),
        Column("upper_quartile", "Upper quartile of the others", "value"),
        Column("peers", "Others with a value", "count"),
    )
    return [
        Figure(Table("How others are spread", "How the other organisations are spread", columns, tuple(rows)))
    ]
