"""Control charts: each month against the mean, between the limits that usual variation keeps to.

A month that stands out has another shape as well as another colour, and the key says in words what it means. The mean
and the limits carry their values at the end of their lines, so that nobody has to read them off an axis. Limits are drawn
no further than a share can go.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from sfg_analytics.charts.axes import amounts, months
from sfg_analytics.charts.chart import Chart, alternative, check_title, mark_of, told
from sfg_analytics.charts.icons import VARIATION, assurance_words, direction
from sfg_analytics.charts.intervals import in_detail
from sfg_analytics.charts.scene import End, Line, Mark, Panel, Points, Scene
from sfg_analytics.charts.theme import CONTEXT, QUIET, SIGNALS, TARGET, TEXT
from sfg_analytics.errors import SfgError, nearest
from sfg_analytics.statistics import xmr_summary

_HEIGHT = 250
_MANY = 30
_MOST_TOLD = 6
_NEEDED = (
    "period",
    "value",
    "mean",
    "lower",
    "upper",
    "kind",
    "signal",
    "segment",
    "trial_limits",
    "target",
    "improvement",
)


def control_chart(charted: pl.DataFrame, *, title: str, caption: str = "", kind: str = "proportion") -> Chart:
    """Draw a control chart.

    Parameters
    ----------
    charted
        What :func:`~sfg_analytics.statistics.xmr` or :func:`~sfg_analytics.statistics.p_chart` gave, with ``period``, the
        first of each month, beside it. ``hidden`` (the reason) may be there too.
    title
        What the chart shows, in ten words or fewer.
    caption
        Measure, source and disclosure policy, in a sentence.
    kind
        The measure's kind: ``"proportion"``, ``"rate"`` or ``"score"``.

    Returns
    -------
    Chart
        Its table has ``label, value, lower, upper, hidden``, where the limits are those of the chart, and ``mean, target,
        signal, kind, segment``.

    Raises
    ------
    SfgError
        When a column is missing, or the title is too long.

    Examples
    --------
    >>> from datetime import date
    >>> from sfg_analytics.statistics import xmr
    >>> charted = xmr([0.3, 0.31, 0.3, 0.6]).with_columns(period=pl.date_range(date(2025, 1, 1), date(2025, 4, 1), "1mo", eager=True))
    >>> chart = control_chart(charted, title="Conversations held of those due")
    >>> chart.table["label"].to_list()[-1], round(chart.table["mean"][0], 4)
    ('April 2025', 0.3775)
    """
    check_title(title)
    drawn = chart_rows(charted)
    y = _axis(drawn, kind)
    inside = drawn.with_columns(pl.col("lower", "upper").clip(y.begin, y.end))
    panel = Panel(
        marks=[
            *_lines(inside),
            *_rebased(inside, y.begin, y.end),
            *_points(drawn, kind),
            _gaps(drawn, float(y.begin)),
        ],
        x=months(drawn["period"].to_list()),
        y=y,
        height=_HEIGHT,
        ends=_ends(inside, kind),
        note="" if drawn.height else "Nothing to show",
    )
    scene = Scene([panel], key=_key(drawn))
    what = f"Control chart, {drawn.height} {'month' if drawn.height == 1 else 'months'}."
    alt = alternative(title, what, caption, *_told(charted, drawn, kind))
    return Chart(title=title, caption=caption, alt=alt, table=drawn.drop("period"), scene=scene)


def chart_rows(charted: pl.DataFrame) -> pl.DataFrame:
    """Bring a control chart's table into the columns that are drawn.

    Parameters
    ----------
    charted
        As for :func:`control_chart`.

    Returns
    -------
    pl.DataFrame
        ``label, value, lower, upper, hidden, mean, target, signal, kind, segment, period``, every row kept.

    Raises
    ------
    SfgError
        When a column is missing.
    """
    missing = [name for name in _NEEDED if name not in charted.columns]
    if missing:
        raise SfgError(
            f"The table to be drawn has no column '{missing[0]}'.",
            expected=", ".join(_NEEDED),
            got=", ".join(charted.columns),
            closest=nearest(missing[0], charted.columns),
            hint="a control chart is drawn from what xmr() or p_chart() gives, with its periods beside it.",
        )
    hidden = pl.col("hidden") if "hidden" in charted.columns else pl.lit(None)
    return charted.select(
        pl.col("period").dt.strftime("%B %Y").alias("label"),
        *("value", "lower", "upper"),
        hidden.cast(pl.String).alias("hidden"),
        *("mean", "target", "signal", "kind", "segment"),
        pl.col("period").cast(pl.Date),
    )


def _axis(drawn: pl.DataFrame, kind: str) -> Any:
    """Give an axis that holds every point, the target, and the limits as far as a share can go."""
    heights = pl.concat([drawn[name] for name in ["value", "lower", "upper", "target", "mean"]]).drop_nulls()
    if heights.is_empty() or drawn["value"].is_null().all():
        return amounts(float(heights.max() or 0.0), kind)  # type: ignore[arg-type]
    low, high = heights.min(), heights.max()
    if kind == "proportion":
        low, high = max(low, 0.0), min(high, 1.0)  # type: ignore[type-var]
    return amounts(float(high), kind, lowest=float(low))  # type: ignore[arg-type]


def _lines(drawn: pl.DataFrame) -> list[Mark]:
    """Draw mean and limits, each segment by itself, and the target through all."""
    lines: list[Mark] = []
    for segment in drawn.partition_by("segment", maintain_order=True):
        where = segment["period"].to_list()
        lines += [
            Line(where, segment["lower"].to_list(), QUIET, 1.5, "dash"),
            Line(where, segment["upper"].to_list(), QUIET, 1.5, "dash"),
            Line(where, segment["mean"].to_list(), TEXT, 1.5),
        ]
    if drawn["target"].is_not_null().any():
        lines.append(Line(drawn["period"].to_list(), drawn["target"].to_list(), TARGET, 2, "dot"))
    return [*lines, Line(drawn["period"].to_list(), drawn["value"].to_list(), CONTEXT, 1.5)]


def _rebased(drawn: pl.DataFrame, begin: Any, end: Any) -> list[Mark]:
    """Mark where new limits begin."""
    starts = drawn.group_by("segment", maintain_order=True).first()["period"].to_list()[1:]
    lines: list[Mark] = [Line([start, start], [begin, end], QUIET, 1, "dot") for start in starts]
    return [
        *lines,
        Points(
            x=starts,
            y=[end] * len(starts),
            shape="none",
            text=["new limits"] * len(starts),
            side="below",
            ink=QUIET,
        ),
    ]


def _points(drawn: pl.DataFrame, kind: str) -> list[Mark]:
    points: list[Mark] = []
    for meaning, (shape, colour, _) in SIGNALS.items():
        there = drawn.filter(pl.col("value").is_not_null() & (pl.col("kind") == meaning))
        usual = meaning == "common"
        points.append(
            Points(
                x=there["period"].to_list(),
                y=there["value"].to_list(),
                shape=shape,
                size=(7 if usual else 10) - (2 if drawn.height > _MANY else 0),
                colour=colour,
                told=[_hover(row, kind) for row in there.iter_rows(named=True)],
            )
        )
    return points


def _gaps(drawn: pl.DataFrame, foot: float) -> Points:
    gaps = drawn.filter(pl.col("value").is_null())
    return Points(
        x=gaps["period"].to_list(),
        y=[foot] * gaps.height,
        shape="cross",
        size=8,
        colour=QUIET,
        told=[f"{row['label']}\n{mark_of(row['hidden'])}" for row in gaps.iter_rows(named=True)],
    )


def _ends(drawn: pl.DataFrame, kind: str) -> list[End]:
    """Write the latest value, and the mean, limits and target beside their lines."""
    ends = []
    for name, ink, bold in (
        ("value", TEXT, True),
        ("upper", QUIET, False),
        ("mean", TEXT, False),
        ("lower", QUIET, False),
        ("target", TARGET, False),
    ):
        known = drawn[name].drop_nulls()
        if known.len():
            word = "Latest" if name == "value" else name.capitalize()
            ends.append(End(known[-1], f"{word} {told(known[-1], kind)}", ink, bold=bold))
    return ends


def _key(drawn: pl.DataFrame) -> list[tuple[str, str, str]]:
    """Explain the shapes that are there."""
    there = set(drawn["kind"].drop_nulls())
    meanings: dict[tuple[str, str], list[str]] = {}
    for meaning, (shape, colour, words) in SIGNALS.items():
        if meaning in there:
            meanings.setdefault((shape, colour), []).append(words)
    key = [(shape, colour, ", ".join(words).capitalize()) for (shape, colour), words in meanings.items()]
    if drawn["value"].is_null().any():
        key.append(("cross", QUIET, "No figure"))
    return key


def _hover(row: dict[str, Any], kind: str) -> str:
    lines = [row["label"], in_detail(row["value"], kind)]
    if row["lower"] is not None:
        lines.append(f"Usual variation: {in_detail(row['lower'], kind)} to {in_detail(row['upper'], kind)}")
    meaning = SIGNALS[row["kind"]][2]
    lines.append(meaning.capitalize() + (f": {row['signal']}" if row["signal"] else ""))
    return "\n".join(lines)


def _told(charted: pl.DataFrame, drawn: pl.DataFrame, kind: str) -> list[str]:
    """Tell what the chart shows: the latest point, the limits, the target, the signals, the gaps."""
    shown = drawn.filter(pl.col("value").is_not_null())
    gaps = [
        f"{row['label']}: {mark_of(row['hidden'])}."
        for row in drawn.filter(pl.col("value").is_null()).iter_rows(named=True)
    ]
    if shown.is_empty():
        return ["No month has a figure.", *gaps]
    said = xmr_summary(charted)
    way = direction(said.variation, charted["improvement"][0])
    [last] = shown.tail(1).to_dicts()
    sentences = [f"Latest, {last['label']}: {told(last['value'], kind)}. {VARIATION[said.variation, way]}."]
    if last["lower"] is not None:
        limits = f"limits {told(last['lower'], kind)} to {told(last['upper'], kind)}"
        trial = ", which are trial limits from fewer than 12 points" if said.trial_limits else ""
        sentences.append(f"Mean {told(last['mean'], kind)}, {limits}{trial}.")
    if last["target"] is not None:
        assured = assurance_words(said.assurance, target=last["target"], variation=said.variation)
        sentences.append(f"Target {told(last['target'], kind)}: {assured}.")
    starts = drawn.group_by("segment", maintain_order=True).first()["label"].to_list()[1:]
    if starts:
        sentences.append(f"New limits from {', '.join(starts)}.")
    signals = [
        f"{row['label']}: {told(row['value'], kind)}, {SIGNALS[row['kind']][2]} ({row['signal']})."
        for row in shown.filter(pl.col("signal").is_not_null()).iter_rows(named=True)
    ]
    if len(signals) > _MOST_TOLD:
        signals = [f"{len(signals)} months show a signal; the table gives every one."]
    return [*sentences, *(signals or ["No month shows a signal."]), *_few(gaps)]


def _few(gaps: list[str]) -> list[str]:
    return gaps if len(gaps) <= _MOST_TOLD else [f"{len(gaps)} months have no figure."]
