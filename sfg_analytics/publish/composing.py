"""Composing: what stands in a publication beside its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sfg_analytics.contract import Contract
from sfg_analytics.disclosure import Policy
from sfg_analytics.measures import Measure
from sfg_analytics.publication import code_version
from sfg_analytics.publish.plan import Plan


def words(measures: Sequence[Measure], plan: Plan, contracts: Mapping[str, Contract]) -> list[dict[str, Any]]:
    """Give the words of measures and how they are counted, as ``measures.json`` holds them.

    Parameters
    ----------
    measures
        Measures of the catalogue.
    plan
        Which of them have a control chart, and targets.
    contracts
        Contracts by id.

    Returns
    -------
    list of dict
        For each measure what :meth:`~sfg_analytics.measures.Measure.as_json` gives, and ``rows, tables, among, having,
        outcome, steps, sums, kind``, ``chart`` (``"p"``, ``"xmr"`` or None) and ``target``.
    """
    return [
        {
            **measure.as_json(contracts),
            "rows": measure.rows,
            "tables": list(measure.tables),
            "among": list(measure.among),
            "having": list(measure.having),
            "outcome": measure.outcome,
            "steps": list(measure.steps),
            "sums": list(measure.sums or ()),
            "kind": measure.kind,
            "chart": _chart(measure) if measure.id in plan.charts else None,
            "target": plan.targets.get(measure.id),
        }
        for measure in measures
    ]


def _chart(measure: Measure) -> str:
    """Sums, of days or of points, are no people: their values are charted, not a binomial share."""
    return "xmr" if measure.sums else "p"


def stamp(
    audience: str, plan: Plan, policy: Policy, described: Mapping[str, Any], created: datetime
) -> dict[str, Any]:
    """Say what a publication is, as its manifest does."""
    return {
        "title": plan.title,
        "audience": audience,
        "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "code_version": code_version(),
        "plan": plan.as_json(),
        "policy": policy.as_json(),
        "described": described,
    }
