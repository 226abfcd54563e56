"""What a publication shows beside its estimates: totals, control charts, funnels and comparisons.

All of it is made of the estimates that are published and of nothing else, here and only here: whoever writes a
publication makes these tables, and whoever verifies one makes them again. What is hidden is a gap in a series, stands in
no funnel, and is compared with nothing.

Where publications were combined, organisations are added up, and the totals have charts and comparisons as an organisation
has, under the code ``"system"``. In one made from records there are none: whoever publishes those protects the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from sfg_analytics.disclosure import Described, Policy
from sfg_analytics.publication.layout import (
    COMPARISONS,
    COMPARISONS_SCHEMA,
    FUNNELS,
    FUNNELS_SCHEMA,
    SERIES,
    SERIES_SCHEMA,
    TOTALS,
    TOTALS_SCHEMA,
)
from sfg_analytics.publication.like_for_like import like_for_like
from sfg_analytics.publication.totals import as_figures, totals

FEWEST_ORGANISATIONS = 5
"""With fewer no funnel is made: how much organisations differ cannot be told from so few."""

Words = Sequence[Mapping[str, Any]]
LEVEL = 0.95
_DIRECTION = {"up": "increase", "down": "decrease", None: "neutral"}


def derive(
    estimates: pl.DataFrame, measures: Words, organisations: pl.DataFrame, manifest: Mapping[str, Any]
) -> dict[str, pl.DataFrame]:
    """Make the tables that follow from the estimates.

    Parameters
    ----------
    estimates
        As :data:`ESTIMATES_SCHEMA` describes them.
    measures
        The words of the measures, as the publication carries them.
    organisations
        As :data:`ORGANISATIONS_SCHEMA` describes them.
    manifest
        What the manifest says: by its plan the reference group of each breakdown that is compared; and where it lists parts,
        the policy, and how the counts hang together.

    Returns
    -------
    dict of str to polars.DataFrame
        By file name.
    """
    plan = manifest.get("plan", {})
    added = added_up(estimates, measures, manifest)
    figures = pl.concat([estimates, as_figures(added, estimates)])
    return {
        SERIES: series(figures, measures),
        FUNNELS: funnels(estimates, measures, organisations),
        COMPARISONS: comparisons(figures, measures, plan.get("references", {}), plan.get("adjust", ())),
        TOTALS: added,
    }


def added_up(estimates: pl.DataFrame, measures: Words, manifest: Mapping[str, Any]) -> pl.DataFrame:
    """Add up the organisations of a publication that was combined from others; of another there are no totals.

    Parameters
    ----------
    estimates, measures, manifest
        As for :func:`derive`.

    Returns
    -------
    polars.DataFrame
        As :data:`TOTALS_SCHEMA` describes it.
    """
    if not manifest.get("parts"):
        return pl.DataFrame(schema=TOTALS_SCHEMA)
    described = Described.from_json(manifest["described"])
    public = {name for name, counted in described.measures.items() if counted.public}
    return totals(estimates, measures, Policy.from_json(manifest["policy"]), public)


def series(estimates: pl.DataFrame, measures: Words) -> pl.DataFrame:
    """Make the control charts of all staff, of the measures that name one.

    Parameters
    ----------
    estimates, measures
        As for :func:`derive`. A measure's ``chart`` is ``"p"`` (Laney's, of counts), ``"xmr"`` (of values) or None.

    Returns
    -------
    polars.DataFrame
        As :data:`SERIES_SCHEMA` describes it: every month from the first to the last of each series.
    """
    made = [pl.DataFrame(schema=SERIES_SCHEMA)]
    for words in measures:
        if not words.get("chart"):
            continue
        rows = _everybody(estimates, words["id"]).sort("organisation", "period")
        made += [
            _chart(_every_month(part), words)
            for part in rows.partition_by("organisation", "outcome", maintain_order=True)
        ]
    return pl.concat(made)


def _every_month(rows: pl.DataFrame) -> pl.DataFrame:
    months = rows.select(pl.date_range(pl.col("period").min(), pl.col("period").max(), "1mo"))
    shown = rows.with_columns(
        pl.when(pl.col("hidden").is_null()).then(pl.col("numerator", "denominator", "value")).name.keep()
    )
    return months.join(shown, on="period", how="left", maintain_order="left").with_columns(
        pl.lit(rows["measure"][0]).alias("measure"),
        pl.lit(rows["organisation"][0]).alias("organisation"),
        pl.lit(rows["outcome"][0], pl.String).alias("outcome"),
    )


def _chart(rows: pl.DataFrame, words: Mapping[str, Any]) -> pl.DataFrame:
    from sfg_analytics.statistics import p_chart, xmr, xmr_summary

    options: dict[str, Any] = {
        "improvement": _DIRECTION[words["improvement"]],
        "target": words.get("target"),
    }
    chart = (
        xmr(rows["value"].to_numpy(), **options)
        if words["chart"] == "xmr"
        else p_chart(rows["numerator"].to_numpy(), rows["denominator"].to_numpy(), **options)
    )
    said = xmr_summary(chart)
    return (
        pl.concat([rows.select("measure", "period", "organisation", "outcome"), chart], how="horizontal")
        .with_columns(
            variation=pl.lit(said.variation, pl.String), assurance=pl.lit(said.assurance, pl.String)
        )
        .select(*SERIES_SCHEMA)
    )


def funnels(estimates: pl.DataFrame, measures: Words, organisations: pl.DataFrame) -> pl.DataFrame:
    """Set organisations beside one another, where there are five or more.

    Parameters
    ----------
    estimates, measures, organisations
        As for :func:`derive`.

    Returns
    -------
    polars.DataFrame
        As :data:`FUNNELS_SCHEMA` describes it: of each measure and outcome the latest month in which five
        organisations have a value. Scores have none.
    """
    from sfg_analytics.statistics import benchmark

    made = [pl.DataFrame(schema=FUNNELS_SCHEMA)]
    kinds = organisations.select("organisation", benchmarking_group="kind")
    for words in measures:
        if words["kind"] == "score":
            continue
        everybody = _everybody(estimates, words["id"])
        valued = everybody.filter(pl.col("value").is_not_null()).group_by("period", "outcome").len()
        enough = valued.filter(pl.col("len") >= FEWEST_ORGANISATIONS)
        latest = enough.group_by("outcome").agg(pl.col("period").max())
        counted = everybody.join(
            latest, on=["outcome", "period"], how="semi", nulls_equal=True, maintain_order="left"
        ).drop("breakdown", "group", "value", "lower", "upper", "method")
        if counted.height:
            made.append(benchmark(counted, kinds, kind=words["kind"]).select(*FUNNELS_SCHEMA))
    return pl.concat(made).cast(FUNNELS_SCHEMA)  # type: ignore[arg-type]


def comparisons(
    estimates: pl.DataFrame, measures: Words, references: Mapping[str, str], adjust: Sequence[str] = ()
) -> pl.DataFrame:
    """Compare groups with the reference group of their breakdown, in each organisation's latest month.

    Parameters
    ----------
    estimates, measures
        As for :func:`derive`. Only proportions are compared.
    references
        The reference group of each breakdown that is compared.
    adjust
        What is held equal where the publication crosses it with the breakdown compared; the first that is there.

    Returns
    -------
    polars.DataFrame
        As :data:`COMPARISONS_SCHEMA` describes it; p-values are adjusted over all its rows (Benjamini and Hochberg).
    """
    from sfg_analytics.statistics import adjust_p_values, compare
    from sfg_analytics.statistics.telling import told

    made = []
    proportions = [words for words in measures if words["kind"] == "proportion"]
    statements = {words["id"]: str(words["statement"]) for words in proportions}
    for breakdown, reference in sorted(references.items()):
        latest = _latest(estimates, breakdown, list(statements))
        if not latest.filter(pl.col("group") == reference).height:
            continue
        made.append(compare(latest, "group", reference))
    if not made:
        return pl.DataFrame(schema=COMPARISONS_SCHEMA)
    together = pl.concat(made, how="vertical_relaxed")
    adjusted = adjust_p_values(together["p_value"].fill_null(float("nan")).to_numpy())
    together = together.with_columns(pl.Series("adjusted_p", adjusted, dtype=pl.Float64).fill_nan(None))
    both = like_for_like(together, estimates, adjust)
    direction = told(_labelled(both, proportions), ["group"], level=LEVEL, statement=statements)
    return both.with_columns(direction).select(*COMPARISONS_SCHEMA).cast(COMPARISONS_SCHEMA)  # type: ignore[arg-type]


def _latest(estimates: pl.DataFrame, breakdown: str, measures: Sequence[str]) -> pl.DataFrame:
    rows = estimates.filter(pl.col("breakdown") == breakdown, pl.col("measure").is_in(measures))
    latest = pl.col("period") == pl.col("period").max().over("measure", "organisation")
    return rows.filter(latest).drop("value", "lower", "upper", "method")


def _labelled(rows: pl.DataFrame, measures: Words) -> pl.DataFrame:
    """Put outcomes in words, for the sentence."""
    labels = pl.DataFrame(
        list(_labels(measures)),
        schema={"measure": pl.String, "outcome": pl.String, "label": pl.String},
        orient="row",
    )
    joined = rows.join(labels, on=["measure", "outcome"], how="left", maintain_order="left")
    return joined.with_columns(outcome=pl.coalesce("label", "outcome"))


def _labels(measures: Words) -> Iterator[tuple[str, str, str]]:
    for words in measures:
        for outcome in words["outcomes"]:
            yield str(words["id"]), str(outcome["code"]), str(outcome["label"])


def _everybody(estimates: pl.DataFrame, measure: str) -> pl.DataFrame:
    return estimates.filter(pl.col("measure") == measure, pl.col("breakdown") == "")
