"""The equality committee's page: one organisation and one measure, by every characteristic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from sfg_analytics.charts import Chart, intervals, likelihoods
from sfg_analytics.charts.chart import percent
from sfg_analytics.pack.document import Column, Document, Figure, Row, Section, Table
from sfg_analytics.pack.fairness import Subject, like_for_like_in_words, of_characteristic
from sfg_analytics.pack.held import CHARACTERISTICS, UNKNOWN, Held, characteristic, title_of
from sfg_analytics.pack.provenance import definitions, what_this_rests_on, what_was_hidden
from sfg_analytics.pack.tables import (
    COUNTS,
    MONTH,
    SHARE,
    comparison_rows,
    estimate_rows,
    held_equal,
    sheet_name,
    stands_out,
)
from sfg_analytics.site.side_by_side import crossed

_ADVICE = (
    "Each group is compared with a reference group of the same organisation in the same month; the reference is the larger one, "
    "or the one that the equality standards name, and not a norm.",
    "A difference says where to look closer. It does not say why it is there: groups differ in age, grade and place of work.",
)
_IN_RECORDS = (
    "Analysts can hold more equal, from the records inside the organisation (sfg.fairness, with adjust)."
)
_MOST_OPEN = 2
"""Of how many crossings the tables lie open; of more all but the first are folded away."""

_MANY = (
    "Among many comparisons some look striking by chance alone. So each p-value is adjusted for all that this publication shows "
    "(Benjamini and Hochberg), and a comparison stands out only where the adjusted one is 0.05 or less and the interval leaves out 1.",
)


def subjects(held: Held) -> list[Subject]:
    """List what is compared at an organisation, in the order of the publication."""
    there = held.comparisons().select("measure", "outcome").unique(maintain_order=True).rows()
    ordered = sorted(there, key=lambda one: held.measures.index(one[0]))
    return [
        Subject(
            measure,
            outcome,
            ": ".join(filter(None, [held.short(measure), held.outcome_label(measure, outcome)])),
            "",
        )
        for measure, outcome in ordered
    ]


def fairness(held: Held, subject: Subject) -> Document:
    """Set groups side by side, for an organisation and a subject.

    Parameters
    ----------
    held
        What is held of the organisation.
    subject
        What is compared.

    Returns
    -------
    Document
        A section for each characteristic, and the text of an equality analysis.
    """
    (code,) = held.codes
    compared = subject.of(held.comparisons(subject.measure))
    found = [_characteristic(held, subject, breakdown, compared) for breakdown in CHARACTERISTICS]
    parts = [section for section in found if section is not None]
    sections = [
        _first(held, compared),
        *parts,
        *_declared(held, code),
        *_crossed(held, subject),
        _analysis(held, compared),
        what_was_hidden(held),
        what_this_rests_on(held),
    ]
    return Document(
        f"Fairness: {held.name(code)}",
        (f"{subject.label}, by every characteristic on record.",),
        tuple(sections),
        definitions(held),
        str(held.publication.manifest["created"]),
    )


def _first(held: Held, compared: pl.DataFrame) -> Section:
    made = compared.filter(pl.col("ratio").is_not_null())
    out = made.filter(stands_out())
    missing = compared.height - made.height
    number = held.publication.comparisons.height
    points = [
        f"Of {made.height} comparisons of groups, {out.height or 'none'} {'stands' if out.height <= 1 else 'stand'} out by more "
        f"than chance may turn up among the {number:,} comparisons of this publication (adjusted p of 0.05 or less).",
        *(sentence(row) for row in comparison_rows(held, out)),
        *_like_for_like(out),
        f"{missing} more cannot be made, mostly because numbers are small and hidden."
        if missing
        else "Every one could be made.",
    ]
    return Section("first", "What matters first", points=(*points, *_MANY))


def _like_for_like(out: pl.DataFrame) -> list[str]:
    """Say how many of what stands out can be set like for like, and how many still stand out then."""
    like = out.filter(pl.col("like_for_like_ratio").is_not_null())
    if not like.height:
        return []
    still = like.filter(stands_out("like_for_like_")).height
    return [
        f"Of those that stand out, {like.height} can be compared like for like, at the same {held_equal(like)}: {still or 'none'} "
        f"{'stands' if still <= 1 else 'stand'} out then too."
    ]


def sentence(row: Row) -> str:
    """Tell a comparison with both rates and how sure one can be."""
    if row["ratio"] is None:
        return f"{characteristic(row['breakdown'])}, ‘{row['group']}’: {row['missing']}."
    return (
        f"{characteristic(row['breakdown'])}: {row['telling']}"
        if row["telling"]
        else f"{characteristic(row['breakdown'])}, ‘{row['group']}’: {percent(row['value'])} against "
        f"{percent(row['reference_value'])}, {row['ratio']:.2f} times as likely ({row['ratio_lower']:.2f} to "
        f"{row['ratio_upper']:.2f})."
    )


def _characteristic(held: Held, subject: Subject, breakdown: str, compared: pl.DataFrame) -> Section | None:
    """Set beside a characteristic's groups how much likelier each is, and the months before."""
    found = of_characteristic(held, subject, breakdown)
    if not found:
        return None
    [section] = found
    [shares] = section.figures
    here = compared.filter(pl.col("breakdown") == breakdown)
    declared = next(iter(here["declared"].drop_nulls()), None)
    words = (
        (
            f"{section.title} is known of {percent(declared)} of those counted. People of whom it is not known are a group of "
            "their own.",
        )
        if declared is not None
        else ()
    )
    further = (*_likelihoods(here, section.title, shares), *_before(held, subject, breakdown))
    return replace(section, words=words, figures=(shares, *further))


