"""How deep the tests that draw their cases dig: ``SFG_DEPTH=20 make test`` draws twenty times as many, by night."""

from __future__ import annotations

import os

DEPTH = float(os.environ.get("SFG_DEPTH", "1"))


def tries(usual: int) -> int:
    """Say how many cases are drawn where ``usual`` are drawn by day."""
    return max(1, round(usual * DEPTH))
