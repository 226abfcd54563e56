"""The board pack and the equality analysis: one page and one workbook, of a publication and of nothing else.

What is said is summarised first, as plain values (:mod:`~sfg_analytics.pack.document`), and drawn afterwards, as a page and
as a workbook. Everything in it is in the publication: protected counts, and what was made of them.
"""

from __future__ import annotations

from sfg_analytics.pack.equality import equality
from sfg_analytics.pack.wording import read_words, write_words
from sfg_analytics.pack.writing import Packed, pack

__all__ = ["Packed", "equality", "pack", "read_words", "write_words"]