def _likelihoods(here: pl.DataFrame, name: str, shares: Figure) -> list[Figure]:
    if here["ratio"].is_null().all() or not isinstance(shares.picture, Chart):
        return []
    reference = here["reference"][0]
    equal = held_equal(here)
    caption = (
        f"{shares.picture.caption} Held equal, like for like: {equal}." if equal else shares.picture.caption
    )
    chart = likelihoods(
        here,
        title=title_of(f"Times as likely as ‘{reference}’, by {name.lower()}", "Times as likely"),
        caption=caption,
    )
    told = replace(
        shares.table,
        name=sheet_name(f"{shares.table.name} likelihoods"),
        title=f"{chart.title}: the same numbers",
        note="",
        long=True,
    )
    return [Figure(told, chart)]


def _before(held: Held, subject: Subject, breakdown: str) -> list[Figure]:
    """Give the months before that are broken down, so that a change can be seen."""
    rows = subject.of(held.rows(subject.measure, breakdown, months=None))
    if rows["period"].n_unique() <= 1:
        return []
    name = characteristic(breakdown)
    table = Table(
        sheet_name(f"{name} before"),
        f"{subject.label} by {name.lower()}, in the months before",
        (Column("group", "Group"), MONTH, SHARE, *COUNTS),
        estimate_rows(held, rows.sort(pl.col("group") == "Unknown", "group", "period", maintain_order=True)),
        long=True,
    )
    return [Figure(table)]


def _declared(held: Held, code: str) -> list[Section]:
    """Say of how many staff each characteristic is known."""
    if "declared" not in held.measures:
        return []
    rows = held.rows("declared", codes=[code])
    words = held.words("declared")
    month = rows["month"][0]
    chart = intervals(
        rows,
        title=title_of(f"Staff whose characteristics are recorded, {month}"),
        by="label",
        caption=held.caption("declared", f"{held.name(code)}, {month}"),
    )
    table = Table(
        "Characteristics recorded",
        f"{words['title']}, {month}",
        (Column("label", "Characteristic"), SHARE, *COUNTS),
        estimate_rows(held, rows),
        note=str(words["caveat"]),
    )
    return [
        Section(
            "declared", "Of how many it is known", (str(words["question"]),), figures=(Figure(table, chart),)
        )
    ]


def _crossed(held: Held, subject: Subject) -> list[Section]:
    """Give the crossings that the publication holds, whose bases allow it."""
    of_measure = held.publication.estimates.filter(pl.col("measure") == subject.measure)
    crossings = [one for one in of_measure["breakdown"].unique(maintain_order=True) if " | " in one]
    crossings.sort(key=lambda one: sum(part not in CHARACTERISTICS for part in one.split(" | ")))
    figures = []
    for breakdown in crossings:
        rows = subject.of(held.rows(subject.measure, breakdown))
        if rows.is_empty():
            continue
        down, across = breakdown.split(" | ")[:2]
        parts = pl.col("group").str.split(" | ")
        split = rows.with_columns(down=parts.list.get(0), across=parts.list.get(1))
        groups = sorted(split["across"].unique(maintain_order=True), key=lambda group: group == UNKNOWN)
        name = f"{characteristic(down).lower()} and {characteristic(across).lower()}"
        table = crossed(
            split,
            across="across",
            heads={group: group for group in groups},
            down=(Column("down", characteristic(down)),),
            name=name,
            title=f"{subject.label} by {name}, {rows['month'][0]}",
            note="The share of each group at each level, with its 95% interval. The counts are in the file of every figure.",
        )
        figures.append(Figure(table))
    words = (
        "Where two characteristics meet, disadvantage may be greater than either shows. Most such groups are small, and hidden.",
    )
    if not figures:
        none = "This publication crosses no characteristics of this measure: most such groups would be too small to be shown."
        return [Section("crossed", "Characteristics crossed", (none,))]
    opened = [
        Figure(replace(one.table, long=len(figures) > _MOST_OPEN and place > 0))
        for place, one in enumerate(figures)
    ]
    return [Section("crossed", "Characteristics crossed", words, figures=tuple(opened))]


def _analysis(held: Held, compared: pl.DataFrame) -> Section:
    rows: Sequence[Row] = comparison_rows(held, compared)
    return Section(
        "analysis",
        "Text for the equality analysis",
        (*_ADVICE, like_for_like_in_words(compared), _IN_RECORDS),
        points=tuple(sentence(row) for row in rows),
    )
