"""A contract: our page on one kind of export.

A page of ``data_contracts/`` (Open Data Contract Standard, YAML) says what an export is, how to recognise it, what its
columns are called and may hold, and what it promises. This module loads a page, checks it against the standard's own
JSON schema, and gives it to the stations as plain frozen objects. Nothing else in the project spells a heading or a code.
"""

from sfg_analytics.contract.nouns import (
    DIRECT_IDENTIFIER,
    FREE_TEXT,
    PERSONAL,
    PUBLIC,
    RECORD,
    SPECIAL_CATEGORY,
    Code,
    Column,
    Contract,
    Rewrite,
    Unpivot,
    fold,
)
from sfg_analytics.contract.overlay import Overlay, lay_over
from sfg_analytics.contract.packed import pack, spelt_out
from sfg_analytics.contract.page import load_contract, load_contracts
from sfg_analytics.contract.promise import Promise, Reference, Where
from sfg_analytics.contract.thresholds import Thresholds

__all__ = [
    "DIRECT_IDENTIFIER",
    "FREE_TEXT",
    "PERSONAL",
    "PUBLIC",
    "RECORD",
    "SPECIAL_CATEGORY",
    "Code",
    "Column",
    "Contract",
    "Overlay",
    "Promise",
    "Reference",
    "Rewrite",
    "Thresholds",
    "Unpivot",
    "Where",
    "fold",
    "lay_over",
    "load_contract",
    "load_contracts",
    "pack",
    "spelt_out",
]
