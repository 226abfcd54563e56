"""Benchmarking: each organisation beside the others, with what can and what cannot be said of the difference.

Four answers stand in one row. *What was counted*, with its interval. *What to expect of it*, drawn towards the rest the
more so the smaller it is. *Whether it stands apart from all*, by a funnel whose limits allow for how much organisations
differ anyway. And *where it lies among its peers*, as a range and in words. There is no rank, because a rank says the
same of a tenth of a point as of ten.

Whatever cannot be said has its reason beside it, in words, so that a gap in a table is never a riddle.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sfg_analytics.errors import MeasureProblem, nearest
from sfg_analytics.statistics.arguments import one_of
from sfg_analytics.statistics.funnels import funnel
from sfg_analytics.statistics.intervals import byar, wilson
from sfg_analytics.statistics.peers import KINDS, among_peers
from sfg_analytics.statistics.shrinkage import shrink

FEW_ORGANISATIONS = 5
"""With fewer, how much organisations differ can hardly be measured, and every row says so."""

_COUNTS = ("numerator", "denominator")
_KEYS = ("measure", "period", "organisation", "outcome")
_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}
_METHODS = {"proportion": "Wilson score", "rate": "Byar"}


def benchmark(
    counted: pl.DataFrame,
    organisations: pl.DataFrame | None = None,
    *,
    kind: str = "proportion",
    peers: str = "benchmarking_group",
    minimum_peers: int = 5,
    overdispersion: bool = True,
    level: float = 0.95,
    levels: Sequence[float] = (0.95, 0.998),
    beside: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Benchmark organisations against one another and against their peers.

    Organisations are compared within each measure, period, outcome and group, over all that have a value there. Give only
    those that belong together: a funnel over trusts and commissioners is a funnel of two kinds of things.

    Parameters
    ----------
    counted
        Counts as :func:`~sfg_analytics.measures.count` or :func:`~sfg_analytics.disclosure.protect` gives them: ``measure,
        period, organisation, <groups...>, outcome, numerator, denominator`` and perhaps ``hidden``, a row a cell. What is
        hidden is shown without a value and takes part in nothing. It is not changed.
    organisations
        ``organisation`` and the column named by ``peers``; where there is a ``period`` too, its latest row of each
        organisation holds. None where peers are not known.
    kind
        ``"proportion"`` for people of people, ``"rate"`` for events over what they are counted against, which may be
        fewer (people for each vacancy).
    peers
        The column of ``organisations`` that says who is whose peer.
    minimum_peers
        With fewer, nothing is said of the peers.
    overdispersion
        Whether the funnel's limits allow for how much organisations differ. Without, nearly every large organisation lies
        outside them.
    level
        The level of the intervals and of the usual range of peers.
    levels
        The levels of the funnel's limits.
    beside
        Columns to stand beside each organisation (how conversations are run, how complete submissions are): a row for
        each ``organisation``, or for each of those of ``measure``, ``period`` and ``organisation`` that are its columns.

    Returns
    -------
    polars.DataFrame
        The rows of ``counted`` in their order, with

        - ``value, lower, upper, method``: as counted, between Wilson's limits, or Byar's for a rate;
        - ``shrunken, shrunken_lower, shrunken_upper``: what to expect, by :func:`shrink`; null for a rate;
        - ``organisations, target, phi, tau2, z, lower_95, upper_95, lower_998, upper_998, signal``: the funnel over so
          many organisations, as :func:`funnel` has it; null where there is only one;
        - ``peer_group``, and ``peers`` to ``position`` as :func:`among_peers` has it, for those with enough peers;
        - ``without_value``, ``without_peers`` and ``caution``: in words, why there is no value, why nothing is said of
          peers, and what makes the funnel doubtful; null where nothing does;
        - the columns of ``beside``.

        An empty table gives an empty one of the same columns.

    Raises
    ------
    MeasureProblem
        When a column is missing, a cell or an organisation stands there twice, or ``beside`` brings a column that is
        there already.
    ValueError
        When an argument is out of its range, a count is negative, or a proportion's numerator larger than its
        denominator.

    References
    ----------
    Those of :func:`funnel`, :func:`shrink` and :func:`among_peers`.

    Examples
    --------
    >>> from datetime import date
    >>> codes = ["Z01", "Z02", "Z03", "Z04", "Z05", "Z06"]
    >>> counted = pl.DataFrame(
    ...     {
    ...         "measure": "coverage",
    ...         "period": date(2025, 3, 1),
    ...         "organisation": codes,
    ...         "outcome": pl.Series([None] * 6, dtype=pl.String),
    ...         "numerator": [40, 44, 38, 41, 90, None],
    ...         "denominator": [100, 100, 100, 100, 100, 100],
    ...     }
    ... )
    >>> kinds = pl.DataFrame({"organisation": codes, "benchmarking_group": ["Acute"] * 6})
    >>> seen = benchmark(counted, kinds, minimum_peers=4)
    >>> seen.select("value", "position", "without_value").rows()[-2:]
    [(0.9, 'above the usual range of its peers', None), (None, None, 'a count is hidden')]
    """
    one_of("kind", kind, KINDS)
    if minimum_peers < 1:
        raise ValueError(f"minimum_peers must be at least 1; got {minimum_peers!r}.")
    _require(counted, [*_KEYS, *_COUNTS], "counted")
    keys = [name for name in counted.columns if name not in {*_COUNTS, "hidden"}]
    _require_single(counted, keys, "counted", "a cell")
    comparison = [name for name in keys if name != "organisation"]
    order = "order of rows"  # no column has this name
    rows = _with_peer_group(_with_value(counted, kind, level), organisations, peers).with_row_index(order)
    groups = rows.partition_by(comparison, maintain_order=True) or [rows]
    compared = [
        pl.concat(
            [
                group,
                _expected(group, kind, level),
                _funnel(group, kind, overdispersion=overdispersion, levels=levels),
                _peers(group, kind, level, minimum_peers),
            ],
            how="horizontal",
        )
        for group in groups
    ]
    reasons = ["without_value", "without_peers", "caution"]
    together = pl.concat(compared).sort(order).select(pl.exclude(order, *reasons), *reasons)
    return _with_beside(together, beside)


