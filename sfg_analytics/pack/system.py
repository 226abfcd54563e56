"""The pack of a whole system: its organisations side by side, then each by name."""

from __future__ import annotations

import polars as pl

from sfg_analytics.charts import intervals, small_multiples, supply_and_demand
from sfg_analytics.pack.document import Column, Document, Figure, Section, Table
from sfg_analytics.pack.first import three_things
from sfg_analytics.pack.held import Held, title_of
from sfg_analytics.pack.organisation import funnel_chart, funnel_table
from sfg_analytics.pack.parts import among_peers, at_a_glance, groups_compared, what_staff_say
from sfg_analytics.pack.provenance import definitions, what_this_rests_on, what_was_hidden
from sfg_analytics.pack.tables import (
    COUNTS,
    MONTH,
    ORGANISATION,
    SHARE,
    VALUE,
    estimate_rows,
    sheet_name,
)

_DEVELOPMENT = ("action_agreed", "started_90_days", "completed_12_months")
_MOST_PANELS = 12
_MOST_OPEN = 40


def system_pack(held: Held) -> Document:
    """Summarise a system.

    Parameters
    ----------
    held
        What is held of all its organisations.

    Returns
    -------
    Document
        Its pack, to be drawn.
    """
    compared = groups_compared(held)
    fair = [Figure(compared)] if compared.rows else []
    sections = [
        Section("first", "What matters first", points=three_things(held)),
        _section("conversations", "Conversations", [*_coverage(held), *_funnel(held), *_held_of_due(held)]),
        _section("pipeline", "Pipeline by band", _supply(held)),
        _section(
            "placements",
            "Placements now and sought",
            [*_side_by_side(held, "current_placement"), *_side_by_side(held, "sought_placement")],
            "Depth, breadth, stretch and no move sought now are valued equally; they are not ranked.",
        ),
        _section(
            "development",
            "Development",
            [figure for measure in _DEVELOPMENT for figure in _side_by_side(held, measure)],
        ),
        _section(
            "fairness",
            "Fairness",
            fair,
            "Each group is set against a reference group of its own organisation. An organisation’s own pack shows its groups "
            "with their intervals.",
        ),
        _section("peers", "Among organisations", among_peers(held)),
        *what_staff_say(held),
        *(_organisation(held, code) for code in held.codes),
        what_was_hidden(held),
        what_this_rests_on(held),
    ]
    number = len(held.codes)
    return Document(
        f"Board pack: {held.publication.manifest['title']}",
        (
            f"{number} {'organisation' if number == 1 else 'organisations'}: "
            + ", ".join(f"{held.name(code)} ({code})" for code in held.codes)
            + ".",
            f"Small numbers: {held.policy['name']}. The system as a whole is not shown beside its organisations, lest one be "
            "worked out from the others.",
        ),
        tuple(sections),
        definitions(held),
        str(held.publication.manifest["created"]),
    )


def _section(name: str, title: str, figures: list[Figure], *words: str) -> Section:
    if not figures:
        return Section(name, title, ("This publication holds no figure of it.",))
    return Section(name, title, words, figures=tuple(figures))


def _coverage(held: Held) -> list[Figure]:
    return _side_by_side(held, "coverage", drawn=True)


def _side_by_side(held: Held, measure: str, *, drawn: bool = False) -> list[Figure]:
    """Set the latest figures of all organisations under one another."""
    if measure not in held.measures:
        return []
    rows = held.rows(measure)
    words = held.words(measure)
    answers = (Column("label", "Answer"),) if words["outcomes"] else ()
    months = ", ".join(dict.fromkeys(rows["month"]))
    chart = None
    if drawn:
        chart = intervals(
            rows,
            title=title_of(f"{held.short(measure)} by organisation"),
            by="name",
            caption=held.caption(measure, months),
            kind=str(words["kind"]),
        )
    table = Table(
        sheet_name(held.short(measure)),
        str(words["title"]),
        (ORGANISATION, MONTH, *answers, SHARE, *COUNTS),
        estimate_rows(held, rows),
        note=f"Share: {words['unit']}. {words['caveat']}",
        long=rows.height > _MOST_OPEN,
    )
    return [Figure(table, chart)]


def _funnel(held: Held) -> list[Figure]:
    chart = funnel_chart(held, "coverage")
    return [] if chart is None else [Figure(funnel_table(held, "coverage"), chart)]


def _held_of_due(held: Held) -> list[Figure]:
    if "held_of_due" not in held.measures:
        return []
    rows = held.rows("held_of_due", months=None)
    words = held.words("held_of_due")
    chart = None
    if len(held.codes) <= _MOST_PANELS:
        chart = small_multiples(
            rows,
            title=title_of(held.short("held_of_due")),
            by="name",
            caption=held.caption("held_of_due", "every month"),
        )
    table = Table(
        "Held of those due",
        str(words["title"]),
        (ORGANISATION, MONTH, SHARE, *COUNTS),
        estimate_rows(held, rows),
        note=str(words["caveat"]),
        long=True,
    )
    return [Figure(table, chart)]


def _supply(held: Held) -> list[Figure]:
    if "readiness_supply" not in held.measures:
        return []
    rows = held.rows("readiness_supply", "band")
    if rows.is_empty():
        return []
    words = held.words("readiness_supply")
    months = ", ".join(dict.fromkeys(rows["month"]))
    chart = None
    if len(held.codes) <= _MOST_PANELS:
        shown = rows.filter(
            pl.col("group").is_in(rows.filter(pl.col("value").is_not_null())["group"].unique().to_list())
        )
        if shown.height:
            chart = supply_and_demand(
                shown,
                title=title_of(f"{held.short('readiness_supply')} by band"),
                down="group",
                across="organisation",
                caption=held.caption("readiness_supply", months),
            )
    table = Table(
        "Pipeline by band",
        f"{words['title']}, by band",
        (ORGANISATION, Column("group", "Band"), MONTH, VALUE, *COUNTS),
        estimate_rows(held, rows),
        note=f"Value: {words['unit']}. {words['caveat']}",
        long=True,
    )
    return [Figure(table, chart)]


def _organisation(held: Held, code: str) -> Section:
    own = Held(held.publication, [code])
    figures = at_a_glance(own, code, name=f"At a glance {code}")
    return Section(
        f"organisation-{held.codes.index(code) + 1}",
        f"{held.name(code)} ({code})",
        points=three_things(own),
        figures=tuple(figures),
    )
