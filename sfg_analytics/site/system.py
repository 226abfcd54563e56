"""The system's page: organisations side by side, for one measure."""

from __future__ import annotations

from datetime import date

import polars as pl

from sfg_analytics.charts import funnel, intervals, small_multiples
from sfg_analytics.pack.document import Column, Document, Figure, Section, Table
from sfg_analytics.pack.held import Held, title_of
from sfg_analytics.pack.tables import COUNTS, MONTH, ORGANISATION, VALUE, estimate_rows, sheet_name

_MOST_PANELS = 12


def system(held: Held, measure: str, pack: Document) -> Document:
    """Set organisations side by side.

    Parameters
    ----------
    held
        What is held of all.
    measure
        The measure that is chosen.
    pack
        The pack of the same system, some sections of which stand here too.

    Returns
    -------
    Document
        Who submitted, the measure chosen, and what people seek against the posts there will be.
    """
    kept = {section.name: section for section in pack.sections}
    return Document(
        "Organisations side by side",
        (f"{len(held.codes)} organisations, in the order of their names, which is no rank.",),
        (
            kept["first"],
            _submitted(held),
            _chosen(held, measure),
            kept["pipeline"],
            kept["hidden"],
            kept["rests-on"],
        ),
        pack.notes,
        pack.created,
    )


def _submitted(held: Held) -> Section:
    """Say whose files came, and how complete what they gave is."""
    estimates = held.publication.estimates
    files = [one.get("organisations", ()) for one in held.publication.manifest["submissions"]]
    rows = []
    for code in held.codes:
        own = estimates.filter(pl.col("organisation") == code)
        latest = own.filter(pl.col("breakdown") == "")["period"].max()
        rows.append(
            {
                "name": held.name(code),
                "files": sum(code in whose for whose in files),
                "latest": f"{latest:%B %Y}" if isinstance(latest, date) else None,
                "measures": own["measure"].n_unique(),
                "figures": own.height,
                "shown": own["value"].count() / own.height if own.height else None,
                "kind": "proportion",
            }
        )
    table = Table(
        "Who has submitted",
        "Who has submitted, and how much of it can be shown",
        (
            ORGANISATION,
            Column("files", "Files", "count"),
            Column("latest", "Latest month"),
            Column("measures", "Measures", "count"),
            Column("figures", "Figures", "count"),
            Column("shown", "Figures with a value", "value"),
        ),
        tuple(rows),
        note="A figure has no value where numbers are small. Smaller organisations have more of them.",
    )
    return Section("submitted", "Who has submitted", figures=(Figure(table),))


def _chosen(held: Held, measure: str) -> Section:
    words = held.words(measure)
    labels: list[tuple[str | None, str]] = [
        (str(one["code"]), str(one["label"])) for one in words["outcomes"]
    ]
    figures: list[Figure] = []
    for outcome, label in labels or [(None, "")]:
        figures += _funnel(held, measure, outcome, label)
    for outcome, label in labels or [(None, "")]:
        figures += _months(held, measure, outcome, label)
    return Section(
        "measure",
        str(words["title"]),
        (str(words["question"]), str(words["caveat"])),
        figures=tuple(figures),
    )


def _where(row: dict[str, object]) -> str:
    return f"{str(row['signal']).capitalize()} limits" if row["signal"] else "Within the limits"


def _funnel(held: Held, measure: str, outcome: str | None, label: str) -> list[Figure]:
    points = held.funnel(measure).filter(pl.col("outcome").eq_missing(pl.lit(outcome, pl.String)))
    if points.is_empty():
        return _latest(held, measure, outcome, label)
    kind, month = str(held.words(measure)["kind"]), f"{points['period'][0]:%B %Y}"
    short = f"{held.short(measure)}: {label}" if label else held.short(measure)
    chart = funnel(
        points,
        title=title_of(f"{short}, by organisation, {month}", f"{short}, by organisation", short),
        by="name",
        caption=held.caption(measure, f"every organisation, {month}"),
        kind=kind,
    )
    rows = tuple(
        {
            **row,
            "kind": kind,
            "value_lower": row["lower"],
            "value_upper": row["upper"],
            "hidden": row["without_value"],
            "missing": None if row["value"] is not None else row["without_value"] or "Not available",
            "where": _where(row) if row["value"] is not None else "Not available",
            "like": row["position"] or str(row["without_peers"] or "Not available").capitalize(),
        }
        for row in points.iter_rows(named=True)
    )
    columns = (
        ORGANISATION,
        VALUE,
        *COUNTS,
        Column("where", "Against the funnel’s limits"),
        Column("peer_group", "Kind of organisation"),
        Column("like", "Among those of its kind"),
    )
    table = Table(sheet_name(short), f"{short}, {month}", columns, rows, note="Organisations are not ranked.")
    return [Figure(table, chart)]


def _latest(held: Held, measure: str, outcome: str | None, label: str) -> list[Figure]:
    """Give the latest figures where too few organisations have one for a funnel."""
    rows = held.rows(measure).filter(pl.col("outcome").eq_missing(pl.lit(outcome, pl.String)))
    if rows.is_empty():
        return []
    short = f"{held.short(measure)}: {label}" if label else held.short(measure)
    chart = intervals(
        rows,
        title=title_of(f"{short}, by organisation", short),
        by="name",
        caption=held.caption(measure, ", ".join(dict.fromkeys(rows["month"]))),
        kind=str(held.words(measure)["kind"]),
    )
    table = Table(sheet_name(short), short, (ORGANISATION, MONTH, VALUE, *COUNTS), estimate_rows(held, rows))
    return [Figure(table, chart)]


def _months(held: Held, measure: str, outcome: str | None, label: str) -> list[Figure]:
    rows = held.rows(measure, months=None).filter(pl.col("outcome").eq_missing(pl.lit(outcome, pl.String)))
    if rows["period"].n_unique() <= 1:
        return []
    short = f"{held.short(measure)}: {label}" if label else held.short(measure)
    chart = (
        small_multiples(
            rows,
            title=title_of(f"{short}, month by month", short),
            by="name",
            caption=held.caption(measure, "every month"),
            kind=str(held.words(measure)["kind"]),
        )
        if len(held.codes) <= _MOST_PANELS
        else None
    )
    table = Table(
        sheet_name(f"Months {short}"),
        f"{short}, month by month",
        (ORGANISATION, MONTH, VALUE, *COUNTS),
        estimate_rows(held, rows),
        long=True,
    )
    return [Figure(table, chart)]
