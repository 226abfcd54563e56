"""The catalogue: every measure the product knows, as data.

The definitions answer questions that boards ask. Coverage comes first, because an outcome says little until one knows
who was asked; whom coverage leaves out is a measure of its own, so that both numbers are always at hand.
"""

from __future__ import annotations

from sfg_analytics.measures.catalogue import context, development, pipeline, placements, quality
from sfg_analytics.measures.measure import Measure

CATALOGUE: dict[str, Measure] = {
    measure.id: measure
    for part in (pipeline, placements, development, quality, context)
    for measure in part.MEASURES
}
"""Every measure by its id, in the order in which a reader should meet them."""

__all__ = ["CATALOGUE"]
