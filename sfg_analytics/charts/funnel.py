"""Funnels: organisations by size, and the limits within which organisations of that size keep.

There is no rank in it and no order: where a dot stands between the limits is all that can be said. Those outside the
outer limits are named, and so is the one in focus; the key says how many have no value, the words say which and why.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from sfg_analytics.charts.axes import amounts
from sfg_analytics.charts.chart import Chart, alternative, check_title, mark_of, told
from sfg_analytics.charts.intervals import in_detail
from sfg_analytics.charts.scene import End, Line, Mark, Panel, Points, Scene
from sfg_analytics.charts.theme import CONTEXT, FOCUS, PALETTE, QUIET, TEXT
from sfg_analytics.errors import SfgError, nearest

_HEIGHT = 300
_LEVELS = ("lower_95", "upper_95", "lower_998", "upper_998")
_OUTER = r"99\.8%$"
_MOST_NAMED = 12
_KEPT = 40
"""How many sizes of the limits are drawn: a curve of more cannot be told from it."""


def funnel(
    points: pl.DataFrame,
    *,
    title: str,
    by: str = "organisation",
    caption: str = "",
    limits: pl.DataFrame | None = None,
    focus: str | None = None,
    kind: str = "proportion",
    people: str = "people",
    unit: str = "organisation",
) -> Chart:
    """Draw a funnel.

    Parameters
    ----------
    points
        One row an organisation, as :func:`~sfg_analytics.statistics.benchmark` gives them for one measure and period: the
        column named by ``by``, ``denominator, value, target, lower_95, upper_95, lower_998, upper_998, signal``;
        ``numerator`` and ``without_value`` or ``hidden`` (the reason) may be there too.
    title
        What the chart shows, in ten words or fewer.
    by
        The column that names the organisations.
    caption
        Measure, period, source and disclosure policy, in a sentence.
    limits
        The same limits at more sizes, as :func:`~sfg_analytics.statistics.funnel` gives them; those of the organisations
        when left out.
    focus
        The organisation to be brought out, by colour, shape, size and name.
    kind
        The measure's kind: ``"proportion"`` or ``"rate"``.
    people
        What the denominator counts.
    unit
        What one dot is; with an s, several.

    Returns
    -------
    Chart
        Its table has ``label, value, numerator, denominator, hidden``, the limits, ``target`` and ``signal``; no row is
        left out.

    Raises
    ------
    SfgError
        When a column is missing, or the title is too long.

    Examples
    --------
    >>> from sfg_analytics.statistics import funnel as computed
    >>> made = computed([40, 88, 30], [100, 100, 60])
    >>> points = made.points.with_columns(organisation=pl.Series(["ZZ1", "ZZ2", "ZZ3"]), target=pl.lit(made.target))
    >>> funnel(points, title="Coverage among three", limits=made.limits).table["label"].to_list()
    ['ZZ1', 'ZZ2', 'ZZ3']
    """
    check_title(title)
    drawn = _rows(points, by)
    shown = drawn.filter(pl.col("value").is_not_null() & pl.col("denominator").is_not_null())
    curve = _thinned(
        limits if limits is not None else shown.select("denominator", *_LEVELS).unique().sort("denominator")
    )
    highest = (
        pl.concat([shown.select("value"), curve.select(pl.col("upper_998").alias("value"))])["value"].max()
        or 0.0
    )
    lowest = (
        pl.concat([shown.select("value"), curve.select(pl.col("lower_998").alias("value"))])["value"].min()
        or 0.0
    )
    largest = max((float(size) for size in shown["denominator"]), default=100.0)
    y = amounts(
        min(float(highest), 1.0) if kind == "proportion" else float(highest),  # type: ignore[arg-type]
        kind,
        lowest=float(lowest),  # type: ignore[arg-type]
    )
    target = next(iter(shown["target"].drop_nulls()), None)
    panel = Panel(
        marks=[*_limits(curve), *_target(curve, target), *_organisations(shown, focus, kind, people)],
        x=amounts(largest, "people", title=f"Number of {people}", most=5),
        y=y,
        height=_HEIGHT,
        ends=[] if target is None else [End(target, f"All {told(target, kind)}", TEXT, bold=True)],
        note="" if shown.height else f"No {unit} has a figure",
    )
    scene = Scene([panel], key=[*_key(shown, focus, curve), *_gaps(drawn.height - shown.height)])
    number = f"Funnel plot, {drawn.height} {unit}{'' if drawn.height == 1 else 's'}, not ranked."
    alt = alternative(title, number, caption, *_told(drawn, focus, target, kind, unit))
    return Chart(title=title, caption=caption, alt=alt, table=drawn, scene=scene)


def _rows(points: pl.DataFrame, by: str) -> pl.DataFrame:
    needed = (by, "denominator", "value", "target", *_LEVELS, "signal")
    missing = [name for name in needed if name not in points.columns]
    if missing:
        raise SfgError(
            f"The table to be drawn has no column '{missing[0]}'.",
            expected=", ".join(needed),
            got=", ".join(points.columns),
            closest=nearest(missing[0], points.columns),
        )
    reasons = [pl.col(name).cast(pl.String) for name in ("hidden", "without_value") if name in points.columns]
    numerator = pl.col("numerator") if "numerator" in points.columns else pl.lit(None)
    return points.select(
        pl.col(by).cast(pl.String).fill_null("Unknown").alias("label"),
        "value",
        numerator.cast(pl.Float64).alias("numerator"),
        pl.when(pl.col("value").is_not_null())
        .then(pl.col("denominator").cast(pl.Float64))
        .alias("denominator"),
        (pl.coalesce(reasons) if reasons else pl.lit(None, pl.String)).alias("hidden"),
        *_LEVELS,
        "target",
        "signal",
    )


def _thinned(curve: pl.DataFrame) -> pl.DataFrame:
    every = max(curve.height // _KEPT, 1)
    kept = curve.drop_nulls(list(_LEVELS)).with_row_index("at")
    return kept.filter((pl.col("at") % every == 0) | (pl.col("at") == pl.col("at").max())).drop("at")


def _limits(curve: pl.DataFrame) -> list[Mark]:
    sizes = curve["denominator"].to_list()
    return [
        Line(sizes, curve[name].to_list(), QUIET, 1.5, "solid" if name.endswith("998") else "dash")
        for name in _LEVELS
    ]


def _target(curve: pl.DataFrame, target: float | None) -> list[Mark]:
    if target is None or curve.is_empty():
        return []
    return [Line([0.0, curve["denominator"].to_list()[-1]], [target, target], TEXT, 1.5)]


def _organisations(shown: pl.DataFrame, focus: str | None, kind: str, people: str) -> list[Mark]:
    chosen = pl.col("label") == (focus or "")
    outer = pl.col("signal").fill_null("").str.contains(_OUTER)

    def marks(
        rows: pl.DataFrame, shape: str, colour: str, size: float, *, named: bool, bold: bool = False
    ) -> Points:
        return Points(
            x=rows["denominator"].to_list(),
            y=rows["value"].to_list(),
            shape=shape,
            size=size,
            colour=colour,
            text=rows["label"].to_list() if named else [],
            bold=bold,
            optional=not bold,
            told=[_hover(row, kind, people) for row in rows.iter_rows(named=True)],
            names=rows["label"].to_list(),
        )

    others = shown.filter(~chosen)
    return [
        marks(others.filter(~outer), "circle", CONTEXT, 8, named=False),
        marks(shown.filter(chosen), "diamond", FOCUS, 15, named=True, bold=True),
        marks(others.filter(outer), "square", PALETTE[0], 9, named=True),
    ]


def _key(shown: pl.DataFrame, focus: str | None, curve: pl.DataFrame) -> list[tuple[str, str, str]]:
    others = shown.filter(pl.col("label") != (focus or ""))
    outer = others.filter(pl.col("signal").fill_null("").str.contains(_OUTER)).height
    key = [("solid", QUIET, "99.8% limits"), ("dash", QUIET, "95% limits")] if curve.height else []
    key += [("circle", CONTEXT, "Within the 99.8% limits")] if others.height > outer else []
    return key + ([("square", PALETTE[0], "Outside them")] if outer else [])


def _gaps(number: int) -> list[tuple[str, str, str]]:
    return [("cross", QUIET, f"No figure: {number}")] if number else []


def _hover(row: dict[str, Any], kind: str, people: str) -> str:
    lines = [row["label"], f"{in_detail(row['value'], kind)} among {row['denominator']:,.0f} {people}"]
    if row["lower_95"] is not None:
        lines.append(f"95% limits {in_detail(row['lower_95'], kind)} to {in_detail(row['upper_95'], kind)}")
    lines.append(f"{row['signal'].capitalize()} limits" if row["signal"] else "Within the limits")
    return "\n".join(lines)


def _told(drawn: pl.DataFrame, focus: str | None, target: float | None, kind: str, unit: str) -> list[str]:
    sentences = [f"All together: {told(target, kind)}."] if target is not None else []
    for row in drawn.filter(pl.col("label") == (focus or "")).iter_rows(named=True):
        if row["value"] is not None:
            where = f"{row['signal']} limits" if row["signal"] else "within the limits"
            sentences.append(f"{row['label']}: {told(row['value'], kind)}, {where}.")
    outside = drawn.filter(pl.col("signal").is_not_null() & (pl.col("label") != (focus or "")))
    for signal in sorted(set(outside["signal"])):
        names = outside.filter(pl.col("signal") == signal)["label"].to_list()
        named = ", ".join(names) if len(names) <= _MOST_NAMED else f"{len(names)} {unit}s"
        sentences.append(f"{signal.capitalize()} limits: {named}.")
    if drawn["value"].is_not_null().any() and outside.is_empty():
        sentences.append("All others are within the limits." if focus else "All are within the limits.")
    gaps = drawn.filter(pl.col("value").is_null())
    return [*sentences, *(f"{row['label']}: {mark_of(row['hidden'])}." for row in gaps.iter_rows(named=True))]
