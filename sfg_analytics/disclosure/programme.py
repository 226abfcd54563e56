"""Linear and integer programmes, solved by HiGHS: the one place that speaks to the solver.

A programme is built once and asked many questions; each starts where the last one ended, which makes it cheap. One thread
and limits by nodes make the answers the same on every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Row = tuple[Sequence[int], Sequence[float], float, float]
"""Columns, their factors, and the least and the most that their sum may be."""

_NODES, _SECONDS = 2_000, 30.0
_ALMOST = 1e-6


@dataclass(frozen=True)
class Answer:
    """What the solver found.

    Parameters
    ----------
    values
        A value for each column, or None if none was found.
    most
        More than which no solution can have; infinite if that is not known.
    """

    values: Numbers | None
    most: float


class Programme:
    """Columns between bounds, and sums of them between bounds.

    Parameters
    ----------
    low, high
        The bounds of each column.
    rows
        The sums.
    whole
        Columns that must be whole numbers in every answer.
    """

    def __init__(
        self, low: Numbers, high: Numbers, rows: Sequence[Row], *, whole: Sequence[int] = ()
    ) -> None:
        import highspy

        # The class beneath the public one: that one announces itself on standard output before it can be told not to.
        self._highs: Any = highspy._core._Highs()
        for option, value in {
            "output_flag": False,
            "threads": 1,
            "random_seed": 0,
            "mip_max_nodes": _NODES,
            "mip_rel_gap": 0.0,
            "time_limit": _SECONDS,
        }.items():
            self._highs.setOptionValue(option, value)
        self._columns = np.arange(low.size, dtype=np.int32)
        self._integer, self._continuous = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = low.size, len(rows)
        model.col_cost_ = np.zeros(low.size)
        model.col_lower_, model.col_upper_ = low.astype(float), high.astype(float)
        model.row_lower_ = np.array([row[2] for row in rows], float)
        model.row_upper_ = np.array([row[3] for row in rows], float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *[len(row[0]) for row in rows]])
        model.a_matrix_.index_ = np.array([at for row in rows for at in row[0]], np.int32)
        model.a_matrix_.value_ = np.array([factor for row in rows for factor in row[1]], float)
        model.sense_ = highspy.ObjSense.kMaximize
        if len(whole):
            kinds = [self._continuous] * low.size
            for at in whole:
                kinds[at] = self._integer
            model.integrality_ = kinds
        self._highs.passModel(model)
        self._optimal = highspy.HighsModelStatus.kOptimal

    def bound(self, column: int, low: float, high: float) -> None:
        """Give a column other bounds."""
        self._highs.changeColBounds(int(column), float(low), float(high))

    def most(self, weights: Numbers, *, in_whole: bool = False) -> Answer:
        """Find the solution that has most of a weighted sum of the columns.

        Parameters
        ----------
        weights
            A weight for each column.
        in_whole
            Look among whole numbers alone, in every column.
        """
        self._highs.changeColsCost(self._columns.size, self._columns, weights.astype(float))
        if in_whole:
            self._kinds(self._integer)
        try:
            self._highs.run()
        finally:
            if in_whole:
                self._kinds(self._continuous)
        info = self._highs.getInfo()
        optimal = self._highs.getModelStatus() == self._optimal
        found = info.primal_solution_status == 2  # noqa: PLR2004  # the solver's "feasible"
        values = np.array(self._highs.getSolution().col_value) if found else None
        if optimal and values is not None:
            return Answer(values, float(weights @ values) + _ALMOST)
        return Answer(values, float(info.mip_dual_bound) + _ALMOST if in_whole and found else np.inf)

    def _kinds(self, kind: Any) -> None:
        self._highs.changeColsIntegrality(
            self._columns.size, self._columns, np.full(self._columns.size, int(kind), np.uint8)
        )
