"""What a contract promises, in no engine's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Where:
    """The rows a promise is about: those in which a column holds one of some values, or any value at all.

    ``values`` of None asks for no more than that the column is not null.
    """

    column: str
    values: tuple[Any, ...] | None = None


@dataclass(frozen=True)
class Promise:
    """One thing a contract promises about its rows, in no engine's words.

    ``rule`` names the kind and ``arguments`` what it needs:

    ==================  ===================================================================================
    ``not_null``        the column is filled
    ``in_set``          the column holds one of ``values``
    ``matches``         the column is a text that fits ``pattern``
    ``between``         the column lies between ``minimum`` and ``maximum``, both included; None is no limit
    ``a_not_before_b``  the first column is greater than the second, or its equal where ``or_equal`` is true
    ``pairs_in_set``    the two columns together are one of ``pairs``
    ``unique``          no two rows agree in all the columns
    ``row_count``       there are at least ``minimum`` rows
    ``exists_in``       the columns are found in another table: see :class:`Reference`
    ==================  ===================================================================================

    A null keeps every promise but ``not_null``, and is one value among others to ``unique``. The first six may be about
    the rows of a ``where`` alone. ``tolerance_percent`` is the share of all rows that may fail before the promise counts
    as broken.
    """

    id: str
    rule: str
    columns: tuple[str, ...]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    where: Where | None = None
    tolerance_percent: float = 0.0
    severity: str = "error"
    description: str = ""

    @property
    def spoken(self) -> tuple[str, ...]:
        """Every column the promise speaks of, the one of its ``where`` last.

        Examples
        --------
        >>> Promise("p", "not_null", ("sought",), where=Where("current")).spoken
        ('sought', 'current')
        """
        return self.columns if self.where is None else (*self.columns, self.where.column)

    def allows(self, failed: int, rows: int) -> bool:
        """Whether so many failing rows out of so many keep the promise.

        Examples
        --------
        >>> Promise("p", "not_null", ("band",), tolerance_percent=2).allows(2, 100)
        True
        """
        return failed * 100.0 <= self.tolerance_percent * rows


@dataclass(frozen=True)
class Reference:
    """A promise across tables: what a row names in another contract's table is there.

    A row can be judged where the other table holds the row's organisation in the month of ``month`` at all; it fails
    where none of those rows has its values of ``columns`` under ``others``. Because the other table may come later, it
    is of severity *warning*: it keeps no row and no file out.

    Attributes
    ----------
    contract
        The other contract.
    columns, others
        Columns here and, in the same order, there.
    month
        The column here that says in which month of the other table to look.
    """

    promise: Promise
    contract: str
    others: tuple[str, ...]
    month: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the row that name the other."""
        return self.promise.columns
