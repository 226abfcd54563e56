"""Do the statistics keep their promises? Counted on made-up data of which the truth is known: ``make validate``.

Every run takes the same seed and gives the same table. A row outside what is allowed for it fails the command; where
counts are too small for any interval to cover as it says, the row shows how far off it is instead of leaving it out.
"""

from __future__ import annotations

from dataclasses import dataclass

SEED = 20250401


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Parameters
    ----------
    what
        What is claimed, and of what data.
    nominal
        What theory or the level says, as a share.
    found
        The share found.
    allowed
        Between which shares it must lie.
    note
        What to know beside it.
    """

    what: str
    nominal: float
    found: float
    allowed: tuple[float, float]
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether it lies where it must."""
        return self.allowed[0] <= self.found <= self.allowed[1]