def _require(table: pl.DataFrame, columns: Sequence[str], name: str) -> None:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise MeasureProblem(
            f"The table '{name}' lacks columns that benchmarking needs.",
            expected=", ".join(columns),
            got=f"no {', '.join(missing)}",
            closest=nearest(missing[0], table.columns),
        )


def _require_single(table: pl.DataFrame, keys: Sequence[str], name: str, what: str) -> None:
    repeated = table.height - table.n_unique(list(keys)) if table.height else 0
    if repeated:
        raise MeasureProblem(
            f"In the table '{name}' {what} stands more than once.",
            expected=f"one row for each {', '.join(keys)}",
            got=f"{repeated} rows too many",
        )


def _with_value(counted: pl.DataFrame, kind: str, level: float) -> pl.DataFrame:
    """Add the value and its limits, and why there is none."""
    hidden = pl.col("hidden") if "hidden" in counted.columns else pl.lit(None, pl.String)
    missing = pl.any_horizontal(pl.col(*_COUNTS).is_null())
    without = (
        pl.when(hidden.is_not_null())
        .then(pl.lit("hidden: ") + hidden)
        .when(missing)
        .then(pl.lit("a count is hidden"))
        .when(pl.col("denominator") == 0)
        .then(pl.lit("nobody to count"))
    )
    rows = counted.with_columns(without_value=without)
    x, n = _counts_of(rows)
    if kind == "proportion":
        limits = wilson(x, n, level=level)
        lower, upper = limits.lower, limits.upper
    else:
        limits = byar(x, level=level)
        lower, upper = limits.lower / n.to_numpy(), limits.upper / n.to_numpy()
    return rows.select(
        *counted.columns,
        value=x / n,
        lower=pl.Series(lower, dtype=pl.Float64).fill_nan(None),
        upper=pl.Series(upper, dtype=pl.Float64).fill_nan(None),
        method=pl.when(pl.col("without_value").is_null()).then(pl.lit(f"{_METHODS[kind]}, {level:.3g}")),
        without_value="without_value",
    )


