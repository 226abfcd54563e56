"""The road out: what the store knows becomes what may be shown.

count → protect → estimate → audit → write. People's rows are touched by the first step alone, small numbers are gone after
the second, and rates are made of what is left. The system as a whole is not published beside its organisations: whoever
knows all organisations but one could subtract.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.contract import Contract, load_contracts
from sfg_analytics.disclosure import Described, Policy, Release
from sfg_analytics.errors import PublicationProblem, nearest
from sfg_analytics.measures import CATALOGUE, ROWS, ties
from sfg_analytics.publication import (
    ESTIMATES_SCHEMA,
    PUBLIC,
    SYSTEM,
    Publication,
    Written,
    held_releases,
    read_releases,
    release_of,
    require_safe,
    write_publication,
)
from sfg_analytics.publish.audiences import for_audience
from sfg_analytics.publish.composing import stamp, words
from sfg_analytics.publish.figures import (
    ORGANISATIONS,
    Progress,
    Tables,
    count_planned,
    name_organisations,
)
from sfg_analytics.publish.plan import Plan, load_plan
from sfg_analytics.publish.provenance import moment, provenance, submissions
from sfg_analytics.publish.settled import protect_again
from sfg_analytics.statistics import estimate
from sfg_analytics.store import Store

__all__ = ["SYSTEM", "Plan", "count_planned", "load_plan", "publish"]


def publish(
    store_path: Path,
    folder: Path,
    *,
    audiences: Sequence[str] = (SYSTEM,),
    plan: Plan | None = None,
    policy: Policy | None = None,
    previous: Sequence[Path] = (),
    contracts: Mapping[str, Contract] | None = None,
    whole_window: bool = True,
    at: datetime | None = None,
    progress: Progress | None = None,
) -> list[Written]:
    """Publish what a plan names of the organisations of a store.

    The same store gives the same bytes in a new folder; in one that holds a publication, the next release of it.

    Parameters
    ----------
    store_path
        The store.
    folder
        Where the publication goes; of several audiences, each into a folder of its own in it, named for the audience.
    audiences
        Codes of organisations, or ``"system"``.
    plan
        What is published; the shipped plan by default.
    policy
        A rule of disclosure control in place of the plan's.
    previous
        Further publications that outsiders may have.
    contracts
        Contracts by id; the shipped ones by default.
    whole_window
        Leave out the months whose look-back begins before an organisation's first recorded conversation.
    at
        When this is; by default the moment of the newest submission.
    progress
        Told what is done.

    Returns
    -------
    list of Written
        For each audience what its folder holds now.

    Raises
    ------
    MeasureProblem
        When the store holds no staff.
    StoreProblem
        When the store cannot be read.
    PublicationProblem
        When an audience is unknown, something could be learned that is to be hidden, or a folder cannot be written; what
        was there before is then still there.
    """
    store = Store(store_path)
    contracts = contracts or load_contracts()
    plan = plan or load_plan(contracts=contracts)
    plan = replace(plan, policy=policy or plan.policy)
    policy = plan.policy
    tables = _tables(store, plan)
    tell = progress or (lambda _: None)
    with store.reading():
        counted = count_planned(
            tables, contracts, plan, whole_window=whole_window, progress=lambda code: tell(f"counting {code}")
        )
    measures = [measure for measure in plan.countable(tables) if measure.id in set(counted["measure"])]
    described = ties(measures, contracts)
    hanging = Described.from_json(described)
    _require_audiences(audiences, counted, policy)
    places = {one: folder / one if len(audiences) > 1 else folder for one in audiences}
    guarded = [release for place in previous for release in read_releases(place)]
    known = [*(one for place in places.values() for one in held_releases(place)), *guarded]

    tell("protecting")
    protected = protect_again(counted, policy, hanging, _each_once(known))
    estimates = estimated(protected, policy)
    held = submissions(tables, store.ledger())
    names = name_organisations(tables, estimates["organisation"])
    written = []
    for audience, place in places.items():
        tell(f"auditing and writing {audience}")
        shown = for_audience(estimates, audience, plan.peers)
        codes = set(shown.estimates["organisation"])
        manifest = stamp(shown.audience, plan, policy, described, at or moment(held)) | provenance(
            held, codes, others=audience in (SYSTEM, PUBLIC) or plan.peers == "distribution"
        )
        manifest |= {"previous": sorted({one.fingerprint for one in guarded}), "base": store.base}
        written.append(
            write_publication(
                place,
                audited=_audit(Release(shown.estimates, policy, hanging), guarded),
                estimates=shown.estimates,
                peers=shown.peers,
                organisations=names.filter(pl.col("organisation").is_in(list(codes))),
                measures=words(measures, plan, contracts),
                manifest=manifest,
            )
        )
    return written


def estimated(protected: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Make rates of protected counts, each measure by its kind.

    Parameters
    ----------
    protected
        As :func:`~sfg_analytics.disclosure.protect` gives it.
    policy
        The rule, which knows the least base of a rate; what was public already needs none.

    Returns
    -------
    polars.DataFrame
        As :data:`~sfg_analytics.publication.ESTIMATES_SCHEMA` describes it, in the order given.
    """
    made = [pl.DataFrame(schema={**ESTIMATES_SCHEMA, "place": pl.UInt32})]
    rows = protected.with_row_index("place")
    for part in rows.partition_by("measure", maintain_order=True):
        measure = CATALOGUE[part["measure"][0]]
        base = 1 if ROWS[measure.rows].public else policy.minimum_base
        made.append(estimate(part, kind=measure.kind, minimum_base=base).select(*ESTIMATES_SCHEMA, "place"))
    return pl.concat(made).sort("place").drop("place")


def _tables(store: Store, plan: Plan) -> Tables:
    held = store.tables()
    needed = {name for measure in plan.countable(held) for name in measure.tables}
    return {name: store.table(name) for name in held if name in needed | {ORGANISATIONS}}


def _require_audiences(audiences: Sequence[str], counted: pl.DataFrame, policy: Policy) -> None:
    known = [SYSTEM, PUBLIC, *counted["organisation"].unique().sort()]
    for audience in audiences:
        if audience not in known:
            raise PublicationProblem(
                f"There are no figures of an audience '{audience}'.",
                expected=", ".join(known),
                closest=nearest(audience, known),
            )
    if not audiences or len(set(audiences)) < len(audiences):
        raise PublicationProblem("Name each audience once, and at least one.", got=", ".join(audiences))
    if PUBLIC in audiences and (policy.least_range == 1 or not policy.complement_protected):
        raise PublicationProblem(
            f"What is published under '{policy.name}' is not for everybody: something hidden may be worked out.",
            expected="a policy that guards hidden counts and those not counted, such as NHS_ROUND_5",
        )


def _audit(new: Release, guarded: Sequence[Publication]) -> Callable[[list[Publication]], dict[str, Any]]:
    """Attack a release together with those that its folder holds, and those that outsiders have besides."""

    def audited(held: list[Publication]) -> dict[str, Any]:
        return require_safe([new, *_each_once([*held, *guarded])]).as_json()

    return audited


def _each_once(publications: Sequence[Publication]) -> list[Release]:
    return [release_of(one) for one in {one.fingerprint: one for one in publications}.values()]
