"""Files that speak of the same months: whose word holds.

Every submission has a moment: when its file was written. A row of one submission stays in the table unless a submission
of a later moment speaks for it, which it does in one of two ways. It may *claim* an organisation's month, whose rows
are then its own alone: an export that is a picture of a month (who was in post) claims every month it shows, and so
does, from its first month to its last, any export its sender calls complete. Or it may hold the same *key*: an
export of events (conversations, actions) adds to what is held, and gives a newer account of what both tell.

What the table holds therefore depends on which files were submitted, never on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from sfg_analytics.contract import Contract, spelt_out

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_MONTH = ["organisation", "period"]


@dataclass(frozen=True)
class Claim:
    """A complete export's word: these organisations, from the first month to the last, belong to the submission."""

    submission: str
    organisations: tuple[str, ...]
    first: date
    last: date


@dataclass(frozen=True)
class Settled:
    """What the months of a submission hold once it has come in.

    Attributes
    ----------
    rows
        All rows of the months concerned, those of other submissions among them.
    months
        ``organisation, period``: the months concerned, whose rows in the table give way to these.
    superseded
        How many of the submission's own rows a later file speaks for; they do not enter.
    replaced
        How many rows of other submissions this one speaks for; they leave.
    held
        How many of the submission's rows the table had already.
    """

    rows: pl.DataFrame
    months: pl.DataFrame
    superseded: int
    replaced: int
    held: int


def settle(
    incoming: pl.DataFrame,
    held: pl.LazyFrame | None,
    contract: Contract,
    moments: Mapping[str, datetime],
    *,
    claims: Sequence[Claim] = (),
    claim: Claim | None = None,
) -> Settled:
    """Decide which rows of an arriving submission and of those held stay in the table.

    Parameters
    ----------
    incoming
        One submission's rows: the contract's stored columns, codes as text or packed, and ``submission``.
    held
        The table as it is; None where there is none yet.
    contract
        Says by ``overlap`` whether its exports claim months (``replace``) or add to them (``merge``), and gives the key.
    moments
        When each submission's file was written, the incoming one's among them. One unknown is older than any.
    claims
        Those of complete exports that came before.
    claim
        The arriving submission's own, where its sender calls it complete.

    Returns
    -------
    Settled
        Of two files of the same moment, the one whose submission sorts last is the later.
    """
    own = incoming["submission"][0] if incoming.height else ""
    outranking = [one for one in claims if _rank(one.submission, moments) > _rank(own, moments)]
    entering = incoming.filter(~_claimed(outranking))
    months = incoming.select(_MONTH).unique()
    if held is None:
        return Settled(entering, months, incoming.height - entering.height, 0, 0)
    held = held.filter(_within(months) if claim is None else _within(months) | _claimed([claim]))
    by_submission = held.group_by(*_MONTH, "submission").len().collect()
    if contract.overlap == "replace":
        staying, entering = _by_month(entering, held, by_submission, own, moments)
    else:
        staying, entering = _by_key(entering, held.collect(), own, moments, contract)
    if claim is not None:
        later = _later(staying["submission"].unique().to_list(), own, moments)
        staying = staying.filter(pl.col("submission").is_in(later) | ~_claimed([claim]))
    already = int(by_submission.filter(pl.col("submission") == own)["len"].sum())
    return Settled(
        rows=_together(staying, entering),
        months=pl.concat([months, by_submission.select(_MONTH)]).unique(),
        superseded=incoming.height - entering.height,
        replaced=int(by_submission["len"].sum()) - already - staying.height,
        held=already,
    )


def _together(some: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Put rows of two submissions in one table; codes stay packed where there is nothing to put together."""
    if some.is_empty() or others.is_empty():
        return others if some.is_empty() else some
    return pl.concat([spelt_out(some), spelt_out(others)], how="diagonal")


def _rank(submission: str, moments: Mapping[str, datetime]) -> tuple[datetime, str]:
    return moments.get(submission, _LONG_AGO), submission


def _claimed(claims: Sequence[Claim]) -> pl.Expr:
    """Whether a row's organisation and month belong to one of these claims."""
    theirs = pl.lit(value=False)
    for one in claims:
        within = pl.col("period").is_between(one.first, one.last)
        theirs |= pl.col("organisation").is_in(one.organisations) & within
    return theirs


def _within(months: pl.DataFrame) -> pl.Expr:
    """Whether a row's organisation and month are among these; its parts first, by which a table is divided."""
    parts = [pl.col(name).is_in(months[name].unique().to_list()) for name in _MONTH]
    return parts[0] & parts[1] & pl.struct(_MONTH).is_in(months.to_struct().implode())


def _later(names: Sequence[str], own: str, moments: Mapping[str, datetime]) -> list[str]:
    return [name for name in names if _rank(name, moments) > _rank(own, moments)]


def _by_month(
    entering: pl.DataFrame,
    held: pl.LazyFrame,
    by_submission: pl.DataFrame,
    own: str,
    moments: Mapping[str, datetime],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give each month whole to the latest submission that shows it."""
    later = pl.col("submission").is_in(_later(by_submission["submission"].unique().to_list(), own, moments))
    lost = by_submission.filter(later).select(_MONTH).unique()
    staying = held.filter(later).collect()
    return staying, entering.join(lost, on=_MONTH, how="anti", maintain_order="left")


def _by_key(
    entering: pl.DataFrame,
    held: pl.DataFrame,
    own: str,
    moments: Mapping[str, datetime],
    contract: Contract,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of rows with the same key, keep the latest submission's."""
    others = held.filter(pl.col("submission") != own)
    order = sorted({own, *others["submission"].unique()}, key=lambda name: _rank(name, moments), reverse=True)
    place = {name: number for number, name in enumerate(order)}
    contenders = _together(entering, others)
    ranked = contenders.with_columns(_place=pl.col("submission").replace_strict(place, return_dtype=pl.Int64))
    winners = ranked.sort("_place", maintain_order=True).unique(
        contract.key, keep="first", maintain_order=True
    )
    winners = winners.drop("_place")
    ours = pl.col("submission") == own
    return winners.filter(~ours), winners.filter(ours)
