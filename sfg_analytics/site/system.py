"""The system's page: organisations side by side, for one measure."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import polars as pl

from sfg_analytics.charts import Chart, likelihoods, supply_and_demand
from sfg_analytics.pack.document import Column, Document, Figure, Section, Table
from sfg_analytics.pack.first import three_things
from sfg_analytics.pack.held import UNKNOWN, Held, characteristic, title_of
from sfg_analytics.pack.parts import BOTH_RATES
from sfg_analytics.pack.provenance import definitions, what_this_rests_on, what_was_hidden
from sfg_analytics.pack.tables import (
    ADJUSTED,
    COUNTS,
    MONTH,
    ORGANISATION,
    RATIO,
    comparison_rows,
    sheet_name,
)
from sfg_analytics.site.headlines import under_questions
from sfg_analytics.site.side_by_side import MOST_PANELS, chosen, crossed

_SUPPLY = (("readiness_supply", "band", "Band"), ("shared_supply", "staff_group", "Staff group"))
_ASKED = ("Are conversations held?", "Does everybody get one?", "What do people seek?")
_DIVERSE = ("ethnicity", "sex")


def address_of(code: str) -> str:
    """Give the place on the page by which an organisation is brought out.

    Examples
    --------
    >>> address_of("ZZ2"), address_of("../<b>")
    ('organisation=ZZ2', 'organisation=..%2F%3Cb%3E')
    """
    return f"organisation={quote(code, safe='')}"


def around(held: Held) -> list[Section]:
    """Give the sections that are the same whatever measure is chosen: made once, for all pages.

    Parameters
    ----------
    held
        What is held of all.

    Returns
    -------
    list of Section
        What matters first and who has submitted; then, after the measure chosen, the rest.
    """
    return [
        under_questions(Section("first", "What matters first", points=three_things(held)), _ASKED),
        _submitted(held),
        _kinds(held),
        _supply(held),
        _diversity(held),
        what_was_hidden(held),
        what_this_rests_on(held),
    ]


def system(held: Held, measure: str, others: list[Section]) -> Document:
    """Set organisations side by side.

    Parameters
    ----------
    held
        What is held of all.
    measure
        The measure that is chosen.
    others
        What :func:`around` gave.

    Returns
    -------
    Document
        Who submitted, the measure chosen, and what people seek against the posts there will be.
    """
    first, submitted, *rest = others
    return Document(
        "Organisations side by side",
        (
            f"{len(held.codes)} organisations, in the order of their names, which is no rank.",
            "The measure chosen is charted for each of them; an organisation chosen is brought out in every chart and table.",
        ),
        (first, submitted, chosen(held, measure), *rest),
        definitions(held),
        str(held.publication.manifest["created"]),
    )


def _submitted(held: Held) -> Section:
    """Say whose files came, and how complete what they gave is."""
    estimates = held.publication.estimates
    files = [one.get("organisations", ()) for one in held.publication.manifest["submissions"]]
    rows = []
    for code in held.codes:
        own = estimates.filter(pl.col("organisation") == code)
        latest = own.filter(pl.col("breakdown") == "")["period"].max()
        complete = held.row("recorded_completely", code) if "recorded_completely" in held.measures else None
        rows.append(
            {
                "name": held.name(code),
                "address": address_of(code),
                "files": sum(code in whose for whose in files),
                "latest": f"{latest:%B %Y}" if isinstance(latest, date) else None,
                "measures": own["measure"].n_unique(),
                "figures": own.height,
                "shown": own["value"].count() / own.height if own.height else None,
                "complete": complete and complete["value"],
                "hidden": complete and complete["hidden"],
                "missing": (complete and complete["hidden"]) or "Not available",
                "kind": "proportion",
            }
        )
    columns = (
        ORGANISATION,
        Column("files", "Files", "count"),
        Column("latest", "Latest month"),
        Column("measures", "Measures", "count"),
        Column("figures", "Figures", "count"),
        Column("shown", "Figures with a value", "value"),
        Column("complete", "Conversations recorded completely", "value"),
    )
    table = Table(
        "Who has submitted",
        "Who has submitted, and how complete it is",
        columns,
        tuple(rows),
        note="A figure has no value where numbers are small. Smaller organisations have more of them.",
    )
    return Section("submitted", "Who has submitted", figures=(Figure(table),))


def _kinds(held: Held) -> Section:
    """Say which organisations are of a kind, and whether they are set beside one another."""
    listed = held.publication.organisations.filter(pl.col("organisation").is_in(held.codes)).with_columns(
        pl.col("kind").fill_null("Not said")
    )
    peers = dict(
        held.publication.funnels.group_by("peer_group").agg(pl.col("peers").max()).drop_nulls().iter_rows()
    )
    rows = tuple(
        {
            "kind_of": kind,
            "members": ", ".join(sorted(held.name(code) for code in own["organisation"])),
            "number": own.height,
            "beside": "Yes" if peers.get(kind) else "No: fewer than five others of the kind",
        }
        for (kind,), own in listed.sort("kind").group_by("kind", maintain_order=True)
    )
    columns = (
        Column("kind_of", "Kind of organisation"),
        Column("members", "Organisations"),
        Column("number", "Number", "count"),
        Column("beside", "Set beside others of its kind"),
    )
    table = Table("Peer groups", "Organisations by their kind", columns, rows)
    words = ("An organisation is set beside others of its kind where there are at least five of them.",)
    return Section("peers", "Peer groups", words, figures=(Figure(table),))


def _supply(held: Held) -> Section:
    figures = [
        figure
        for measure, breakdown, head in _SUPPLY
        if measure in held.measures
        for figure in _heat_map(held, measure, breakdown, head)
    ]
    words = (
        "People for each post expected to fall vacant: above 1 there are more people than posts, below 1 fewer. Where one organisation has "
        "many and another few, they could share.",
    )
    if not figures:
        return Section(
            "supply", "Supply and demand between organisations", ("This publication holds no figure of it.",)
        )
    return Section("supply", "Supply and demand between organisations", words, figures=tuple(figures))


def _heat_map(held: Held, measure: str, breakdown: str, head: str) -> list[Figure]:
    rows = held.rows(measure, breakdown)
    if rows.is_empty():
        return []
    words, months = held.words(measure), ", ".join(dict.fromkeys(rows["month"]))
    told = rows.filter(pl.col("value").is_not_null())["group"].unique().to_list()
    shown = rows.filter(pl.col("group").is_in(told))
    title = title_of(f"{held.short(measure)}, by {head.lower()}", f"{words['title']}")
    chart = (
        supply_and_demand(
            shown.rename({"group": head}),
            title=title,
            down="name",
            across=head,
            caption=held.caption(measure, months),
        )
        if shown.height and len(held.codes) <= MOST_PANELS
        else None
    )
    table = crossed(
        rows,
        across="group",
        heads={group: group for group in rows["group"].unique(maintain_order=True)},
        name=f"{held.short(measure)} by {head}",
        title=f"{words['title']}, by {head.lower()}",
        note=f"Value: {words['unit']}. {words['caveat']}",
    )
    return [Figure(table, chart)]


def _diversity(held: Held) -> Section:
    """Ask whether the pipeline is as diverse as those it is drawn from, at each level."""
    title = "Diversity of pipelines by level"
    figures = [figure for breakdown in _DIVERSE for figure in _diverse(held, breakdown)]
    if not figures:
        return Section("diversity", title, ("This publication holds no figure of it.",))
    words = (
        "Whether each group is as likely as its reference group to be in the pipeline of its organisation; the tables give the shares at "
        "each band. Where two groups’ shares are alike, the pipeline is as diverse as the staff it is drawn from.",
    )
    return Section("diversity", title, words, figures=tuple(figures))


def _diverse(held: Held, breakdown: str) -> list[Figure]:
    if "pipeline" not in held.measures:
        return []
    name = characteristic(breakdown)
    made = []
    levels = _levels(held, breakdown)
    compared = (
        held.comparisons("pipeline", breakdown)
        .filter(pl.col("group") != UNKNOWN)
        .sort(pl.col("organisation").cast(pl.Enum(held.codes)), maintain_order=True)
    )
    for (group, reference), rows in compared.group_by("group", "reference", maintain_order=True):
        if rows["ratio"].is_null().all() or len(held.codes) > MOST_PANELS:
            continue
        chart = likelihoods(
            rows.drop("direction"),
            title=title_of(
                f"{held.short('pipeline')}: ‘{group}’ beside ‘{reference}’",
                f"{held.short('pipeline')}, {name.lower()}",
            ),
            by="name",
            caption=held.caption("pipeline", ", ".join(dict.fromkeys(rows["month"]))),
        )
        made.append(Figure(_ratios(held, rows, chart), chart))
    return [*made, *([Figure(levels)] if levels else [])]


def _ratios(held: Held, rows: pl.DataFrame, chart: Chart) -> Table:
    columns = (ORGANISATION, MONTH, *BOTH_RATES, *COUNTS, RATIO, ADJUSTED)
    return Table(sheet_name(chart.title), chart.title, columns, comparison_rows(held, rows), long=True)


def _levels(held: Held, breakdown: str) -> Table | None:
    rows = held.rows("pipeline", f"band | {breakdown}")
    if rows.is_empty():
        return None
    parts = pl.col("group").str.split(" | ")
    split = rows.with_columns(level=parts.list.first(), part=parts.list.last())
    name = characteristic(breakdown)
    return crossed(
        split,
        across="level",
        heads={level: level for level in split["level"].unique(maintain_order=True)},
        name=f"Pipeline by band and {name}",
        title=f"{held.words('pipeline')['title']}, by band and {name.lower()}",
        note="The share of each group at each band, with its 95% interval.",
        down=(ORGANISATION, Column("part", name)),
    )
