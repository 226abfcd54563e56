"""A chart of every kind, with something hidden in each and names that no page should obey."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from sfg_analytics import charts
from sfg_analytics.charts import Chart
from sfg_analytics.statistics import funnel as computed_funnel
from sfg_analytics.statistics import xmr

HOSTILE = 'Estates & <script>alert("x")</script> \x00\u202e'
WHY = "fewer than 8 people"
CAPTION = "Coverage at Made-up Trust <ZZ1>. Source: a made-up export. Small numbers: NHS_ROUND_5."
TITLE = "Coverage by group & month"


def months(number: int) -> list[date]:
    return [date(2022 + place // 12, place % 12 + 1, 1) for place in range(number)]


def estimated(labels: list[str], column: str = "group") -> pl.DataFrame:
    """Give an estimate for each label; the second is hidden."""
    values = [None if place == 1 else 0.2 + 0.6 * place / len(labels) for place in range(len(labels))]
    return pl.DataFrame(
        {
            column: labels,
            "value": values,
            "lower": [None if value is None else value - 0.05 for value in values],
            "upper": [None if value is None else value + 0.07 for value in values],
            "numerator": [None if value is None else round(value * 400) for value in values],
            "denominator": [None if value is None else 400 for value in values],
            "hidden": [WHY if value is None else None for value in values],
        },
        schema_overrides={"value": pl.Float64, "lower": pl.Float64, "upper": pl.Float64, "hidden": pl.String},
    )


def by_month(number: int = 18) -> pl.DataFrame:
    rows = estimated([str(place) for place in range(number)])
    return rows.with_columns(period=pl.Series(months(number), dtype=pl.Date))


def charted(
    values: list[float | None] | None = None,
    *,
    target: float | None = 0.7,
    improvement: str = "increase",
    rebase: tuple[int, ...] = (),
) -> pl.DataFrame:
    """Give a control chart; a month without a value is hidden."""
    if values is None:
        values = [0.5, 0.52, 0.49, 0.51, 0.5, None, 0.52, 0.5, 0.48, 0.51, 0.5, 0.51, 0.8]
    made = xmr(pl.Series(values, dtype=pl.Float64), target=target, improvement=improvement, rebase=rebase)
    return made.with_columns(
        period=pl.Series(months(len(values)), dtype=pl.Date),
        hidden=pl.Series([WHY if value is None else None for value in values], dtype=pl.String),
    )


def organisations() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give a funnel of six organisations, of which the last is hidden, and its limits."""
    people = [100, 200, 400, 800, 1600]
    made = computed_funnel([60, 170, 250, 470, 1000], people, overdispersion=False)
    points = pl.concat(
        [made.points, pl.DataFrame(dict.fromkeys(made.points.columns))], how="vertical_relaxed"
    )
    named = points.with_columns(
        organisation=pl.Series(["ZZ1", HOSTILE, "ZZ3", "ZZ4", "ZZ5", "ZZ6"]),
        target=pl.lit(made.target),
        hidden=pl.Series([None] * 5 + [WHY], dtype=pl.String),
    )
    return named, made.limits


def moved() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "before": ["Depth"] * 3 + [HOSTILE] * 3,
            "after": ["Depth", HOSTILE, "Stretch or complexity"] * 2,
            "value": [0.5, 0.3, 0.2, 0.25, 0.6, None],
            "numerator": [50, 30, 20, 50, 120, None],
            "denominator": [100, 100, 100, 200, 200, None],
            "hidden": [None] * 5 + [WHY],
        }
    )


def parts() -> pl.DataFrame:
    rows = [
        (month, part, None if (place, part) == (2, "Breadth") else share)
        for place, month in enumerate(months(6))
        for part, share in ((HOSTILE, 0.513), ("Breadth", 0.287), ("Not recorded", 0.2))
    ]
    made = pl.DataFrame(rows, schema=["period", "outcome", "value"], orient="row")
    return made.with_columns(hidden=pl.when(pl.col("value").is_null()).then(pl.lit(WHY)))


