"""What every page is made of that stands by itself: its frame, its style, and the small pieces of markup.

A page is one file that needs no script and fetches nothing, so that it can be forwarded, printed and kept. Who makes a
page adds rules of its own to :data:`BASE`.
"""

from __future__ import annotations

from sfg_analytics.page.frame import BASE, whole_page

__all__ = ["BASE", "whole_page"]
