"""Check tidy rows against what their contract promises.

Every promise is computed in one pass over the rows (Polars), which runs *inside* Great Expectations: its suite,
expectations and results are the real ones, while the rows themselves never enter it, so that no value of a person's
can appear in a result. Rows that break a promise are rejected with the promise's words as the reason; the promise
itself is broken when more of them fail than the contract tolerates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from sfg_analytics.check.violations import ROW_RULES, violation, with_virtual_columns
from sfg_analytics.contract import Contract, Promise, spelt_out

__all__ = ["Checked", "Engine", "PromiseResult", "check", "load_engine"]

Verdict = Literal["kept", "broken", "could not run", "nothing to evaluate"]
Engine = Literal["polars", "gx"]


@dataclass(frozen=True)
class PromiseResult:
    """How one promise fared: rows that could be judged, rows that failed, and the verdict.

    ``could not run`` and ``nothing to evaluate`` are not passes.
    """

    promise: Promise
    evaluated: int
    failed: int
    verdict: Verdict

    @property
    def column(self) -> str:
        """The columns concerned, joined by commas; empty for a promise about the table."""
        return ", ".join(self.promise.spoken)


@dataclass(frozen=True)
class Checked:
    """What checking made of the rows: those that keep every promise, those that do not, and each promise's result.

    ``gx_result`` is Great Expectations' own account of the same, for tools that read it.
    """

    kept: pl.DataFrame
    rejects: pl.DataFrame
    promises: tuple[PromiseResult, ...]
    gx_result: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def broken(self) -> tuple[PromiseResult, ...]:
        """The promises that forbid the rows entry: of severity *error*, and broken or not run."""
        return tuple(
            result
            for result in self.promises
            if result.promise.severity == "error" and result.verdict in {"broken", "could not run"}
        )


def check(tidy: pl.DataFrame, contract: Contract, *, engine: Engine = "polars") -> Checked:
    """Check rows against their contract's promises.

    Parameters
    ----------
    tidy
        The contract's stored columns, with ``sheet`` and ``row``; codes as text, or packed.
    contract
        Its promises.
    engine
        ``polars`` counts in one pass inside Great Expectations. ``gx`` counts by Great Expectations' own expectations
        on pandas: a second opinion that takes many times as long. Either way the rows that are rejected are found by
        Polars.

    Returns
    -------
    Checked
        ``kept`` and ``rejects`` together name every row of ``tidy``.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> contract = load_contracts()["organisations"]
    >>> empty = pl.DataFrame(schema={"sheet": pl.String, "row": pl.Int64} | dict.fromkeys(contract.stored_columns, pl.String))
    >>> [result.promise.id for result in check(empty, contract).broken]
    ['has_rows']
    """
    if engine == "gx":
        from sfg_analytics.check.stock import run_stock as run
    else:
        from sfg_analytics.check.engine import run

    rows = with_virtual_columns(tidy, contract)
    ran = run(rows, contract)
    results = tuple(
        PromiseResult(promise, evaluated, failed, _verdict(promise, evaluated, failed, tidy.height))
        for promise in contract.promises
        for evaluated, failed in [ran.counts.get(promise.id, (0, -1))]
    )
    rejects = _rejects(rows, contract, results)
    if rejects.is_empty():
        return Checked(tidy, rejects, results, ran.result)
    kept = tidy.join(
        rejects.select("sheet", "row").unique(), on=["sheet", "row"], how="anti", maintain_order="left"
    )
    return Checked(kept, rejects, results, ran.result)


def load_engine() -> None:
    """Import Great Expectations, which takes seconds; a caller may do so while something else waits for the disk."""
    import sfg_analytics.check.engine  # noqa: F401


def _verdict(promise: Promise, evaluated: int, failed: int, rows: int) -> Verdict:
    if failed < 0:
        return "could not run"
    if promise.rule == "row_count":
        return "broken" if failed else "kept"
    if evaluated == 0:
        return "nothing to evaluate"
    return "kept" if promise.allows(failed, rows) else "broken"


def _rejects(rows: pl.DataFrame, contract: Contract, results: Sequence[PromiseResult]) -> pl.DataFrame:
    """Name the rows that break a promise, a line for each row and promise."""
    found = [
        spelt_out(rows.lazy())
        .filter(violation(result.promise, contract))
        .select(
            "sheet",
            "row",
            column=pl.lit(", ".join(_titles(result.promise, contract))),
            reason=pl.lit(f"breaks the promise '{result.promise.id}': {result.promise.description}"),
        )
        for result in results
        if result.failed > 0 and result.promise.rule in ROW_RULES and result.promise.severity == "error"
    ]
    schema = {"sheet": pl.String, "row": pl.Int64, "column": pl.String, "reason": pl.String}
    return pl.concat(found).unique(maintain_order=True).collect() if found else pl.DataFrame(schema=schema)


def _titles(promise: Promise, contract: Contract) -> list[str]:
    return [
        contract.by_name[name].title if name in contract.by_name else name.replace("_", " ")
        for name in promise.spoken
    ]