def parities() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "group": ["White", HOSTILE, "Unknown"],
            "share_of_denominator": [0.7, 0.2, None],
            "share_of_numerator": [0.8, 0.15, None],
            "parity": [1.14, 0.75, None],
            "lower": [1.05, 0.6, None],
            "upper": [1.2, 0.9, None],
            "hidden": [None, None, WHY],
        }
    )


def compared() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "group": ["Asian", HOSTILE, "Unknown"],
            "reference": ["White"] * 3,
            "ratio": [0.8, 1.5, None],
            "lower": [0.7, 0.9, None],
            "upper": [0.9, 2.4, None],
            "like_for_like_ratio": [0.95, 1.2, None],
            "like_for_like_lower": [0.85, 0.8, None],
            "like_for_like_upper": [1.05, 1.9, None],
            "hidden": [None, None, WHY],
        }
    )


def vacancies() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "organisation": ["ZZ1", "ZZ1", HOSTILE, HOSTILE],
            "staff_group": ["Nursing", "Medical", "Nursing", "Medical"],
            "value": [2.4, 0.3, 1.2, None],
            "numerator": [24, 3, 12, None],
            "denominator": [10, 10, 10, None],
            "hidden": [None, None, None, WHY],
        }
    )


def several() -> pl.DataFrame:
    return pl.concat([by_month().with_columns(organisation=pl.lit(name)) for name in ("ZZ1", HOSTILE, "ZZ3")])


def _funnel() -> Chart:
    points, limits = organisations()
    return charts.funnel(points, title=TITLE, caption=CAPTION, limits=limits, focus="ZZ3")


KINDS: dict[str, Callable[[], Chart]] = {
    "intervals": lambda: charts.intervals(
        estimated(["White", HOSTILE, "Asian or Asian British", "Unknown"]),
        title=TITLE,
        caption=CAPTION,
        focus="White",
    ),
    "trend": lambda: charts.trend(by_month(), title=TITLE, caption=CAPTION),
    "control chart": lambda: charts.control_chart(charted(), title=TITLE, caption=CAPTION),
    "funnel": _funnel,
    "transitions": lambda: charts.transitions(moved(), title=TITLE, caption=CAPTION),
    "sankey": lambda: charts.sankey(moved(), title=TITLE, caption=CAPTION),
    "mix": lambda: charts.mix(parts(), title=TITLE, caption=CAPTION),
    "pyramid": lambda: charts.pyramid(parities(), title=TITLE, caption=CAPTION),
    "likelihoods": lambda: charts.likelihoods(compared(), title=TITLE, caption=CAPTION),
    "supply and demand": lambda: charts.supply_and_demand(vacancies(), title=TITLE, caption=CAPTION),
    "small multiples": lambda: charts.small_multiples(several(), title=TITLE, caption=CAPTION),
}
"""Each kind, to be drawn."""

EMPTY: dict[str, Callable[[], Chart]] = {
    "intervals": lambda: charts.intervals(estimated(["A"]).clear(), title=TITLE),
    "trend": lambda: charts.trend(by_month().clear(), title=TITLE),
    "control chart": lambda: charts.control_chart(charted().clear(), title=TITLE),
    "funnel": lambda: charts.funnel(organisations()[0].clear(), title=TITLE),
    "transitions": lambda: charts.transitions(moved().clear(), title=TITLE),
    "sankey": lambda: charts.sankey(moved().clear(), title=TITLE),
    "mix": lambda: charts.mix(parts().clear(), title=TITLE),
    "pyramid": lambda: charts.pyramid(parities().clear(), title=TITLE),
    "likelihoods": lambda: charts.likelihoods(compared().clear(), title=TITLE),
    "supply and demand": lambda: charts.supply_and_demand(vacancies().clear(), title=TITLE),
    "small multiples": lambda: charts.small_multiples(several().clear(), title=TITLE),
}
"""Each kind with nothing to draw."""
