"""Calibration: how far teams differ from one another by more than chance would make them.

It is about teams and never about a person. Where a team is known by who facilitated its conversations, no team is listed:
teams are told together with others of their size, so that nothing here is a table of managers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from sfg_analytics.charts import Chart, funnel, intervals
from sfg_analytics.charts.chart import told
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures import DIMENSIONS
from sfg_analytics.statistics import estimate, shrink
from sfg_analytics.statistics import funnel as computed
from sfg_analytics.views.asked import Asked, ask
from sfg_analytics.views.figures import ORGANISATION, PERIOD
from sfg_analytics.views.source import Source, figures_of
from sfg_analytics.views.view import View, made
from sfg_analytics.views.words import by_of, title_of, valued_with
from sfg_analytics.vocabulary.workforce import UNKNOWN

SIZES = {"Under 5 people": 5, "5 to 9": 10, "10 to 19": 20, "20 to 49": 50, "50 and more": 1 << 31}
"""Sizes of teams by the number they end under."""

_NINE_IN_TEN = (0.05, 0.95)
_INTERNAL = (
    "Exact and internal, for calibrating how a framework is used: not for publication, about teams and not about persons. A "
    "team's figure says nothing of anybody in it, nor of who leads it, and teams are not ranked."
)


def calibration(
    source: Source,
    measure: str = "team_placement",
    *,
    by: str = "directorate",
    outcome: str | None = None,
    organisations: str | Sequence[str] | None = None,
    period: date | str | None = None,
) -> View:
    """Show how far teams differ, on a funnel that allows for how much they differ anyway, and what to expect of each.

    Parameters
    ----------
    source
        A store or its path, or tables by contract id, of Polars or pandas.
    measure
        A share: ``"team_placement"`` (with ``outcome``), ``"coverage"``, ``"recorded_in_time"`` …
    by
        What a team is: ``"directorate"``, within each organisation; or ``"facilitator_team"``, those with whom one person
        held the conversation, of which only teams of a size together are shown.
    outcome
        Which outcome, of a measure that has outcomes.
    organisations
        A code, or several; all of them by default. Teams of different organisations are different teams.
    period
        The month, as ``"2025-03"``; the latest by default.

    Returns
    -------
    View
        Of directorates ``.table`` has a row a team: ``label, organisation, numerator, denominator, value, lower, upper``,
        ``shrunken`` with its limits (what to expect of it), the funnel's limits and ``signal``. Of facilitators a row a size:
        ``label, teams, numerator, denominator, value, lower, upper, outside`` (teams outside the 95%
        limits, which allow for how much teams differ). People whose team is not known are in no row; ``.text`` says
        how many they are.

    Raises
    ------
    MeasureProblem
        When there is no such measure, breakdown, outcome, organisation or month, the measure is no share, has outcomes of
        which none is named, or fewer than two teams are known.
    NoSuchPath, StoreProblem, PublicationProblem
        When the source can't be read.
    """
    figures = figures_of(source)
    if figures.words(measure)["kind"] != "proportion":
        raise MeasureProblem(f"The measure '{measure}' is no share, and only shares are calibrated.")
    if figures.outcomes(measure) and outcome is None:
        raise MeasureProblem(
            f"The measure '{measure}' has outcomes; name the one that is compared.",
            expected=", ".join(figures.outcomes(measure)),
        )
    asked = ask(
        figures, measure, by=[ORGANISATION, by], outcome=outcome, organisations=organisations, period=period
    )
    known = ~pl.col(by).str.starts_with(UNKNOWN)
    teams = _placed(asked.rows.filter(known, pl.col("denominator") > 0), by)
    astray = int(asked.rows.filter(~known)["denominator"].sum())
    personal = DIMENSIONS[by].audience == "analyst"
    table = _by_size(teams) if personal else teams
    return made(
        table,
        in_pandas=figures.in_pandas,
        chart=_of_sizes(asked, table) if personal else _of_teams(asked, teams),
        said=_said(asked, teams, by, astray),
        caveat=f"{_INTERNAL} {asked.words['caveat']}",
        stamp=figures.stamp,
        shown=_SIZE_SHOWN if personal else _TEAM_SHOWN,
        kind=asked.kind,
    )


_FALLBACK = "How far teams differ"

_TEAM_SHOWN = {
    "label": "Team",
    "value": "Value",
    "numerator": "Number",
    "denominator": "Out of",
    "shrunken": "To expect",
    "shrunken_lower": "Lower 95%",
    "shrunken_upper": "Upper 95%",
    "signal": "Outside the limits",
}
_SIZE_SHOWN = {
    "label": "Size of team",
    "teams": "Teams",
    "value": "Value",
    "lower": "Lower 95%",
    "upper": "Upper 95%",
    "numerator": "Number",
    "denominator": "Out of",
    "outside": "Outside 95% limits",
}


def _placed(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    """Put each team on the funnel of all of them, and draw its share towards theirs."""
    if rows.height < 2:  # noqa: PLR2004 - one team has none beside it
        raise MeasureProblem(
            f"Fewer than two teams are known by '{by}', so there is nothing to compare.", got=f"{rows.height}"
        )
    one = rows[ORGANISATION].n_unique() == 1
    points = computed(rows["numerator"], rows["denominator"])
    expected = shrink(rows["numerator"], rows["denominator"])
    named = rows.with_columns(
        label=pl.col(by) if one else pl.col("label"), target=pl.lit(points.target)
    ).drop(PERIOD, "measure", "outcome", "hidden", by)
    limits = points.points.select(pl.col("^(lower|upper)_.*$"), "signal")
    drawn = expected.select(
        pl.col("value").alias("shrunken"),
        pl.col("lower").alias("shrunken_lower"),
        pl.col("upper").alias("shrunken_upper"),
        "alpha",
        "beta",
    )
    return pl.concat([named, limits, drawn], how="horizontal")


def _by_size(teams: pl.DataFrame) -> pl.DataFrame:
    """Add up the teams of a size."""
    size = pl.lit(None, pl.String)
    for heading, limit in reversed(SIZES.items()):
        size = pl.when(pl.col("denominator") < limit).then(pl.lit(heading)).otherwise(size)
    summed = teams.group_by(size.alias("label")).agg(
        pl.len().cast(pl.Int64).alias("teams"),
        pl.col("numerator", "denominator").sum(),
        pl.col("signal").count().cast(pl.Int64).alias("outside"),
    )
    order = {heading: place for place, heading in enumerate(SIZES)}
    return (
        estimate(summed.with_columns(hidden=pl.lit(None, pl.String)))
        .sort(pl.col("label").replace_strict(order))
        .drop("method", "hidden")
    )


def _of_teams(asked: Asked, teams: pl.DataFrame) -> Chart:
    return funnel(
        teams,
        title=title_of(
            _headed(f"{asked.short}: {_outside(teams, '99.8%')} of {teams.height} teams outside"), _FALLBACK
        ),
        by="label",
        caption=f"{_INTERNAL} {asked.caption}",
        limits=computed(teams["numerator"], teams["denominator"]).limits,
        unit="team",
    )


def _of_sizes(asked: Asked, sizes: pl.DataFrame) -> Chart:
    return intervals(
        sizes,
        title=title_of(_headed(f"{asked.short}, by size of team"), _FALLBACK),
        by="label",
        caption=f"{_INTERNAL} {asked.caption}",
    )


def _headed(words: str) -> str:
    return words[:1].upper() + words[1:]


def _outside(teams: pl.DataFrame, limit: str = "") -> int:
    return teams.filter(pl.col("signal").str.ends_with(limit)).height


def _said(asked: Asked, teams: pl.DataFrame, by: str, astray: int) -> str:
    whole = {
        "value": teams["target"][0],
        **dict.fromkeys(("lower", "upper", "hidden")),
        **{name: int(teams[name].sum()) for name in ("numerator", "denominator")},
    }
    count = teams[ORGANISATION].n_unique()
    where = asked.figures.named(teams[ORGANISATION][0]) if count == 1 else f"{count} organisations"
    parts = [
        f"{asked.subject}, {teams.height} teams by {by_of([by])} at {where}, {asked.when}: together "
        f"{valued_with(whole, asked.kind)}.",
        _spread(teams, asked.kind),
        _beyond(_outside(teams, "99.8%")),
    ]
    if count > 1:
        parts.append("They are of several organisations, which differ too: calibrate within one.")
    if astray:
        parts.append(f"{astray:,} people whose team is not recorded are left out.")
    return " ".join(parts)


def _beyond(outside: int) -> str:
    lie = "lies" if outside <= 1 else "lie"
    return f"{outside or 'None'} of them {lie} outside the outer limits (99.8%) that teams of their size keep to."


def _spread(teams: pl.DataFrame, kind: str) -> str:
    """Tell how far teams' shares would lie apart if each had very many people."""
    alpha, beta = teams["alpha"][0], teams["beta"][0]
    if alpha is None:
        return "It is true of everybody or of nobody, so how teams differ can't be told."
    if alpha == float("inf"):
        return "They differ no more than chance makes teams of their sizes differ."
    from scipy.special import betaincinv

    least, most = (float(betaincinv(alpha, beta, end)) for end in _NINE_IN_TEN)
    return f"If each had very many people, nine in ten of them would lie between {told(least, kind)} and {told(most, kind)}."
