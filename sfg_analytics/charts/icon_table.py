"""Many measures at once: a row for each, with its latest value, its target, its two icons and its months as a small line.

What boards ask for most. It is a table, not a picture of one: every icon has its words beside it, so that it can be
heard, searched and copied. On a phone each row becomes a small block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from sfg_analytics.charts import pen
from sfg_analytics.charts.chart import alternative, check_title, mark_of, told
from sfg_analytics.charts.control_chart import chart_rows
from sfg_analytics.charts.icons import VARIATION, assurance_icon, assurance_words, direction, variation_icon
from sfg_analytics.charts.style import STYLE
from sfg_analytics.charts.theme import CONTEXT, LINE, QUIET, SIGNALS, TARGET, TEXT
from sfg_analytics.statistics import xmr_summary

_WIDE, _HIGH, _EDGE = 140, 36, 6
_HEADS = ("Measure", "Latest", "Target", "Variation", "Assurance", "Month by month")


@dataclass(frozen=True)
class IconTable:
    """A table of measures with their icons.

    Parameters
    ----------
    title, caption, alt
        As :class:`~sfg_analytics.charts.Chart` has them.
    table
        A row for each measure: ``label``; ``month``, ``value`` and ``hidden`` (why there is none) of its last month;
        ``target``; ``variation``, ``direction``, ``assurance`` and ``trial_limits`` of its latest point, which is ``of`` the
        last month that has a value.
    html
        A ``table`` element of class ``sfg-icons`` with its drawings in it, in a ``div`` that it fits itself to; :data:`~sfg_analytics.charts.style.STYLE` says
        how it looks.
    """

    title: str
    caption: str
    alt: str
    table: pl.DataFrame
    html: str

    def _repr_html_(self) -> str:
        """Show itself in a notebook."""
        return f"<style>{STYLE}</style>{self.html}"


def icon_table(
    charted: Mapping[str, pl.DataFrame],
    *,
    title: str,
    caption: str = "",
    kinds: Mapping[str, str] | None = None,
) -> IconTable:
    """Draw the table of icons.

    Parameters
    ----------
    charted
        For each measure, by the words that name it and in reading order, what
        :func:`~sfg_analytics.charts.control_chart` takes.
    title
        What the table shows, in ten words or fewer.
    caption
        Period, source and disclosure policy, in a sentence.
    kinds
        The kind of each measure that is not a proportion, by the same words: ``"rate"`` or ``"score"``.

    Returns
    -------
    IconTable
        A row for every measure, also where every month is hidden.

    Raises
    ------
    SfgError
        When a column is missing, or the title is too long.

    Examples
    --------
    >>> from datetime import date
    >>> from sfg_analytics.statistics import xmr
    >>> periods = pl.date_range(date(2025, 1, 1), date(2025, 4, 1), "1mo", eager=True)
    >>> made = icon_table({"Coverage": xmr([0.5, 0.52, 0.51, 0.5], target=0.9).with_columns(period=periods)}, title="Measures")
    >>> made.table.select("label", "variation", "assurance").row(0)
    ('Coverage', 'common', 'consistent_fail')
    """
    check_title(title)
    kinds = kinds or {}
    made = [_summary(label, chart_rows(frame), frame) for label, frame in charted.items()]
    table = pl.DataFrame([row for row, _ in made], schema=_SCHEMA)
    cells = [
        _cells(row, drawn, kinds.get(row["label"], "proportion"))
        for (row, drawn) in zip(table.to_dicts(), (drawn for _, drawn in made), strict=True)
    ]
    words = [_in_words(row, kinds.get(row["label"], "proportion")) for row in table.to_dicts()]
    count = f"Table of {table.height} {'measure' if table.height == 1 else 'measures'}."
    return IconTable(
        title, caption, alternative(title, count, caption, *words), table, _html(title, caption, cells)
    )


_SCHEMA = {
    "label": pl.String,
    "month": pl.String,
    "value": pl.Float64,
    "hidden": pl.String,
    "target": pl.Float64,
    "of": pl.String,
    "variation": pl.String,
    "direction": pl.String,
    "assurance": pl.String,
    "trial_limits": pl.Boolean,
}


def _summary(label: str, drawn: pl.DataFrame, charted: pl.DataFrame) -> tuple[dict[str, Any], pl.DataFrame]:
    said = xmr_summary(charted)
    improvement = charted["improvement"][0] if charted.height else "neutral"
    last = (
        drawn.tail(1).to_dicts()[0] if drawn.height else dict.fromkeys(("label", "value", "hidden", "target"))
    )
    row = {
        "label": label,
        "month": last["label"],
        "value": last["value"],
        "hidden": last["hidden"],
        "target": last["target"],
        "of": next(reversed(drawn.filter(pl.col("value").is_not_null())["label"].to_list()), None),
        "variation": said.variation,
        "direction": direction(said.variation, improvement),
        "assurance": said.assurance,
        "trial_limits": said.trial_limits,
    }
    return row, drawn


def _in_words(row: Mapping[str, Any], kind: str) -> str:
    value = told(row["value"], kind) if row["value"] is not None else mark_of(row["hidden"])
    when = f" in {row['month']}" if row["month"] else ""
    target = f", target {told(row['target'], kind)}" if row["target"] is not None else ""
    of = "" if row["of"] in {None, row["month"]} else f" ({row['of']})"
    return f"{row['label']}: {value}{when}{target}. {_variation(row)}{of}. {_assurance(row)}."


def _cells(row: Mapping[str, Any], drawn: pl.DataFrame, kind: str) -> list[str]:
    shown = row["value"] is not None
    value = pen.escaped(told(row["value"], kind) if shown else mark_of(row["hidden"]))
    notes = [] if row["of"] in {None, row["month"]} else [f"of {row['of']}"]
    notes += ["trial limits: fewer than 12 months"] if row["trial_limits"] and row["of"] else []
    small = "".join(f"<small>{pen.escaped(note)}</small>" for note in notes)
    return [
        pen.escaped(row["label"]),
        f"{f'<b>{value}</b>' if shown else value}<small>{pen.escaped(row['month'] or '')}</small>",
        pen.escaped(told(row["target"], kind)) if row["target"] is not None else "none",
        f"{variation_icon(row['variation'], row['direction'])}<span>{_variation(row)}{small}</span>",
        f"{assurance_icon(row['assurance'])}<span>{_assurance(row)}</span>",
        spark(drawn, kind),
    ]


def _variation(row: Mapping[str, Any]) -> str:
    return VARIATION[row["variation"], row["direction"]]


def _assurance(row: Mapping[str, Any]) -> str:
    return assurance_words(row["assurance"], target=row["target"], variation=row["variation"])


def _html(title: str, caption: str, rows: Sequence[Sequence[str]]) -> str:
    """Write the table, with the roles that some browsers forget where rows are laid out as blocks."""
    heads = "".join(f'<th scope="col" role="columnheader">{head}</th>' for head in _HEADS)
    body = ""
    for first, *others in rows:
        cells = "".join(
            f'<td role="cell" data-head="{head}">{cell}</td>'
            for head, cell in zip(_HEADS[1:], others, strict=True)
        )
        body += f'<tr role="row"><th scope="row" role="rowheader">{first}</th>{cells}</tr>'
    under = f"<small>{pen.escaped(caption)}</small>" if caption else ""
    return (
        f'<div class="sfg-room"><table class="sfg-icons" role="table"><caption>{pen.escaped(title)}{under}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{body}</tbody></table></div>'
    )


def spark(drawn: pl.DataFrame, kind: str) -> str:
    """Draw the months of a control chart as a small line, with its mean, its target and the points that stand out.

    Parameters
    ----------
    drawn
        As :func:`~sfg_analytics.charts.control_chart.chart_rows` gives it.
    kind
        The measure's kind.

    Returns
    -------
    str
        An ``svg`` element that says its first and last value aloud.
    """
    heights = pl.concat([drawn[name] for name in ("value", "mean", "target")]).drop_nulls()
    low, high = (float(heights.min()), float(heights.max())) if len(heights) else (0.0, 1.0)  # type: ignore[arg-type]
    span = (high - low) or 1.0
    step = (_WIDE - 2 * _EDGE) / max(drawn.height - 1, 1)

    def at(place: int, height: float) -> tuple[float, float]:
        return _EDGE + step * place, _HIGH - _EDGE - (_HIGH - 2 * _EDGE) * (height - low) / span

    def runs(name: str) -> list[list[tuple[float, float]]]:
        broken: list[list[tuple[float, float]]] = [[]]
        for place, height in enumerate(drawn[name]):
            if height is None:
                broken.append([])
            else:
                broken[-1].append(at(place, height))
        return broken

    parts = [
        pen.line(0, _HIGH - 0.5, _WIDE, _HIGH - 0.5, LINE),
        pen.path(runs("mean"), QUIET, 1),
        pen.path(runs("target"), TARGET, 1.5, "dot"),
        pen.path(runs("value"), CONTEXT, 1.5),
    ]
    shown = [(place, row) for place, row in enumerate(drawn.to_dicts()) if row["value"] is not None]
    for place, row in shown:
        shape, colour, _ = SIGNALS[row["kind"]]
        last = place == shown[-1][0]
        if row["kind"] != "common" or last or _alone(drawn, place):
            parts.append(pen.shape(shape, *at(place, row["value"]), 7 if last else 5, colour))
    parts += [
        pen.shape("cross", _EDGE + step * place, _HIGH - 4, 5, QUIET)
        for place, value in enumerate(drawn["value"])
        if value is None
    ]
    words = "No month has a figure"
    if shown:
        first, last_row = shown[0][1], shown[-1][1]
        words = f"{first['label']}: {told(first['value'], kind)}; {last_row['label']}: {told(last_row['value'], kind)}"
    missing = drawn.height - len(shown)
    words += (
        f"; {missing} {'month' if missing == 1 else 'months'} without a figure" if missing and shown else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sfg-spark" viewBox="0 0 {_WIDE} {_HIGH}" width="{_WIDE}" '
        f'height="{_HIGH}" fill="{TEXT}" role="img" aria-label="{pen.escaped(words)}" focusable="false">{"".join(parts)}</svg>'
    )


def _alone(drawn: pl.DataFrame, place: int) -> bool:
    """Say whether a month stands between two gaps, where no line would show it."""
    values = drawn["value"]
    before = place > 0 and values[place - 1] is not None
    after = place + 1 < len(values) and values[place + 1] is not None
    return not before and not after
