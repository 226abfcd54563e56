"""The style sheet of the folder's pages."""

from __future__ import annotations

from pathlib import Path

from sfg_analytics.charts import STYLE as DRAWINGS
from sfg_analytics.page import BASE

RULES = f"{BASE}{DRAWINGS}{(Path(__file__).parent / 'site.css').read_text('utf-8')}"
"""What all pages have in common, what drawings need, and what is these pages' own."""