def _counts_of(rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Take the counts, null where there is no value to be made of them."""
    shown = pl.col("without_value").is_null()
    taken = rows.select(pl.when(shown).then(pl.col(name).cast(pl.Float64)).alias(name) for name in _COUNTS)
    return taken["numerator"], taken["denominator"]


def _with_peer_group(rows: pl.DataFrame, organisations: pl.DataFrame | None, peers: str) -> pl.DataFrame:
    if organisations is None:
        return rows.with_columns(peer_group=pl.lit(None, pl.String))
    _require(organisations, ["organisation", peers], "organisations")
    kept = ["organisation", *(["period"] if "period" in organisations.columns else []), peers]
    listed = organisations.select(kept).unique()
    if "period" in kept:
        listed = listed.filter(pl.col("period") == pl.col("period").max().over("organisation"))
    _require_single(listed, ["organisation"], "organisations", "an organisation")
    groups = listed.select("organisation", peer_group=pl.col(peers).cast(pl.String))
    return rows.join(groups, on="organisation", how="left", maintain_order="left")


def _expected(group: pl.DataFrame, kind: str, level: float) -> pl.DataFrame:
    """Give what to expect of each organisation."""
    names = {"value": "shrunken", "lower": "shrunken_lower", "upper": "shrunken_upper"}
    x, n = _counts_of(group)
    shrunken = shrink(x, n, level=level) if kind == "proportion" else shrink([], []).clear(group.height)
    return shrunken.select(pl.col(name).alias(shown) for name, shown in names.items())


def _funnel(group: pl.DataFrame, kind: str, *, overdispersion: bool, levels: Sequence[float]) -> pl.DataFrame:
    """Give the funnel over all organisations of a comparison, and what makes it doubtful."""
    x, n = _counts_of(group)
    number = int((n > 0).sum())
    made = funnel(x, n, kind=kind, overdispersion=overdispersion, levels=levels)
    whole = {"target": made.target, "phi": made.phi, "tau2": made.tau2}
    points = made.points.drop(*_COUNTS, "value").select(
        *(pl.lit(amount).fill_nan(None).alias(name) for name, amount in whole.items()), pl.all()
    )
    caution = None
    if number <= 1:
        points = points.clear(group.height)
        caution = "no other organisation to compare with"
    elif number < FEW_ORGANISATIONS:
        caution = f"how much organisations differ is measured on only {number} of them"
    return points.select(
        pl.lit(number, pl.Int64).alias("organisations"), pl.all(), caution=pl.lit(caution, pl.String)
    )


def _peers(group: pl.DataFrame, kind: str, level: float, minimum: int) -> pl.DataFrame:
    """Compare each organisation with those of its own peer group, and say where that cannot be done."""
    x, n = _counts_of(group)
    places = group.select("peer_group", place=pl.int_range(pl.len()))
    compared = [
        among_peers(x.gather(place), n.gather(place), kind=kind, level=level).with_columns(place=place)
        for place in (members["place"] for members in places.partition_by("peer_group"))
    ] or [among_peers([], []).with_columns(place=places["place"])]
    known = pl.col("peer_group").is_not_null()
    enough = known & (pl.col("peers") >= minimum)
    few = f"fewer than {_WORDS.get(minimum, minimum)} peers"
    return (
        pl.concat([places["peer_group"].to_frame(), pl.concat(compared).sort("place")], how="horizontal")
        .with_columns(
            pl.when(known).then("peers").alias("peers"),
            pl.when(enough).then(pl.exclude("peers", "peer_group", "place")).name.keep(),
            without_peers=pl.when(~known)
            .then(pl.lit("its peer group is not known"))
            .when(~enough)
            .then(pl.lit(few)),
        )
        .drop("peer_group", "place")
    )


def _with_beside(rows: pl.DataFrame, beside: pl.DataFrame | None) -> pl.DataFrame:
    """Join what the caller wants to stand beside each organisation."""
    if beside is None:
        return rows
    _require(beside, ["organisation"], "beside")
    keys = [name for name in ("measure", "period", "organisation") if name in beside.columns]
    _require_single(beside, keys, "beside", "an organisation")
    clash = sorted(set(beside.columns) & set(rows.columns) - set(keys))
    if clash:
        raise MeasureProblem(
            "The table 'beside' brings columns that are there already.",
            got=", ".join(clash),
            hint="rename them first.",
        )
    return rows.join(beside, on=keys, how="left", maintain_order="left")
