"""Notebooks written by hand, small enough to see what a page of them must hold."""

from __future__ import annotations

import json
from pathlib import Path


def notebook(path: Path, *cells: str) -> Path:
    """Write a notebook: a text that begins with ``md:`` is words, all else is code."""
    written = []
    for source in cells:
        if source.startswith("md:"):
            written.append({"cell_type": "markdown", "metadata": {}, "source": source[3:]})
            continue
        tags = {"tags": ["parameters"]} if source.startswith("# parameters") else {}
        written.append(
            {"cell_type": "code", "metadata": tags, "source": source, "outputs": [], "execution_count": None}
        )
    whole = {"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path
