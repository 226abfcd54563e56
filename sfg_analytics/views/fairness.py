"""Fairness: how likely each group is, beside a reference group, as counted and like for like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from sfg_analytics.charts import likelihoods
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.publication.like_for_like import like_for_like
from sfg_analytics.statistics import compare
from sfg_analytics.statistics.telling import told
from sfg_analytics.views.asked import Asked, ask
from sfg_analytics.views.published import Published
from sfg_analytics.views.source import Source, figures_of
from sfg_analytics.views.view import View, made
from sfg_analytics.views.words import by_of, title_of

_LEVEL = 0.05
_MOST_TOLD = 3


def fairness(
    source: Source,
    measure: str = "coverage",
    *,
    by: str | Sequence[str] = "ethnicity",
    adjust: str | Sequence[str] = (),
    reference: str | Sequence[str] | None = None,
    outcome: str | None = None,
    organisations: str | Sequence[str] | None = None,
    period: date | str | None = None,
) -> View:
    """Compare groups with a reference group, as counted and, where asked, like for like.

    It describes differences and passes no verdict. People whose group is not known are a group of their own.

    Parameters
    ----------
    source
        A store or its path; a publication or its path; or tables by contract id, of Polars or pandas.
    measure
        A measure that is a share: ``"coverage"``, ``"action_agreed"``, ``"sought_placement"`` (with ``outcome``) …
    by
        The breakdown that is compared; several for groups in several respects at once.
    adjust
        Breakdowns to hold equal, such as ``["band_cluster", "staff_group"]``. From a publication one, with which it crosses
        what is compared: of what it shows of the crossing.
    reference
        The heading of the reference group, one for each of ``by``; by default the one the plan of publication names, else
        the largest group that is known.
    outcome
        Which outcome, of a measure that has outcomes.
    organisations
        A code, or several, which are added up; all of them by default.
    period
        The month, as ``"2025-03"``; the latest by default.

    Returns
    -------
    View
        ``.table`` as :func:`sfg_analytics.statistics.compare` gives it, a row for each group but the reference group, with
        ``label``: ``ratio, lower, upper`` (1 is as likely, 0 never), ``value`` and ``reference_value`` (0 to 1),
        ``adjusted_p``, ``declared``, ``direction`` (the sentence), and where something was held equal ``like_for_like_ratio``
        and all that belongs to it. ``.chart`` has relative likelihoods, ``.text`` the sentences.

    Raises
    ------
    MeasureProblem
        When there is no such measure, breakdown, group, outcome, organisation or month, the measure is no share, or
        the source is a publication and something is to be held equal.
    NoSuchPath, StoreProblem, PublicationProblem
        When the source can't be read.

    Examples
    --------
    >>> staff = pl.DataFrame(
    ...     {
    ...         "organisation": "Z01",
    ...         "period": date(2025, 3, 1),
    ...         "person": ["a", "b", "c", "d"],
    ...         "sex": ["Female", "Female", "Male", "Male"],
    ...         "assignment_status": ["Active", "Career Break", "Active", "Active"],
    ...         "service_start_date": date(2020, 1, 1),
    ...     }
    ... )
    >>> view = fairness({"staff_in_post": staff}, "eligible", by="sex", reference="Male")
    >>> view.table.select("label", "ratio", "numerator", "denominator").rows()
    [('Female', 0.5, 1, 2)]
    """
    figures = figures_of(source)
    dimension, held = _names(by), _names(adjust)
    words = figures.words(measure)
    if words["kind"] != "proportion":
        raise MeasureProblem(f"The measure '{measure}' is no share, and only shares are compared.")
    if figures.outcomes(measure) and outcome is None:
        raise MeasureProblem(
            f"The measure '{measure}' has outcomes; name the one that is compared.",
            expected=", ".join(figures.outcomes(measure)),
            hint="for example outcome=" + repr(next(iter(figures.outcomes(measure)))),
        )
    published = figures if isinstance(figures, Published) and held else None
    if published is not None:
        _require_crossing(published, measure, dimension, held)
    by_all = dimension if published is not None else (*dimension, *held)
    asked = ask(figures, measure, by=by_all, outcome=outcome, organisations=organisations, period=period)
    against = _names(reference) if reference is not None else _reference(asked, dimension)
    counted = asked.rows.drop("label", "value", "lower", "upper").with_columns(
        outcome=pl.lit(asked.outcome_label or None, pl.String)
    )
    statement = str(words["statement"])
    if published is None:
        compared = compare(counted, dimension, against, adjust=held, statement=statement)
    else:
        crude = compare(counted, dimension, against)
        compared = _as_published(crude, published, asked, (dimension[0], held[0]), statement)
    compared = compared.with_columns(label=pl.concat_str(dimension, separator=" | "), hidden="without_ratio")
    kept = ["label", *(name for name in compared.columns if name not in {"label", "hidden"}), "hidden"]
    return made(
        compared.select(kept),
        in_pandas=figures.in_pandas,
        chart=likelihoods(
            compared, title=_title(asked, compared), by="label", caption=_caption(asked, dimension, held)
        ),
        said=_said(asked, compared, dimension, held),
        caveat=str(words["caveat"]),
        stamp=figures.stamp,
        shown=_shown(dimension, adjusted=bool(held)),
        kind=asked.kind,
        ratios=_RATIOS,
    )


_RATIOS = (
    "ratio",
    "lower",
    "upper",
    "adjusted_p",
    "like_for_like_ratio",
    "like_for_like_lower",
    "like_for_like_upper",
    "like_for_like_adjusted_p",
)


def _require_crossing(
    figures: Published, measure: str, dimension: Sequence[str], held: Sequence[str]
) -> None:
    """Refuse what a publication cannot hold equal."""
    if len(dimension) > 1 or len(held) > 1:
        raise MeasureProblem(
            "From a publication one breakdown is compared, with one other held equal.",
            got=f"{by_of(dimension)}, with {by_of(held)} held equal",
            hint="open the store, where all can be counted.",
        )
    figures.rows(measure, (*dimension, *held))


def _as_published(
    crude: pl.DataFrame, figures: Published, asked: Asked, names: tuple[str, str], statement: str
) -> pl.DataFrame:
    """Add what a publication says like for like: pooled over the cells that it shows."""
    dimension, held = names
    keyed = crude.rename({dimension: "group"}).with_columns(
        breakdown=pl.lit(dimension), outcome=pl.lit(asked.outcome, pl.String)
    )
    both = like_for_like(keyed, figures.publication.estimates, [held])
    compared = both.rename({"group": dimension}).with_columns(
        outcome=pl.lit(asked.outcome_label or None, pl.String)
    )
    return compared.drop("breakdown").with_columns(
        direction=told(compared, [dimension], level=1 - _LEVEL, statement=statement)
    )


def _names(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _reference(asked: Asked, dimension: Sequence[str]) -> tuple[str, ...]:
    """Choose a reference group: the plan's, or the largest that is known."""
    rows = asked.rows
    chosen = []
    for name in dimension:
        named = asked.figures.references.get(name)
        known = rows.filter(~pl.col(name).str.starts_with("Unknown"))
        sizes = known.group_by(name, maintain_order=True).agg(pl.col("denominator").sum())
        if sizes.is_empty():
            raise MeasureProblem(
                f"Nobody's group of '{name}' is known, so there is no group to compare with."
            )
        there = sizes[name].to_list()
        chosen.append(named if named in there else sizes.sort("denominator", descending=True)[name][0])
    return tuple(str(name) for name in chosen)


