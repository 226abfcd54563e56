"""The pack of one organisation: it in detail, and its peers as the publication has them."""

from __future__ import annotations

import polars as pl

from sfg_analytics.charts import Chart, control_chart, funnel, trend
from sfg_analytics.pack.document import Column, Document, Figure, Section, Table
from sfg_analytics.pack.fairness import fairness
from sfg_analytics.pack.first import three_things
from sfg_analytics.pack.followed import by_band, critical_posts, development, placements, without_pairs
from sfg_analytics.pack.held import Held, title_of
from sfg_analytics.pack.parts import among_peers, at_a_glance, spread_of_peers, what_staff_say
from sfg_analytics.pack.provenance import definitions, what_this_rests_on, what_was_hidden
from sfg_analytics.pack.tables import (
    COUNTS,
    MONTH,
    SHARE,
    estimate_rows,
    latest_of_everything,
    sheet_name,
)


def organisation_pack(held: Held) -> Document:
    """Summarise one organisation.

    Parameters
    ----------
    held
        What is held of it.

    Returns
    -------
    Document
        Its pack, to be drawn.
    """
    (code,) = held.codes
    name = held.name(code)
    glance = [*at_a_glance(held, code), Figure(latest_of_everything(held, code))]
    sections = [
        Section("first", "What matters first", points=three_things(held)),
        Section("glance", "At a glance", _read_icons(), figures=tuple(glance)),
        _section("conversations", "Conversations", [*_coverage(held, code), *_held_of_due(held, code)]),
        _section(
            "pipeline",
            "Pipeline by band and to critical posts",
            [*by_band(held, code), *critical_posts(held, code)],
        ),
        _section(
            "placements",
            "Placements now and sought",
            placements(held, code),
            "Depth, breadth, stretch and no move sought now are valued equally; they are not ranked.",
            *without_pairs(held, code),
        ),
        _section("development", "Development: what people want, and get", development(held, code)),
        fairness(held),
        _section("peers", "Among other organisations", _peers(held, code)),
        *what_staff_say(held),
        what_was_hidden(held),
        what_this_rests_on(held),
    ]
    return Document(
        f"Board pack: {name}",
        (f"Scope for Growth at {name} ({code}).", f"Small numbers: {held.policy['name']}."),
        tuple(sections),
        definitions(held),
        str(held.publication.manifest["created"]),
    )


def _read_icons() -> tuple[str, ...]:
    return (
        "An icon of variation says whether the latest month stands out from the months before it; one of assurance, whether a "
        "target will be met. Where nothing stands out, differences from month to month need no explanation.",
    )


def _section(name: str, title: str, figures: list[Figure], *words: str) -> Section:
    if not figures:
        return Section(name, title, ("This publication holds no figure of it.",))
    return Section(name, title, words, figures=tuple(figures))


def _coverage(held: Held, code: str) -> list[Figure]:
    rows = held.rows("coverage", codes=[code], months=None)
    if rows.is_empty():
        return []
    title = title_of(f"{held.short('coverage')}, month by month")
    chart = trend(rows, title=title, caption=held.caption("coverage", held.name(code)))
    table = Table(
        "Coverage by month",
        str(held.words("coverage")["title"]),
        (MONTH, SHARE, *COUNTS),
        estimate_rows(held, rows),
        note=str(held.words("coverage")["caveat"]),
        long=True,
    )
    return [Figure(table, chart)]


def _held_of_due(held: Held, code: str) -> list[Figure]:
    if "held_of_due" not in held.measures:
        return []
    charted = held.series(code, "held_of_due")
    if charted.is_empty():
        return []
    words = held.words("held_of_due")
    chart = control_chart(
        charted,
        title=title_of(held.short("held_of_due")),
        caption=held.caption("held_of_due", held.name(code)),
    )
    rows = tuple(
        {
            "month": f"{row['period']:%B %Y}",
            "measure": "held_of_due",
            "kind": str(words["kind"]),
            "value": row["value"],
            "mean": row["mean"],
            "lower": row["lower"],
            "upper": row["upper"],
            "hidden": row["hidden"],
            "missing": None if row["value"] is not None else row["hidden"] or "Not available",
            "signal": str(row["signal"] or "None"),
        }
        for row in charted.iter_rows(named=True)
    )
    columns = (
        MONTH,
        Column("value", "Share", "value"),
        Column("mean", "Mean", "value"),
        Column("lower", "Lower limit", "value"),
        Column("upper", "Upper limit", "value"),
        Column("signal", "Signal"),
    )
    table = Table(
        "Held of those due", str(words["title"]), columns, rows, note=str(words["caveat"]), long=True
    )
    return [Figure(table, chart)]


def _peers(held: Held, code: str) -> list[Figure]:
    made = []
    chart = funnel_chart(held, "coverage", focus=code)
    table = among_peers(held)
    if chart is not None:
        made.append(Figure(_funnel_table(held, "coverage"), chart))
    return [*made, *table, *spread_of_peers(held)]


def funnel_chart(held: Held, measure: str, focus: str | None = None) -> Chart | None:
    """Draw the funnel of a measure; None where too few organisations have a value.

    Parameters
    ----------
    held
        What is held.
    measure
        A measure without answers.
    focus
        The code of an organisation to be brought out.
    """
    points = held.funnel(measure) if measure in held.measures else pl.DataFrame()
    if points.is_empty() or points["value"].is_null().all():
        return None
    month = f"{points['period'][0]:%B %Y}"
    return funnel(
        points,
        title=title_of(f"{held.short(measure)} by organisation, {month}"),
        by="name",
        caption=held.caption(measure, f"every organisation with a value, {month}"),
        focus=held.name(focus) if focus else None,
        kind=str(held.words(measure)["kind"]),
    )


def _funnel_table(held: Held, measure: str) -> Table:
    return funnel_table(held, measure)


def funnel_table(held: Held, measure: str) -> Table:
    """Give the numbers of a funnel.

    Parameters
    ----------
    held, measure
        As for :func:`funnel_chart`.
    """
    kind = str(held.words(measure)["kind"])
    rows = tuple(
        {
            **row,
            "kind": kind,
            "value_lower": row["lower"],
            "value_upper": row["upper"],
            "hidden": row["without_value"],
            "missing": None if row["value"] is not None else row["without_value"] or "Not available",
            "signal": f"{row['signal'].capitalize()} limits" if row["signal"] else "Within the limits",
        }
        for row in held.funnel(measure).iter_rows(named=True)
    )
    columns = (
        Column("name", "Organisation"),
        SHARE,
        *COUNTS,
        Column("lower_95", "Lower 95% limit", "value"),
        Column("upper_95", "Upper 95% limit", "value"),
        Column("lower_998", "Lower 99.8% limit", "value"),
        Column("upper_998", "Upper 99.8% limit", "value"),
        Column("signal", "Against the limits"),
    )
    return Table(
        sheet_name(f"Funnel {held.short(measure)}"),
        f"{held.words(measure)['title']}, by organisation",
        columns,
        rows,
        note="In the order of names, which is no rank.",
    )
