"""Great Expectations, spoken here alone.

The batch Great Expectations is given has no rows. One custom table metric, computed once a batch, makes the single
pass over the real rows, which a handle finds; a thin expectation for each promise reads its counts from that metric.
(Stock expectations on pandas take about twenty times as long, import no faster, and put failing values in results.)
"""

from __future__ import annotations

import os
import sys
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import polars as pl

from sfg_analytics.check.later import put_off, without
from sfg_analytics.check.violations import evaluated, violation
from sfg_analytics.contract import Contract, Promise, spelt_out

os.environ["GX_ANALYTICS_ENABLED"] = (
    "false"  # read when Great Expectations is imported, and never changed back
)
# jsonschema compiles grammars for a format nobody here uses, a second of every start; without this it does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

with put_off("altair", "scipy.stats"), without("pyspark"):
    import great_expectations as gx
    from great_expectations.checkpoint.checkpoint import Checkpoint
    from great_expectations.core.expectation_suite import ExpectationSuite
    from great_expectations.core.validation_definition import ValidationDefinition
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
    from great_expectations.expectations.expectation import BatchExpectation
    from great_expectations.expectations.metadata_types import FailureSeverity
    from great_expectations.expectations.metrics.metric_provider import metric_value
    from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider


@dataclass(frozen=True)
class Ran:
    """What running the promises gave.

    Attributes
    ----------
    counts
        From promise to the rows that could be judged and those that failed; one that could not be run is not there.
    result
        The checkpoint's result, as Great Expectations writes it. No value of any row is in it.
    """

    counts: Mapping[str, tuple[int, int]]
    result: Mapping[str, Any]


_METRIC = "contract.promise_counts"
_AT_ONCE = 500_000
SEVERITY = {
    "error": FailureSeverity.CRITICAL,
    "warning": FailureSeverity.WARNING,
    "info": FailureSeverity.INFO,
}
_in_hand: dict[str, tuple[pl.DataFrame, Contract]] = {}


def count_violations(rows: pl.DataFrame, contract: Contract) -> dict[str, tuple[int, int]]:
    """Count, in one pass, for each promise the rows that could be judged and those that failed.

    The pass goes slice by slice, each spelt out by itself; what must be unique is looked at in all rows together.

    Returns
    -------
    dict
        From promise id to ``(evaluated, failed)``.
    """
    about_rows = [promise for promise in contract.promises if promise.rule != "row_count"]
    counts = Counter(
        _counted(rows, [promise for promise in about_rows if promise.rule == "unique"], contract)
    )
    for some in rows.iter_slices(_AT_ONCE):
        counts.update(_counted(some, [one for one in about_rows if one.rule != "unique"], contract))
    found = {p.id: (counts[f"evaluated {p.id}"], counts[f"failed {p.id}"]) for p in about_rows}
    for promise in contract.promises:
        if promise.rule == "row_count":
            found[promise.id] = (rows.height, int(rows.height < promise.arguments["minimum"]))
    return found


def _counted(rows: pl.DataFrame, promises: Sequence[Promise], contract: Contract) -> dict[str, int]:
    if not promises:
        return {}
    counts = spelt_out(rows.lazy()).select(
        *(evaluated(promise).alias(f"evaluated {promise.id}") for promise in promises),
        *(violation(promise, contract).sum().alias(f"failed {promise.id}") for promise in promises),
    )
    return counts.collect().row(0, named=True)


class PromiseCounts(TableMetricProvider):
    """The single pass over the rows, as a metric of Great Expectations."""

    metric_name = _METRIC
    value_keys = ("handle",)

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805 - the decorator makes it a class method
        execution_engine: PandasExecutionEngine,  # noqa: ARG002 - the signature is Great Expectations'
        metric_domain_kwargs: dict[str, Any],  # noqa: ARG002
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],  # noqa: ARG002
        runtime_configuration: dict[str, Any],  # noqa: ARG002
    ) -> dict[str, tuple[int, int]]:
        return count_violations(*_in_hand[metric_value_kwargs["handle"]])


class ExpectPromiseToBeKept(BatchExpectation):
    """A contract's promise, judged from the counts of the one pass."""

    promise: str
    handle: str
    tolerance_percent: float = 0.0

    metric_dependencies = (_METRIC,)
    success_keys = ("handle", "promise", "tolerance_percent")
    args_keys = ("promise",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        rows, contract = _in_hand[self.handle]
        judged, failed = metrics[_METRIC][self.promise]
        stated = next(promise for promise in contract.promises if promise.id == self.promise)
        return {
            "success": bool(judged) and stated.allows(failed, rows.height),
            "result": {
                "element_count": rows.height,
                "unexpected_count": failed,
                "unexpected_percent": 100.0 * failed / rows.height if rows.height else None,
                "details": {"evaluated": judged},
            },
        }


def validate(rows: pd.DataFrame, suite: ExpectationSuite, **how: Any) -> Any:
    """Run a suite through a checkpoint of Great Expectations', in a context that draws no bars of progress.

    Parameters
    ----------
    rows
        What stock expectations would judge; none, where the rows are judged elsewhere.
    suite
        The expectations.
    how
        What else the checkpoint is told: ``result_format``.

    Returns
    -------
    CheckpointResult
        Of one validation.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("rows").add_dataframe_asset(suite.name)
    batch = asset.add_batch_definition_whole_dataframe("all")
    validation = ValidationDefinition(name=suite.name, data=batch, suite=context.suites.add(suite))
    definitions = [context.validation_definitions.add(validation)]
    checkpoint = context.checkpoints.add(
        Checkpoint(name=suite.name, validation_definitions=definitions, **how)
    )
    return checkpoint.run(batch_parameters={"dataframe": rows})


def as_json(outcome: Any) -> dict[str, Any]:
    """Write a checkpoint's result as JSON, which its own class cannot.

    Returns
    -------
    dict
        ``name, run_id, success, statistics`` and, by validation, ``run_results`` as Great Expectations writes them.
    """
    described = outcome.describe_dict()
    return {
        "name": outcome.name,
        "run_id": outcome.run_id.to_json_dict(),
        "success": described["success"],
        "statistics": described["statistics"],
        "run_results": {
            str(identifier): result.to_json_dict() for identifier, result in outcome.run_results.items()
        },
    }


def run(rows: pl.DataFrame, contract: Contract) -> Ran:
    """Run a contract's promises over rows through Great Expectations.

    Returns
    -------
    Ran
        Counts by promise, and the checkpoint's result.
    """
    handle = uuid.uuid4().hex
    suite = ExpectationSuite(
        contract.id,
        expectations=[
            ExpectPromiseToBeKept(
                promise=promise.id,
                handle=handle,
                tolerance_percent=promise.tolerance_percent,
                severity=SEVERITY.get(promise.severity, FailureSeverity.CRITICAL),
                description=promise.description,
                meta={"rule": promise.id},
            )
            for promise in contract.promises
        ],
    )
    _in_hand[handle] = (rows, contract)
    try:
        outcome = validate(pd.DataFrame(), suite)
    finally:
        del _in_hand[handle]
    counts = {
        rule: (found["details"]["evaluated"], found["unexpected_count"])
        for rule, _, found in results(outcome)
        if "details" in found
    }
    return Ran(counts, as_json(outcome))


def results(outcome: Any) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """Give of each expectation that ran the promise it stands for, whether it was met, and what was counted."""
    for validation in outcome.run_results.values():
        for result in validation.results:
            if result.expectation_config is not None and result.result:
                yield result.expectation_config.meta["rule"], bool(result.success), result.result