def _caption(asked: Asked, dimension: Sequence[str], held: Sequence[str]) -> str:
    equal = f" Held equal: {by_of(held)}." if held else ""
    return f"By {by_of(dimension)}.{equal} {asked.caption}"


def _title(asked: Asked, compared: pl.DataFrame) -> str:
    reference = compared["reference"][0] if compared.height else "others"
    return title_of(
        f"{asked.short}: each group beside {reference}",
        f"Each group beside {reference}",
        "Each group beside the reference",
    )


def _said(asked: Asked, compared: pl.DataFrame, dimension: Sequence[str], held: Sequence[str]) -> str:
    """Tell the comparisons that hold up, or the most marked ones, and how many there are."""
    p_value = "like_for_like_adjusted_p" if held else "adjusted_p"
    made_of = compared.filter(pl.col(p_value).is_not_null())
    apart = made_of.filter(pl.col(p_value) < _LEVEL).height
    how = f"like for like by {by_of(held)}, " if held else ""
    counted = (
        f"By {by_of(dimension)}, {how}{apart} of {made_of.height} groups differ from '{compared['reference'][0]}' by more "
        "than chance would explain."
        if made_of.height
        else f"No group can be compared with '{compared['reference'][0]}'."
        if compared.height
        else f"By {by_of(dimension)}, all those counted are in one group, so there is none to compare it with."
    )
    told = made_of.sort(p_value, maintain_order=True).head(_MOST_TOLD)["direction"].to_list()
    known = compared["declared"].drop_nulls()
    declared = f" The group is known of {known[0]:.0%} of people." if known.len() else ""
    where = f"At {asked.where} in {asked.month:%B %Y}: "
    return f"{where}{counted[0].lower()}{counted[1:]} {' '.join(told)}{declared}".replace("  ", " ")


def _shown(dimension: Sequence[str], *, adjusted: bool) -> Mapping[str, str]:
    like = {
        "like_for_like_ratio": "Like for like",
        "like_for_like_lower": "Lower 95%",
        "like_for_like_upper": "Upper 95%",
        "like_for_like_adjusted_p": "Adjusted p",
    }
    return {
        "label": by_of(dimension).capitalize(),
        "numerator": "Number",
        "denominator": "Out of",
        "value": "Value",
        "reference_value": "Reference",
        "ratio": "Times as likely",
        "lower": "Lower 95%",
        "upper": "Upper 95%",
        "adjusted_p": "Adjusted p",
        **(like if adjusted else {}),
    }
