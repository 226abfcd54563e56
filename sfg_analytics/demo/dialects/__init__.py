"""How each organisation writes its exports: one module an organisation, all in the contracts' own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sfg_analytics.demo.dialects import (
    zz1_warehouse,
    zz2_learning,
    zz3_overseas,
    zz4_browser,
    zz5_serials,
    zz6_workbook,
    zz7_unicode,
    zz8_desk,
)
from sfg_analytics.demo.dialects.layout import Dialect, Layout, Shown, check_headings

__all__ = ["DIALECTS", "Dialect", "Layout", "Shown", "check_headings"]

DIALECTS: Mapping[str, Callable[[], Dialect]] = {
    "ZZ1": zz1_warehouse.dialect,
    "ZZ2": zz2_learning.dialect,
    "ZZ3": zz3_overseas.dialect,
    "ZZ4": zz4_browser.dialect,
    "ZZ5": zz5_serials.dialect,
    "ZZ6": zz6_workbook.dialect,
    "ZZ7": zz7_unicode.dialect,
    "ZZ8": zz8_desk.dialect,
}
"""From an organisation's code to the function that gives its dialect."""
