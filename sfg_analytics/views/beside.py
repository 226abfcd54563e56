"""Two measures side by side: what one source says of each organisation, and what another does.

They stand beside one another and nothing is made of both: no ratio, no correlation. With a dozen organisations a line
through the dots would say more than the figures know, and what is true of organisations need not be true of their people.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from sfg_analytics.charts import intervals
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.views.asked import ask
from sfg_analytics.views.figures import ORGANISATION
from sfg_analytics.views.source import Source, figures_of
from sfg_analytics.views.view import View, made
from sfg_analytics.views.words import caption_of, title_of, valued_with

_MOST_TOLD = 3


def beside(
    source: Source,
    measure: str = "coverage",
    other: str = "survey_q15",
    *,
    organisations: str | Sequence[str] | None = None,
    periods: tuple[date | str | None, date | str | None] = (None, None),
) -> View:
    """Set two shares of the same organisations side by side, each with its own month and its own uncertainty.

    Parameters
    ----------
    source
        A store or its path; a publication or its path; or tables by contract id, of Polars or pandas.
    measure, other
        Two measures that are shares without outcomes: our own record, and what staff say.
    organisations
        A code, or several; all of them by default. They are not added up.
    periods
        The month of each measure; the latest by default.

    Returns
    -------
    View
        ``.table`` with ``label, organisation, measure, title, period, numerator, denominator, value, lower, upper, hidden``:
        two rows for each organisation that has a figure of both. ``.text`` says how many have only one of them.

    Raises
    ------
    MeasureProblem
        When there is no such measure, organisation or month, a measure is no plain share, or no organisation has both.
    NoSuchPath, StoreProblem, PublicationProblem
        When the source can't be read.
    """
    figures = figures_of(source)
    for name in (measure, other):
        if figures.words(name)["kind"] != "proportion" or figures.outcomes(name):
            raise MeasureProblem(
                f"The measure '{name}' is no plain share, and only shares stand side by side."
            )
    pair = [
        ask(figures, name, by=ORGANISATION, period=period)
        for name, period in zip((measure, other), periods, strict=True)
    ]
    parts = [one.rows.with_columns(title=pl.lit(f"{one.words['title']}, {one.when}")) for one in pair]
    held = [set(part[ORGANISATION]) for part in parts]
    both = sorted(held[0] & held[1])
    if not both:
        raise MeasureProblem(
            f"No organisation has a figure of both '{measure}' and '{other}'.",
            got=f"{len(held[0])} with the one, {len(held[1])} with the other",
            hint="the codes must be the same in both; sfg_analytics.match_organisations follows mergers.",
        )
    there = pl.concat(parts).filter(pl.col(ORGANISATION).is_in(both))
    rows = figures.choose(there, organisations).sort(ORGANISATION, maintain_order=True)
    short = {one.measure: one.short.split(":")[0] for one in pair}
    table = rows.with_columns(
        label=pl.concat_str("label", pl.lit(": "), pl.col("measure").replace(short))
    ).select(
        "label",
        ORGANISATION,
        "measure",
        "title",
        "period",
        "numerator",
        "denominator",
        "value",
        "lower",
        "upper",
        "hidden",
    )
    mine, theirs = pair
    each = [
        f"{figures.named(str(code))}: "
        + " and ".join(valued_with(row, "proportion") for row in of.iter_rows(named=True))
        for (code,), of in table.group_by(ORGANISATION, maintain_order=True)
    ]
    more = f"; and {len(each) - _MOST_TOLD} more" if len(each) > _MOST_TOLD else ""
    alone = [
        f"{len(codes - set(both)):,} have only the {which}"
        for codes, which in zip(held, ("first", "second"), strict=True)
    ]
    said = (
        f"{mine.subject} ({mine.when}) and {theirs.subject} ({theirs.when}): "
        f"{len(both)} organisation{'' if len(both) == 1 else 's'} {'has' if len(both) == 1 else 'have'} both; "
        f"{' and '.join(alone)}. {'; '.join(each[:_MOST_TOLD])}{more}."
    )
    return made(
        table,
        in_pandas=figures.in_pandas,
        chart=intervals(
            table,
            title=title_of(f"{mine.short} beside {theirs.short}", "Two sources side by side"),
            by="label",
            caption=caption_of(
                figures,
                f"{mine.subject}, {mine.when}, and {theirs.subject}, {theirs.when}",
                "Each organisation that has both",
                "; ".join(str(one.words["source"]).rstrip(".") for one in pair),
            ),
        ),
        said=said,
        caveat=(
            "Two sources, of other people, asked in another way at another time: neither explains the other. "
            f"{mine.words['caveat']} {theirs.words['caveat']}"
        ),
        stamp=figures.stamp,
        shown={
            "label": "Organisation and measure",
            "value": "Value",
            "lower": "Lower 95%",
            "upper": "Upper 95%",
            "denominator": "Out of",
        },
    )
